"""How much one raw file and one article may weigh."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What is larger becomes a reject; so no delivery, however made, takes more memory or time than these allow."""

    max_file_bytes: int = 50_000_000
    """Of a raw file, unpacked; of one line where a file holds one record a line."""
    max_text_chars: int = 1_000_000
    """Of one article's text."""
    max_word_chars: int = 10_000
    """Of a run without white space: longer ones are data, not words; shorter ones cost linear time, see `pipeline`."""
    max_html_elements: int = 30_000
    """Of a page: news pages have 500 to 10,000, and taking out the article costs 0.2 ms or more for each."""
    max_packing: int = 20
    """How many times larger than its gzip file a file of lines may be; news text packs 3 to 5 times, bombs 1,000."""

"""Characters made one form: mojibake mended, Unicode composed, what cannot be seen taken out."""

import html
import re
import unicodedata

MOJIBAKE = re.compile(r"[\x80-\x9f]|[ÂÃâðВГвΒΓβĀāĂĆ‚„¬√├┬≡][^\x00-\x7f]")
"""Where this is found nowhere, ftfy would change nothing: each of its mendings starts from such a pair (its
`badness` regular expression costs 0.13 ms per 1,000 characters, this one a hundredth)."""
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
ODD_SPACE = re.compile(r"[^\S\n ]")
SPACES = re.compile("  +")
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Controls, soft hyphens, zero-width and direction marks, lone surrogates."""
STRAY_JOINER = re.compile("\u200d(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]\u200d)")
"""Inside an emoji it stays."""

MAX_MARKS = 30
"""Combining marks in a row, as in the Stream-Safe Text Format of UAX #15; no language has more than a few."""
WITH_MARKS = re.compile(rf"[^\x00-\u02ff]{{{MAX_MARKS + 1},}}")
"""Long enough to hold more; no character below is a mark."""


def mend_mojibake(text: str) -> str:
    """Return text that was decoded wrongly somewhere on its way, as it was written; quotation marks keep their form."""
    if text.isascii() or not MOJIBAKE.search(text):
        return text
    import ftfy  # 0.1 s, and most batches need no mending

    return ftfy.fix_encoding(text)


def limit_marks(run: re.Match[str]) -> str:
    """Return a run of characters with no more than MAX_MARKS combining marks in a row.

    Python sorts them by insertion to make NFC of them, in quadratic time: 30 s for 200,000 of two kinds in turn.
    """
    kept, count = [], 0
    for character in run[0]:
        count = count + 1 if unicodedata.combining(unicodedata.normalize("NFD", character)[0]) else 0
        if count <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_characters(text: str) -> str:
    """Return text in one form: newlines as `\\n`, other white space as one blank, NFC, nothing that cannot be seen."""
    if "&" in text and ENTITY.search(text):  # "&amp;", "&#8217;", which an export left in plain text
        text = html.unescape(text)
    text = mend_mojibake(text)
    if not text.replace("\n", "").isprintable():  # what is, which takes a tenth of the time, has none of these
        text = STRAY_JOINER.sub("", UNSEEN.sub("", NEWLINE.sub("\n", text)))
        text = ODD_SPACE.sub(" ", text)
    if "  " in text:
        text = SPACES.sub(" ", text)
    return text if text.isascii() else unicodedata.normalize("NFC", WITH_MARKS.sub(limit_marks, text))


def clean_line(text: str, max_chars: int) -> str:
    """Return text in one form on one line, cut at `max_chars`; what lies far beyond is not looked at."""
    return " ".join(clean_characters(text[: 2 * max_chars]).split())[:max_chars].rstrip()

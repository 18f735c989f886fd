"""Words as they are compared, what each tells, and the keys by which wordings find each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.link.families.keys import build_keys
from tasks.link.families.overlap import measure_overlap
from tasks.link.families.rarity import NAME, UNKNOWN, weigh_words
from tasks.link.families.words import find_words


def split(text: str) -> list[str]:
    """Return the folded words of a text."""
    return [word.text for word in find_words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the colour of organised labour", "the color of organized labor"),
        ("the theatre’s travelling programme", "The theater's traveling program"),
        ("medieval, pediatric, a defense", "mediaeval, paediatric, a defence"),
        ("twelve per cent of 1,000", "12% of 1000"),
        ("“[T]he vote” want[ed] [sic] more", "the vote wanted more"),
        ("naïve café owners", "naive cafe owners"),
    ],
)
def test_spellings_are_one(one: str, other: str) -> None:
    assert split(one) == split(other)


def test_names_tell_little_and_rare_words_much() -> None:
    words, bits = weigh_words("we saw Rafe Dolan near the clipboard")
    assert dict(zip(words, bits, strict=True)) == {
        "we": 9, "saw": 13, "rafe": NAME, "dolan": NAME, "near": 12, "the": 4, "clipboard": UNKNOWN
    }  # fmt: skip


def test_capitals_of_a_headline_are_no_names() -> None:
    assert sum(weigh_words("Stop Dumping Gravel On Our Orchard Roads")[1]) == sum(
        weigh_words("stop dumping gravel on our orchard roads")[1]
    )


def test_what_everybody_says_has_no_keys() -> None:
    assert build_keys(*weigh_words("No, it is what it is.")) == set()


SOME = "we asked for the books and ledgers Rafe in November or a brochure"
TEXTS = st.lists(st.sampled_from(SOME.split()), max_size=30)


@given(TEXTS, TEXTS)
def test_overlap_is_symmetric_and_within_bounds(one: list[str], other: list[str]) -> None:
    first, second = weigh_words(" ".join(one)), weigh_words(" ".join(other))
    overlap = measure_overlap(first, second)
    assert overlap == measure_overlap(second, first)
    assert 0 <= overlap.larger <= overlap.whole <= overlap.share <= 1


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    words, bits = weigh_words(text)
    assert len(words) == len(bits)
    assert all(0 < told <= UNKNOWN for told in bits)

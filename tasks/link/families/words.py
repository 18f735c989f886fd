"""The words of a quote as they are compared: without case, marks, brackets and what editors spell differently."""

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse
from typing import NamedTuple

LETTERS_IN_BRACKETS = re.compile(r"(?<=\w)\[(\w{1,3})\]|\[(\w{1,2})\](?=\w)")
"""An editor's change within a word: "[T]he", "want[ed]"."""
IN_BRACKETS = re.compile(r"\[[^\[\]]{0,200}\]")
"""An editor's insertion: "[the president]", "[...]", "[sic]"."""
APOSTROPHE = re.compile(r"(?<=\w)['’‘ʼ](?=\w)")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
WORD = re.compile(r"([^\W_]+)")
SENTENCE_END = re.compile(r"[.!?:“\"]")
WRITTEN_OUT = (("%", " percent "), ("&", " and "), ("per cent", "percent"))
FIGURES = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(number) for number, word in enumerate(FIGURES.split())}
SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"(?<=..)our(?=$|s$|ed$|ing$|ite|able|ful|less|hood)", "or"),
        (r"(?<=...)([iy])s(?=e$|ed$|es$|ing$|er$|ers$|ation$|ations$)", r"\1z"),
        (r"(?<=..[bt])re(?=s?$)", "er"),
        (r"ll(?=ed$|ing$|er$|ers$)", "l"),
        (r"(?<=.)([ae])e(?=[a-z]{2})", "e"),
        (r"(?<=..)ence(?=s?$|less$)", "ense"),
        (r"(?<=..)ogue(?=s?$)", "og"),
        (r"(?<=gr)amme(?=s?$)", "am"),
    )
)
"""British spellings and American ones, to one: colour, organise, centre, travelled, paediatric, defence, dialogue,
programme. A word that is none of these may change too; it does so wherever it stands."""


class Word(NamedTuple):
    """A word, folded."""

    text: str
    is_capital: bool
    """A capital begins it as it stands."""
    is_first: bool
    """It begins a sentence."""


def find_words(text: str) -> list[Word]:
    """Return the words of a text in their order, without accents and editors' insertions."""
    if not text.isascii():
        text = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))
    text = IN_BRACKETS.sub(" ", LETTERS_IN_BRACKETS.sub(r"\1\2", text))
    text = APOSTROPHE.sub("", THOUSANDS.sub("", text))
    for written, word in WRITTEN_OUT:
        text = text.replace(written, word)
    pieces = WORD.split(text)
    words = zip(pieces[::2], pieces[1::2], strict=False)
    return [read_word(word, not at or ends_sentence(between)) for at, (between, word) in enumerate(words)]


def ends_sentence(between: str) -> bool:
    """Return whether a sentence ends in what stands between two words."""
    return between != " " and SENTENCE_END.search(between) is not None


@lru_cache(1 << 16)
def read_word(word: str, is_first: bool) -> Word:
    """Return a word as it stands, folded."""
    return Word(fold_word(word.casefold()), word[0].isupper(), is_first)


@lru_cache(1 << 16)
def fold_word(word: str) -> str:
    """Return the one spelling of a word: "7" for "seven", "color" for "colour"."""
    if word in NUMBERS:
        return NUMBERS[word]
    for pattern, spelling in SPELLINGS:
        word = pattern.sub(spelling, word)
    return word

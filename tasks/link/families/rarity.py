"""How much the words of a quote tell, in bits: by a table that no delivery changes."""

from functools import cache, lru_cache
from importlib.resources import files

from tasks.link.families.words import Word, find_words, fold_word

UNKNOWN = 16
"""A word that is not on the list."""
FIGURE = 10
"""A number in digits."""
NAME = 5
"""A word that a capital marks as part of a name: it says what is spoken of, and many speak of it."""


@cache
def read_bits() -> dict[str, int]:
    """Return the bits of the common words, folded; of two words that fold to one, those of the more common."""
    text = files(__package__).joinpath("common_words.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {fold_word(word): int(row[0]) for row in reversed(rows) for word in row[1:]}


def weigh_words(text: str) -> tuple[list[str], list[int]]:
    """Return the words of a text, folded, and what each tells."""
    found, common = find_words(text), read_bits()
    usual = [word.is_capital for word in found if not word.is_first and word.text in common and word.text != "i"]
    is_cased = 2 * sum(usual) <= len(usual)
    return [word.text for word in found], [weigh_word(word, is_cased) for word in found]


@lru_cache(1 << 16)
def weigh_word(word: Word, is_cased: bool) -> int:
    """Return what a word tells; `is_cased`: its capital is no headline's or shout's."""
    common = read_bits()
    told = FIGURE if word.text.isdigit() else common.get(word.text, UNKNOWN)
    is_name = is_cased and word.is_capital and (not word.is_first or word.text not in common)
    return min(NAME, told) if is_name else told

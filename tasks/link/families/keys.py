"""The keys by which wordings find each other: pairs of telling words that stand near each other."""

from collections.abc import Sequence
from zlib import crc32

TELLING = 10
"""Bits from which a word counts."""
MIN_KEY = 20
"""Bits of a pair."""
REACH = 2
"""How many telling words on the second of a pair may stand: one that was swapped or left out costs no other."""


def build_keys(words: Sequence[str], bits: Sequence[int]) -> set[int]:
    """Return the keys of a wording, 32-bit numbers; none where it says nothing that others would not say."""
    telling = [(word, told) for word, told in zip(words, bits, strict=True) if told >= TELLING]
    return {
        crc32(f"{word} {other}".encode())
        for at, (word, told) in enumerate(telling)
        for other, other_told in telling[at + 1 : at + 1 + REACH]
        if told + other_told >= MIN_KEY
    }

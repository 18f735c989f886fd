"""A name with all its mentions, and what a single word may be in the longer names of its article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import NameWords, initials
from tasks.quotes.naming.words.tokens import Tokens

_LONGEST_PERSON: Final = 5
ALIKE: Final = 3
"""Letters that a surname and its misspelling begin with."""


@dataclass(slots=True)
class NameParts:
    """The words of an article's names, by the part that they have there."""

    surnames: set[str] = field(default_factory=set)
    """All words of people's names but the first."""
    beginnings: set[str] = field(default_factory=set)
    """Their first letters, which a misspelled surname has as well."""
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)
    """Names of one word by which people speak."""
    acronyms: set[str] = field(default_factory=set)
    """Of organisations."""
    bodies: set[str] = field(default_factory=set)
    """First words of organisations' names."""
    businesses: set[str] = field(default_factory=set)
    """First words of businesses' names, and these without their last word: "arlen crown" of "Arlen Crown Foods"."""


@dataclass(frozen=True, slots=True)
class Name:
    """All mentions of one name in an article."""

    tokens: Tokens
    group: Sequence[Mention]
    parts: NameParts
    words: NameWords
    label: str
    """That of the first mention."""
    is_first: bool
    """Whether it begins with a first name."""
    is_long: bool
    """Whether it has several words."""


def build_name(tokens: Tokens, group: Sequence[Mention], parts: NameParts) -> Name:
    """Return the name that mentions of the same words share."""
    words = group[0].words
    return Name(tokens, group, parts, words, group[0].label, lexicon.is_first_name(words[0]), len(words) > 1)


def read_name_parts(tokens: Tokens, mentions: Iterable[Mention]) -> NameParts:
    """Return what the words of an article's names are in them."""
    parts = NameParts()
    for mention in mentions:
        words = mention.words
        if len(words) < 2:
            if mention.label == "PERSON" and mention.is_speaker:
                parts.alone.update(words)
            continue
        is_name = (lexicon.is_first_name(words[0]) or mention.titles) and words[-1] not in lexicon.ORGANISATION_ENDINGS
        if (mention.label == "PERSON" or is_name) and len(words) <= _LONGEST_PERSON:
            parts.surnames.update(words[1:])
            parts.beginnings.update(word[:ALIKE] for word in words[1:])
            parts.firsts.add(words[0])
            parts.lasts.add(words[-1])
        elif mention.label == "ORG":
            parts.acronyms |= initials(tokens.folded[mention.start : mention.end])
            parts.bodies.add(words[0])
            if words[-1] in lexicon.BUSINESS_ENDINGS:
                parts.businesses |= {words[0], " ".join(words[:-1])}
    return parts

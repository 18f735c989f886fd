"""What an article names: the stretches that do, and their clusters, one for each person, organisation, place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import NameWords, name_words
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

NAMED_LABELS: Final = frozenset(
    ["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"]
)
"""Entity labels that name something; dates and numbers stay as they are and belong to no cluster."""
DEFAULT_LABELS: Final = {"person": "PERSON", "organisation": "ORG", "place": "GPE"}
"""What a name is → the entity label that it gets where the recogniser gave it none of that kind."""
LONGEST_OPENING: Final = 10
"""The most words of a name that is looked for at the start of a longer one."""


@dataclass(frozen=True, slots=True)
class Role:
    """A description reduced to what is compared: "the US president" → head "president", modifiers {"us"}."""

    head: str
    modifiers: frozenset[str]
    is_former: bool = False


@dataclass(slots=True, eq=False)
class Mention:
    """A stretch of tokens that names something."""

    start: int
    end: int
    label: str
    words: NameWords
    titles: list[str] = field(default_factory=list)
    """Up to four titles and role words right before the name, folded."""
    cluster: "Cluster | None" = None
    is_certain: bool = False
    """Whether its place in a speaker span says what it is."""
    name: str | None = None
    """The whole name, where its words do not stand together: "Juno" in "Juno and Perry Adair"."""
    role: TokenRange | None = None
    """The words before it in its speaker span, where they say who it is: "Governor of Arlen" before "Ruth Pell"."""
    is_speaker: bool = False
    """Whether it is all of a speaker span up to the first comma."""


@dataclass(slots=True, eq=False)
class Cluster:
    """The mentions of one person, organisation, place ... in one article, in text order."""

    id: int
    label: str
    name: str
    words: NameWords
    gender: lexicon.Gender
    mentions: list[Mention]
    full_name: str = ""
    """Of an organisation, where `name` is the acronym that the article uses."""
    roles: list[Role] = field(default_factory=list)
    """What the article says that a person is."""
    role_heads: set[str] = field(default_factory=set)
    """The nouns that the article calls it by: "president", "chain"."""


type Group = list[Mention]
"""Mentions that name the same."""


def group_words(mentions: Iterable[Mention]) -> dict[NameWords, Group]:
    """Return the words of a name → its mentions, in their order."""
    groups: dict[NameWords, Group] = defaultdict(list)
    for mention in mentions:
        groups[mention.words].append(mention)
    return groups


def build_mention(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    """Return a mention with its folded words and the titles before it, or None where it holds no word."""
    words = name_words(tokens.folded[start:end])
    titles: list[str] = []
    i = start - 1
    while i >= 0 and len(titles) < 4 and (tokens.folded[i] in lexicon.TITLES_AND_ROLES or not tokens.folded[i]):
        titles = [tokens.folded[i], *titles] if tokens.folded[i] else titles
        i -= 1
    return Mention(start, end, label, words, titles) if words else None


def index_tokens(mentions: Iterable[Mention]) -> dict[int, Mention]:
    """Return token → the mention that holds it."""
    return {i: one for one in mentions for i in range(one.start, one.end)}


def drop_overlapping(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions that share no token with one that is kept before them."""
    taken: set[int] = set()
    kept = []
    for mention in mentions:
        if taken.isdisjoint(range(mention.start, mention.end)):
            kept.append(mention)
            taken.update(range(mention.start, mention.end))
    return kept


def put_in(found: Sequence[Mention], mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions in text order, those that were found in place of all that they share a token with."""
    taken = index_tokens(found).keys()
    kept = [one for one in mentions if taken.isdisjoint(range(one.start, one.end))]
    return sorted([*kept, *found], key=lambda mention: mention.start)


def find_most_common[T](values: Sequence[T]) -> T:
    """Return the value that comes up most, of several the one that comes up first."""
    return max(dict.fromkeys(values), key=values.count)


def resize(tokens: Tokens, mention: Mention, start: int, end: int) -> Mention:
    """Return a mention with other edges and all else that is known of it; as it is where these hold no word."""
    resized = build_mention(tokens, start, end, mention.label)
    if resized is None:
        return mention
    resized.is_certain, resized.is_speaker, resized.role = mention.is_certain, mention.is_speaker, mention.role
    return resized

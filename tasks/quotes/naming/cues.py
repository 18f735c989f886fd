"""What an article shows of a name: its words, what stands around it, how it was tagged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tasks.quotes.naming.gazetteer import read_countries, read_places
from tasks.quotes.naming.gender import is_first_name
from tasks.quotes.naming.lexicon import (
    BUSINESS_ENDINGS,
    ORGANISATION_ENDINGS,
    PLACE_ENDINGS,
    ROLES,
    SPEECH_LEMMAS,
    TITLES,
    word_set,
)
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.names import NameWords, fold, initials, is_acronym
from tasks.quotes.naming.tokens import Tokens

_PREPOSITIONS: Final = word_set("in at from near to across of by with for on against between under into around")
_MARKS_BEFORE: Final = frozenset([",", "(", "“", '"', "'", "‘", "and"])
_MARKS_AFTER: Final = frozenset(["'s", ",", "(", ")", "and", ".", "”", '"'])
_ARTICLES: Final = frozenset(["the", "a", "an"])
_FOLLOWING: Final = {"who": "who", "whose": "who", "which": "which", "where": "where"}
_CLAUSE_ROLES: Final = word_set("nsubj nsubjpass pobj dobj compound poss appos conj")


@dataclass(slots=True)
class Context:
    """What the article's other names say: parts of people's names, acronyms and first words of organisations."""

    surnames: set[str] = field(default_factory=set)
    first_names: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    businesses: set[str] = field(default_factory=set)
    """First words of the names of businesses."""


def read_context(tokens: Tokens, mentions: Iterable[Mention]) -> Context:
    """Gathered over all mentions of an article."""
    context = Context()
    for mention in mentions:
        words = mention.words
        if len(words) < 2:
            continue
        is_name = (is_first_name(words[0]) or mention.titles) and words[-1] not in ORGANISATION_ENDINGS
        if (mention.label == "PERSON" or is_name) and len(words) <= 5:
            context.surnames.update(words[1:])
            context.first_names.add(words[0])
        elif mention.label == "ORG":
            context.acronyms |= initials(tokens.words[mention.start : mention.end])
            context.heads.add(words[0])
            if words[-1] in BUSINESS_ENDINGS:
                context.businesses.add(words[0])
    return context


def group_cues(tokens: Tokens, group: Sequence[Mention], context: Context) -> dict[str, float]:
    """Cue → value for one name: cues of the string 0 or 1, cues of the surroundings as shares of the mentions."""
    cues: dict[str, float] = {"bias": 1.0}
    share = 1.0 / len(group)
    for mention in group:
        for cue in (*near_cues(tokens, mention), *clause_cues(tokens, mention)):
            cues[cue] = cues.get(cue, 0.0) + share
    surface = tokens.words[group[0].start : group[0].end]
    words = group[0].words
    flags = single_cues(words[0], surface[0], context) if len(words) == 1 else phrase_cues(words)
    flags |= string_cues(words, surface)
    cues.update({cue: 1.0 for cue, is_set in flags.items() if is_set})
    if len(group) > 2:
        cues["often"] = 1.0
    return cues


def string_cues(words: NameWords, surface: Sequence[str]) -> dict[str, bool]:
    """What the words of any name show."""
    joined = " ".join(words)
    return {
        f"length={min(4, len(words))}": True,
        "known place": joined in read_places(),
        "known country or people": joined in read_countries(),
        "small word": any(word.islower() for word in surface),
        "and": "and" in words or "&" in surface,
        "digit": any(char.isdigit() for char in joined),
        "hyphen": "-" in words[-1],
        "role inside": any(word in TITLES or word in ROLES for word in words),
    }


def single_cues(word: str, surface: str, context: Context) -> dict[str, bool]:
    """What a name of one word shows beside the other names of the article."""
    acronym = is_acronym(surface)
    return {
        "only first name": is_first_name(word),
        "surname in article": word in context.surnames,
        "first name in article": word in context.first_names,
        "head of organisation": word in context.heads,
        "acronym": acronym,
        "acronym in article": acronym and word in context.acronyms,
    }


def phrase_cues(words: NameWords) -> dict[str, bool]:
    """What a name of several words shows."""
    first, last = words[0], words[-1]
    known, ends = is_first_name(first), last in ORGANISATION_ENDINGS
    return {
        "first name": known,
        "first name and one or two more": known and len(words) <= 3 and not ends and last not in PLACE_ENDINGS,
        "organisation ending": ends,
        "organisation start": first in ORGANISATION_ENDINGS and "of" in words,
        "place ending": last in PLACE_ENDINGS,
        "starts with country": first in read_countries(),
    }


def near_cues(tokens: Tokens, mention: Mention) -> Iterator[str]:
    """The tag, the title and the words right before and after one mention."""
    before = tokens.lower[mention.start - 1] if mention.start else ""
    after = tokens.lower[mention.end] if mention.end < len(tokens) else ""
    yield f"label={mention.label}"
    if mention.titles:
        yield "title before"
    if before in _ARTICLES:
        yield f"before={before[0]}"
        if mention.start > 1 and tokens.lower[mention.start - 2] in _PREPOSITIONS:
            yield "preposition the"
    elif before in _PREPOSITIONS or before in _MARKS_BEFORE:
        yield f"before={before}"
    if after in _MARKS_AFTER:
        yield f"after={after}"
    following = tokens.lower[mention.end + 1] if after == "," and mention.end + 1 < len(tokens) else after
    if following in _FOLLOWING:
        yield _FOLLOWING[following]
    elif after == "," and following.isdigit():
        yield "age"
    elif after == "," and following in _ARTICLES:
        yield "apposition"


def clause_cues(tokens: Tokens, mention: Mention) -> Iterator[str]:
    """The part one mention plays in its clause and the nouns around it."""
    last, before = mention.end - 1, mention.start - 1
    dep = tokens.dep[last]
    if dep:
        yield f"dep={dep if dep in _CLAUSE_ROLES else 'other'}"
    if dep == "nsubj":
        yield "says" if tokens.lemma[tokens.head[last]] in SPEECH_LEMMAS else "does"
    if mention.end < len(tokens):
        yield from _after_cues(tokens, mention.end)
    if before >= 0:
        if tokens.lemma[before] in SPEECH_LEMMAS:
            yield "said before"
        if tokens.pos[before] == "PROPN":
            yield "name before"
        if before and tokens.lower[before] in {"of", "at", "for"} and fold(tokens.words[before - 1]) in ROLES:
            yield "role of"


def _after_cues(tokens: Tokens, i: int) -> Iterator[str]:
    if fold(tokens.words[i]) in ROLES:
        yield "role after"
    elif tokens.pos[i] == "NOUN":
        yield "noun after"
    elif tokens.pos[i] == "PROPN":
        yield "name after"

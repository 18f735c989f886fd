"""Cues of what a name names: its words, what stands around it, how it was tagged, the article's other names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming import lexicon
from tasks.quotes.naming.lexicon import PRONOUNS
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.names import NameWords, initials, is_acronym
from tasks.quotes.naming.tokens import Tokens

_PREPOSITIONS: Final = read_list("prepositions")
_MARKS_BEFORE: Final = frozenset([",", "(", "“", '"', "'", "‘", "and"])
_MARKS_AFTER: Final = frozenset(["'s", ",", "(", ")", "and", ".", "”", '"'])
_RELATIVES: Final = {"who": "who", "whose": "who", "which": "which", "where": "where"}
_DEPENDENCIES: Final = frozenset(["nsubj", "nsubjpass", "pobj", "dobj", "compound", "poss", "appos", "conj"])
_PLACE_ENDINGS: Final = read_list("place_endings")

_PRONOUN_REACH: Final = 25

type NameParts = Mapping[str, set[str]]
"""What a single word may be in the longer names of an article ("surname") → those words."""


def read_name_parts(tokens: Tokens, mentions: Iterable[Mention]) -> NameParts:
    """Return the parts of people's names, the acronyms and first words of organisations and of businesses."""
    parts: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        words = mention.words
        if len(words) < 2:
            continue
        is_name = (lexicon.is_first_name(words[0]) or mention.titles) and words[-1] not in lexicon.ORGANISATION_ENDINGS
        if (mention.label == "PERSON" or is_name) and len(words) <= 5:
            parts["surname"].update(words[1:])
            parts["first name"].add(words[0])
        elif mention.label == "ORG":
            parts["acronym"] |= initials(tokens.folded[mention.start : mention.end])
            parts["organisation"].add(words[0])
            if words[-1] in lexicon.BUSINESS_ENDINGS:
                parts["business"].add(words[0])
    return parts


def find_name_cues(tokens: Tokens, group: Sequence[Mention], parts: NameParts) -> dict[str, float]:
    """Return cue → value for the mentions of one name: 1 for cues of the string, for others the share of mentions."""
    cues: dict[str, float] = {"bias": 1.0}
    share = 1.0 / len(group)
    for mention in group:
        for cue in (*_near_cues(tokens, mention), *_clause_cues(tokens, mention), *_person_cues(tokens, mention)):
            cues[cue] = cues.get(cue, 0.0) + share
    surface = tokens.words[group[0].start : group[0].end]
    words = group[0].words
    flags = _word_cues(words[0], surface[0], parts) if len(words) == 1 else _phrase_cues(words)
    flags |= _string_cues(words, surface) | {"often": len(group) > 2}
    return cues | {cue: 1.0 for cue, is_set in flags.items() if is_set}


def _string_cues(words: NameWords, surface: Sequence[str]) -> dict[str, bool]:
    joined = " ".join(words)
    return {
        f"length={min(4, len(words))}": True,
        "known place": joined in lexicon.PLACES,
        "known country or people": joined in lexicon.read_countries(),
        "small word": any(word.islower() for word in surface),
        "and": "and" in words or "&" in surface,
        "digit": any(char.isdigit() for char in joined),
        "hyphen": "-" in words[-1],
        "role inside": not lexicon.TITLES_AND_ROLES.isdisjoint(words),
    }


def _word_cues(word: str, surface: str, parts: NameParts) -> dict[str, bool]:
    acronym = is_acronym(surface)
    return {
        "only first name": lexicon.is_first_name(word),
        "surname in article": word in parts["surname"],
        "first name in article": word in parts["first name"],
        "head of organisation": word in parts["organisation"],
        "acronym": acronym,
        "acronym in article": acronym and word in parts["acronym"],
    }


def _phrase_cues(words: NameWords) -> dict[str, bool]:
    first, last = words[0], words[-1]
    known, ends = lexicon.is_first_name(first), last in lexicon.ORGANISATION_ENDINGS
    return {
        "first name": known,
        "first name and one or two more": known and len(words) <= 3 and not ends and last not in _PLACE_ENDINGS,
        "organisation ending": ends,
        "organisation start": first in lexicon.ORGANISATION_ENDINGS and "of" in words,
        "place ending": last in _PLACE_ENDINGS,
        "starts with country": first in lexicon.read_countries(),
    }


def _near_cues(tokens: Tokens, mention: Mention) -> Iterator[str]:
    """Yield the tag, the title and the words right before and after one mention."""
    before = tokens.lower[mention.start - 1] if mention.start else ""
    after = tokens.lower[mention.end] if mention.end < len(tokens) else ""
    yield f"label={mention.label}"
    if mention.titles:
        yield "title before"
    if before in lexicon.ARTICLES:
        yield f"before={before[0]}"
        if mention.start > 1 and tokens.lower[mention.start - 2] in _PREPOSITIONS:
            yield "preposition the"
    elif before in _PREPOSITIONS or before in _MARKS_BEFORE:
        yield f"before={before}"
    if after in _MARKS_AFTER:
        yield f"after={after}"
    following = tokens.lower[mention.end + 1] if after == "," and mention.end + 1 < len(tokens) else after
    if following in _RELATIVES:
        yield _RELATIVES[following]
    elif after == "," and following.isdigit():
        yield "age"
    elif after == "," and following in lexicon.ARTICLES:
        yield "apposition"


def _person_cues(tokens: Tokens, mention: Mention) -> Iterator[str]:
    """Yield whether one mention is a speaker, and which pronoun follows it."""
    if mention.is_speaker:
        yield "speaker"
    pronoun = _find_pronoun(tokens, mention.end)
    if pronoun:
        yield f"{pronoun} follows"


def _find_pronoun(tokens: Tokens, start: int) -> str:
    """Return "he" (or she) or "it" where such a pronoun comes soon, with no other capitalised word between; else ""."""
    for i in range(start, min(start + _PRONOUN_REACH, len(tokens))):
        kind = PRONOUNS.get(tokens.lower[i])
        if kind in {"he", "she", "it"}:
            return "it" if kind == "it" else "he"
        if tokens.words[i][0].isupper() and not tokens.is_opening[i]:
            return ""
    return ""


def _clause_cues(tokens: Tokens, mention: Mention) -> Iterator[str]:
    """Yield the part one mention plays in its clause and the nouns around it."""
    last, before = mention.end - 1, mention.start - 1
    dep = tokens.dep[last]
    if dep:
        yield f"dep={dep if dep in _DEPENDENCIES else 'other'}"
    if dep == "nsubj":
        yield "says" if tokens.lemma[tokens.head[last]] in lexicon.ATTRIBUTING_VERBS else "does"
    if mention.end < len(tokens):
        kinds = {"NOUN": "noun after", "PROPN": "name after"}
        kind = "role after" if tokens.folded[mention.end] in lexicon.ROLES else kinds.get(tokens.pos[mention.end])
        yield from [kind] if kind else []
    if before >= 0:
        if tokens.lemma[before] in lexicon.ATTRIBUTING_VERBS:
            yield "said before"
        if tokens.pos[before] == "PROPN":
            yield "name before"
        if before and tokens.lower[before] in {"of", "at", "for"} and tokens.folded[before - 1] in lexicon.ROLES:
            yield "role of"

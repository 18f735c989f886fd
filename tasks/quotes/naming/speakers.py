"""What a speaker span is: a name, a pronoun, a description, a group, a thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tasks.quotes.naming.gazetteer import read_countries
from tasks.quotes.naming.lexicon import (
    DOCUMENT_NOUNS,
    GROUP_NOUNS,
    ORGANISATION_NOUNS,
    PRONOUNS,
    RELATIVE_PRONOUNS,
    ROLES,
    SUFFIXES,
    TITLES,
    word_set,
)
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.names import fold
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.naming.transcripts import is_label
from tasks.quotes.quote import SpeakerLabel

type SpeakerKind = Literal["name", "pronoun", "description", "label"]

_EMPHASIS: Final = frozenset(["all", "both", "himself", "herself", "themselves", "too", "also"])
_NAMEABLE: Final = word_set("PERSON ORG GPE LOC FAC PRODUCT WORK_OF_ART EVENT NORP LANGUAGE LAW")
_GOVERNORS: Final = word_set("ADP VERB AUX SCONJ")
_NAMING: Final = frozenset(["named", "called"])
_TRANSPARENT: Final = word_set("NOUN PROPN ADJ DET NUM PART")
_NOUNS: Final = word_set("NOUN PROPN PRON")
_BREAKS: Final = word_set("ADP VERB AUX SCONJ CCONJ WP WDT TO")
_MARKS: Final = frozenset([",", "(", "–", "—", ":"])
_QUANTITIES: Final = word_set("number group majority minority handful host dozens scores hundreds half third")
_PERSON_ENDINGS: Final = ("man", "woman", "ist", "ian", "er", "or", "eer", "ee")
_NO_PERSONS: Final = word_set(
    "paper letter number power order chapter newsletter computer server poster banner sticker error list twist fee "
    "committee water other whether rumor rumour factor user-manual human register offer answer marker tracker"
)
_NAME_TAILS: Final = word_set("news agency newspaper magazine website channel network")


@dataclass(frozen=True, slots=True)
class SpeakerMention:
    """A speaker span taken apart; `head` is the token that stands for the speaker."""

    kind: SpeakerKind
    head: int
    start: int
    end: int
    mention: Mention | None = None
    is_plural: bool = False


def read_speaker(tokens: Tokens, start: int, end: int, mentions: Sequence[Mention]) -> SpeakerMention | None:
    """What the tokens ``[start, end)`` are; `mentions` are the named ones inside. Nothing for an empty span."""
    while start < end and tokens.pos[start] in {"PUNCT", "SPACE"}:
        start += 1
    if start >= end:
        return None
    words = [word for word in tokens.lower[start:end] if word[:1].isalnum()]
    if len(words) == 1 and is_label(tokens, start):
        return SpeakerMention("label", start, start, end)
    if words and words[0] in PRONOUNS and (len(words) == 1 or (len(words) == 2 and words[1] in _EMPHASIS)):
        return SpeakerMention("pronoun", start, start, end)
    head = find_head(tokens, start, end)
    named = _find_name(tokens, start, end, head, mentions)
    if named is not None:
        return SpeakerMention("name", named.end - 1, start, end, named, _is_coordinated(tokens, named, end))
    if tokens.lower[head] in PRONOUNS and tokens.lower[head] not in RELATIVE_PRONOUNS:
        return SpeakerMention("pronoun", head, start, end)
    return SpeakerMention("description", head, start, end, None, is_plural(tokens, head))


def is_age(tokens: Tokens, i: int) -> bool:
    """Whether a token closes an age that stands for a person: "old" in "the 24-year-old said"."""
    closes = (
        tokens.lower[i] == "old" and i > 2 and tokens.words[i - 1] == "-" and tokens.lower[i - 2] in {"year", "years"}
    )
    return closes and (i + 1 == len(tokens) or tokens.pos[i + 1] not in {"NOUN", "PROPN", "ADJ"})


def find_head(tokens: Tokens, start: int, end: int) -> int:
    """The head noun: the root of the span in the parse, else the last noun before it is broken off."""
    for i in range(start + 2, end):
        if is_age(tokens, i):
            return i
    if tokens.has_parse:
        for i in range(start, end):
            if tokens.pos[i] in _NOUNS and not start <= tokens.head[i] < end:
                return i
    head = None
    for i in range(start, end):
        if head is not None and (tokens.pos[i] in _BREAKS or tokens.words[i] in _MARKS or tokens.tag[i] in _BREAKS):
            break
        if tokens.pos[i] in _NOUNS or (head is None and tokens.lower[i] in GROUP_NOUNS):
            head = i
    return head if head is not None else start


def is_plural(tokens: Tokens, head: int) -> bool:
    """Whether a head noun stands for several people."""
    return tokens.tag[head] in {"NNS", "NNPS"} or (tokens.lower[head] in GROUP_NOUNS)


def _find_name(tokens: Tokens, start: int, end: int, head: int, mentions: Sequence[Mention]) -> Mention | None:
    """The person that the span is about, else the organisation or place that is its head."""
    if tokens.pos[head] == "NOUN" and is_plural(tokens, head):
        return None
    mentions = [
        mention for mention in mentions if mention.label != "NORP" or _is_name_of_people(tokens, start, mention)
    ]
    free = [
        mention
        for i, mention in enumerate(mentions)
        if mention.label in _NAMEABLE and not _is_governed(tokens, start, mention, mentions[:i])
    ]
    for mention in free:
        if mention.label == "PERSON" and not _modifies_noun(tokens, mention, end):
            return mention
    for mention in free:
        if mention.label == "PERSON" or _modifies_noun(tokens, mention, end):
            continue
        if mention.start <= head + 1 or (mention.start == head + 2 and tokens.words[head + 1] == ","):
            if mention.start > head and tokens.lower[head] in ROLES and mention.label != "NORP":
                mention.label = "PERSON"
            return mention
    return None


def _is_name_of_people(tokens: Tokens, start: int, mention: Mention) -> bool:
    """Whether what was tagged as a nationality is a name used alone ("Merenia"), no adjective or plural."""
    last = mention.end - 1
    word = mention.words[-1]
    known = word in read_countries() or word in ROLES or word.endswith(("s", "ese", "ish", "ian"))
    return mention.start == start and tokens.tag[last] == "NNP" and not known


def _is_governed(tokens: Tokens, start: int, mention: Mention, before: Sequence[Mention] = ()) -> bool:
    """Whether a preposition or verb inside the span takes the name: "a spokesman for Ann Lee and Bo Ray"."""
    i = mention.start - 1
    while i >= start and (tokens.pos[i] in _TRANSPARENT or fold(tokens.words[i]) in TITLES):
        i -= 1
    if i >= start and (tokens.pos[i] == "CCONJ" or tokens.words[i] == ","):
        earlier = [other for other in before if other.end <= i and i - other.end < 3]
        return bool(earlier) and _is_governed(tokens, start, earlier[-1], before[:-1])
    return i >= start and tokens.pos[i] in _GOVERNORS and tokens.lower[i] not in _NAMING


def _modifies_noun(tokens: Tokens, mention: Mention, end: int) -> bool:
    """Whether the name only modifies what follows: "Trump's lawyer", "Microsoft officials", "Kremlin spokesman"."""
    i = mention.end
    if i >= end:
        return False
    if tokens.lower[i] in {"'s", "'"}:
        return i + 1 < end and tokens.pos[i + 1] in {"NOUN", "PROPN", "ADJ", "NUM"}
    while i < end and tokens.lower[i] in _NAME_TAILS:
        i += 1
    followers = {"NOUN"} if mention.label == "PERSON" else {"NOUN", "PROPN", "ADJ"}
    return i < end and tokens.pos[i] in followers and fold(tokens.words[i]) not in SUFFIXES


def _is_coordinated(tokens: Tokens, named: Mention, end: int) -> bool:
    """Whether another speaker is joined by "and": "Smith (R-Ga.) and Jones", "Smith and his wife"."""
    depth = 0
    for i in range(named.end, end - 1):
        depth += (tokens.words[i] == "(") - (tokens.words[i] == ")")
        if tokens.lower[i] in {"and", "&"} and not depth:
            return True
        if not depth and tokens.pos[i] not in {"PUNCT", "PROPN", "NUM", "SYM", "X"}:
            return False
    return False


def description_label(tokens: Tokens, head: int, plural: bool) -> SpeakerLabel:
    """The kind of an unnamed speaker, by its head noun."""
    word, lemma = tokens.lower[head], tokens.lemma[head].lower() or tokens.lower[head]
    if is_age(tokens, head):
        return "person"
    if word in GROUP_NOUNS:
        return "group"
    if word in DOCUMENT_NOUNS or lemma in DOCUMENT_NOUNS:
        return "unknown"
    if plural:
        return "group"
    if word in ROLES or lemma in ROLES:
        return "person"
    if word in {"percent", "%"} or (word in _QUANTITIES and tokens.lower[head + 1 : head + 2] == ["of"]):
        return "group"
    if word in ORGANISATION_NOUNS:
        return "organisation"
    return "person" if word.endswith(_PERSON_ENDINGS) and word not in _NO_PERSONS else "unknown"

"""The organisation of an officer: one that has just spoken or acted, or the only one of the kind that has such."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from tasks.quotes.lists import read_list, read_rows
from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.likeness import find_kinds
from tasks.quotes.naming.referents.referent import Referent
from tasks.quotes.naming.speakers.descriptions import DescribedArticle
from tasks.quotes.naming.words.lexicon import ORGANISATION_NOUNS, SPOKESPEOPLE, SUBJECTS, TITLES_AND_ROLES
from tasks.quotes.naming.words.title_parts import find_head
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_OFFICERS: Final = (
    SPOKESPEOPLE
    | read_list("leaders")
    | {"head", "headteacher", "leader", "organiser", "organizer", "principal", "secretary", "superintendent"}
    | {"treasurer"}
)
"""Who speaks for or leads a body that may have been named just before."""
_BODIES: Final = {office: frozenset(nouns) for office, *nouns in read_rows("bodies_of_offices")}
"""Who is of one kind of organisation alone → nouns for that: "provost", "university"."""
_OF_BODIES: Final = _BODIES.keys() - _OFFICERS
_ADJECTIVES: Final = {word: nouns for word, nouns in _BODIES.items() if word not in TITLES_AND_ROLES}
_NOUNS: Final = (ORGANISATION_NOUNS - read_list("place_nouns")) | {"district"}
_STATESMEN: Final = frozenset(["captain", "chief", "president", "secretary"])
"""Those of them who, with a capital, may be a state's or a police's."""
_JOINED: Final = frozenset(["club", "college", "tribe", "union", "university"])
"""Organisations that have those as well."""
_NAME_REACH: Final = 6
"""Tokens behind a title in which the name ends."""
_REACH: Final = 80
"""Tokens before an office, or of what is said, in which its body is looked for."""


def find_led(article: DescribedArticle, referent: Referent, titles: Sequence[TokenRange]) -> Cluster | None:
    """Return the organisation that spoke or acted just before an officer who has none of his own, or None.

    "Corvane denied it. Spokeswoman Ann Lee said": Lee is of Corvane. Also a spokesman without a name, and whoever
    leads or speaks for what is spoken of: "Superintendent Ann Lee said the district had lost money". Else the only
    organisation of the article that the office may be of: "Provost Ann Lee", of the one university.
    """
    tokens = article.tokens
    offices = _OFFICERS | _OF_BODIES if referent.cluster else SPOKESPEOPLE
    for start, end in titles if referent.cluster else [referent.phrase]:
        office = find_head(tokens, start, end)
        if office is None or not _is_office(tokens, start, office, end, offices):
            continue
        word = tokens.folded[office]
        told = next((i for i in range(start, office) if _list_nouns(tokens.folded[i])), office)
        owners = set() if word == "officer" else _list_owners(tokens, start, told)  # "chief sales officer"
        nouns = _list_nouns(tokens.folded[told], _BODIES)
        is_state = word in _STATESMEN and not tokens.words[office].islower()
        near = [one for one in _list_near(article, start, office) if owners.issubset(one.words)]
        fitting = [one for one in near if _fits(article, one, nouns or (_JOINED if is_state else ()))]
        fitting += [one for one in _list_only(article, nouns) if owners.issubset(one.words)]
        if not is_state and word not in _OF_BODIES:
            fitting += [one for one in near if not (nouns and find_kinds(one.words))]
        if fitting:
            return fitting[0]
    return None


def _list_nouns(word: str, known: Mapping[str, frozenset[str]] = _ADJECTIVES) -> frozenset[str]:
    """Return the nouns for an organisation that a word of a title shows: "tribal", "sheriff", "university"."""
    return known.get(word, frozenset([word]) & _NOUNS)


def _list_near(article: DescribedArticle, start: int, office: int) -> list[Cluster]:
    """Return the organisations that spoke or acted just before an officer, or of which he speaks."""
    name = range(office, min(office + _NAME_REACH, len(article.tokens)))
    speaker = next((i for i in name if i in article.cast.contents), office)
    found = (_find_acting(article, start), _find_own(article, speaker))
    return [one for one in found if one is not None]


def _fits(article: DescribedArticle, body: Cluster, nouns: Collection[str]) -> bool:
    """Return whether an organisation is called by one of some nouns, or is of the same kind."""
    words = article.cast.find_named(body).heads.union(body.words)
    return not words.isdisjoint(nouns) or not find_kinds(words).isdisjoint(find_kinds(nouns))


def _list_only(article: DescribedArticle, nouns: Collection[str]) -> list[Cluster]:
    """Return the organisation of an article that alone is called by one of some nouns."""
    found = {body.id: body for noun in nouns for body in article.bodies.get(noun, ())}
    return list(found.values()) if len(found) == 1 else []


def _is_office(tokens: Tokens, start: int, office: int, end: int, offices: frozenset[str]) -> bool:
    """Return whether a title is one of some offices and does not say of what: no "president of the club"."""
    word = tokens.folded[office]
    is_chief = word == "officer" and "chief" in tokens.folded[start:end]
    is_owned = tokens.tag[max(0, start - 1)] == "PRP$"  # "its president"
    is_of = office + 1 < end and tokens.pos[office + 1] == "ADP"
    return (is_chief or word in offices) and not is_owned and not is_of


def _list_owners(tokens: Tokens, start: int, office: int) -> set[str]:
    """Return the words of a title that say of what somebody is an officer: "plant" in "the plant's owner"."""
    nouns = {tokens.folded[i] for i in range(start, office) if tokens.pos[i] in {"NOUN", "PROPN"}}
    return {word for word in nouns - TITLES_AND_ROLES - ORGANISATION_NOUNS if not find_kinds([word])}


def _find_acting(article: DescribedArticle, start: int) -> Cluster | None:
    """Return the organisation that is the last subject before a title, of its sentence or the one before; or None."""
    tokens, at, speakers = article.tokens, article.cast.at, article.cast.contents
    for i in range(start - 1, max(-1, start - _REACH), -1):
        if tokens.paragraph[i] < tokens.paragraph[start] - 1:
            break
        is_main = tokens.sentence[i] == tokens.sentence[start] or tokens.dep[tokens.head[i]] == "ROOT"
        is_subject = i in speakers or (is_main and tokens.dep[i] in SUBJECTS)
        body = at[i].cluster if i in at and is_subject else None
        if body is not None:
            return body if body.label == "ORG" else None
    return None


def _find_own(article: DescribedArticle, speaker: int) -> Cluster | None:
    """Return the organisation that is the subject of what somebody says, by a description: "the district lost"."""
    tokens, at = article.tokens, article.cast.at
    first, last = article.cast.contents.get(speaker, (0, 0))
    for i in range(first, min(last, first + _REACH)):
        if tokens.sentence[i] != tokens.sentence[speaker] or tokens.is_quoted[i]:
            break
        if tokens.dep[i] in SUBJECTS:
            body = at[i].cluster if i in at and article.mention_at[i] is None else None
            return body if body is not None and body.label == "ORG" else None
    return None

"""One pass over an article: every name, description and pronoun of one person, in order, given to a person."""

from collections.abc import Mapping, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.article import Article
from tasks.quotes.naming.descriptions import LESSER, build_role, find_described
from tasks.quotes.naming.interviews import is_byline
from tasks.quotes.naming.lexicon import ARTICLES, PRONOUNS, ROLES, SUBJECTS, Gender, title_gender
from tasks.quotes.naming.mentions import Cluster
from tasks.quotes.naming.names import is_acronym
from tasks.quotes.naming.nouns import find_phrase, is_age
from tasks.quotes.naming.pronouns import (
    Cast,
    Choose,
    Person,
    Reference,
    ReferenceKind,
    choose_person,
    find_antecedent,
    find_reachable,
)
from tasks.quotes.naming.tokens import Tokens

_NEAR: Final = 90
"""Tokens back to the last mention of a person for whom a new description may stand."""
_UNNAMED: Final = read_list("unnamed_roles")
_OFFICES: Final = read_list("offices")


def read_people(article: Article, choose: Choose = find_antecedent) -> Cast:
    """Return the people of an article and who stands at which token; `choose` decides on a pronoun."""
    tokens, cast = article.tokens, Cast()
    mentions = [mention for mention in article.mentions if mention.cluster and mention.cluster.label == "PERSON"]
    mentions = [mention for mention in mentions if not is_byline(tokens, mention)]
    ends = {mention.end - 1: mention.cluster for mention in mentions}
    starts = {mention.start: mention.cluster for mention in mentions}
    inside = {i for mention in mentions for i in range(mention.start, mention.end)}
    for i, word in enumerate(tokens.lower):
        named, pronoun = ends.get(i), PRONOUNS.get(word)
        if named is not None:
            _refer(article, cast, cast.find_named(named), i, "name")
        elif pronoun in {"he", "she"}:
            _read_pronoun(article, cast, i, "m" if pronoun == "he" else "f", choose)
        elif i not in inside and not tokens.is_quoted[i] and _may_describe(tokens, i):
            _read_description(article, cast, i, starts)
    return cast


def _refer(
    article: Article, cast: Cast, person: Person, position: int, kind: ReferenceKind, gender: Gender = "u"
) -> None:
    is_speaker = position in article.own_contents
    cast.refer(person, Reference(position, kind, article.tokens.is_quoted[position], is_speaker), gender)


def _read_pronoun(article: Article, cast: Cast, position: int, gender: Gender, choose: Choose) -> None:
    content = article.own_contents.get(position)
    if article.tokens.is_quoted[position] and content is None:
        return
    found = choose(article.tokens, position, gender, cast, content)
    if found is not None:
        _refer(article, cast, found, position, "pronoun", gender)


def _may_describe(tokens: Tokens, i: int) -> bool:
    """Return whether a word is a role noun or closes an age ("24-year-old")."""
    if tokens.lower[i] in ROLES:
        return tokens.pos[i] in {"NOUN", "PROPN"}
    return is_age(tokens, i)


def _read_description(article: Article, cast: Cast, head: int, starts: Mapping[int, Cluster | None]) -> None:
    """Record a singular description: a name beside it or by its roles, who was just talked of, or somebody unnamed.

    "The director's uncle, Elwyn Hallam": the name right behind a description is beside it.
    """
    tokens = article.tokens
    if tokens.tag[head] in {"NNS", "NNPS"} or tokens.pos[head + 1 : head + 2] in (["NOUN"], ["PROPN"]):
        return
    start, end = find_phrase(tokens, head)
    words = tokens.folded[start:end]
    beside = starts.get(end + 1) if tokens.words[end : end + 1] == [","] else None
    found = beside or find_described(words, head, article.roles)
    owner = cast.at.get(start) if tokens.tag[start] == "PRP$" else None
    gender = title_gender([tokens.folded[head]])
    if found is not None and (owner is None or owner.cluster is not found):
        person = cast.find_named(found)
        person.gender = gender if person.gender == "u" else person.gender
    else:
        is_subject = head in article.own_contents or tokens.dep[head] in SUBJECTS
        salient = _find_salient(tokens, cast, head, gender, words) if is_subject else None
        key = " ".join(word for word in words if word not in ARTICLES)
        person = salient or cast.find_unnamed(key, gender)
    _refer(article, cast, person, head, "description")


def _find_salient(tokens: Tokens, cast: Cast, head: int, gender: Gender, words: Sequence[str]) -> Person | None:
    """Return the named person just talked of, for a description that says something new: "the Finnish director".

    None where that person's known office is another, for those who mostly stay unnamed ("the source") and for those
    who are said to be somebody's ("the head of the union").
    """
    query = build_role(words)
    if words[0] not in {"the", "this", "that"} or "of" in words or (query is None and tokens.lower[head] != "old"):
        return None
    if query is not None and (query.head in _UNNAMED or query.modifiers & LESSER or _names_another(tokens, head)):
        return None
    near = [(person, last) for person, last in find_reachable(cast, head, window=_NEAR - 1) if person.cluster]
    found = choose_person(tokens, head, gender, Cast(main=cast.main), near)
    known = found.cluster.role_heads if found is not None and found.cluster else set()
    clash = query is not None and bool(known) and (query.head in _OFFICES or bool(known & _OFFICES))
    return None if clash else found


def _names_another(tokens: Tokens, head: int) -> bool:
    """Return whether an acronym before the noun ties it to an organisation of its own: "the FBI director"."""
    return is_acronym(tokens.words[head - 1]) and tokens.folded[head - 1] not in {"gop", "us", "uk", "eu"}

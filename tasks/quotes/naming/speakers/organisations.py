"""The organisation that a speaker is, speaks for or belongs to."""

from collections.abc import Sequence
from typing import Final

from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.referent import Referent
from tasks.quotes.naming.speakers.descriptions import DescribedArticle, list_clusters, list_phrases
from tasks.quotes.naming.speakers.issuers import find_issuing_body
from tasks.quotes.naming.speakers.officers import find_led
from tasks.quotes.naming.speakers.titles import find_clause
from tasks.quotes.naming.speakers.workplaces import find_workplace
from tasks.quotes.naming.words.lexicon import PLACES
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_PARENTS: Final = frozenset(["backer", "investor", "landlord", "lender", "owner", "parent", "shareholder"])
"""What another firm is to one."""
_UNITS: Final = frozenset(["department", "directorate", "division", "faculty", "laboratory", "section", "unit"])
"""What a part of an organisation is called."""


def find_organisation(
    article: DescribedArticle, referent: Referent, cluster: Cluster | None, titles: Sequence[TokenRange]
) -> Cluster | None:
    """Return the organisation of a speaker, or None; `cluster` gives its name, `titles` are those of a person."""
    if cluster is not None and cluster.label == "ORG":
        return cluster
    if referent.label == "document":
        return find_issuing_body(article, referent)
    phrases = _list_phrases(article, referent, titles)
    found = (one for phrase in phrases for one in _list_bodies(article, *phrase))
    return (
        next((one for one in found if not _is_place(article.tokens, one)), None)
        or (find_workplace(article, cluster) if cluster is not None else None)
        or find_led(article, referent, titles)
    )


def _list_phrases(article: DescribedArticle, referent: Referent, titles: Sequence[TokenRange]) -> list[TokenRange]:
    """Return the phrases in which the organisation of a speaker may be named."""
    tokens = article.tokens
    if referent.label == "person":
        owned = [(start - (tokens.lower[start - 1 : start] == ["its"]), end) for start, end in titles]
        return [*owned, *article.phrases.get(referent.key, ())]
    phrases = list_phrases(article, referent)
    if referent.label == "group":  # "traders trying to regain control of the council"
        return [(start, find_clause(tokens, start, end, start)) for start, end in phrases]
    return phrases


def _list_bodies(article: DescribedArticle, start: int, end: int) -> list[Cluster]:
    """Return the organisations in a phrase; of "executive at Corvane's parent, Elm Holdings" the one behind it."""
    lower = article.tokens.lower
    owners = (i for i in range(start, end) if lower[i] in {"'s", "'"})
    if any(not _PARENTS.isdisjoint(lower[i + 1 : i + 3]) for i in owners):
        start = end + (lower[end : end + 1] == [","])
        end = min(start + 1, len(lower))
    found = list(list_clusters(article, start, end, {"ORG"}))
    if not found:
        return _list_behind(article, end)
    if found[0].words[-1] in _UNITS and "at" in lower[start:end]:  # "head of the Projects Department at Corvane"
        return list(list_clusters(article, lower.index("at", start), end, {"ORG"})) or found
    return found


def _list_behind(article: DescribedArticle, end: int) -> list[Cluster]:
    """Return the organisation between commas behind a phrase: "Ann Lee, president, Corvane,"."""
    lower = article.tokens.lower
    behind = article.mention_at[end + 1] if lower[end : end + 1] == [","] and end + 1 < len(lower) else None
    if behind is None or any(map(str.isalpha, lower[behind.end : behind.end + 1])):
        return []
    return list(list_clusters(article, end + 1, behind.end, {"ORG"}))


def _is_place(tokens: Tokens, cluster: Cluster) -> bool:
    """Return whether what was tagged as an organisation is a place by its name, and no "the Atlantic"."""
    start = cluster.mentions[0].start
    is_magazine = len(cluster.words) == 1 and tokens.lower[start - 1 : start] == ["the"]
    return " ".join(cluster.words) in PLACES and not is_magazine

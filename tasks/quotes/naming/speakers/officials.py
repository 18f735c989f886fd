"""The body that a group speaks for: "Corvane officials", "the city's officials", "officials at the ministry"."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.referent import Referent
from tasks.quotes.naming.speakers.descriptions import DescribedArticle, find_cluster, list_phrases
from tasks.quotes.naming.words.lexicon import ARTICLES

_REPRESENTATIVES: Final = read_list("representatives")
CHIEFS: Final = frozenset(["chiefs", "executives", "leaders", "leadership", "management"])
"""Those of them who speak for no place: "Texas business leaders"."""
_LINKS: Final = frozenset(["at", "for", "from", "of", "with"])


def find_represented(article: DescribedArticle, referent: Referent) -> Cluster | None:
    """Return the organisation or place that a group speaks for without being counted, or None."""
    tokens = article.tokens
    for start, end in list_phrases(article, referent):
        head = next((i for i in range(end - 1, start - 1, -1) if tokens.lower[i] in _REPRESENTATIVES), None)
        if head is None or not {"CCONJ", "NUM"}.isdisjoint(tokens.pos[start:head]):
            continue  # "parents and school staff", "three officials"
        labels = {"ORG"} if tokens.lower[head] in CHIEFS else {"ORG", "GPE"}
        body = find_cluster(article, start, head, labels) or _find_behind(article, head + 1, end)
        if body is not None:
            return body
    return None


def _find_behind(article: DescribedArticle, start: int, end: int) -> Cluster | None:
    """Return the organisation right behind "officials at", or None."""
    lower = article.tokens.lower
    if start + 1 >= end or lower[start] not in _LINKS:
        return None
    start += 1 + (lower[start + 1] in ARTICLES)
    return find_cluster(article, start, min(start + 1, end), {"ORG"})

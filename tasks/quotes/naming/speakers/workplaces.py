"""The organisation beside a person's name: "Corvane's Ann Lee", "Ann Lee of Corvane", "Ann Lee, who works for it"."""

from collections.abc import Iterator
from typing import Final

from tasks.quotes.naming.entities.mentions import Cluster, Mention
from tasks.quotes.naming.speakers.descriptions import EDGES, DescribedArticle
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens

_MEMBERSHIP: Final = frozenset(["from", "of", "with"])
"""Between a person's name and an organisation, what says that it is the person's."""
_LEADING: Final = frozenset(["chair", "direct", "found", "head", "lead", "manage", "own", "run"])
_WORKING: Final = frozenset(
    ["cover", "coach", "oversee", "practice", "practise", "represent", "study", "teach", "volunteer", "work"]
)
"""What somebody does whom a clause with "who" puts to an organisation: "who teaches law at Corvane University"."""
_WORKPLACE: Final = frozenset(["at", "for", "with"])
_KIND_WORDS: Final = 5
"""Tokens of "the" and what a name is called behind it."""
_CLAUSE: Final = 13
"""Tokens of such a clause."""


def find_workplace(article: DescribedArticle, cluster: Cluster) -> Cluster | None:
    """Return the organisation right before or behind a person's name, or None."""
    for mention in cluster.mentions:
        for i in _list_places(article, mention):
            named = article.mention_at[i] or article.cast.at.get(i)
            if named is not None and named.cluster is not None and named.cluster.label == "ORG":
                return named.cluster
    return None


def _list_places(article: DescribedArticle, mention: Mention) -> Iterator[int]:
    """Yield the tokens at which the organisation of somebody may stand that is mentioned."""
    tokens, lower = article.tokens, article.tokens.lower
    first = mention.start - (mention.start > 0 and lower[mention.start - 1] in ADDRESSES)
    if first > 1 and lower[first - 1] in {"'s", "'"}:  # "the trust's Dr Ann Lee"
        yield first - 2
    link = mention.end + (lower[mention.end : mention.end + 1] == [","])  # "Ann Lee, of Corvane"
    if link + 1 >= len(lower):
        return
    is_aside = link > mention.end or mention.is_speaker or mention.start in article.speaking
    if lower[link] in _MEMBERSHIP or (is_aside and lower[link] in {"at", "for"}):  # "Ann Lee, at Corvane,"
        yield _find_behind_kind(tokens, link + 1)
    if lower[link] == "who":
        yield from _list_places_of_work(tokens, link + 1)


def _find_behind_kind(tokens: Tokens, start: int) -> int:
    """Return where a name begins behind "the" and the words for what it is: "the charity Corvane".

    Of "the agency's Arlen office" the agency.
    """
    if tokens.lower[start] != "the" or start + 1 == len(tokens):
        return start
    words = range(start + 1, min(start + _KIND_WORDS, len(tokens)))
    first = next((i for i in words if not tokens.words[i].islower()), start + 1)
    if tokens.lower[first - 1] == "'s":
        return first - 2
    return start + 1 if "ADP" in tokens.pos[start:first] else first  # "with the cup at Corvane Hall"


def _list_places_of_work(tokens: Tokens, start: int) -> Iterator[int]:
    """Yield where an organisation may stand behind "who": "who teaches law at the University of Arlen"."""
    clause = range(start, min(start + _CLAUSE, len(tokens)))
    verbs = [i for i in clause if tokens.pos[i] == "VERB"]
    verbs = verbs[next((n for n, i in enumerate(verbs) if tokens.lemma[i] in _LEADING), 0) :]  # "and now leads"
    leads = bool(verbs) and tokens.lemma[verbs[0]] in _LEADING
    if not leads and not (verbs and tokens.lemma[verbs[0]] in _WORKING):
        return
    end = next((i for i in clause if i in verbs[1:] or tokens.words[i] in EDGES), clause.stop)
    for i in range(verbs[0] + 1, end):
        if leads or tokens.lower[i - 2 if tokens.lower[i - 1] == "the" else i - 1] in _WORKPLACE:
            yield i

"""Who issued a document that speaks: "a report by Corvane", "Corvane said in a filing"."""

from collections.abc import Iterator
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.referent import MOST_PHRASES, Referent
from tasks.quotes.naming.speakers.descriptions import DescribedArticle, find_cluster, list_phrases
from tasks.quotes.naming.words.lexicon import ARTICLES
from tasks.quotes.naming.words.titles_behind import DAYS
from tasks.quotes.naming.words.tokens import Tokens

_ISSUERS: Final = frozenset(["PERSON", "ORG", "GPE"])
_NO_ISSUERS: Final = read_list("no_issuers")
_WITHIN: Final = frozenset(["in", "by", "from", "of"])
_VENUES: Final = frozenset(["at", "in", "with"])
_INSPECTING: Final = read_list("inspections")
_SAYING: Final = read_list("verbs_of_saying") | read_list("verbs_of_asking")
_ISSUING: Final = frozenset(["file", "issue", "lodge", "post", "publish", "release", "submit", "write"])
"""What the author of a document does with it."""
_NEW: Final = ARTICLES - {"the"} | {"its", "his", "her", "their"}
"""What begins the first description of a document that is none of the others."""
_MEMBERS: Final = frozenset(["NOUN", "PART", "PUNCT"])
"""What stands between an organisation and one of its people: "by the union's treasurer, Ann Lee"."""
_AUTHOR_REACH: Final = 40
"""Tokens around a verb in which its subject stands."""


def find_issuer(article: DescribedArticle, referent: Referent) -> Cluster | None:
    """Return who issued a document, by its own descriptions, by who says something in it, or by its like; or None."""
    own = next(_list_issuers(article, referent), None)
    return own or _find_author(article, referent) or _find_same_issuer(article, referent)


def find_issuing_body(article: DescribedArticle, referent: Referent) -> Cluster | None:
    """Return the organisation that issued a document, or whose people did: "a memo by Corvane boss Lee"; or None."""
    named = (one for phrase in list_phrases(article, referent) for _, one in _list_named(article, *phrase))
    return next((one for one in named if one.label == "ORG"), None)


def _list_issuers(article: DescribedArticle, referent: Referent) -> Iterator[Cluster]:
    """Yield who issued a document, by its descriptions."""
    for start, end in list_phrases(article, referent):
        named = _list_named(article, start, end)
        yield from (one for i, one in named if not _has_member(article, i, end))


def _list_named(article: DescribedArticle, start: int, end: int) -> Iterator[tuple[int, Cluster]]:
    """Yield who or what a description names that may have issued a document, each with the token that does."""
    tokens, is_barred, labels = article.tokens, False, _ISSUERS
    for i in range(start, end):
        word, before = tokens.lower[i], tokens.lower[i - 1] if i > start else ""
        if word == "which":  # "a letter, which Lee keeps"
            break
        if word in _WITHIN:
            labels = _ISSUERS - {"GPE"} if word == "in" else _ISSUERS  # "polls in Ohio"
        is_opened = word in {"by", "from"} and before not in _NO_ISSUERS
        is_barred = _bars(tokens, start, i) or (is_barred and not is_opened)
        is_title = tokens.is_quoted[i] > tokens.is_quoted[start]  # "the “Corvane for all” paper"
        found = None if is_barred or is_title else find_cluster(article, i, i + 1, labels)
        if found is not None:
            yield i, found


def _bars(tokens: Tokens, start: int, i: int) -> bool:
    """Return whether a word says that the name behind it is no issuer's: "filed in Dane Court", "a review of Elm".

    Not "on Monday".
    """
    word = tokens.lower[i]
    if word in _VENUES and "filed" in tokens.lower[start:i]:
        return True
    if word == "of" and i > start and tokens.lemma[i - 1] in _INSPECTING:
        return True
    return word in _NO_ISSUERS and tokens.words[i + 1 : i + 2] not in DAYS


def _has_member(article: DescribedArticle, i: int, end: int) -> bool:
    """Return whether an organisation only says where the person behind it is from: "a memo by Corvane boss Lee"."""
    mention, tokens = article.mention_at[i], article.tokens
    if mention is not None and mention.label == "PERSON":
        return False
    after = mention.end if mention else i + 1
    if mention is not None and tokens.words[after : after + 1] == ["-"]:  # "a Corvane-style poll"
        return True
    behind = next((n for n in range(after, end) if tokens.pos[n] not in _MEMBERS), end)
    person = article.mention_at[behind] if after < behind < end else None
    return person is not None and person.label == "PERSON"


def _find_author(article: DescribedArticle, referent: Referent) -> Cluster | None:
    """Return who says something in a document, "Corvane said in a filing", or "issued a statement"; or None."""
    tokens, at = article.tokens, article.cast.at
    for place, _ in referent.references[:MOST_PHRASES]:
        link = tokens.head[place]
        is_within = tokens.dep[place] == "pobj" and tokens.lower[link] == "in"
        verb = tokens.head[link] if is_within else link
        is_own = tokens.lemma[verb] in _SAYING if is_within else _is_issued(tokens, place)
        if not is_own:
            continue
        around = range(max(0, verb - _AUTHOR_REACH), min(len(tokens), verb + _AUTHOR_REACH))
        subject = next((i for i in around if tokens.head[i] == verb and tokens.dep[i] == "nsubj"), place)
        author = at[subject].cluster if subject in at else None
        if author is not None and author.label in _ISSUERS:
            return author
    return None


def _is_issued(tokens: Tokens, i: int) -> bool:
    """Return whether the subject of its clause issued a document: "Corvane released a statement"."""
    return tokens.dep[i] == "dobj" and tokens.lemma[tokens.head[i]] in _ISSUING


def _find_same_issuer(article: DescribedArticle, referent: Referent) -> Cluster | None:
    """Return who issued the documents of the same noun of which the article says so, where it is one; or None."""
    nouns = frozenset(referent.heads)
    if any(article.tokens.lower[start] in _NEW for start, _ in referent.phrases):
        return None
    if nouns not in article.issuers:
        known = article.cast.known.values()
        same = (one for one in known if one.label == "document" and one.cluster is None and one.heads & nouns)
        issuers = {found.id: found for one in same for found in _list_issuers(article, one)}
        article.issuers[nouns] = next(iter(issuers.values())) if len(issuers) == 1 else None
    return article.issuers[nouns]

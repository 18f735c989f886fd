"""The title of a speaker: the roles and titles that the article gives a person, cut down to what they say."""

from collections.abc import Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.referent import Referent
from tasks.quotes.naming.referents.roles import FORMER
from tasks.quotes.naming.speakers.descriptions import DescribedArticle, find_cluster, is_edge, trim
from tasks.quotes.naming.words.lexicon import ARTICLES, ROLES
from tasks.quotes.naming.words.title_parts import find_head
from tasks.quotes.naming.words.titles import find_titles
from tasks.quotes.naming.words.titles_behind import ends_title, find_office
from tasks.quotes.naming.words.tokens import HONOURS, TokenRange, Tokens

_PARTIES: Final = read_list("parties")
_PARTISANS: Final = read_list("sides")
_OFFICES: Final = read_list("leaders") | read_list("offices")
_HONOURS: Final = HONOURS | {"dr", "miss", "mr", "mrs", "ms", "mx", "sir"}
_OWNERS: Final = frozenset(["its", "his", "her", "their", "our", "my"])
_COUNTED: Final = frozenset(["another", "any", "each", "every", "one", "same", "some", "that", "this"])
_ANYBODY: Final = frozenset(["anybody", "anyone", "somebody", "someone"])
_NO_TITLE: Final = ARTICLES | _OWNERS | _COUNTED | _ANYBODY | {"as", "today", "yesterday"}
"""Words that begin the phrase of a title and are no part of it."""
_NO_STARTS: Final = frozenset(["CCONJ", "ADP", "PRON"])
_SMALL: Final = frozenset(["ADP", "ADV", "CCONJ", "DET"])
"""Words that a cut may leave at the end of a title."""
_NO_ROLES: Final = frozenset(["boy", "girl", "guy", "human", "man", "name", "person", "woman"])


def find_title(tokens: Tokens, titles: Sequence[TokenRange]) -> str | None:
    """Return the longest of the roles and titles that the article gives a person, the first of equals, or None."""
    best = max(titles, key=lambda one: (one[1] - one[0], -one[0]), default=None)
    return tokens.text(*best) if best else None


def list_titles(article: DescribedArticle, referent: Referent) -> list[TokenRange]:
    """Return the roles and titles that the article gives a person, without their articles.

    Former ones, and those that only say on whose side one is, are among them where there are no others.
    """
    tokens, cluster = article.tokens, referent.cluster
    if cluster is None:
        own = article.phrases.get(referent.key, ())
        found = [trim(tokens, start, _find_clause_behind(tokens, start, end)) for start, end in own]
    else:
        found = _list_stated(tokens, cluster) or _list_offices(tokens, cluster) or _list_described(article, referent)
    cut = ((_find_start(tokens, *one), _find_end(tokens, *one)) for one in found)
    titles = [(start, end) for start, end in cut if end > start and tokens.pos[start] not in _NO_STARTS]
    titles = [one for one in titles if _is_telling(tokens, *one)]
    if cluster is not None:  # "a former manager", later "the manager"
        titles = [one for one in titles if tokens.lower[one[0]] not in FORMER] or titles
        held = [one for one in titles if tokens.lower[one[0] - 1 : one[0] + 1] != ["a", "retired"]]
        titles = held if any(_leads(tokens, *one) for one in held) else titles
    return titles if cluster is None else [one for one in titles if not _is_side(tokens, *one)] or titles


def _list_stated(tokens: Tokens, cluster: Cluster) -> list[TokenRange]:
    """Return the titles beside the mentions of a person: "Mayor Ann Lee", "Ann Lee, the mayor,"."""
    return [
        trim(tokens, *one)
        for mention in cluster.mentions
        for one in [*find_titles(tokens, mention.start, mention.end), mention.role]
        if one is not None and not (one[0] == mention.end + 1 and tokens.tag[one[0]] == "WP$")  # "Lee, whose son was"
    ]


def _list_offices(tokens: Tokens, cluster: Cluster) -> list[TokenRange]:
    """Return the offices that clauses behind the mentions of a person give: "Ann Lee, who serves as mayor"."""
    offices = (find_office(tokens, mention.end) for mention in cluster.mentions)
    return [trim(tokens, *one) for one in offices if one]


def _list_described(article: DescribedArticle, referent: Referent) -> list[TokenRange]:
    """Return the descriptions of a person that have a role: "a cook", "the head of Corvane", "the ecologist said"."""
    tokens, spoken = article.tokens, article.spoken.get(referent.key, 0)
    found = []
    for number, (start, end) in enumerate(article.phrases.get(referent.key, ())):
        word = tokens.lower[start]
        is_known = word in {"the", "its"} and (number < spoken or find_cluster(article, start, end, {"ORG"}))
        if is_known or word in {"a", "an"}:
            found.append((start, _find_clause_behind(tokens, start, end)))
    heads = {one: find_head(tokens, *one) for one in found}
    return [one for one, head in heads.items() if head is not None and tokens.folded[head] in ROLES]


def _find_clause_behind(tokens: Tokens, start: int, end: int) -> int:
    """Return where a clause or apposition begins behind the head of a description: "an official who saw the plan"."""
    head = find_head(tokens, start, end)
    return find_clause(tokens, start, end, start if head is None else head)


def find_clause(tokens: Tokens, start: int, end: int, head: int) -> int:
    """Return where a clause or apposition begins in a description behind a token of it; its end where none does."""
    return next((i for i in range(head + 1, end) if ends_title(tokens, start, i)), end)


def _find_start(tokens: Tokens, start: int, end: int) -> int:
    """Return the first word of a title behind articles, possessives, "as", "one of two", "another" and adverbs."""
    lower = tokens.lower
    start += 2 if lower[start : start + 2] == ["one", "of"] else 0
    while start < end and lower[start + 1 : start + 2] != ["-"]:  # "far-right"
        is_small = lower[start] in _NO_TITLE or tokens.pos[start] in {"ADV", "NUM"}
        if not is_small and not is_edge(tokens, start):
            break
        start += 1
    return start


def _find_end(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a title before small words that a cut left behind, and before an address or honour.

    "Counterpart at", "aide currently", "minister Tan Sri".
    """
    while end > start and tokens.folded[end - 1 - (tokens.words[end - 1] == ".")] in _HONOURS:
        end -= 1
    while end > start and tokens.words[end - 1].islower():
        if tokens.pos[end - 1] not in _SMALL and tokens.tag[end - 1] != "TO":
            break
        end -= 1
    return end


def _leads(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a title is one of who leads a body or speaks for it: "Chairwoman", not "Investor"."""
    return any(word in _OFFICES for word in tokens.folded[start:end])


def _is_telling(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a title says more than that somebody is a man or a woman."""
    said = tokens.text(start, end).strip(".").lower()
    return len(said) > 1 and said.split()[-1] not in _NO_ROLES


def _is_side(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a title only says on whose side or of whose family one is: "Lee's ally", "Democrat of Ohio".

    Not "Democrat on a panel".
    """
    if tokens.folded[start] in _PARTIES and tokens.lower[start + 1 : start + 2] == ["and"]:
        return True  # "a Republican and former coach"
    head = find_head(tokens, start, end)
    if head is None:
        return False
    if tokens.folded[head] in _PARTISANS:
        return True
    return tokens.folded[head] in _PARTIES and tokens.lower[head + 1 : head + 2] not in (["on"], ["in"])

"""Organisations spoken of without their name: "the commission", "the company", "it"."""

import math
from collections.abc import Sequence
from typing import Final

from tasks.quotes.naming.clusters import Cluster
from tasks.quotes.naming.lexicon import ORGANISATION_ENDINGS, ORGANISATION_NOUNS, word_set
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.names import fold
from tasks.quotes.naming.pronouns import SUBJECTS
from tasks.quotes.naming.tokens import Tokens

_FIRMS: Final = word_set(
    """company firm group corporation business airline carrier retailer manufacturer maker charity club festival
    operator chain startup start-up utility brewer carmaker automaker supermarket bank insurer nonprofit"""
)
"""Nouns for an organisation that its name seldom holds."""
_NO_FIRM: Final = word_set(
    """ministry court police committee commission department party university congress senate parliament government
    house council administration army navy bureau times post news journal herald tribune gazette guardian"""
)
_REACH: Final = 120


def find_short_organisation(tokens: Tokens, mentions: Sequence[Mention], head: int) -> Mention | None:
    """The organisation that "the commission" or "the Post" is short for: the last before whose name has the word."""
    word = fold(tokens.words[head])
    if not head or tokens.lower[head - 1] not in {"the", "that", "this"}:
        return None
    if word not in ORGANISATION_NOUNS and word not in ORGANISATION_ENDINGS:
        return None
    named = [m for m in mentions if m.label == "ORG" and m.start < head and len(m.words) > 1 and word in m.words]
    return named[-1] if named else None


def find_firm(tokens: Tokens, clusters: Sequence[Cluster], head: int) -> Cluster | None:
    """The organisation that "the company" stands for: of those named shortly before, the nearest and most named."""
    if not head or tokens.lower[head - 1] != "the" or tokens.lower[head] not in _FIRMS:
        return None
    firms = [c for c in clusters if c.label == "ORG" and not _NO_FIRM.intersection(c.words) and c.words]
    return _most_salient(tokens, firms, head, _REACH)


def find_subject(tokens: Tokens, clusters: Sequence[Cluster], position: int) -> Cluster | None:
    """The organisation or place that "it" stands for: the subject of a sentence right before."""
    named = [cluster for cluster in clusters if cluster.label in {"ORG", "GPE"}]
    subjects = [c for c in named if (m := _last_before(c, position)) and tokens.dep[m.end - 1] in SUBJECTS]
    return _most_salient(tokens, subjects, position, _REACH // 2)


def _last_before(cluster: Cluster, position: int) -> Mention | None:
    before = [mention for mention in cluster.mentions if mention.start < position]
    return before[-1] if before else None


def _most_salient(tokens: Tokens, clusters: Sequence[Cluster], position: int, reach: int) -> Cluster | None:
    best: tuple[float, Cluster] | None = None
    for cluster in clusters:
        last = _last_before(cluster, position)
        if last is None or position - last.start > reach:
            continue
        is_subject = tokens.dep[last.end - 1] in SUBJECTS
        score = math.exp((last.start - position) / 60) + 0.5 * math.log1p(len(cluster.mentions)) + 0.5 * is_subject
        if best is None or score > best[0]:
            best = score, cluster
    return best[1] if best else None

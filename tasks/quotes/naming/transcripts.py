"""Interviews and columns: who asks, who answers, who writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.clusters import Cluster
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.tokens import Tokens

QUESTION: Final = frozenset(["q", "question"])
ANSWER: Final = frozenset(["a", "answer"])
_BEFORE_INTERVIEWER: Final = frozenset(["to", "with", "by"])
_BYLINE_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Interview:
    """The people behind "Q", "A" and "I"; nobody where the article doesn't say."""

    questioner: Cluster | None
    answerer: Cluster | None
    author: Cluster | None

    def cluster_of(self, label: str) -> Cluster | None:
        """The person behind a label, given in lower case with or without its mark."""
        return self.questioner if label.rstrip(":.") in QUESTION else self.answerer


def is_label(tokens: Tokens, position: int) -> bool:
    """Whether a word is an interview's label at the start of a line: "Q:", "A."."""
    if tokens.lower[position].rstrip(":.") not in QUESTION | ANSWER:
        return False
    if tokens.words[position][-1] in ":.":
        return True
    opens = position == 0 or "\n" in tokens.words[position - 1]
    return opens and position + 1 < len(tokens) and tokens.words[position + 1] in {":", "."}


def read_interview(tokens: Tokens, clusters: Sequence[Cluster], labels: Sequence[int]) -> Interview:
    """Found before the first of the `labels`, given as token indices; without labels there is only an author."""
    author = _find_author(tokens, clusters)
    if not labels:
        return Interview(None, None, author)
    first = min(labels)
    people = [cluster for cluster in clusters if cluster.label == "PERSON" and cluster.mentions[0].start < first]
    questioner = next((cluster for cluster in people if _was_talked_to(tokens, cluster, first)), author)
    others = [cluster for cluster in people if cluster is not questioner]
    answerer = max(others, key=lambda cluster: (_count(cluster, first), -cluster.id), default=None)
    return Interview(questioner, answerer, author)


def _was_talked_to(tokens: Tokens, cluster: Cluster, end: int) -> bool:
    """Whether somebody talked "to" or "with" a person, or was interviewed "by" them, before the token `end`."""
    starts = (mention.start for mention in cluster.mentions if 0 < mention.start < end)
    return any(tokens.lower[start - 1] in _BEFORE_INTERVIEWER for start in starts)


def _count(cluster: Cluster, end: int) -> int:
    return sum(mention.start < end for mention in cluster.mentions)


def _find_author(tokens: Tokens, clusters: Sequence[Cluster]) -> Cluster | None:
    return next((c for c in clusters if c.label == "PERSON" and is_byline(tokens, c.mentions[0])), None)


def is_byline(tokens: Tokens, mention: Mention) -> bool:
    """Whether a name stands in a line "By Ann Lee" among the first lines."""
    start, end = mention.start, mention.end
    if not start or tokens.lower[start - 1] != "by" or tokens.paragraph[start] > _BYLINE_LINES:
        return False
    opens = start == 1 or "\n" in tokens.words[start - 2]
    return opens and (end == len(tokens) or "\n" in tokens.words[end] or tokens.words[end] == ",")

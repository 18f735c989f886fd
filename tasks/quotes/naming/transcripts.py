"""Interviews: who asks and who answers, and who writes."""

from collections.abc import Sequence
from typing import Final

from tasks.quotes.naming.clusters import Cluster
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.names import fold
from tasks.quotes.naming.tokens import Tokens

QUESTION: Final = frozenset(["q", "question"])
ANSWER: Final = frozenset(["a", "answer"])
_INTERVIEWERS_MARK: Final = frozenset("to with by".split())
_BYLINE_LINES: Final = 3


def is_label(tokens: Tokens, position: int) -> bool:
    """Whether a word stands at the start of a line as a speaker's label: "Q:", "A."."""
    opens = position == 0 or "\n" in tokens.words[position - 1]
    return (
        opens
        and position + 1 < len(tokens)
        and tokens.words[position + 1] in {":", "."}
        or tokens.words[position] in {"Q:", "A:", "Q.", "A."}
    )


def find_questioner(tokens: Tokens, clusters: Sequence[Cluster], position: int) -> Cluster | None:
    """Who asks: the person that was talked "to", "with" or interviewed "by" before the first question, or the author."""
    for cluster in clusters:
        for mention in cluster.mentions:
            if cluster.label == "PERSON" and mention.start < position and _follows_mark(tokens, mention):
                return cluster
    return None


def find_answerer(clusters: Sequence[Cluster], questioner: Cluster | None, position: int) -> Cluster | None:
    """Who answers: the person most mentioned before the first question, of equals the first one."""
    best: tuple[int, Cluster] | None = None
    for cluster in clusters:
        count = sum(mention.start < position for mention in cluster.mentions)
        if cluster.label == "PERSON" and cluster is not questioner and count and (best is None or count > best[0]):
            best = count, cluster
    return best[1] if best else None


def find_author(tokens: Tokens, clusters: Sequence[Cluster]) -> Cluster | None:
    """The person in a line "By Ann Lee" among the first lines."""
    for cluster in clusters:
        first = cluster.mentions[0]
        if cluster.label == "PERSON" and first.start and tokens.lower[first.start - 1] == "by":
            opens = first.start == 1 or "\n" in tokens.words[first.start - 2]
            closes = first.end == len(tokens) or "\n" in tokens.words[first.end] or tokens.words[first.end] == ","
            if opens and closes and tokens.paragraph[first.start] <= _BYLINE_LINES:
                return cluster
    return None


def _follows_mark(tokens: Tokens, mention: Mention) -> bool:
    return mention.start > 0 and fold(tokens.words[mention.start - 1]) in _INTERVIEWERS_MARK

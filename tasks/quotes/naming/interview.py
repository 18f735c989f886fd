"""Who writes an article and, in an interview, who asks and who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.mentions import Cluster, Mention
from tasks.quotes.naming.speakers import QUESTION
from tasks.quotes.naming.tokens import Tokens

_BYLINE_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Interview:
    """The people behind "Q", "A" and "I"; None where the article doesn't say."""

    questioner: Cluster | None
    answerer: Cluster | None
    author: Cluster | None

    def find_speaker(self, label: str) -> Cluster | None:
        """Return the person behind a label, given in lower case with or without its mark."""
        return self.questioner if label.rstrip(":.") in QUESTION else self.answerer


def read_interview(tokens: Tokens, clusters: Sequence[Cluster], labels: Sequence[int]) -> Interview:
    """Return who was named before the first of the labels (token indices); without labels there is only an author."""
    people = [cluster for cluster in clusters if cluster.label == "PERSON"]
    author = next((cluster for cluster in people if is_byline(tokens, cluster.mentions[0])), None)
    if not labels:
        return Interview(None, None, author)
    first = min(labels)
    people = [cluster for cluster in people if cluster.mentions[0].start < first]
    before = {one: [tokens.lower[m.start - 1] for m in one.mentions if 0 < m.start < first] for one in people}
    questioner = next((one for one in people if not {"to", "with", "by"}.isdisjoint(before[one])), author)
    others = [cluster for cluster in people if cluster is not questioner]
    counts = {one: sum(mention.start < first for mention in one.mentions) for one in others}
    return Interview(questioner, max(counts, key=counts.__getitem__, default=None), author)


def is_byline(tokens: Tokens, mention: Mention) -> bool:
    """Return whether a name stands in a line "By Ann Lee" among the first lines."""
    start, end = mention.start, mention.end
    if not start or tokens.lower[start - 1] != "by" or tokens.paragraph[start] > _BYLINE_LINES:
        return False
    opens = start == 1 or "\n" in tokens.words[start - 2]
    return opens and (end == len(tokens) or "\n" in tokens.words[end] or tokens.words[end] == ",")

"""Statements: some words of an article and who they are from; which of them find which."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from tasks.quotes.scoring.compare import Annotation, WordSet
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.scoring.sourcing.article import HALF, ArticleWords
from tasks.quotes.scoring.sourcing.names import find_name_words, is_same_name

SOURCES = {"person": "person", "organisation": "organisation", "place": "organisation", "document": "document"}
"""Label of a speaker -> kind of source; others, and a person without a name, are unnamed."""
UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """Some words of an article and who they are from."""

    words: WordSet
    kind: str
    """person, organisation, document or unnamed; "" where the gold does not say."""
    name: str | None
    title: str | None
    cluster: int | None
    """Equal for the statements of one speaker of whom the name is not known."""
    origin: Annotation
    """The predicted quote; of a gold statement its words as `content`."""

    @property
    def speaker(self) -> tuple[str, object]:
        """What is equal for the statements of one speaker."""
        if self.name:
            return "name", " ".join(find_name_words(self.name))
        return ("kind", self.kind) if self.cluster is None else ("cluster", self.cluster)


@dataclass(frozen=True, slots=True)
class Sourced:
    """One article: the statements of the gold that its text has, and those predicted."""

    gold: Sequence[Statement]
    predicted: Sequence[Statement]
    left_out: int
    """Gold statements that are not in the article."""


def read_sourced(gold: Document, predicted: Document) -> Sourced:
    """Return the statements of one article."""
    words = ArticleWords(gold["text"])
    statements, behind = list[Statement](), 0
    for one in gold["statements"]:
        found, behind = words.find(one["text"], behind)
        if found:
            spans = {"content": words.find_spans(found), "speaker_name": one["name"], "speaker_label": one["type"]}
            statements.append(Statement(found, one["type"], one["name"], one["title"], None, spans))
    claims = [read_claim(quote, words) for quote in predicted["quotes"]]
    return Sourced(statements, claims, len(gold["statements"]) - len(statements))


def read_claim(quote: Annotation, words: ArticleWords) -> Statement:
    """Return a predicted quote as a statement: its words are those of content, cue and speaker."""
    spans = [span for part in ("content", "cue", "speaker") for span in quote[part] or ()]
    name = quote["speaker_name"]
    kind = SOURCES.get(quote["speaker_label"], UNNAMED)
    kind = UNNAMED if kind == "person" and not name else kind
    return Statement(words.inside(spans), kind, name, quote["speaker_title"], quote["speaker_cluster_id"], quote)


def find_covering(target: Statement, others: Sequence[Statement]) -> list[Statement]:
    """Return which of the others cover most of the words of a statement, none where no one covers half.

    Those that lie within it by half and have one speaker cover it together; the largest of them stands for them.
    """
    sharing = [other for other in others if other.words & target.words]
    within: dict[object, list[Statement]] = defaultdict(list)
    for other in sharing:
        if len(other.words & target.words) >= HALF * len(other.words):
            within[other.speaker].append(other)
    groups = [[other] for other in sharing] + [group for group in within.values() if len(group) > 1]
    covered = [len(target.words.intersection(chain.from_iterable(one.words for one in group))) for group in groups]
    most = max(covered, default=0)
    if most < HALF * len(target.words) or not most:
        return []
    best = [group for group, count in zip(groups, covered, strict=True) if count == most]
    return [max(group, key=lambda one: len(one.words & target.words)) for group in best]


def is_named_right(gold: Statement, given: Statement) -> bool:
    """Return whether the name is right; for a source without one, whether no person is named."""
    if not gold.name or gold.kind == UNNAMED:
        return not (given.kind == "person" and given.name)
    return bool(given.name) and is_same_name(gold.kind, gold.name, given.name or "")

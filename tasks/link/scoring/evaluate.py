"""Evaluate corpora of every kind: who is who across articles here, the others as `tasks/quotes/scoring` does."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text
from spacy.language import Language

from tasks.link.scoring.people import find_people, has_people
from tasks.link.scoring.score import PeopleScore, score_people
from tasks.quotes.scoring import evaluate as quotes
from tasks.quotes.scoring.corpus import Document, read_corpus, write_corpus
from tasks.quotes.scoring.report import build_table, print_evaluations


@dataclass(frozen=True, slots=True)
class PeopleEvaluation:
    """The figures of a corpus that says who is who across articles."""

    corpus: str
    documents: int
    people: dict[str, PeopleScore]
    """By kind: "all", "person", "organisation"."""
    predictions: Path | None
    """Where they were written."""


def evaluate(
    corpora: Sequence[Path], nlp: Language, predictions: Path | None, paragraphs: quotes.Paragraphs
) -> list[quotes.Evaluation | PeopleEvaluation]:
    """Return the figures of each corpus. Raises like `tasks.quotes.scoring.evaluate.evaluate`."""
    targets = quotes.plan_predictions(corpora, predictions) if predictions else [None] * len(corpora)
    people = {path: gold for path in corpora if has_people(gold := list(read_corpus(path)))}
    for path in corpora:
        if path not in people:
            quotes.read_gold(path, paragraphs)  # raises before the first one takes its minutes
    return [
        evaluate_people(path, people[path], nlp, target)
        if path in people
        else quotes.evaluate([path], nlp, target.parent if target else None, paragraphs)[0]
        for path, target in zip(corpora, targets, strict=True)
    ]


def evaluate_people(path: Path, gold: Sequence[Document], nlp: Language, target: Path | None) -> PeopleEvaluation:
    """Return the figures of one corpus, and write what was found to `target`."""
    found = find_people(nlp, gold)
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_corpus(target, found)
    figures = score_people(gold, {document["doc_id"]: document["mentions"] for document in found})
    return PeopleEvaluation(str(path), len(gold), figures, target)


def to_json(evaluations: Iterable[quotes.Evaluation | PeopleEvaluation]) -> list[dict[str, Any]]:
    """Return evaluations as JSON values."""
    return [
        quotes.to_json([one])[0]
        if isinstance(one, quotes.Evaluation)
        else asdict(one) | {"predictions": str(one.predictions) if one.predictions else None}
        for one in evaluations
    ]


def print_all(evaluations: Iterable[quotes.Evaluation | PeopleEvaluation], console: Console) -> None:
    """Print the figures of each corpus."""
    for one in evaluations:
        if isinstance(one, quotes.Evaluation):
            print_evaluations([one], console)
        else:
            print_people(one, console)


def print_people(one: PeopleEvaluation, console: Console) -> None:
    """Print how well people and organisations are told apart across articles."""
    console.print(Text(f"{one.corpus} · {one.documents} documents", "bold"))
    columns = ("B-cubed F1", "P", "R", "pairs F1", "across F1", "found %", "mentions")
    table = build_table("who is who", *columns, texts=1)
    for kind, score in one.people.items():
        b3 = score["b3"]
        figures = (b3["f"], b3["p"], b3["r"], score["pairs"]["f"], score["across"]["f"], score["coverage"])
        table.add_row(kind, *(f"{figure:.1f}" for figure in figures), str(score["mentions"]))
    console.print(table)
    if one.predictions:
        console.print(f"predictions: {one.predictions}", highlight=False, soft_wrap=True)

"""Evaluations and misses in the terminal."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text
from spacy.language import Language

from tasks.quotes.scoring.compare import Annotation
from tasks.quotes.scoring.errors import MEANINGS, QuoteError, choose_errors, find_errors
from tasks.quotes.scoring.evaluate import Evaluation, predict, read_gold
from tasks.quotes.scoring.score import PARTS, TYPES, Rate, Score

SCORED = {
    "all": "the corpus marks beliefs and wishes too (cue_kind): all predicted quotes are scored",
    "speech": "the corpus marks speech alone (no cue_kind): only predicted quotes with is_speech are scored",
}
SIGNS = {"content": ("[", "]", "cyan"), "cue": ("<", ">", "yellow"), "speaker": ("{", "}", "bold green")}
"""The marks around each part of a quote, which serve where colours don't reach, and its colour."""
SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s+|\n+")
REACH = 300
"""Characters of context looked at for the ends of sentences."""
LONGEST = 1500


def print_evaluations(evaluations: Sequence[Evaluation], console: Console) -> None:
    """Print the figures of each corpus as tables."""
    for one in evaluations:
        console.print(Text(f"{one.corpus} · {one.documents} documents", "bold"))
        if one.whole:
            console.print(SCORED[one.scored], highlight=False)
            console.print(build_quote_table(one))
            console.print(Text(describe_parts(one.whole, one.calibration_error)))
        if one.entities:
            console.print(build_entity_table(one.entities))
        if one.predictions:
            console.print(f"predictions: {one.predictions}", highlight=False, soft_wrap=True)


def build_quote_table(one: Evaluation) -> Table:
    """Return one row for each type within each way of scoring."""
    views = {"whole quotes": one.whole, "whole, speech only": one.speech, "quoted segments": one.quoted}
    names = bool(one.whole and "name" in one.whole["all"])
    columns = ["quotes", "type", "e2e F1", "e2e P", "e2e R", *(["name F1"] if names else [])]
    table = build_table(*columns, "speaker %", "match F1", "exact F1", "gold", "pred", texts=2)
    for title, score in views.items():
        for kind, figures in list_rows(score) if score else ():
            table.add_row(title if kind == "all" else "", kind, *figures)
        table.add_section()
    return table


def build_table(*columns: str, texts: int) -> Table:
    """Return an empty table: the first columns are of texts, the others of numbers, the most important ones first."""
    table = Table(*columns)
    for place, column in enumerate(table.columns):
        column.no_wrap, column.justify = True, "left" if place < texts else "right"
    return table


def list_rows(score: Score) -> Iterator[tuple[str, list[str]]]:
    """Yield each type that occurs, "all" always and first, with its figures as strings."""
    for kind in TYPES:
        one = score[kind]
        if kind == "all" or one["gold"] + one["pred"]:
            name = [one["name"]["f"]] if "name" in one else []
            e2e = [one["e2e"][figure] for figure in ("f", "p", "r")]
            figures = [*e2e, *name, one["spk"], one["match"]["f"], one["exact"]["f"]]
            yield kind, [*(f"{figure:.1f}" for figure in figures), str(one["gold"]), str(one["pred"])]


def describe_parts(whole: Score, calibration_error: float | None) -> str:
    """Return the figures that belong to no type of quote, in a line."""
    figures = [f"words F1 {whole['tok']['f']:.1f}", *(f"{part} exact F1 {whole[part]['f']:.1f}" for part in PARTS)]
    if calibration_error is not None:
        figures.append(f"calibration error {calibration_error:.3f}")
    return " · ".join(figures)


def build_entity_table(entities: dict[str, Rate]) -> Table:
    """Return one row for each kind of entity."""
    table = build_table("entities", "F1", "P", "R", "gold", "pred", texts=1)
    for kind, one in entities.items():
        figures = (f"{one[figure]:.1f}" for figure in ("f", "p", "r"))
        table.add_row(kind, *figures, str(one["gold"]), str(one["pred"]))
    return table


def show_errors(corpora: Sequence[Path], nlp: Language, count: int, console: Console) -> None:
    """Print `count` misses of each corpus in context, chosen over kinds and documents, and how many there are.

    Raises ValueError for a file that is no corpus, FileNotFoundError.
    """
    golds = [read_gold(path) for path in corpora]
    for path, gold in zip(corpora, golds, strict=True):
        gold = [document for document in gold if "quotes" in document]
        predicted = predict(nlp, gold, path.name)
        errors = [error for ours, theirs in zip(gold, predicted, strict=True) for error in find_errors(ours, theirs)]
        console.print(Text(str(path), "bold"))
        print_errors(console, choose_errors(errors, count))
        console.print(build_kind_table(errors))


def print_errors(console: Console, errors: Sequence[QuoteError]) -> None:
    """Print misses, each with its context as the gold has it and as it was predicted."""
    for number, error in enumerate(errors, 1):
        console.print(Text.assemble((f"\n{number}. {error.kind}", "bold"), f" in {error.doc_id}"))
        start, end = find_context(error)
        for title, quote in (("gold", error.gold), ("predicted", error.predicted)):
            line = paint(error.text, quote, start, end) if quote else Text("nothing", style="dim")
            console.print(Text(f"{title:>9}  ", style="dim") + line, soft_wrap=True)


def build_kind_table(errors: Sequence[QuoteError]) -> Table:
    """Return how many misses there are of each kind."""
    misses = Column("misses", justify="right", no_wrap=True)
    table = Table(Column("kind", no_wrap=True), misses, "meaning", title=f"{len(errors)} misses", title_justify="left")
    counts = Counter(error.kind for error in errors)
    for kind, meaning in MEANINGS.items():
        table.add_row(kind, str(counts[kind]), meaning)
    return table


def list_spans(quote: Annotation) -> list[tuple[int, int, str]]:
    """Start, end and part of every span of a quote, in text order."""
    return sorted((start, end, part) for part in SIGNS for start, end in quote.get(part) or ())


def find_context(error: QuoteError) -> tuple[int, int]:
    """Return where the sentences around the quotes of a miss begin and end."""
    spans = [span for quote in (error.gold, error.predicted) if quote for span in list_spans(quote)]
    first, last = min(start for start, _, _ in spans), max(end for _, end, _ in spans)
    before = [match.end() for match in SENTENCE_END.finditer(error.text, max(first - REACH, 0), first)]
    after = SENTENCE_END.search(error.text, max(last - 1, 0), last + REACH)
    start = before[-1] if before else max(first - REACH, 0)
    return start, after.end() if after else min(last + REACH, len(error.text))


def paint(text: str, quote: Annotation, start: int, end: int) -> Text:
    """Return the context on one line, the parts of the quote marked; where it is long, without its middle."""
    painted, at = Text(), start
    for first, last, part in list_spans(quote):
        opening, closing, colour = SIGNS[part]
        painted.append(flatten(text[at:first], "dim"))
        painted.append(Text(opening, style=colour) + flatten(text[first:last], colour) + Text(closing, style=colour))
        at = max(at, last)
    painted.append(flatten(text[at:end], "dim"))
    half = LONGEST // 2
    return painted if len(painted) <= LONGEST else painted[:half] + Text(" … ") + painted[-half:]


def flatten(text: str, style: str) -> Text:
    """Return a stretch of text with its line breaks as signs."""
    return Text(re.sub(r"\n+", " ¶ ", text), style=style)

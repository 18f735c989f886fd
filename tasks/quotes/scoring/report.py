"""Evaluations in the terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tasks.quotes.scoring.evaluate import Evaluation
from tasks.quotes.scoring.names import SURE, NameFigures
from tasks.quotes.scoring.score import PARTS, TYPES, Rate, Score
from tasks.quotes.scoring.sourcing.score import SourcingScore

SCORED = {
    "all": "the corpus marks beliefs and wishes too (cue_kind): all predicted quotes are scored",
    "speech": "the corpus marks speech alone (no cue_kind): only predicted quotes with is_speech are scored",
}


def print_evaluations(evaluations: Sequence[Evaluation], console: Console) -> None:
    """Print the figures of each corpus as tables."""
    for one in evaluations:
        console.print(Text(f"{one.corpus} · {one.documents} documents", "bold"))
        if one.whole:
            console.print(SCORED[one.scored], highlight=False)
            console.print(build_quote_table(one))
            console.print(Text(describe_parts(one.whole, one.calibration_error)))
        if one.sourcing:
            console.print("whole sentences and who they are from; only predicted quotes with is_speech are scored")
            console.print(build_sourcing_table(one.sourcing))
            console.print(describe_sources(one.sourcing))
        if one.names:
            console.print(describe_names(one.names))
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


def build_sourcing_table(sourcing: SourcingScore) -> Table:
    """Return a row for statements found, and one for those with the right name too."""
    table = build_table("sourced statements", "F1", "P", "R", "gold", "pred", texts=1)
    for title, rate in (("found", sourcing["statements"]), ("found, name right", sourcing["e2e"])):
        figures = (f"{rate[figure]:.1f}" for figure in ("f", "p", "r"))
        table.add_row(title, *figures, str(sourcing["gold"]), str(sourcing["pred"]))
    return table


def describe_sources(sourcing: SourcingScore) -> str:
    """Return what is right of the statements found, in a line."""
    names = ", ".join(f"{kind}s {show_share(share)}" for kind, share in sourcing["names"].items())
    figures = [f"name {show_share(sourcing['name'])} ({names})"]
    figures += [f"{figure} {show_share(sourcing[figure])}" for figure in ("kind", "title")]
    left_out = f" · {sourcing['left_out']} more are not in their articles" if sourcing["left_out"] else ""
    return f"right, in % of the statements found: {' · '.join(figures)}{left_out}"


def describe_names(names: NameFigures) -> str:
    """Return how often names are right and how honest their confidence is, in a line."""
    figures = []
    if names.right is not None:
        figures.append(f"right name {100 * names.right:.1f} % of {names.named} quotes found whose speaker has one")
    if names.calibration_error is not None:
        figures.append(f"calibration error of name_confidence {names.calibration_error:.3f}")
    if names.sure_wrong is not None:
        figures.append(f"wrong {100 * names.sure_wrong:.1f} % of {names.sure} with name_confidence >= {SURE}")
    return " · ".join(figures)


def show_share(share: float | None) -> str:
    """Return a figure in percent, a dash where there is none."""
    return "–" if share is None else f"{share:.1f}"


def build_entity_table(entities: dict[str, Rate]) -> Table:
    """Return one row for each kind of entity."""
    table = build_table("entities", "F1", "P", "R", "gold", "pred", texts=1)
    for kind, one in entities.items():
        figures = (f"{one[figure]:.1f}" for figure in ("f", "p", "r"))
        table.add_row(kind, *figures, str(one["gold"]), str(one["pred"]))
    return table

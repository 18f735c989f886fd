"""The command that asks people about quotes and takes their answers: review."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.shared import DRY_RUN, JSON, console, load_settings, parse_date, problems, stop, usage_errors

if TYPE_CHECKING:
    from flows.settings import Settings
    from tasks.review.answers import Answers
    from tasks.review.choose import Question
    from tasks.review.store import Taken

CSV, LABEL_STUDIO = ".csv", ".json"
FORMS = "review takes START [END] --to FILE, or --read FILE, or --corpus FILE"


def review(
    start: Annotated[date | None, typer.Argument(parser=parse_date, help="The first batch, as 2025-04-01.")] = None,
    end: Annotated[date | None, typer.Argument(parser=parse_date, help="The last; the first alone without it.")] = None,
    to: Annotated[Path | None, typer.Option(help="Write questions here: .csv, or .json for Label Studio.")] = None,
    count: Annotated[int, typer.Option(min=1, help="Ask about so many quotes; articles in Label Studio.")] = 40,
    below: Annotated[float, typer.Option(min=0, max=1, help="Ask about quotes less sure than that alone.")] = 1.0,
    read: Annotated[
        Path | None, typer.Option(help="Take the answers in this file.", exists=True, dir_okay=False)
    ] = None,
    corpus: Annotated[Path | None, typer.Option(help="Write articles reviewed as a whole here, as a corpus.")] = None,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Ask people about the least sure quotes, and take their answers, which win over the model.

    Questions go into a spreadsheet, a quote a row, or to Label Studio, an article a task. Answers are kept in the raw
    zone, raw/corrections, and the next run of their batch applies them. As a corpus they are gold for evaluate and
    train.

    Example: quotewire review 2025-03-03 2025-03-06 --to questions.csv
    """
    from tasks.review.answers import ReviewError

    settings = load_settings()
    if [to, read, corpus].count(None) != 2 or (to is None) != (start is None):
        stop(FORMS)
    with usage_errors(ReviewError, ValueError, OSError):
        if to and start:
            ask(settings, start, end or start, to, count, below)
        elif read:
            take(settings, read, dry_run, as_json)
        elif corpus:
            write_gold(settings, corpus)


def ask(settings: "Settings", start: date, end: date, to: Path, count: int, below: float) -> None:
    """Write questions about the least sure quotes of a range of batches."""
    from flows.plan import find_range, open_batch
    from tasks.review.choose import choose_quotes

    if to.suffix not in (CSV, LABEL_STUDIO):
        stop(f"{to}: a name that ends in {CSV} for a spreadsheet, or in {LABEL_STUDIO} for Label Studio")
    if to.exists():
        stop(f"{to} is there, and may hold answers; choose another name or remove it")
    batches = [open_batch(settings, one) for one in find_range(settings, start, end)]
    questions = choose_quotes(batches, count, below, 1 if to.suffix == LABEL_STUDIO else None)
    if not questions:
        stop(f"no published quote from {start} to {end} is to be asked about; quotewire status shows the batches")
    write_questions(questions, to)
    quotes = sum(len(one.article.quotes if to.suffix == LABEL_STUDIO else one.asked) for one in questions)
    console.print(f"wrote {quotes:,} quotes of {len(questions):,} articles to {to}")
    console.print(f"Next: answer, then quotewire review --read {'EXPORT.json' if to.suffix == LABEL_STUDIO else to}")


def write_questions(questions: "list[Question]", to: Path) -> None:
    """Write the file of questions; for Label Studio the labelling interface too, beside it."""
    import json

    from tasks.review.label_studio import LABELLING, build_tasks
    from tasks.review.sheet import build_sheet

    if to.suffix == CSV:
        to.write_text(build_sheet(questions), encoding="utf-8-sig", newline="")
        return
    to.write_text(json.dumps(build_tasks(questions), ensure_ascii=False, indent=1), encoding="utf-8")
    interface = to.with_suffix(".xml")
    interface.write_bytes(LABELLING.read_bytes())
    console.print(f"Labelling interface of the project (Settings, Labeling Interface, Code): {interface}")


def take(settings: "Settings", file: Path, dry_run: bool, as_json: bool) -> None:
    """Take the answers of a file and say what became of them; exit code 1 where some were not taken."""
    from flows.plan import open_batch
    from flows.tables import as_json as write_json
    from tasks.review.store import read_answers, take_answers

    answers = read_answers(file.read_bytes())
    taken = list(take_answers(answers, lambda one: open_batch(settings, one), dry_run))
    if as_json:
        print(write_json([asdict(one) for one in taken]))
    else:
        show_taken(taken, answers, dry_run)
    if lost := sum(len(one.problems) for one in taken):
        stop(f"{lost} answers were not taken; mend them in {file} and read it again", code=1)


def show_taken(taken: "list[Taken]", answers: "Answers", dry_run: bool) -> None:
    """Print what became of the answers, and the command that applies them."""
    for problem in (problem for one in taken for problem in one.problems):
        problems.print_labelled("not taken", "yellow", problem)
    stored = [one for one in taken if one.path]
    verb = "would take" if dry_run else "took"
    judged = sum(one.quotes for one in stored)
    console.print(f"{verb} {judged:,} quotes of {len(stored):,} articles; {answers.unanswered:,} were not answered")
    if stored:
        console.print(f"Next: quotewire run {' '.join(sorted({one.batch_date for one in stored}))}")


def write_gold(settings: "Settings", corpus: Path) -> None:
    """Write the articles that were reviewed as a whole as a corpus."""
    from tasks.quotes.scoring.corpus import write_corpus
    from tasks.review.gold import read_gold

    found = list(read_gold(settings.raw))
    documents = [one for one in found if one]
    if not documents:
        stop(
            "no article is reviewed as a whole yet; in Label Studio each task is: quotewire review DATE --to FILE.json"
        )
    write_corpus(corpus, documents)
    quotes = sum(len(one["quotes"]) for one in documents)
    left = f"; {len(found) - len(documents):,} reviewed in part are left out" if len(found) > len(documents) else ""
    console.print(f"wrote {len(documents):,} articles with {quotes:,} quotes to {corpus}{left}")
    console.print(f"Next: quotewire evaluate {corpus}")

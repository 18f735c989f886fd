"""Misses in the terminal, in their context."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text
from spacy.language import Language

from tasks.quotes.scoring.compare import Annotation
from tasks.quotes.scoring.errors import MEANINGS, QuoteError, choose_errors, find_errors
from tasks.quotes.scoring.evaluate import Paragraphs, predict, read_gold
from tasks.quotes.scoring.sourcing.errors import MEANINGS as SOURCE_MEANINGS
from tasks.quotes.scoring.sourcing.errors import find_source_errors

SIGNS = {"content": ("[", "]", "cyan"), "cue": ("<", ">", "yellow"), "speaker": ("{", "}", "bold green")}
"""The marks around each part of a quote, which serve where colours don't reach, and its colour."""
SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s+|\n+")
REACH = 300
"""Characters of context looked at for the ends of sentences."""
LONGEST = 1500


def show_errors(
    corpora: Sequence[Path], nlp: Language, count: int, console: Console, paragraphs: Paragraphs = str.splitlines
) -> None:
    """Print `count` misses of each corpus in context, chosen over kinds and documents, and how many there are.

    Raises ValueError for a file that is no corpus, FileNotFoundError.
    """
    golds = [read_gold(path, paragraphs) for path in corpora]
    for path, gold in zip(corpora, golds, strict=True):
        sourced = any("statements" in document for document in gold)
        gold = [document for document in gold if ("statements" if sourced else "quotes") in document]
        find, meanings = (find_source_errors, SOURCE_MEANINGS) if sourced else (find_errors, MEANINGS)
        predicted = predict(nlp, gold, path.name)
        errors = [error for ours, theirs in zip(gold, predicted, strict=True) for error in find(ours, theirs)]
        console.print(Text(str(path), "bold"))
        print_errors(console, choose_errors(errors, count))
        console.print(build_kind_table(errors, meanings))


def print_errors(console: Console, errors: Sequence[QuoteError]) -> None:
    """Print misses, each with its context as the gold has it and as it was predicted."""
    for number, error in enumerate(errors, 1):
        console.print(Text.assemble((f"\n{number}. {error.kind}", "bold"), f" in {error.doc_id}"))
        start, end = find_context(error)
        for title, quote in (("gold", error.gold), ("predicted", error.predicted)):
            line = paint(error.text, quote, start, end) if quote else Text("nothing", style="dim")
            console.print(Text(f"{title:>9}  ", style="dim") + line + name_speaker(quote or {}), soft_wrap=True)


def name_speaker(quote: Annotation) -> Text:
    """Return the name and the label of a quote's speaker, as far as they are known."""
    known = [quote[part] for part in ("speaker_name", "speaker_label") if quote.get(part)]
    return Text(f"  → {', '.join(known)}" if known else "", "bold green")


def build_kind_table(errors: Sequence[QuoteError], meanings: Mapping[str, str]) -> Table:
    """Return how many misses there are of each kind."""
    misses = Column("misses", justify="right", no_wrap=True)
    table = Table(Column("kind", no_wrap=True), misses, "meaning", title=f"{len(errors)} misses", title_justify="left")
    counts = Counter(error.kind for error in errors)
    for kind, meaning in meanings.items():
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

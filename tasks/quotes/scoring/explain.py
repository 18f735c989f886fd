"""Why the speakers of an article have their names: for each quote the candidates, their scores and the reasons."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from spacy.language import Language

from tasks.quotes.quote import Candidate, Quote
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.scoring.evaluate import Paragraphs, read_gold

SHOWN = 120
"""Characters of a content."""


def explain(
    corpora: Sequence[Path], nlp: Language, article: str, console: Console, paragraphs: Paragraphs = str.splitlines
) -> None:
    """Print who may be the speaker of each quote of a document, by its `doc_id`, and why the first one was chosen.

    Raises ValueError where no corpus has it or a file is none, FileNotFoundError.
    """
    text = find_document(corpora, article, paragraphs)["text"]
    doc = nlp(text)
    for number, quote in enumerate(doc._.quotes):
        console.print(describe_quote(number, quote, text), soft_wrap=True)
        if quote.candidates:
            console.print(build_candidate_table(quote.candidates))
        console.print(f"{explain_first(quote.candidates)}\n", soft_wrap=True)


def find_document(corpora: Sequence[Path], article: str, paragraphs: Paragraphs) -> Document:
    """Return the document of that id, from the first corpus that has it; raises ValueError where none has."""
    documents = [document for path in corpora for document in read_gold(path, paragraphs)]
    found = next((document for document in documents if str(document["doc_id"]) == article), None)
    if found is None:
        known = ", ".join(str(document["doc_id"]) for document in documents[:3])
        raise ValueError(f"no document {article!r} in the corpora, which have {known} and so on")
    return found


def describe_quote(number: int, quote: Quote, text: str) -> str:
    """Return in a line what is said, by which words, and who that is."""
    content = " … ".join(text[start:end] for start, end in quote.content)
    words = text[slice(*quote.speaker)] if quote.speaker else "nobody"
    who = f"{quote.speaker_name or 'no name'} ({quote.speaker_label}, {quote.name_confidence:.2f})"
    return f"{number}. {words} → {who}: {shorten(content)}"


def shorten(text: str) -> str:
    """Return a text on one line, its end left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def build_candidate_table(candidates: Sequence[Candidate]) -> Table:
    """Return a row for each candidate: its name, its score, what counted for and against it."""
    table = Table(Column("candidate", no_wrap=True), Column("score", justify="right", no_wrap=True), "reasons")
    for one in candidates:
        table.add_row(one.name, f"{one.score:.3f}", show_reasons(one.reasons))
    return table


def explain_first(candidates: Sequence[Candidate]) -> str:
    """Return what the first candidate has over the second, in a line."""
    if len(candidates) < 2:
        return "there was nobody else" if candidates else "there was nothing to choose from"
    first, second, *_ = candidates
    return f"{first.name} over {second.name}: {show_reasons(compare_reasons(first, second))}"


def compare_reasons(first: Candidate, second: Candidate) -> Iterator[tuple[str, float]]:
    """Yield by how much each reason counts more for the first than for the second, the largest first."""
    ours, theirs = dict(first.reasons), dict(second.reasons)
    differences = {reason: ours.get(reason, 0.0) - theirs.get(reason, 0.0) for reason in ours | theirs}
    for reason, difference in sorted(differences.items(), key=lambda one: -one[1]):
        if difference:
            yield reason, difference


def show_reasons(reasons: Iterator[tuple[str, float]] | Sequence[tuple[str, float]]) -> str:
    """Return reasons with what they count, in a line."""
    return ", ".join(f"{reason} {count:+.2f}" for reason, count in reasons) or "no reason"

"""Questions as CSV for a spreadsheet: a quote a row, and empty columns for the answers. No cell begins a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from schemas.printable import FORMULA, mask_unsafe
from tasks.quotes.quote import Spans
from tasks.review.choose import Question
from tasks.review.published import PublishedArticle, PublishedQuote

SHOWN = (
    "context", "content", "cue", "speaker", "name", "kind", "type", "confidence", "name_confidence", "publisher",
    "title",
)  # fmt: skip
ANSWERED = (
    "verdict", "new_content", "new_cue", "new_speaker", "new_name", "new_kind", "new_type", "name_for_all", "reviewer",
)  # fmt: skip
"""Columns that people fill in."""
PLACE = ("batch_date", "key", "spans")
"""Columns that tell which quote of which text it is."""
AROUND = 300
"""Characters of the article shown before and after a content."""
GAP = " [...] "
"""Between the stretches of a content."""
GUARDED = re.compile(f"'*{FORMULA}")
"""What a spreadsheet takes for the beginning of a formula; behind apostrophes too, so that each cell has one form."""


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if GUARDED.match(cell) else cell


def unguard(cell: str) -> str:
    """Return what `guard` was given."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def build_sheet(questions: Iterable[Question]) -> str:
    """Return the text of the file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*SHOWN, *ANSWERED, *PLACE))
    for question in questions:
        for quote in question.asked:
            writer.writerow(guard(mask_unsafe(cell)) for cell in build_row(question.article, quote))
    return out.getvalue()


def build_row(article: PublishedArticle, quote: PublishedQuote) -> Iterator[str]:
    """Yield the cells of a quote."""
    row, text = quote.row, article.shown
    cue, speaker = (text[slice(*span)] if (span := quote.find_span(part)) else "" for part in ("cue", "speaker"))
    yield build_context(text, quote.content)
    yield from (join_stretches(text, quote.content), cue, speaker)
    yield from (row["speaker_name"] or "", row["speaker_label"], row["type"])
    yield from (f"{row[name]:.2f}" for name in ("confidence", "name_confidence"))
    yield from (article.publisher, article.title)
    yield from [""] * len(ANSWERED)
    yield from (article.batch.batch_date.isoformat(), article.key, write_spans(quote.content))


def build_context(text: str, content: Spans) -> str:
    """Return the content in brackets with the words around it."""
    start, end = content[0][0], content[-1][1]
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    before = before.partition(" ")[2] if start > AROUND else before
    after = after.rpartition(" ")[0] if end + AROUND < len(text) else after
    return f"{before}[[{text[start:end]}]]{after}"


def join_stretches(text: str, content: Spans) -> str:
    """Return the words of a content; a gap stands between its stretches."""
    return GAP.join(text[start:end] for start, end in content)


def write_spans(content: Spans) -> str:
    """Return spans as text, like 10:25 30:41."""
    return " ".join(f"{start}:{end}" for start, end in content)


def read_spans(text: str) -> Spans:
    """Return the spans in a text. Raises ValueError."""
    pairs: Sequence[list[str]] = [one.split(":") for one in text.split()]
    return tuple((int(start), int(end)) for start, end in pairs)

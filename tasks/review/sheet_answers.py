"""A CSV file that people filled in as answers: each row is of one quote, named by words of the article."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from tasks.quotes.corrections import CorrectionError, Judgement, trim
from tasks.quotes.quote import Span, Spans, find_hull
from tasks.review.answers import Answer, Answers, ReviewError, Said, build_quote
from tasks.review.published import PublishedArticle, PublishedQuote
from tasks.review.sheet import ANSWERED, GAP, PLACE, read_spans, unguard

VERDICTS = ("right", "wrong", "changed", "missed")
NONE = "none"
"""Written for a cue, a speaker or a name that there is none of."""
NEW = [name for name in ANSWERED if name.startswith("new_")]
YES = {"yes": True, "y": True, "x": True, "true": True, "1": True, "": False, "no": False, "n": False, "false": False}

type Row = Mapping[str, str]


def read_sheet(text: str) -> Answers:
    """Return the answers of a file, whose cells may be apart by commas, semicolons or tabs. Raises ReviewError."""
    csv.field_size_limit(1 << 27)
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restval="")
    if missing := [name for name in (*ANSWERED, *PLACE) if name not in (reader.fieldnames or ())]:
        raise ReviewError(f"it has no column {missing[0]}; keep all columns of the file that quotewire review wrote")
    try:
        rows = [
            (reader.line_num, {name: unguard(cell or "").strip() for name, cell in row.items() if name})
            for row in reader
        ]
    except csv.Error as error:
        raise ReviewError(f"line {reader.line_num} is no CSV: {error}") from None
    answered = [(line, row) for line, row in rows if any(row[name] for name in ANSWERED if name != "reviewer")]
    found = (Answer(f"the row that ends on line {line}", row["batch_date"], row["key"], row) for line, row in answered)
    return Answers(False, tuple(found), len(rows) - len(answered), judge_row)


def judge_row(row: Any, article: PublishedArticle) -> tuple[Judgement, ...]:
    """Return what a row says of a quote of an article. Raises CorrectionError."""
    verdict = row["verdict"].lower() or "changed"
    changes = [name for name in NEW if row[name]]
    if verdict not in VERDICTS:
        raise CorrectionError(f"verdict is {row['verdict']!r}; it is one of {', '.join(VERDICTS)}")
    if verdict in ("right", "wrong") and changes:
        raise CorrectionError(f"verdict is {verdict}, but {changes[0]} is filled in; leave one of them empty")
    if verdict == "missed" and not row["new_content"]:
        raise CorrectionError("verdict is missed; put the quote's words into new_content")
    if (name_for_all := YES.get(row["name_for_all"].lower())) is None:
        raise CorrectionError(f"name_for_all is {row['name_for_all']!r}; it is yes or empty")
    try:
        of = tuple(trim(article.text, span) for span in read_spans(row["spans"]))
    except (ValueError, TypeError):
        raise CorrectionError("spans are not those that quotewire review wrote; leave that column as it is") from None
    if verdict == "wrong":
        return (Judgement(of, None, False, row["reviewer"]),)
    return (judge_quote(row, article, of, verdict == "missed", name_for_all),)


def judge_quote(row: Row, article: PublishedArticle, of: Spans, is_missed: bool, name_for_all: bool) -> Judgement:
    """Return what a row says of a quote, or of one that was missed near the one that it was written for."""
    old = next((one for one in article.quotes if one.content == of), None)
    if old is None and not is_missed:
        raise CorrectionError("the batch has other quotes by now; ask again: quotewire review DATE --to FILE")
    was = None if is_missed else old
    content, near = was.content if was else (), find_hull(of) if of else (0, 0)
    if row["new_content"]:
        content = tuple(find_words(article, one, near, "new_content") for one in row["new_content"].split(GAP.strip()))
    near = find_hull(content)
    cue, speaker = (find_part(row, article, part, was, near) for part in ("cue", "speaker"))
    name = was.row["speaker_name"] if was and speaker else None
    name = find_name(row["new_name"]) if row["new_name"] else name
    said = Said(content, cue, speaker, name, row["new_kind"].lower() or None, row["new_type"].lower() or None)
    quote = build_quote(article, was, said)
    return Judgement(was.content if was else (), quote, name_for_all, row["reviewer"])


def find_name(cell: str) -> str | None:
    """Return the name in a cell, None where it says that there is none."""
    return None if cell.lower() == NONE else cell


def find_part(row: Row, article: PublishedArticle, part: str, old: PublishedQuote | None, near: Span) -> Span | None:
    """Return where the cue or speaker that a row names is; that of the quote as published where it names none."""
    words = row[f"new_{part}"]
    if not words:
        return old.find_span(part) if old else None
    return None if words.lower() == NONE else find_words(article, words, near, f"new_{part}")


def find_words(article: PublishedArticle, words: str, near: Span, column: str) -> Span:
    """Return where words stand in an article: the place nearest to a span. Raises CorrectionError."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    places = [match.span() for match in re.finditer(pattern, article.shown)] if pattern else []
    if not places:
        raise CorrectionError(f"{column} is not in the article in these words; copy them from its text")
    return min(places, key=lambda span: max(near[0] - span[1], span[0] - near[1], 0))

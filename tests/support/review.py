"""Answers as people and their tools write them: an export of Label Studio, a filled-in sheet."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tasks.batch.places import Batch
from tasks.review.choose import Question, choose_quotes
from tasks.review.label_studio import build_tasks
from tasks.review.published import PublishedArticle, PublishedQuote, read_articles
from tasks.review.sheet import build_sheet, guard, unguard
from tasks.review.store import Taken, read_answers, take_answers
from tasks.zones.local import LocalPlace
from tests.conftest import DAY, Zones

type Row = dict[str, str]
type Item = dict[str, Any]


def ask(zones: Zones, count: int = 100, below: float = 1.01, per_article: int | None = None) -> list[Question]:
    """Questions about the batch of the zones; about all of its quotes without a limit."""
    return choose_quotes([zones.batch], count, below, per_article)


def ask_about_all(zones: Zones) -> list[Question]:
    """Questions about every quote of the batch, judged or not."""
    articles = read_articles(zones.batch, zones.read("articles")["article_id"])
    return [Question(one, one.quotes) for one in articles if one.quotes]


def read_rows(sheet: str) -> list[Row]:
    """The rows of a sheet, as a spreadsheet has them."""
    reader = csv.DictReader(io.StringIO(sheet, newline=""))
    return [{name: unguard(cell) for name, cell in row.items()} for row in reader]


def write_rows(rows: list[Row], separator: str = ",") -> bytes:
    """A sheet of these rows."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows({name: guard(cell) for name, cell in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def fill_sheet(zones: Zones, content: str, **cells: str) -> bytes:
    """A sheet about all quotes of the batch, with answers in the rows whose content has these words."""
    rows = read_rows(build_sheet(ask_about_all(zones)))
    changed = [row | cells if content in row["content"] else row for row in rows]
    assert changed != rows
    return write_rows(changed)


def annotate(zones: Zones, change: Callable[[list[Item]], object] = lambda _: None, **fields: Any) -> bytes:
    """An export of Label Studio in which somebody has submitted every task, its result changed."""
    tasks = build_tasks(ask_about_all(zones))
    for number, task in enumerate(tasks, 1):
        result = [dict(one) for one in task["predictions"][0]["result"]]
        change(result)
        annotation = {"id": number, "completed_by": 3, "result": result, "was_cancelled": False, **fields}
        task |= {"id": number, "annotations": [annotation], "predictions": []}
    return json.dumps(tasks).encode()


def take(zones: Zones, content: bytes) -> list[Taken]:
    """Read answers back into the raw zone."""
    return list(take_answers(read_answers(content), lambda one: open_batch(zones, one)))


def open_batch(zones: Zones, batch_date: date) -> Batch:
    """A batch of the zones."""
    return zones.on(batch_date).batch


def find_files(zones: Zones) -> Mapping[str, bytes]:
    """The files of corrections in the raw zone."""
    folder = Path(str(zones.settings.raw)) / "corrections"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.json"))}


def build_article(text: str, quotes: Sequence[PublishedQuote], title: str = "A title") -> PublishedArticle:
    """An article as if it were published."""
    batch = Batch(DAY, LocalPlace("raw"), LocalPlace("curated"))
    return PublishedArticle(batch, "0" * 16, "The Post", title, text, "the-post", tuple(quotes))


def build_quote(
    text: str,
    index: int,
    content: Sequence[str],
    cue: str | None,
    speaker: str | None,
    name: str | None,
    kind: str,
    confidence: float,
    is_speech: bool = True,
) -> PublishedQuote:
    """A published quote, by the words of its parts."""
    spans = [{"start": text.index(one), "end": text.index(one) + len(one)} for one in content]
    row: Item = {
        "quote_index": index,
        "content_spans": spans,
        "speaker_name": name,
        "speaker_label": "person" if speaker else "unknown",
        "type": kind,
        "is_speech": is_speech,
        "confidence": confidence,
        "name_confidence": 1.0,
    }
    for part, words in (("cue", cue), ("speaker", speaker)):
        start = text.index(words) if words else None
        row |= {f"{part}_start": start, f"{part}_end": start + len(words) if words and start is not None else None}
    return PublishedQuote(row)

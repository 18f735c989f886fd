"""Questions as tasks of Label Studio: a whole article each, its quotes as predictions to put right.

A quote is a region `content`, with name, kind, type and saying of its own; relations lead from it to the regions of its
cue and speaker, and to the next stretch of its content. https://labelstud.io/guide/task_format
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from schemas.printable import mask_unsafe
from tasks.quotes.quote import Span
from tasks.review.choose import Question
from tasks.review.published import PublishedArticle, PublishedQuote

LABELLING = Path(__file__).with_name("labelling.xml")
"""The labelling interface that the tasks need."""
MODEL = "quotewire"

type Item = dict[str, Any]
"""One item of a result."""


def build_task(question: Question) -> dict[str, Any]:
    """Return the task of an article."""
    article = question.article
    least = min(one.sureness for one in question.asked)
    data = {
        "text": article.shown,
        "title": mask_unsafe(article.title),
        "publisher": article.publisher,
        "batch_date": article.batch.batch_date.isoformat(),
        "key": article.key,
    }
    prediction = {"model_version": MODEL, "score": round(least, 4), "result": build_result(article)}
    return {"data": data, "predictions": [prediction]}


def build_result(article: PublishedArticle) -> list[Item]:
    """Return the quotes of an article; a stretch that is part of several quotes is one region."""
    regions: dict[str, Item] = {}
    items: list[Item] = []
    for quote in article.quotes:
        name = f"q{quote.row['quote_index']}"
        contents = [f"{name}-{number}" if number else name for number in range(len(quote.content))]
        for one, span in zip(contents, quote.content, strict=True):
            regions[one] = build_region(one, "content", span, article.shown)
        items += build_attributes(name, quote)
        items += [build_relation(*pair, "continued") for pair in pairwise(contents)]
        for part in ("cue", "speaker"):
            if place := quote.find_span(part):
                other = f"{part[0]}{place[0]}-{place[1]}"
                regions[other] = build_region(other, part, place, article.shown)
                items.append(build_relation(name, other, part))
    return [*regions.values(), *items]


def build_region(region: str, part: str, span: Span, text: str) -> Item:
    """Return a labelled stretch of the text."""
    value = {"start": span[0], "end": span[1], "text": text[slice(*span)], "labels": [part]}
    return {"id": region, "from_name": "part", "to_name": "text", "type": "labels", "value": value}


def build_attributes(region: str, quote: PublishedQuote) -> Iterator[Item]:
    """Yield what is said of a quote beside where it is."""
    start, end = quote.content[0]
    row = quote.row
    said = {"kind": row["speaker_label"], "type": row["type"], "saying": "speech" if row["is_speech"] else "other"}
    values: dict[str, tuple[str, str]] = {name: ("choices", value) for name, value in said.items()}
    if row["speaker_name"]:
        values["name"] = ("text", mask_unsafe(row["speaker_name"]))
    for name, (key, value) in values.items():
        kind = "textarea" if key == "text" else "choices"
        place = {"start": start, "end": end, key: [value]}
        yield {"id": region, "from_name": name, "to_name": "text", "type": kind, "value": place}


def build_relation(one: str, other: str, label: str) -> Item:
    """Return a relation that leads from a region to another."""
    return {"from_id": one, "to_id": other, "type": "relation", "direction": "right", "labels": [label]}


def build_tasks(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Return the tasks of all questions."""
    return [build_task(one) for one in questions]

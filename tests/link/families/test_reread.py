"""What is remembered of a batch is read again only where the row that it was read from has changed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from tasks.link.families import sketches, wordings
from tasks.link.families.reread import read_changed
from tasks.link.families.sketches import build_sketches
from tasks.link.families.wordings import build_wordings
from tests.support.families import build_articles, build_quote, build_quotes

DAY = date(2025, 3, 1)
TEXTS = (
    "The harbour wall will be rebuilt by contractors before the herring fleet returns in October",
    "Nobody warned the allotment holders that a reservoir would be dug beneath their greenhouses",
    "The tribunal fined the quarry because dust had settled on orchards eleven miles downwind",
    "A lighthouse keeper who speaks Norwegian is worth more than a new generator",
)


def make_quotes(*texts: str) -> pl.DataFrame:
    """Return a mixed quote with each of the texts, every one in an article of its own."""
    return build_quotes(build_quote(at, f"{text}, “{text}”", "mixed") for at, text in enumerate(texts))


def make_articles(*texts: str) -> pl.DataFrame:
    """Return an article with each of the texts."""
    return build_articles((at, "port-ellery-post", f"{text}. {text}.") for at, text in enumerate(texts))


@pytest.mark.parametrize(
    ("build", "make", "module", "name"),
    [
        (build_wordings, make_quotes, wordings, "read_quote"),
        (build_sketches, make_articles, sketches, "read_article"),
    ],
)
def test_only_what_has_changed_is_read(
    build: Callable[..., pl.DataFrame],
    make: Callable[..., pl.DataFrame],
    module: Any,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    plainly = getattr(module, name)

    def count(row: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        read.append(next(iter(row.values())))
        return plainly(row)

    old = build(make(*TEXTS[:3]), DAY)
    assert len(old) >= 3
    monkeypatch.setattr(module, name, count)
    later = make(TEXTS[0], TEXTS[3], TEXTS[2], TEXTS[1])
    again = build(later, DAY, old)
    assert len(read) == 2  # the second is another, the fourth is new
    assert again.equals(build(later, DAY))
    assert build(make(TEXTS[0]), DAY, again).equals(build(make(TEXTS[0]), DAY))


def test_rows_that_nothing_is_read_of_leave_nothing() -> None:
    rows = pl.DataFrame({"quote_id": ["b", "a"], "quote_text": ["no", "yes"]})
    schema = pl.Schema({"quote_id": pl.String(), "words": pl.List(pl.String()), "source": pl.UInt64()})

    def read(row: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        if row["quote_text"] == "yes":
            yield row["quote_id"], ["yes"]

    first = read_changed(rows, "quote_id", read, schema, None)
    assert first["quote_id"].to_list() == ["a"]
    assert read_changed(rows.clear(), "quote_id", read, schema, first).schema == schema

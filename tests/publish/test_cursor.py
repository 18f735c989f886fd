"""A table's file read forward, some articles at a time."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.publish import cursor
from tasks.publish.cursor import Cursor

IDS = ["a", "b", "b", "b", "d", "e", "e"]


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_rows_come_once_up_to_the_article_asked_for(rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursor, "CURSOR_ROWS", rows)
    pq.write_table(pa.table({"article_id": IDS, "row": range(len(IDS))}), tmp_path / "rows.parquet", row_group_size=3)
    place = Cursor(tmp_path / "rows.parquet")
    taken = [place.take(last)["row"].to_pylist() for last in ("b", "c", "d", None, None)]
    assert taken == [[0, 1, 2, 3], [], [4], [5, 6], []]


def test_only_the_columns_asked_for_are_read(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": IDS, "article_id": IDS, "row": range(len(IDS))}), tmp_path / "rows.parquet")
    place = Cursor(tmp_path / "rows.parquet", ["article_id", "row"])
    assert place.take("a").to_pylist() == [{"article_id": "a", "row": 0}]
    assert place.take(None).column_names == ["article_id", "row"]

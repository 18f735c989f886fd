"""Articles are sorted, doubles taken out, and cut into shards that are known by their content."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.ingest.shards import DOUBLES_SQL, SORTED_SQL, Shard, build_doubles, cut_shards, read_shard, select_articles
from tasks.zones.local import LocalPlace

type Row = tuple[str, str, str, int]
"""article_id, text, raw_path, record_index."""


def write_articles(path: Path, rows: Sequence[Row]) -> Path:
    names = ("article_id", "text", "raw_path", "record_index")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({**columns, "raw_sha256": ["f" * 64] * len(rows)}), path)
    return path


def shard(tmp_path: Path, rows: Sequence[Row], published: Path | None = None, chars: int = 10) -> list[Shard]:
    read = [write_articles(tmp_path / f"{number}.parquet", [row]) for number, row in enumerate(rows)]
    (tmp_path / "shards").mkdir()
    batches = select_articles(SORTED_SQL, tmp_path, read, published)
    return list(cut_shards(batches, tmp_path / "shards", "recipe", chars, {}))


def test_articles_come_sorted_and_cut(tmp_path: Path) -> None:
    shards = shard(tmp_path, [("c", "x" * 6, "p/1", 0), ("a", "x" * 6, "p/2", 0), ("b", "x" * 3, "p/3", 0)])
    assert [(one.first_id, one.last_id, one.articles) for one in shards] == [("a", "b", 2), ("c", "c", 1)]
    assert read_shard(LocalPlace(tmp_path / "shards"), shards[0])["article_id"].to_pylist() == ["a", "b"]


def test_one_long_article_is_a_shard_of_its_own(tmp_path: Path) -> None:
    shards = shard(tmp_path, [("a", "x", "p/1", 0), ("b", "x" * 50, "p/2", 0), ("c", "x", "p/3", 0)])
    assert [one.articles for one in shards] == [1, 1, 1]


def test_the_last_record_of_an_id_wins(tmp_path: Path) -> None:
    rows: list[Row] = [("a", "old", "p/1", 0), ("a", "new", "p/2", 1), ("a", "older", "p/2", 0)]
    (one,) = shard(tmp_path, rows)
    assert read_shard(LocalPlace(tmp_path / "shards"), one)["text"].to_pylist() == ["new"]
    doubles = build_doubles(
        select_articles(DOUBLES_SQL, tmp_path, [tmp_path / f"{number}.parquet" for number in range(3)])
    )
    assert [(double.raw_path, double.record_index, double.reason) for double in doubles] == [
        ("p/1", 0, "duplicate_article"),
        ("p/2", 0, "duplicate_article"),
    ]
    assert "record 1 of p/2" in doubles[0].message


def test_only_articles_with_another_text_are_annotated_again(tmp_path: Path) -> None:
    published = write_articles(tmp_path / "published" / "a.parquet", [("a", "same", "p", 0), ("b", "old", "p", 0)])
    (one,) = shard(tmp_path, [("a", "same", "p/1", 0), ("b", "new", "p/2", 0), ("c", "c", "p/3", 0)], published, 100)
    assert read_shard(LocalPlace(tmp_path / "shards"), one)["is_reused"].to_pylist() == [True, False, False]
    assert one.to_annotate == 2


@pytest.mark.parametrize(
    ("rows", "is_same"),
    [([("a", "text", "moved", 3)], True), ([("a", "other", "p/1", 0)], False), ([("b", "text", "p/1", 0)], False)],
)
def test_a_shard_is_known_by_ids_and_texts(tmp_path: Path, rows: Sequence[Row], is_same: bool) -> None:
    (first,) = shard(tmp_path / "1", [("a", "text", "p/1", 0)])
    (second,) = shard(tmp_path / "2", rows)
    assert (first.key == second.key) == is_same

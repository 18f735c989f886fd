"""Tables of articles as files of every kind, and reading one whole or in parts."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

from tasks.batch.raw_files import list_raw_files
from tasks.ingest.cut import cut_file
from tasks.ingest.limits import Limits
from tasks.ingest.parts import build_whole
from tasks.ingest.read import RecordOutcome, read_part
from tests.support.readers import deliver
from tests.support.workbooks import build_workbook

type Rows = Sequence[Mapping[str, Any]]


def build_csv(rows: Rows, separator: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def build_parquet(rows: Rows, group_rows: int = 1_000, **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows)), out, row_group_size=group_rows, **options)
    return out.getvalue()


def build_feather(rows: Rows, batch_rows: int = 1_000, compression: str = "zstd") -> bytes:
    out = io.BytesIO()
    feather.write_feather(pa.Table.from_pylist(list(rows)), out, compression=compression, chunksize=batch_rows)
    return out.getvalue()


def build_sheets(rows: Rows, packing: int = ZIP_DEFLATED) -> bytes:
    return build_workbook({"Articles": [list(rows[0]), *(list(row.values()) for row in rows)]}, packing=packing)


BUILDERS = {
    "a.csv": build_csv,
    "a.tsv": lambda rows: build_csv(rows, "\t"),
    "a.parquet": build_parquet,
    "a.feather": build_feather,
    "a.xlsx": build_sheets,
}


def read_table(
    folder: Path,
    name: str,
    content: bytes | str,
    named: Mapping[str, Sequence[str | int]] | None = None,
    part_bytes: int = 0,
    limits: Limits | None = None,
) -> list[RecordOutcome]:
    """What becomes of a table's rows, with the columns `named`; in parts of `part_bytes`, or whole where that is 0."""
    batch = deliver(folder, name, content)
    (file,) = [one for one in list_raw_files(batch, {})[0] if one.path.endswith(name)]
    file = replace(file, columns=json.dumps(named) if named else "")
    limits = limits or Limits()
    parts = cut_file(batch, file, limits, part_bytes) if part_bytes else [build_whole(file)]
    return [outcome for part in parts for outcome in read_part(batch, part, limits)]

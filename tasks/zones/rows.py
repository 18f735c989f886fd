"""Rows of a Parquet file that lies in a zone."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.zones.place import Place


def read_rows(place: Place, wanted: pc.Expression | None = None, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows wanted, or all, of these some `columns`. Raises FileNotFoundError.

    Only row groups that may hold a row wanted are read, on the thread that asks. Those threads of pyarrow, which
    `read_table` leaves them to, ask once more for a file that Python has opened when the process is about to end, which
    aborts it now and then (issue 34314 of apache/arrow).
    """
    with place.open_bytes() as file:
        if wanted is None:
            return pq.ParquetFile(file, pre_buffer=False).read(columns, use_threads=False)
        from pyarrow.dataset import ParquetFileFormat  # late: a quarter of a second, and not every command filters

        fragment = ParquetFileFormat().make_fragment(file).subset(wanted)
        with pq.ParquetFile(file, metadata=fragment.metadata, pre_buffer=False) as parquet:
            rows = parquet.read_row_groups([group.id for group in fragment.row_groups], use_threads=False)
    return rows.filter(wanted)

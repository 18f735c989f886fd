"""Rows of a Parquet file that lies in a zone."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.zones.place import Place


def read_rows(place: Place, wanted: pc.Expression | None = None) -> pa.Table:
    """The rows of the file, all or those wanted. Raises FileNotFoundError.

    It is read by its path: a file that Python has opened would be asked for by pyarrow's threads once more when the
    process is about to end, which then aborts now and then (issue 34314 of apache/arrow).
    """
    with place.fetch() as path:
        return pq.read_table(path, filters=wanted, partitioning=None)

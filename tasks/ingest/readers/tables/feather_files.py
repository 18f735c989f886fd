"""Reader of .feather and .arrow, the file format of Arrow IPC: the columns that are known, one batch in memory."""

from collections.abc import Iterator

import pyarrow as pa

from schemas.rejects import ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.record import Delivered, RawStream
from tasks.ingest.readers.tables.arrow_rows import arrow_problems, find_columns, open_whole, read_batches


def read_feather(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of a table. Raises ProblemError where the rest of it cannot be read."""
    with arrow_problems():
        source = open_whole(raw, limits)
        names = pa.ipc.open_file(source).schema.names
        options = pa.ipc.IpcReadOptions(included_fields=find_columns(names, raw), use_threads=False)
        file = pa.ipc.open_file(source, options=options)
        if raw.size > limits.max_file_bytes * max(file.num_record_batches, 1):
            detail = f"Its record batches have over {limits.max_file_bytes:,} bytes; write fewer rows into each"
            raise ProblemError("too_large", detail)
    yield from read_batches(read_valid(file), names, raw, limits)


def read_valid(file: pa.ipc.RecordBatchFileReader) -> Iterator[pa.RecordBatch]:
    """Yield the batches, each after a look whether all that it points to is there."""
    for number in range(file.num_record_batches):
        batch = file.get_batch(number)
        batch.validate(full=True)
        yield batch

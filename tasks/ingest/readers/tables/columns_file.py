"""Reader of `_columns.toml`, which holds no article: whether what it says is understood."""

from collections.abc import Iterator

from schemas.rejects import ProblemError
from tasks.batch.columns import parse_columns
from tasks.ingest.limits import Limits
from tasks.ingest.readers.record import Delivered, RawStream, read_whole


def read_columns_file(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the problem of a file of columns; nothing where it is understood."""
    try:
        parse_columns(read_whole(raw.stream, limits))
    except ProblemError as error:
        yield error.problem

"""Reader of .jsonl and .ndjson: one object a line, never more than one line in memory."""

from collections.abc import Iterator
from dataclasses import replace
from io import BufferedIOBase

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import BOMS, check_is_text, decode, find_encoding
from tasks.ingest.readers.json_object import read_value
from tasks.ingest.readers.json_value import parse_json
from tasks.ingest.readers.record import Record
from tasks.ingest.readers.unpack import read_lines, read_whole


def read_json_lines(stream: BufferedIOBase, packed_bytes: int, limits: Limits) -> Iterator[Record | Problem]:
    """The records of a file of lines, blank lines left out; what is wrong with one line costs that line only.

    `packed_bytes` is the size of the raw file. Raises ProblemError where the rest of the file cannot be read.
    """
    is_empty = True
    for number, line in enumerate(read_lines(stream, packed_bytes, limits), start=1):
        if number == 1 and line is not None:
            if is_wide(line):
                yield from read_wide(line + read_whole(stream, limits))
                return
            check_is_text(line)
        if line is None:
            yield Problem("too_large", f"Line {number}: the limit is {limits.max_file_bytes:,} bytes")
        elif line.strip():
            yield read_line(line, number)
        else:
            continue
        is_empty = False
    if is_empty:
        yield Problem("empty")


def read_line(line: bytes, number: int) -> Record | Problem:
    """The article in one line."""
    try:
        found = parse_json(decode(line).strip())
    except ProblemError as error:
        found = error.problem
    record = found if isinstance(found, Problem) else read_value(found)
    if isinstance(record, Problem):
        detail = record.detail.removeprefix("Line 1, ")
        joint = ", " if detail != record.detail else ": "
        return replace(record, detail=f"Line {number}{joint}{detail}" if detail else f"Line {number}")
    return record


def is_wide(line: bytes) -> bool:
    """Whether a file's first bytes are UTF-16 or UTF-32, whose lines do not end in the byte of a newline."""
    wide = tuple(bom for bom, encoding in BOMS if encoding != "utf-8")
    return line.startswith(wide) or find_encoding(line) is not None


def read_wide(content: bytes) -> Iterator[Record | Problem]:
    """The records of a file in UTF-16 or UTF-32."""
    for number, line in enumerate(decode(content).split("\n"), start=1):
        if line.strip():
            yield read_line(line.encode("utf-8", "surrogatepass"), number)

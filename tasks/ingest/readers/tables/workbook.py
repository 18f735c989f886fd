"""Reader of .xlsx: each sheet that has a column of texts, by calamine."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import chain, islice
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.record import Delivered, RawStream, Skipped, read_whole
from tasks.ingest.readers.tables.heading import HEADER_ROWS, drop_blank, find_header, refuse

READ_BYTES = 1 << 20
PLACE = re.compile(rb"[\s]r\s*=\s*[\"']([A-Za-z]*)([0-9]{1,9})")
"""Of a row or cell of a sheet."""
OVERLAP = 64
"""Of two pieces in which places are looked for."""
BYTES_PER_CELL = 5
"""A workbook may have one cell for so many bytes that it may unpack to: calamine holds empty ones in memory too."""

type Rows = list[tuple[Any, ...]]


@contextmanager
def workbook_problems() -> Iterator[None]:
    """Raise ProblemError (damaged_table) for what calamine raises, and for its panics, which are no Exception."""
    try:
        yield
    except Exception as error:
        raise ProblemError("damaged_table", str(error).partition("\n")[0][:300]) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ProblemError("damaged_table") from None


def read_workbook(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of a workbook, and a sheet without texts as skipped. Raises ProblemError."""
    content = read_whole(raw.unpack(), limits)
    check_archive(content, limits)
    others: list[str] = []
    is_found = False
    for name, rows in read_sheets(content):
        kept = drop_blank(rows)
        top = list(islice(kept, HEADER_ROWS))
        found = find_header(top, raw.named)
        if top:
            raw.note(str(value) for value in (top[max(found[0], 0)] if found else top[0]) if value)
        if found is None:
            others.append(f"{name}: {', '.join(str(value) for value in (top[0] if top else ()) if value)}")
            continue
        is_found, (place, heading) = True, found
        if len(top) == place + 1:
            yield Problem("empty", f"The sheet {name!r} has a header and no rows")
        yield from map(heading.build(), chain(top[place + 1 :], kept))
    if not is_found:
        raise refuse(others, raw.named)
    yield from (Skipped("other_sheet") for _ in others)


def read_sheets(content: bytes) -> Iterator[tuple[str, Rows]]:
    """Yield the name and the rows of each sheet, every cell as the string that it is. Raises ProblemError."""
    import fastexcel  # with pyarrow, which most batches do not need for reading

    logging.getLogger("calamine").setLevel(logging.CRITICAL)
    with workbook_problems():
        book = fastexcel.read_excel(content)
        names = book.sheet_names
    for name in names:
        with workbook_problems():
            sheet = book.load_sheet(name, header_row=None, dtypes="string", eager=False).to_arrow()
            rows = list(zip(*(column.to_pylist() for column in sheet.columns), strict=True))
        yield name, [tuple("" if cell is None else cell for cell in row) for row in rows]


def check_archive(content: bytes, limits: Limits) -> None:
    """Unpack a workbook without keeping it. Raises ProblemError where it is none, or larger than the limits allow."""
    if not content:
        raise ProblemError("empty")
    left, rows, columns = limits.max_file_bytes, 1, 1
    try:
        with ZipFile(BytesIO(content)) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    end = b""
                    while piece := stream.read(READ_BYTES):
                        left -= len(piece)
                        if left < 0:
                            raise ProblemError("too_large", f"The limit is {limits.max_file_bytes:,} bytes, unpacked")
                        for letters, digits in PLACE.findall(end + piece) if "sheets/" in member.filename else ():
                            rows, columns = max(rows, int(digits)), max(columns, count_columns(letters))
                        end = piece[-OVERLAP:]
    except (BadZipFile, ZlibError, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        raise ProblemError("damaged_table", f"It is no workbook of the kind xlsx: {error}") from None
    if rows * columns * BYTES_PER_CELL > limits.max_file_bytes:
        raise ProblemError("too_large", f"A sheet has {rows:,} rows of {columns:,} cells, most of them empty")


def count_columns(letters: bytes) -> int:
    """Return the number of the column with these letters."""
    number = 0
    for letter in letters[:4].upper():
        number = 26 * number + letter - ord("A") + 1
    return number

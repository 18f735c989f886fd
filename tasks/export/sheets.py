"""Exports that spreadsheets open: CSV and XLSX, in which nothing that was delivered is a formula or a link."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from schemas.exported import EXPORTED
from schemas.printable import FORMULA

if TYPE_CHECKING:
    import xlsxwriter

BOM = b"\xef\xbb\xbf"
"""Without it, Excel takes a CSV file for one in the code page of the machine."""
TIME = "%Y-%m-%dT%H:%M:%SZ"
SHEET_ROWS = 1_048_575
"""What a sheet of XLSX holds below its header."""
CELL_UNITS = 32_767
"""What a cell of XLSX holds, in units of UTF-16."""
CUT = " […]"
FORBIDDEN = re.compile("[\ufffe\uffff]")
"""What XML cannot hold and xlsxwriter does not escape."""
FIRST_YEAR = 1900
"""Of the dates of XLSX."""
WIDTHS = {"quote_text": 60, "sentence": 60, "paragraph": 60, "title": 40}
WIDTH = 16


def write_csv(parts: Iterable[pa.Table], path: Path) -> str:
    """Write rows as CSV in UTF-8 and return an empty note; an apostrophe makes text of what would be a formula."""
    names = list(EXPORTED.column_names)
    with path.open("wb") as file:
        file.write(BOM)
        with csv.CSVWriter(file, pa.schema([(name, pa.string()) for name in names])) as writer:
            for part in parts:
                writer.write_table(pa.table([to_text(part[name]) for name in names], names))
    return ""


def to_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as CSV has it."""
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("s", "UTC")), TIME)
    if pa.types.is_string(column.type):
        return pc.replace_substring_regex(column, f"^({FORMULA})", r"'\1")
    return column.cast(pa.string())


def write_xlsx(parts: Iterable[pa.Table], path: Path) -> str:
    """Write rows as a workbook, on further sheets where one is full; returns a note of the texts that were cut."""
    import xlsxwriter

    cut = 0
    options = {"constant_memory": True, "remove_timezone": True, "tmpdir": str(path.parent), "use_zip64": True}
    with xlsxwriter.Workbook(path, options) as book:
        days, times = (book.add_format({"num_format": one}) for one in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
        for number, row in enumerate(row for part in parts for row in list_rows(part)):
            if not (at := number % SHEET_ROWS):
                sheet = add_sheet(book, number // SHEET_ROWS)
            for column, value in enumerate(row):
                match value:
                    case str():
                        fitting = cut_text(value)
                        cut += fitting != value
                        sheet.write_string(at + 1, column, FORBIDDEN.sub("\ufffd", fitting))
                    case bool():
                        sheet.write_boolean(at + 1, column, value)
                    case float() | int():
                        sheet.write_number(at + 1, column, value)
                    case date():
                        sheet.write_datetime(at + 1, column, value, times if isinstance(value, datetime) else days)
    return f"{cut:,} texts are longer than the {CELL_UNITS:,} characters of a cell; they end in{CUT}" if cut else ""


def add_sheet(book: "xlsxwriter.Workbook", number: int) -> "xlsxwriter.worksheet.Worksheet":
    """Return a new sheet that has the names of the columns in its first row, which stays in sight."""
    sheet = book.add_worksheet(f"quotes {number + 1}" if number else "quotes")
    bold = book.add_format({"bold": True})
    for at, name in enumerate(EXPORTED.column_names):
        sheet.set_column(at, at, WIDTHS.get(name, WIDTH))
        sheet.write_string(0, at, name, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def list_rows(part: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a table as values that XLSX has a type for; a day before 1900 is a text, as it has none."""
    columns = []
    for column in part.columns:
        if pa.types.is_float32(column.type):
            column = column.cast(pa.string()).cast(pa.float64())  # 0.9, not 0.8999999761581421
        values = column.to_pylist()
        if pa.types.is_temporal(column.type):
            values = [str(one) if one and one.year < FIRST_YEAR else one for one in values]
        columns.append(values)
    return zip(*columns, strict=True)


def cut_text(text: str) -> str:
    """Return a text as a cell can hold it, with a mark at the end where it was longer."""
    if 2 * len(text) <= CELL_UNITS or len(units := text.encode("utf-16-le")) <= 2 * CELL_UNITS:
        return text
    return units[: 2 * (CELL_UNITS - len(CUT))].decode("utf-16-le", "ignore") + CUT

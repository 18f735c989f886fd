"""Workbooks of the kind xlsx, written by hand: as few parts as a reader needs."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DAY_ZERO = date(1899, 12, 30)
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'

type Cell = str | int | float | date | None


def build_cell(place: str, value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - DAY_ZERO).days}</v></c>'
    if isinstance(value, str):
        text = escape(value)
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def build_sheet(rows: Sequence[Sequence[Cell]], more: str) -> str:
    lines = (
        f'<row r="{number}">{"".join(build_cell(f"{chr(65 + n)}{number}", cell) for n, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}{more}</sheetData></worksheet>'


def build_workbook(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], more: str = "", packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A workbook with these sheets, each a list of rows, and `more` rows as XML."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    styles = f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
    root = f'<Relationship Id="b" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    links = f'<Relationships xmlns="{PACKAGE}/relationships">'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f"{links}{root}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{links}{relations}{styles}</Relationships>",
        "xl/styles.xml": STYLES,
    } | {
        f"xl/worksheets/sheet{n}.xml": build_sheet(rows, more) for n, rows in zip(numbers, sheets.values(), strict=True)
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 4, 0, 0, 0)), f'<?xml version="1.0"?>{text}', packing)
    return content.getvalue()

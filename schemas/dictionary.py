"""The data dictionary: curated/README.md, built from the tables and the sample queries."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from schemas import LINK_TABLES, TABLES, Column, Table
from schemas.exported import EXPORTED
from schemas.rejects import REASONS
from schemas.relations import build_relations

FOLDER = Path(__file__).parent
HEADER = ("column", "type", "null", "meaning", "values")


def build_dictionary(tables: tuple[Table, ...] = TABLES) -> str:
    """Return the data dictionary as Markdown: overview, every table, the reasons for rejects, sample queries.

    What is no list of columns stands in introduction.md, exported.md and queries.md beside this file.
    """
    overview = ([f"[{one.name}](#{one.name})", one.grain, _code(*one.key)] for one in (*tables, *LINK_TABLES))
    reasons = ((_code(reason), advice) for reason, advice in REASONS.items())
    parts = [
        (FOLDER / "introduction.md").read_text(encoding="utf-8"),
        "## Tables\n\n" + _build_grid(("table", "holds", "key"), overview),
        *(_build_table(table, tables) for table in (*tables, *LINK_TABLES)),
        _build_exported(),
        "## Reasons for a reject\n\n" + _build_grid(("reason", "what it means, what to do"), reasons),
        (FOLDER / "queries.md").read_text(encoding="utf-8"),
    ]
    return "\n".join(parts)


def _build_table(table: Table, tables: tuple[Table, ...]) -> str:
    columns = _build_grid(HEADER, map(_build_line, table.columns))
    held = "\n".join(f"- `{relation.name}`: {relation.meaning}" for relation in build_relations(table, tables))
    return (
        f"## {table.name}\n\n{table.grain.capitalize()}. Key: {_code(*table.key)}.\n\n{columns}\n"
        f"Held by validation, besides the types and values above:\n\n{held}\n"
    )


def _build_exported() -> str:
    columns = _build_grid(HEADER, map(_build_line, EXPORTED.columns))
    return f"## exported\n\n{(FOLDER / 'exported.md').read_text(encoding='utf-8')}\n{columns}"


def _build_line(column: Column) -> Iterable[str]:
    null = "yes" if column.nullable else ""
    return (_code(column.name), _code(show_type(column.type)), null, column.description, _show_values(column))


def _show_values(column: Column) -> str:
    """Return the closed set, the range or the pattern of a column; empty where any value may stand."""
    if column.allowed == tuple(REASONS):
        return "[reasons](#reasons-for-a-reject)"
    if column.allowed:
        return _code(*column.allowed)
    if column.pattern is not None:
        return _code(column.pattern)
    if column.minimum is None and column.maximum is None:
        return ""
    low = "" if column.minimum is None else f"{column.minimum:g}"
    return f"{low}–{column.maximum:g}" if column.maximum is not None else f"≥ {low}"


def show_type(kind: pa.DataType) -> str:
    """Return an Arrow type in short, without the names and nullability inside lists."""
    if pa.types.is_list(kind):
        return f"list<{show_type(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{field.name}: {show_type(field.type)}' for field in kind)}>"
    return str(kind)


def _build_grid(header: tuple[str, ...], lines: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    rows = [header, ["---"] * len(header), *lines]
    return "".join(f"| {' | '.join(cell.replace('|', '\\|') for cell in row)} |\n" for row in rows)


def _code(*words: str) -> str:
    return ", ".join(f"`{word}`" for word in words)

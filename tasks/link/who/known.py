"""The optional list of known people and organisations, whose ids their actors get: CSV or Parquet.

Headings are read in several spellings: those of OpenSanctions (targets.simple.csv), of Wikidata's query service, and
plain ones. A person may have several rows; a cell may hold several names or roles, parted by ";" or "|".
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from tasks.link.who.keys import build_key

KNOWN: Final = {
    "label": pl.String(),
    "key": pl.String(),
    "id": pl.String(),
    "roles": pl.List(pl.String),
}
"""Column → type: a row for each name of each known person or organisation."""
_HEADINGS: Final = {
    "id": ("id", "qid", "item", "identifier", "entity_id"),
    "name": ("name", "itemlabel", "label", "caption", "full_name"),
    "others": ("other_names", "aliases", "alias", "itemaltlabel", "altlabel", "also_known_as", "weak_aliases"),
    "roles": ("roles", "role", "positions", "position", "positionlabel", "title", "occupation", "occupationlabel"),
    "kind": ("schema", "kind", "type"),
}
_ORGANISATIONS: Final = re.compile("organi[sz]ation|company|legal ?entity|public ?body", re.IGNORECASE)
_PARTED: Final = re.compile(r"\s*[;|]\s*")
_COMMAS: Final = re.compile(r"\s*,\s*")


def read_known(path: Path) -> pl.DataFrame:
    """Return the rows of the list, sorted. Raises ValueError where it has no column of ids or of names."""
    table = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    found = {re.sub(r"\W+", "_", name.strip().lower()): name for name in table.columns}
    columns = {what: [found[one] for one in names if one in found] for what, names in _HEADINGS.items()}
    if missing := [what for what in ("id", "name") if not columns[what]]:
        raise ValueError(f"{path} has no column {' or '.join(missing)}; its columns are {', '.join(table.columns)}")
    rows = [row for one in table.iter_rows(named=True) for row in _read_row(one, columns)]
    frame = pl.DataFrame(rows, {"label": pl.String, "key": pl.String, "id": pl.String, "role": pl.String}, orient="row")
    roles = frame.group_by("label", "id").agg(
        pl.col("role").filter(pl.col("role") != "").unique().sort().alias("roles")
    )
    return frame.drop("role").unique().join(roles, ["label", "id"]).select(*KNOWN).sort("label", "key", "id")


def _read_row(row: dict[str, Any], columns: dict[str, list[str]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield label, key, id and role, each combination once; nothing for a row without id."""
    identifier = next((str(row[name]) for name in columns["id"] if row[name] not in (None, "")), "").rsplit("/", 1)[-1]
    kinds = " ".join(str(row[name]) for name in columns["kind"])
    label = "organisation" if _ORGANISATIONS.search(kinds) else "person"
    names = [text for name in columns["name"] for text in _split(row[name], name)]
    names += [text for name in columns["others"] for text in _split(row[name], name)]
    roles = [text for name in columns["roles"] for text in _split(row[name], name)]
    keys = dict.fromkeys(build_key(label, name) for name in names)
    yield from ((label, key, identifier, role) for key in keys for role in roles or [""] if key and identifier)


def _split(cell: object, heading: str) -> Sequence[str]:
    """Return the values of a cell; Wikidata parts its other names by commas."""
    if isinstance(cell, list):
        return [str(one) for one in cell if one]
    parts = (_COMMAS if "altlabel" in heading.lower() else _PARTED).split(str(cell or ""))
    return [part for part in parts if part]

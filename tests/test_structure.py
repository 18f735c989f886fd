"""Imports run one way, only one file knows Great Expectations, and quote attribution knows no pipeline."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {"flows": {"flows", "tasks", "schemas"}, "tasks": {"tasks", "schemas"}, "schemas": {"schemas"}}
SOURCES = sorted(path for folder in MAY_IMPORT for path in (ROOT / folder).rglob("*.py"))


def find_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_from_flows_to_tasks_to_schemas(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    imported = {name.split(".")[0] for name in find_imports(path)} & set(MAY_IMPORT)
    assert imported <= MAY_IMPORT[package]


def test_quote_attribution_stands_alone() -> None:
    for path in (ROOT / "tasks" / "quotes").rglob("*.py"):
        own = [name for name in find_imports(path) if name.split(".")[0] in {"flows", "tasks", "schemas", "prefect"}]
        assert [name for name in own if not name.startswith("tasks.quotes")] == [], path


def test_pyarrow_scans_no_file_that_python_has_opened() -> None:
    """Its threads may ask for it while the process ends, which aborts it: see `tasks/zones/rows.py`."""
    for path in SOURCES:
        source = path.read_text()
        assert "pq.read_table(" not in source or "open_bytes(" not in source, path


def test_one_file_imports_great_expectations() -> None:
    importers = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if any(name.split(".")[0] == "great_expectations" for name in find_imports(path))
    ]
    assert importers == ["tasks/validate/validate.py"]


def test_only_flows_know_prefect() -> None:
    importers = {path.parts[-2] for path in SOURCES if any(name.startswith("prefect") for name in find_imports(path))}
    assert importers == {"flows"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_first_line_says_the_purpose(path: Path) -> None:
    assert path.read_text().startswith('"""')

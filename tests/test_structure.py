"""Imports run one way and load nothing that is not needed; one file knows Great Expectations, flows alone Prefect."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = (
    "schemas",
    "tasks.logger",
    "tasks.zones",
    "tasks.workers",
    "tasks.batch",
    "tasks.quotes",
    "tasks.ingest",
    "tasks.annotate",
    "tasks.publish",
    "tasks.validate",
    "tasks.link",
    "tasks.export",
    "tasks.review",
    "tasks.history",
    "flows",
)
"""What comes first knows nothing of what comes after it."""
NAMING = ("words", "entities", "spans", "referents", "speakers", "resolve")
"""The same of the folders of `tasks/quotes/naming`."""
SOURCES = sorted(path for folder in ("flows", "tasks", "schemas") for path in (ROOT / folder).rglob("*.py"))
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in SOURCES}
NOT_LOADED = {
    "tasks.batch.manifest": ("pyarrow.parquet", "pyarrow.dataset", "tasks.ingest", "spacy", "great_expectations"),
    "tasks.batch.plan": ("pyarrow.dataset", "pandas", "tasks.ingest", "tasks.annotate", "spacy", "great_expectations"),
    "tasks.ingest.ingest": ("spacy", "great_expectations", "duckdb", "trafilatura", "pandas"),
    "tasks.annotate.annotate": ("spacy", "great_expectations", "tasks.quotes"),
    "tasks.publish.publish": ("spacy", "great_expectations", "tasks.validate"),
    "tasks.link.plan": ("polars", "duckdb", "pyarrow.dataset", "tasks.ingest", "spacy"),
    "flows.linking": ("polars", "duckdb", "prefect", "spacy", "great_expectations"),
    "tasks.validate.step": ("great_expectations", "pandas"),
    "tasks.zones.zone": ("obstore",),
    "tasks.workers.pool": ("distributed", "tasks.ingest", "tasks.annotate", "tasks.batch"),
    "tasks.quotes.component": ("tasks.quotes.training", "tasks.quotes.scoring", "pyarrow"),
    "schemas.dictionary": ("pyarrow.parquet", "tasks"),
}
"""Modules, and what importing one of them must not load."""


def find_place(module: str) -> str:
    """The entry of ORDER that a module belongs to."""
    (found,) = [name for name in ORDER if module == name or module.startswith(f"{name}.")] or ["tasks"]
    return found


@cache
def find_imports(path: Path) -> tuple[str, ...]:
    """What a file imports, also inside a function or for types only."""
    return tuple(dict.fromkeys(_walk(ast.parse(path.read_text()))))


def _walk(tree: ast.AST) -> Iterator[str]:
    for child in ast.walk(tree):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            module = child.module or ""
            yield from (f"{module}.{one.name}" if f"{module}.{one.name}" in MODULES else module for one in child.names)


def find_own(path: Path) -> set[str]:
    """What of this project a file imports."""
    return {name for name in find_imports(path) if name.split(".")[0] in ("flows", "tasks", "schemas")}


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_one_way(module: str) -> None:
    if (own := find_place(module)) in ORDER:
        later = ORDER[ORDER.index(own) + 1 :]
        assert [name for name in find_own(MODULES[module]) if find_place(name) in later] == []


@pytest.mark.parametrize("place", range(len(NAMING)), ids=NAMING)
def test_imports_of_naming_run_one_way(place: int) -> None:
    prefix = "tasks.quotes.naming"
    later = tuple(f"{prefix}.{name}" for name in NAMING[place + 1 :])
    own = [name for name in MODULES if name.startswith(f"{prefix}.{NAMING[place]}")]
    assert own
    assert [(name, one) for name in own for one in find_own(MODULES[name]) if one.startswith(later)] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    graph: Mapping[str, set[str]] = {name: find_own(path) - {name} for name, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", NOT_LOADED)
def test_nothing_is_loaded_that_is_not_needed(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    unwanted = [
        name for name in loaded.split() for other in NOT_LOADED[module] if name == other or name.startswith(f"{other}.")
    ]
    assert unwanted == []


def test_quote_attribution_stands_alone() -> None:
    for path in (ROOT / "tasks" / "quotes").rglob("*.py"):
        assert [name for name in find_own(path) if not name.startswith("tasks.quotes")] == [], path


def test_pyarrow_scans_no_file_that_python_has_opened() -> None:
    """Its threads may ask for it while the process ends, which aborts it: see `tasks/zones/rows.py`."""
    for path in SOURCES:
        source = path.read_text()
        assert "pq.read_table(" not in source or "open_bytes(" not in source, path


def find_importers(package: str) -> set[str]:
    """The files that import a package."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if any(name.split(".")[0] == package for name in find_imports(path))
    }


def test_one_file_imports_great_expectations() -> None:
    assert find_importers("great_expectations") == {"tasks/validate/validate.py"}


def test_only_flows_know_prefect() -> None:
    assert {path.split("/")[0] for path in find_importers("prefect")} == {"flows"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_first_line_says_the_purpose(path: Path) -> None:
    assert path.read_text().startswith('"""')

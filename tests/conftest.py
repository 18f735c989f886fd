"""Batches to test on: a raw zone and a curated zone of one's own, and runs in this process or as a user runs them."""

import atexit
import gc
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
import spacy
from click.testing import Result
from filelock import FileLock
from hypothesis import settings as hypothesis_settings
from rich.logging import RichHandler
from typer.testing import CliRunner

from flows.batch import RunStep, call_step, open_workers, process_batch
from flows.logs import LogFile
from flows.outcome import Outcome
from flows.prefect_setup import find_home, set_up_prefect
from flows.settings import Settings
from tasks.batch.places import Batch
from tasks.workers.pool import Workers
from tests.support.memory import use_memory
from tests.torture import PYTHONPATH

if TYPE_CHECKING:
    from tests.support.stores import Server

use_memory()
hypothesis_settings.register_profile("same examples every time", derandomize=True)
hypothesis_settings.load_profile("same examples every time")
# Read when Prefect is first imported, by whichever test.
os.environ["PREFECT_LOGGING_EXTRA_LOGGERS"] = "quotewire"
os.environ["PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW"] = "ignore"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PYTHONPATH"] = PYTHONPATH  # of the workers, and of the commands that tests run
DAY = date(2025, 4, 28)
STORY = """\
Mayor opens the bridge

The mayor of Port Ellery, {name}, opened the new harbour bridge on Monday.

“This took us {years} years,” {surname} said. “Nobody believed it would stand.”

Engineers familiar with the work said the last bolts were set on Sunday. {name} added that the tolls would be
dropped in autumn.
"""
NAMES = ("Ines Calloway", "Tobias Renner", "Amara Diallo", "Grete Lindqvist", "Owen Marsh", "Lucia Ferro")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests come first, so that several processes of tests end at about the same time."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_configure() -> None:
    """Nothing that is imported for tests is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking for garbage among it takes a twentieth of the time of all tests."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Where the log lines of a command go that runs in this process does not outlast its test."""
    ours = (LogFile, RichHandler)
    loggers = (logging.getLogger(), logging.getLogger("quotewire"))
    yield
    for logger in loggers:
        for handler in [one for one in logger.handlers if isinstance(one, ours) or type(one) is logging.StreamHandler]:
            logger.removeHandler(handler)
            handler.close()


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """The variables that a command sets which runs in this process, of Prefect's home too, do not outlast its test."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture(scope="session", autouse=True)
def leave_nothing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The temporary folders of tests that all passed are removed when nothing uses them any more."""
    yield
    if not request.session.testsfailed:
        shutil.rmtree(tmp_path_factory.getbasetemp(), ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator["Server"]:
    """An object store on loopback, with a bucket."""
    from tests.support.stores import serve_objects  # with what it serves them by, only where there is need

    with serve_objects() as server:
        yield server


def build_story(number: int) -> str:
    """A short article, a different one for each number."""
    name = NAMES[number % len(NAMES)]
    return STORY.format(name=name, surname=name.split()[1], years=number + 2)


@dataclass(frozen=True, slots=True)
class Zones:
    """A raw and a curated zone in a temporary folder."""

    settings: Settings
    batch: Batch

    def on(self, batch_date: date) -> "Zones":
        """The same zones, for another batch."""
        return replace(self, batch=Batch(batch_date, self.settings.raw, self.settings.curated))

    def deliver(self, name: str, content: str | bytes, publisher: str = "port-ellery-post") -> Path:
        """Put a file into the batch's raw folder."""
        path = self.batch.raw / publisher / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def deliver_stories(self, count: int, start: int = 0) -> None:
        """Put that many short articles into the batch's raw folder."""
        for number in range(start, start + count):
            self.deliver(f"story-{number:03}.txt", build_story(number))

    def run(self, run_step: RunStep = call_step) -> Outcome:
        """Process the batch in this process, without Prefect."""
        return process_batch(self.batch, self.settings, share_workers(self.settings.workers), run_step)

    def read(self, table: str) -> pl.DataFrame:
        """The published rows of a table."""
        return pl.read_parquet(self.batch.published(table), hive_partitioning=False)

    def read_all(self) -> dict[str, pl.DataFrame]:
        """The published rows of every table."""
        return {name: self.read(name) for name in self.batch.published_files}

    def find_files(self) -> set[str]:
        """Every file of the curated zone, but for validation results, the lock, and what earlier runs have replaced."""
        root = self.settings.curated
        files = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        return {
            name for name in files if not name.startswith(("_validation/", "_replaced/")) and not name.endswith(".lock")
        }

    @property
    def environment(self) -> dict[str, str]:
        """The variables that give another process the same settings."""
        return {**os.environ, **build_variables(self.settings)}


def build_variables(settings: Settings) -> dict[str, str]:
    """The variables that set these settings."""
    values = settings.model_dump(exclude_none=True)
    return {f"QUOTEWIRE_{name.upper()}": str(value) for name, value in values.items()}


@cache
def share_workers(count: int) -> Workers:
    """Workers that all tests of this process share, since each loads a model."""
    workers = open_workers(Settings(workers=count))
    atexit.register(workers.close)
    return workers


def build_zones(root: Path, **settings: int | float | str) -> Zones:
    """Zones below `root`, with small shards so that even a few articles make several."""
    values = {"workers": 2, "shard_chars": 1_000, **settings}
    made = Settings(raw=root / "raw", curated=root / "curated", state=root / "state", **values)  # type: ignore[arg-type]
    return Zones(made, Batch(DAY, made.raw, made.curated))


@pytest.fixture
def zones(tmp_path: Path) -> Zones:
    """Empty zones."""
    return build_zones(tmp_path)


@pytest.fixture(scope="session")
def blank_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline that loads at once: what is tested here is not how well it annotates."""
    folder = tmp_path_factory.mktemp("model") / "blank"
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(folder)
    return folder


def call_here(environment: Mapping[str, str], *arguments: str) -> Result:
    """Call a command in this process, where that need not be shown: starting one takes as long as most commands."""
    from flows.cli import app

    return CliRunner().invoke(app, list(arguments), env=environment)


type Quotewire = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def quotewire(zones: Zones) -> Quotewire:
    """Runs the `quotewire` command on the zones, as a user does."""

    def run(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("quotewire")), *arguments]
        variables = {**zones.environment, **(environment or {})}
        return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300, check=False)

    return run


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Prefect server on loopback that the tests of this worker share."""
    set_up_prefect(tmp_path_factory.mktemp("state"))
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        from prefect.settings import PREFECT_API_URL

        yield str(PREFECT_API_URL.value())


type Migrate = Callable[[Path], None]


@pytest.fixture(scope="session")
def migrate(tmp_path_factory: pytest.TempPathFactory) -> Migrate:
    """Puts Prefect's database into a state folder, as an earlier run leaves it: making one takes 5 s of CPU time."""
    own = tmp_path_factory.getbasetemp()
    home = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "prefect"
    with FileLock(f"{home}.lock"):
        if not home.exists():
            upgrade = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
            subprocess.run(upgrade, env={**os.environ, "PREFECT_HOME": str(home)}, check=True, capture_output=True)

    def copy(state: Path) -> None:
        target = find_home(state)
        target.mkdir(parents=True)
        shutil.copy(home / "prefect.db", target)

    return copy


@pytest.fixture
def shared_server(prefect_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that the test runs use that server; starting one of their own would take each of them seconds."""
    monkeypatch.setenv("PREFECT_API_URL", prefect_server)


def differing_rows(first: Mapping[str, pl.DataFrame], second: Mapping[str, pl.DataFrame]) -> int:
    """Number of rows, over all tables, that are in one and not in the other."""
    return sum(
        len(first[name].join(second[name], on=first[name].columns, how="anti", nulls_equal=True))
        + len(second[name].join(first[name], on=first[name].columns, how="anti", nulls_equal=True))
        for name in first
    )


__all__: Sequence[str] = ("Migrate", "Quotewire", "Zones", "build_story", "build_zones", "differing_rows")

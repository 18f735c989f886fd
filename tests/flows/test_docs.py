"""Every command and query in the documentation is run."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from flows.plan import find_dates
from flows.settings import Settings
from schemas.dictionary import build_dictionary
from tasks.link.link import link
from tests.conftest import Quotewire, Zones, build_story, build_zones, call_here

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "raw/README.md",
    "curated/README.md",
    "flows/README.md",
    "tasks/README.md",
    "tasks/quotes/README.md",
    "tests/README.md",
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def find_blocks(language: str) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for number, (found, code) in enumerate(BLOCK.findall((ROOT / page).read_text())):
            if found == language:
                yield f"{page}-{number}", code


def find_commands() -> Iterator[str]:
    for _, code in find_blocks("bash"):
        yield from (line.split("#")[0].strip() for line in code.splitlines() if line.split("#")[0].strip())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Zones:
    """A folder where the sample batches are published and linked, and nothing else is done."""
    folder = tmp_path_factory.mktemp("home")
    zones = build_zones(folder, shard_chars=50_000)
    shutil.copytree(ROOT / "raw", folder / "raw")
    assert {zones.on(one).run().state for one in find_dates(zones.settings, None).dates} == {"published"}
    assert link(zones.settings.curated).state == "linked"
    return zones


@pytest.mark.slow
@pytest.mark.xdist_group("home")
@pytest.mark.parametrize("code", [code for _, code in find_blocks("python")], ids=[n for n, _ in find_blocks("python")])
def test_python_examples_run(home: Zones, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.settings.curated.parent)
    shown: list[object] = []
    exec(compile(code, "example", "exec"), {"print": lambda *values: shown.extend(values)})
    for frame in shown:
        if isinstance(frame, pl.DataFrame):
            check_first_row(frame.row(0, named=True))
        elif isinstance(frame, pd.DataFrame | pd.Series):
            check_first_row(frame.reset_index().iloc[0].to_dict())
    if "sink_csv" in code:
        assert len(pd.read_csv("quotes.csv")) == len(pd.read_parquet("curated/quotes"))


def check_first_row(row: Mapping[str, object]) -> None:
    """Fail where a query ranks rows without a name, or without a speaker, before the others."""
    assert row
    assert [name for name in ("name", "speaker_name") if pd.isna(row.get(name, ""))] == []


@pytest.mark.slow
@pytest.mark.xdist_group("home")
@pytest.mark.parametrize("code", [code for _, code in find_blocks("sql")], ids=[n for n, _ in find_blocks("sql")])
def test_sql_examples_run(home: Zones, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.settings.curated.parent)
    for statement in filter(str.strip, code.split(";")):
        result = duckdb.connect().execute(statement)
        row = result.fetchone()
        assert row is not None
        check_first_row(dict(zip((column[0] for column in result.description), row, strict=True)))


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = {command.split()[1] for command in find_commands() if command.startswith("make ")}
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("shared_server")
def test_quotewire_commands_run(
    zones: Zones, quotewire: Quotewire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inbox").mkdir()
    page = "".join(f"<p>{paragraph}</p>" for paragraph in build_story(1).split("\n\n"))
    (tmp_path / "inbox" / "story.html").write_text(f"<html><body><article>{page}</article></body></html>")
    commands = [command for command in dict.fromkeys(find_commands()) if command.startswith("quotewire ")]
    assert len(commands) >= 4
    for command in commands:
        arguments = [word for part in shlex.split(command)[1:] for word in expand(part)]
        if arguments[0] == "run":
            done = quotewire(*arguments)
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        else:
            result = call_here(zones.environment, *arguments)
            assert result.exit_code == 0, f"{command}\n{result.output}"


def expand(part: str) -> list[str]:
    """What a shell makes of a pattern."""
    return sorted(map(str, Path().glob(part))) if "*" in part else [part]


def test_the_data_dictionary_is_up_to_date() -> None:
    assert (ROOT / "curated" / "README.md").read_text() == build_dictionary()


def test_the_table_of_settings_has_each_of_them_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("QUOTEWIRE_")]:
        monkeypatch.delenv(name)
    readme, documented = (ROOT / "README.md").read_text(), dict[str, str]()
    for names, defaults in re.findall(r"^\| (`QUOTEWIRE_.+?) \| (.+?) \|", readme, re.MULTILINE):
        documented |= zip(re.findall(r"`(\w+)`", names), cycle(defaults.replace("`", "").split(", ")), strict=False)
    settings = Settings()
    assert documented == {f"QUOTEWIRE_{name.upper()}": word_default(name, value) for name, value in settings}


def word_default(name: str, value: object) -> str:
    """A default as the table of settings has it."""
    words = {"tagger": "the package's own", "workers": "all cores"}
    shown = f"{value:,.10g}" if type(value) in (int, float) else str(value or "none")
    return words.get(name, shown)


def test_reasons_of_rejects_are_documented() -> None:
    from schemas.rejects import REASONS

    readme = (ROOT / "raw" / "README.md").read_text()
    assert [reason for reason in REASONS if f"`{reason}`" not in readme] == []


def test_files_and_folders_named_in_the_documentation_exist() -> None:
    """Those in code marks, seen from the page or from the root."""
    for page in PAGES:
        folder, text = (ROOT / page).parent, (ROOT / page).read_text()
        for name in re.findall(
            r"`((?:flows|tasks|schemas|tests|quotes|ingest|annotate|batch|zones|workers)/[\w/.]*)`", text
        ):
            assert any((start / name).exists() for start in (ROOT, folder, ROOT / "tests")), f"{page}: {name}"


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", (ROOT / page).read_text()):
            assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 160

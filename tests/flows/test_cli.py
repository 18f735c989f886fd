"""The command line as a user meets it: help, examples, exit codes, what is printed."""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from flows.cli import app
from tasks.batch.plan import plan_batch
from tests.conftest import DAY, Migrate, Quotewire, Zones, build_story

README = (Path(__file__).parents[2] / "README.md").read_text()
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]
WRITES = ("run", "land", "backfill", "compact", "clean", "export")


def invoke(zones: Zones, *arguments: str) -> tuple[int, str]:
    """Exit code and all that is printed, in this process."""
    result = CliRunner().invoke(app, list(arguments), env=zones.environment)
    return result.exit_code, result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_is_in_the_readme(zones: Zones, command: str) -> None:
    code, text = invoke(zones, command, "--help")
    assert code == 0
    assert f"Example: quotewire {command}" in re.sub(r"\s+", " ", text)
    assert f"`quotewire {command}" in README
    if command in WRITES:
        assert "--dry-run" in text


def test_help_is_quick() -> None:
    command = [str(Path(sys.executable).with_name("quotewire")), "--help"]
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < 0.5, f"{min(spent):.2f} s of CPU time"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "28-04-2025"], "is no date"),
        (["run", "2025-02-30"], "is no date"),
        (["run", "2025-04-28"], "no raw zone"),
        (["status"], "no raw zone"),
        (["backfill", "2025-04-30", "2025-04-01"], "before it starts"),
        (["backfill", "2025-04-01", "2025-04-30", "--only", "some"], "some"),
        (["land", "/no/such/file", "--date", "2025-04-28", "--publisher", "p"], "does not exist"),
        (["show", "nothing"], "nothing is published yet"),
        (["evaluate", "/no/such/corpus"], "does not exist"),
        (["compact", "--month", "2025-13"], "is no month"),
        (["compact", "--table", "words"], "there is no table words"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(zones: Zones, arguments: list[str], message: str) -> None:
    code, text = invoke(zones, *arguments)
    assert code == 2, text
    assert message in re.sub(r"\s+", " ", text)
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("name", "value"), [("WORKERS", "0"), ("WORKERS", "many"), ("MAX_REJECT_SHARE", "2"), ("MODEL", "no_such_model")]
)
def test_a_setting_that_cannot_be_is_wrong_use(zones: Zones, name: str, value: str) -> None:
    zones.deliver_stories(1)
    result = CliRunner().invoke(app, ["run"], env={**zones.environment, f"QUOTEWIRE_{name}": value})
    assert result.exit_code == 2, result.output
    assert value in result.output


def test_a_misspelt_setting_is_wrong_use_and_names_the_nearest(zones: Zones) -> None:
    result = CliRunner().invoke(app, ["status"], env={**zones.environment, "QUOTEWIRE_WORKRES": "2"})
    assert result.exit_code == 2, result.output
    assert "no setting QUOTEWIRE_WORKRES; did you mean QUOTEWIRE_WORKERS?" in re.sub(r"\s+", " ", result.output)


@pytest.mark.parametrize("command", [["run"], ["compact"], ["clean"], ["server"]])
def test_a_state_folder_that_cannot_be_written_is_wrong_use(zones: Zones, command: list[str], tmp_path: Path) -> None:
    zones.deliver_stories(1)
    (tmp_path / "file").touch()
    result = CliRunner().invoke(app, command, env={**zones.environment, "QUOTEWIRE_STATE": str(tmp_path / "file")})
    assert result.exit_code == 2, result.output
    assert "file: File exists; free space there, or set QUOTEWIRE_STATE" in re.sub(r"\s+", " ", result.output)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"ADDRESS": "tls://h:1", "TLS_KEY": __file__},
            "tls://h:1 needs QUOTEWIRE_DASK_TLS_CA, QUOTEWIRE_",
        ),
        ({"ADDRESS": "tcp://h:1", "TLS_KEY": __file__}, "QUOTEWIRE_DASK_TLS_KEY is for a QUOTEWIRE_DASK_ADDRESS"),
        ({"TLS_CA": __file__}, "QUOTEWIRE_DASK_TLS_CA is for a QUOTEWIRE_DASK_ADDRESS that begins with tls://"),
        ({"TLS_CERT": "/no/such.pem"}, "QUOTEWIRE_DASK_TLS_CERT='/no/such.pem': Path does not point to a file"),
    ],
)
def test_certificates_that_do_not_go_with_the_address_are_wrong_use(
    zones: Zones, variables: dict[str, str], message: str
) -> None:
    named = {f"QUOTEWIRE_DASK_{name}": value for name, value in variables.items()}
    result = CliRunner().invoke(app, ["run"], env={**zones.environment, **named})
    assert result.exit_code == 2, result.output
    assert message in re.sub(r"\s+", " ", result.output)


def test_a_log_level_is_understood_in_any_case(zones: Zones) -> None:
    zones.deliver_stories(1)
    result = CliRunner().invoke(app, ["status"], env={**zones.environment, "QUOTEWIRE_LOG_LEVEL": "WARNING"})
    assert result.exit_code == 0, result.output


def test_a_batch_that_does_not_exist_is_wrong_use(zones: Zones) -> None:
    zones.deliver_stories(1)
    code, text = invoke(zones, "run", "2024-01-01")
    assert code == 2
    assert "quotewire land" in text


def test_a_folder_that_is_no_date_is_warned_of(zones: Zones) -> None:
    zones.deliver_stories(1)
    (zones.settings.raw / "yesterday").mkdir()
    code, text = invoke(zones, "run", "--dry-run")
    assert code == 0
    assert "yesterday" in text


def test_land_then_dry_run(zones: Zones, tmp_path: Path) -> None:
    source = tmp_path / "story.txt"
    source.write_text(build_story(0))
    options = ["--date", str(DAY), "--publisher", "port-ellery-post"]
    code, text = invoke(zones, "land", str(source), *options, "--dry-run")
    assert code == 0
    assert not zones.batch.raw.exists()
    code, text = invoke(zones, "land", str(source), *options, "--json")
    assert code == 0
    assert [one["state"] for one in json.loads(text)] == ["new"]
    assert (zones.batch.raw / "port-ellery-post" / "story.txt").read_text() == build_story(0)
    code, text = invoke(zones, "run", "--dry-run", "--json")
    assert code == 0
    assert [(one["batch_date"], one["state"], one["files"]) for one in json.loads(text)] == [(str(DAY), "new", 1)]
    assert not zones.settings.curated.exists()


def land_one(zones: Zones, path: Path, *options: str) -> tuple[int, str]:
    return invoke(zones, "land", str(path), "--date", str(DAY), "--publisher", "port-ellery-post", *options)


def test_land_says_what_it_would_read(zones: Zones, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f'\nA\x1b[31m{n};"{build_story(n)}";x' for n in range(3))
    path.write_text(f"Headline;Body;No\x1b\t\u202e{rows}\nB;x\n")
    code, text = land_one(zones, path, "--dry-run")
    assert code == 0
    assert "csv, 4 records, rejected: damaged_row 1\n" in text
    assert "first title: A[31m0\n" in text
    assert "  read: Headline, Body\n" in text
    assert r"not read: No\x1b" in text
    assert "first reject: It has 2 cells, and the table has 3 columns. " in text
    assert not set(text) & set("\x1b\t\u202e")
    assert not zones.settings.raw.exists()
    code, text = land_one(zones, path)
    assert code == 0
    assert len(text.splitlines()) == 2
    assert "csv, 4 records, rejected: damaged_row 1\n" in text
    code, text = land_one(zones, path, "--json")
    (one,) = json.loads(text)
    assert [one[key] for key in ("state", "format", "articles", "is_more")] == ["there", "csv", 3, False]
    assert (one["keys"], one["rejects"]) == (["Headline", "Body"], {"damaged_row": 1})


def test_land_stops_counting_a_large_file(zones: Zones, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{json.dumps({'body': build_story(0), 'kicker': 'x'})}\n" * 1_200)
    code, text = land_one(zones, path, "--dry-run")
    assert code == 0
    assert re.search(r"jsonl, more than [\d,]+ records\n", text)
    assert "not read: kicker\n" in text


def test_land_names_the_columns_of_a_table(zones: Zones, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'Slug;Copy;When\nOpen;"{build_story(1)}";2025-04-27\n')
    code, text = land_one(zones, path)
    assert code == 0
    assert "csv, 1 record, rejected: no_text_column 1\n" in text
    assert "--columns text=COLUMN" in text
    code, text = land_one(zones, path, "--columns", "text=Copy, title=Slug,date=When")
    assert code == 0
    assert "_columns.toml  columns\n" in text
    assert "csv, 1 record\n" in text
    plan = plan_batch(zones.batch, zones.settings.recipe)
    assert [file.columns for file in plan.files] == ["", '{"text": ["Copy"], "title": ["Slug"], "date": ["When"]}']
    for wrong in ("txt=Copy", "text", "text=", "text=0"):
        code, text = land_one(zones, path, "--columns", wrong)
        assert code == 2
        assert f"--columns {wrong}: " in text


def test_land_takes_standard_input_and_archives(zones: Zones, tmp_path: Path) -> None:
    options = ["--date", str(DAY), "--publisher", "port-ellery-post"]
    command = ["land", "-", "--name", "a.txt", *options]
    result = CliRunner().invoke(app, command, env=zones.environment, input=build_story(2))
    assert result.exit_code == 0, result.output
    assert "txt, 1 record\n" in result.output
    assert (zones.batch.raw / "port-ellery-post" / "a.txt").read_text() == build_story(2)
    with ZipFile(tmp_path / "all.ZIP", "w") as archive:
        archive.writestr("a.txt", build_story(3))
        archive.writestr("b/empty.txt", "")
    code, text = land_one(zones, tmp_path / "all.ZIP", "--dry-run")
    assert code == 0, text
    assert "archive, 2 records, rejected: empty 1" in text
    assert "first title: Mayor opens the bridge" in text
    for wrong in (["-"], ["-", "--name", "a/b.txt"], ["-", "--name", ""], [str(tmp_path), "--name", "a.txt"]):
        assert invoke(zones, "land", *wrong, *options)[0] == 2


def test_status_of_a_batch_that_was_never_published(zones: Zones) -> None:
    zones.deliver_stories(1)
    code, text = invoke(zones, "status", "--json")
    assert code == 0
    assert [(one["batch_date"], one["state"]) for one in json.loads(text)] == [(str(DAY), "new")]


@pytest.mark.slow
def test_run_show_and_rerun_as_a_user_does(zones: Zones, quotewire: Quotewire, migrate: Migrate) -> None:
    migrate(zones.settings.state)
    zones.deliver_stories(3)
    zones.deliver("empty.txt", "")
    first = quotewire("run", "--json")
    assert first.returncode == 0, first.stderr
    (outcome,) = json.loads(first.stdout)
    assert (outcome["state"], outcome["rows"]["articles"], outcome["rejects"]) == ("published", 3, {"empty": 1})
    article_id = zones.read("articles")["article_id"][0]
    shown = quotewire("show", article_id)
    assert shown.returncode == 0, shown.stderr
    assert "This took us" in shown.stdout
    again = quotewire("run", environment={"PREFECT_API_URL": "http://127.0.0.1:1/api"})
    assert again.returncode == 0, again.stderr
    assert "unchanged" in again.stdout


@pytest.mark.slow
def test_a_run_whose_prefect_server_is_not_there_publishes(
    zones: Zones, quotewire: Quotewire, blank_model: Path
) -> None:
    for day in (28, 29):
        zones.on(DAY.replace(day=day)).deliver_stories(2)
    variables = {"PREFECT_API_URL": "http://127.0.0.1:1/api", "QUOTEWIRE_MODEL": str(blank_model)}
    done = quotewire("run", environment=variables)
    assert done.returncode == 0, done.stderr
    assert " ".join(done.stderr.split()).count("goes on without being seen") == 1
    assert "Traceback" not in done.stderr
    assert zones.read("articles").height == 2


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("shared_server")
def test_a_failed_batch_ends_with_1_and_the_command_to_rerun(zones: Zones, quotewire: Quotewire) -> None:
    zones.deliver("empty.txt", "")
    run = quotewire("run", str(DAY))
    assert run.returncode == 1, run.stderr
    assert f"rerun: quotewire run {DAY}" in re.sub(r"\s+", " ", run.stderr)
    assert "Traceback" not in run.stderr

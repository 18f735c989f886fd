"""The commands on zones in an object store, as a user runs them: all of them work, and no secret is told anywhere."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DAY, build_story, call_here
from tests.support.stores import BUCKET, KEY_ID, SECRET, Server, StoreZones, build_store_zones

pytestmark = pytest.mark.slow


def run_command(zones: StoreZones, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("quotewire")), *arguments]
    return subprocess.run(command, env=zones.environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("shared_server")
def test_land_run_status_show_and_rerun(server: Server, blank_model: Path, tmp_path: Path) -> None:
    zones = build_store_zones(server, "news", tmp_path / "state", model=str(blank_model))
    (tmp_path / "inbox").mkdir()
    for number in range(3):
        (tmp_path / "inbox" / f"{number}.txt").write_text(build_story(number))
    told = []

    def quotewire(*arguments: str) -> str:
        if arguments[0] in ("run", "backfill"):
            done = run_command(zones, *arguments)
            told.append(done.stdout + done.stderr)
            assert done.returncode == 0, done.stderr
            return done.stdout
        result = call_here(zones.environment, *arguments)
        told.append(result.stdout + result.stderr)
        assert result.exit_code == 0, result.output
        return result.stdout

    quotewire("land", str(tmp_path / "inbox"), "--date", str(DAY), "--publisher", "daily")
    (outcome,) = json.loads(quotewire("run", "--json"))
    assert (outcome["state"], outcome["rows"]["articles"]) == ("published", 3)
    assert outcome["docs"].startswith(f"s3://{BUCKET}/news/curated/_validation/{DAY}/")
    (status,) = json.loads(quotewire("status", "--json"))
    assert (status["state"], status["rows"]["articles"]) == ("done", 3)
    article_id = zones.read_all()["articles"]["article_id"][0]
    assert "nobody believed it would stand" in quotewire("show", article_id).lower()
    server.requests.clear()
    assert "unchanged" in quotewire("run")
    assert {request.split()[0] for request in server.requests} == {"GET", "HEAD"}
    zones.deliver("1.txt", build_story(9), "daily")
    quotewire("backfill", str(DAY), str(DAY), "--only", "stale")
    assert zones.read_manifest()["annotated"] == 1
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    kept = [server.get(key) for key in server.list_keys()] + [path.read_bytes() for path in files]
    for secret in (SECRET, KEY_ID):
        assert not any(secret in one for one in told)
        assert not any(secret.encode() in one for one in kept)


def test_a_store_that_refuses_ends_with_a_message(server: Server, blank_model: Path, tmp_path: Path) -> None:
    zones = build_store_zones(server, "news", tmp_path / "state", model=str(blank_model), raw="s3://no-such-bucket/raw")
    done = run_command(zones, "run")
    assert done.returncode == 2
    assert "s3://no-such-bucket/raw" in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr

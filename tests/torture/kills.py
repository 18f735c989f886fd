"""SIGKILL at random instants, plain readers at work: the next run ends like a clean one, readers notice nothing."""

import json
import random
import shutil
import subprocess
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import psutil

from tasks.batch.hold import hold_batch
from tasks.batch.manifest import read_manifest
from tasks.batch.plan import read_fingerprint
from tasks.link.link import link
from tasks.publish.publish import finish_publishing
from tasks.publish.replaced import read_kept
from tests.conftest import Zones, build_zones, differing_rows
from tests.support.linked import are_equal, read_links
from tests.torture.processes import (
    Start,
    deliver_edition,
    kill,
    list_dates,
    reading,
    run_here,
    run_to_the_end,
    start_module,
    start_run,
)
from tests.torture.tally import Tally

PUBLISHING_SECONDS = 0.05
"""What publishing takes, about."""


def kill_runs(
    root: Path, model: Path, kills: int, a_round: int, tally: Tally, start: Start = start_run, name: str = "runs"
) -> None:
    """Kill runs in rounds, one in three inside publishing; after each round a run to the end is like a clean one."""
    source = random.Random(f"{name} {kills}")
    zones = build_zones(root / "killed", model=str(model), workers=2)
    deliver_edition(zones, edition := 0)
    seconds = run_to_the_end(zones, start, tally)
    done = 0
    with reading(Path(str(zones.settings.curated)), root / "reports", tally):
        while done < kills:
            deliver_edition(zones, edition := edition + 1)
            for number in range(min(a_round, kills - done)):
                is_publishing = start is start_run and number % 3 == 2
                after = source.uniform(0, PUBLISHING_SECONDS if is_publishing else seconds)
                if kill(start(zones), after, tally, is_publishing):
                    done += 1
                    tally.add(f"kills of {name}")
                else:
                    deliver_edition(zones, edition := edition + 1)
            seconds = max(1.0, run_to_the_end(zones, start, tally))
            compare_with_clean(zones, root / f"clean-{edition}", tally)


def count_doubled(zones: Zones) -> int:
    """Return how many versions of articles are kept twice, or are kept and stand."""
    texts: dict[str, list[str | None]] = {}
    for row in [*read_kept(zones.batch.replaced), *zones.read("articles").iter_rows(named=True)]:
        texts.setdefault(row["article_id"], []).append(row["text"])
    return sum(one == other for versions in texts.values() for one, other in pairwise(versions))


def compare_with_clean(zones: Zones, root: Path, tally: Tally) -> None:
    """Count rows and files in which zones differ from others that were made from the same raw files undisturbed."""
    clean = build_zones(root, model=zones.settings.model, workers=2)
    shutil.copytree(str(zones.settings.raw), str(clean.settings.raw))
    for own, theirs in zip(list_dates(zones), list_dates(clean), strict=True):
        run_here(theirs, tally)
        differing = differing_rows(own.read_all(), theirs.read_all())
        tally.expect(not differing, "differing rows", f"{root.name} {own.batch.batch_date}", differing)
        doubled = count_doubled(own)
        tally.expect(not doubled, "differing rows", f"{root.name}: kept versions", doubled)
        counts = [json.loads(one.batch.manifest.read_text())["rows"] for one in (own, theirs)]
        tally.expect(counts[0] == counts[1], "differing rows", f"manifests: {counts}")
    compare_links(zones, clean, root.name, tally)
    stray = zones.find_files() ^ clean.find_files()
    tally.expect(not stray, "stray files", str(sorted(stray)), len(stray))
    shutil.rmtree(root)
    tally.add("batches compared with a clean run")


def compare_links(zones: Zones, clean: Zones, name: str, tally: Tally) -> None:
    """Link both, and count the files in which their links differ; changes tell of what was published before."""
    found = []
    for one in (zones, clean):
        link(one.settings.curated)
        files = read_links(one.settings.curated)
        found.append({path: rows for path, rows in files.items() if not path.startswith("quote_changes")})
    own, theirs = found
    differing = [path for path in own.keys() | theirs.keys() if not are_equal(own.get(path), theirs.get(path))]
    tally.expect(not differing, "differing rows", f"{name} links: {differing}", len(differing))


def prepare_editions(root: Path, model: Path, editions: Sequence[int], tally: Tally) -> Path:
    """A folder with the published tables of each edition."""
    for edition in editions:
        zones = build_zones(root / f"made-{edition}", model=str(model))
        deliver_edition(zones, edition)
        run_here(zones, tally)
        shutil.copytree(str(zones.settings.curated), root / "prepared" / str(edition))
    return root / "prepared"


def kill_publishing(root: Path, model: Path, kills: int, tally: Tally) -> None:
    """Kill a process that publishes without end; what it had decided is ended by the next."""
    source = random.Random(kills)
    prepared = prepare_editions(root, model, (0, 1), tally)
    zones = build_zones(root / "killed", model=str(model))
    shutil.copytree(prepared / "0", str(zones.settings.curated))
    publisher = start_module(zones, "publish_forever", str(prepared))
    try:
        with reading(Path(str(zones.settings.curated)), root / "reports", tally):
            for _ in range(kills):
                kill_child(publisher, source.uniform(0, 0.3))
                with hold_batch(zones.batch) as hold:
                    finish_publishing(zones.batch, hold)
                check_one_edition(zones, tally)
                tally.add("kills inside publishing")
    finally:
        publisher.communicate()


def kill_child(publisher: subprocess.Popen[bytes], after: float) -> None:
    """Let a publisher's next child begin, and kill it after so many seconds."""
    assert publisher.stdin
    assert publisher.stdout
    publisher.stdin.write(b"next\n")
    publisher.stdin.flush()
    child = psutil.Process(int(publisher.stdout.readline()))
    time.sleep(after)
    child.kill()
    child.wait(timeout=60)  # until then it may hold the batch


def check_one_edition(zones: Zones, tally: Tally) -> None:
    """All tables and the manifest are of one edition."""
    manifest = read_manifest(zones.batch)
    found = {name: read_fingerprint(path) for name, path in zones.batch.published_files.items()}
    is_one = manifest is not None and set(found.values()) == {manifest.fingerprint}
    tally.expect(is_one, "differing rows", f"tables of several editions: {found}")

"""Faults of the machine: a full disk, a read-only zone, two runs at once, articles that hang or kill their worker."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import Zones, build_story, build_zones, differing_rows
from tests.torture.kills import compare_with_clean
from tests.torture.processes import deliver_edition, run_here, run_to_the_end, start_module, start_run
from tests.torture.tally import Tally

IS_ROOT = os.geteuid() == 0
FILESYSTEM = "64m"


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[str], None]]:
    """A file system of its own at the folder, in memory; yields what mounts it anew with other options."""
    folder.mkdir(parents=True)

    def mount(options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "quotewire", str(folder)], check=True)

    mount(f"size={FILESYSTEM}")
    try:
        yield lambda options: mount(f"remount,{options}")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def end_badly(run: subprocess.Popen[bytes], words: str, tally: Tally) -> bool:
    """Whether a run failed; then with exit code 1 and the words in the last line of standard error."""
    _, problems = run.communicate(timeout=600)
    last = problems.decode().strip().splitlines()[-1:] or [""]
    is_clear = run.returncode == 0 or (run.returncode == 1 and words in last[0])
    tally.expect(is_clear, "unclear failures", f"{run.returncode} {problems.decode()}")
    return run.returncode != 0


def expect_old_tables(zones: Zones, old: dict, tally: Tally) -> None:  # type: ignore[type-arg]
    """The tables published before are as they were."""
    differing = differing_rows(old, zones.read_all())
    tally.expect(not differing, "differing rows", "after a failure the old tables changed", differing)


def fill_disks(root: Path, model: Path, free: list[int], tally: Tally) -> None:
    """Run with so many bytes left on the disk of the curated zone, then with enough."""
    zones = build_zones(root, model=str(model))
    curated = Path(str(zones.settings.curated))
    with small_disk(curated):
        deliver_edition(zones, 0)
        run_here(zones, tally)
        for edition, left in enumerate(free, 1):
            old = zones.read_all()
            deliver_edition(zones, edition)
            leave_free(curated, left)
            if end_badly(start_run(zones), "no space is left", tally):
                expect_old_tables(zones, old, tally)
                tally.add("full disks")
            (curated / ".ballast").unlink()
            run_here(zones, tally)
            compare_with_clean(zones, root / f"clean-{edition}", tally)


def leave_free(folder: Path, left: int) -> None:
    """Fill the disk of a folder but for so many bytes."""
    size = shutil.disk_usage(folder).free - left
    with (folder / ".ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(size, 1))


def fail_calls(root: Path, model: Path, calls: list[int], tally: Tally) -> None:
    """The same without a file system of one's own: from some call on, none that needs space succeeds."""
    zones = build_zones(root, model=str(model))
    deliver_edition(zones, 0)
    run_here(zones, tally)
    for edition, number in enumerate(calls, 1):
        deliver_edition(zones, edition)
        if end_badly(start_module(zones, "run_batch", str(number)), "no space is left", tally):
            tally.add("full disks, by calls that fail")
        run_here(zones, tally)
        compare_with_clean(zones, root / f"clean-{edition}", tally)


def make_read_only(root: Path, model: Path, tally: Tally) -> None:
    """Run with a curated zone that cannot be written, then with one that can."""
    zones = build_zones(root, model=str(model))
    curated = Path(str(zones.settings.curated))
    with small_disk(curated) as remount:
        deliver_edition(zones, 0)
        run_here(zones, tally)
        old = zones.read_all()
        deliver_edition(zones, 1)
        remount("ro")
        tally.add("read-only zones", end_badly(start_run(zones), "Read-only file system", tally))
        expect_old_tables(zones, old, tally)
        remount("rw")
        run_here(zones, tally)
        compare_with_clean(zones, root / "clean", tally)


def run_twice_at_once(root: Path, model: Path, times: int, tally: Tally) -> None:
    """Two runs of one batch: one publishes, the other says that it is busy or finds nothing left to do."""
    zones = build_zones(root, model=str(model))
    for edition in range(times):
        deliver_edition(zones, edition)
        runs = [start_run(zones), start_run(zones)]
        ended = [(run.communicate(timeout=600)[1].decode(), run.returncode) for run in runs]
        tally.expect(all(code == 0 for _, code in ended), "crashes", str(ended))
        tally.add("pairs of runs at once")
        tally.add("of which one said that the batch is busy", sum("another run" in problems for problems, _ in ended))
    compare_with_clean(zones, root / "clean", tally)


def poison_workers(root: Path, model: Path, tally: Tally) -> None:
    """Articles that hang, kill their worker, take all memory or meet a bug are rejected, all others published."""
    zones = build_zones(root, model=str(model), shard_chars=100_000, shard_seconds=60.0)
    zones.deliver_stories(12)
    words = ("HANG", "KILL", "MEMORY", "FAIL", f"ONCE={root}/mark")
    for word in words:
        zones.deliver(f"{word[:4]}.txt", build_story(50).replace("harbour", word))
    run_to_the_end(zones, start_run, tally)
    wanted = ["annotation_crash", "annotation_crash", "annotation_error", "annotation_timeout"]
    found = sorted(zones.read("rejects")["reason"])
    tally.expect(found == wanted and len(zones.read("articles")) == 13, "hangs", f"rejects: {found}")
    tally.add("articles that hang, kill, eat memory, fail", len(words))

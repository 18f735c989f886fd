"""SIGKILL at random instants of linking, plain readers at work: the next link ends like one from nothing."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tasks.link.link import link
from tasks.zones.local import LocalPlace
from tests.link.test_order import DATES, build_delivery, deliver
from tests.support.history import find_paths
from tests.support.linked import find_differing
from tests.torture import ROOT
from tests.torture.processes import reading
from tests.torture.reader import OF_LINKS
from tests.torture.tally import Tally

A_ROUND = 4
"""Kills between two comparisons."""
CODE = """
import sys
from tasks.link.link import link
from tasks.zones.local import LocalPlace
print("linking", flush=True)
link(LocalPlace(sys.argv[1]))
"""


def kill_links(root: Path, kills: int, tally: Tally) -> None:
    """Kill links in rounds, a batch delivered anew or withdrawn before each; after a round, compare."""
    source, curated = random.Random(kills), LocalPlace(root / "zone")
    for one in DATES:
        deliver(curated, one, build_delivery(one, 0))
    begun = time.monotonic()
    link(curated)
    seconds, done = time.monotonic() - begun, 0
    with reading(Path(curated), root / "reports", tally, OF_LINKS):
        while done < kills:
            for _ in range(min(A_ROUND, kills - done)):
                one = source.choice(DATES)
                deliver(curated, one, build_delivery(one, source.randrange(4)) if source.random() < 0.8 else None)
                done += kill_link(curated, source.uniform(0, seconds), tally)
            compare(curated, root / "anew", tally)


def kill_link(curated: LocalPlace, after: float, tally: Tally) -> bool:
    """Kill a link so many seconds after it began; False where it had ended by itself."""
    run = subprocess.Popen([sys.executable, "-c", CODE, str(curated)], cwd=ROOT, stdout=subprocess.PIPE)
    assert run.stdout
    run.stdout.readline()
    time.sleep(after)
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=60)
    is_killed = run.returncode == -signal.SIGKILL
    tally.add("kills inside linking", is_killed)
    tally.expect(is_killed or run.returncode == 0, "crashes", f"a link ended with {run.returncode}")
    return is_killed


def compare(curated: LocalPlace, root: Path, tally: Tally) -> None:
    """Link to the end; count files that are not those of linking from nothing, and what is left in staging."""
    link(curated)
    differing = find_differing(curated, root)
    tally.expect(not differing, "differing rows", str(differing), len(differing))
    stray = [path for path in find_paths(curated / "_staging") if not path.endswith(".lock")]
    tally.expect(not stray, "stray files", str(stray), len(stray))
    tally.add("links compared with links from nothing")

"""Linking: killed at random instants, plain readers at work, and at each write; in many orders, after names moved.

What comes of it is like linking from nothing.
"""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tasks.link.families.files import PAIRS, REPEATS
from tasks.link.families.link import FAMILIES
from tasks.link.link import link
from tasks.zones.local import LocalPlace
from tests.link.families import test_order as families
from tests.link.test_kills import link_killed, name_number
from tests.link.test_moved import DAYS, link_days
from tests.link.test_order import DATES, build_delivery, deliver, link_in_orders
from tests.support.history import find_paths
from tests.support.linked import find_differing
from tests.torture import ROOT
from tests.torture.processes import reading
from tests.torture.reader import OF_LINKS
from tests.torture.tally import Tally

A_ROUND = 4
"""Kills between two comparisons."""
ORDERS = 5
"""Of the deliveries of one history."""
FAMILY_FILES = (FAMILIES, PAIRS, REPEATS)
MOVED = range(3, 6)
"""Numbers of the worlds in which names move; tests have the first three, of fewer days."""
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


def kill_each_write(root: Path, tally: Tally) -> None:
    """Leave what a kill before each write of a link would leave, and link to the end."""
    for name, wrong in link_killed(root, name_number):
        tally.expect(not wrong, "differing rows", f"killed before write {name}: {wrong}", len(wrong))
        tally.add("kills before a write of linking")


def link_in_any_order(root: Path, orders: int, tally: Tally) -> None:
    """Link deliveries, replacements and withdrawals in that many orders, of several histories; families apart too."""
    for history in range(orders // ORDERS):
        numbers = range(ORDERS * history, ORDERS * (history + 1))
        for number, differing in zip(numbers, link_in_orders(root / str(history), history, numbers), strict=True):
            tally.expect(not differing, "differing rows", f"order {number}: {differing}", len(differing))
            tally.add("orders of deliveries linked")
        shutil.rmtree(root / str(history))
    for seed in range(orders):
        files, expected = families.link_in_an_order(seed), families.link_at_once(families.make_deliveries(seed % 6))
        differing = [what for what in FAMILY_FILES if files.list_rows(what) != expected.list_rows(what)]
        tally.expect(not differing, "differing rows", f"families in order {seed}: {differing}", len(differing))
        tally.add("orders of deliveries whose quotes are put into families")


def link_moved_names(root: Path, tally: Tally) -> None:
    """Link two weeks of batches whose names mean somebody else once a day is new."""
    for number in MOVED:
        for differing in link_days(root / str(number), DAYS, number):
            tally.expect(not differing, "differing rows", f"moved names {number}: {differing}", len(differing))
            tally.add("days linked of names that move")

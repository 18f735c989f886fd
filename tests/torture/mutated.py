"""Mutated files through every reader: each record is an article or a reject, in time."""

import gzip
import signal
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.ingest.test_readers_mutated import ENDINGS, check, mutated
from tests.torture.tally import Tally

ALL = list(HealthCheck)
LIMIT = 30.0
"""Seconds for one file of a few kilobytes."""


class HangError(BaseException):
    """A reader took too long; not an Exception, which reading would make a reject of."""


def stop(*_: object) -> None:
    """What the alarm does."""
    raise HangError


def mutate(count: int, tally: Tally) -> None:
    """So many mutated files, the same number under each ending."""
    signal.signal(signal.SIGALRM, stop)
    for ending in ENDINGS:
        try:
            build_test(ending, -(-count // len(ENDINGS)), tally)()
        except Exception as error:
            tally.expect(False, "crashes", f"mutated {ending}: {type(error).__name__}: {error}")


def build_test(ending: str, count: int, tally: Tally) -> Callable[[], None]:
    """What reads so many mutated files of one ending; hypothesis makes them, always the same ones."""

    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=ALL)
    @seed(0)
    @given(content=mutated(ending), cut=st.integers(0, 9))
    def test(content: bytes, cut: int) -> None:
        try_one(ending, tally, content, cut)

    return test


def try_one(ending: str, tally: Tally, content: bytes, cut: int) -> None:
    """Read one file."""
    if ending.endswith(".gz"):
        content = gzip.compress(content)
        content = content[: len(content) - cut]
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        check(f"a.{ending}", content)
    except HangError:
        tally.expect(False, "hangs", f"mutated {ending}")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    tally.add(f"mutated .{ending}")

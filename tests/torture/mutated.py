"""Mutated files through every reader: each record is an article or a reject, in time."""

import gzip
import signal
from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.ingest.test_documents_mutated import SEEDS, check_documents, damaged
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
    """So many mutated files, the same number of each kind."""
    signal.signal(signal.SIGALRM, stop)
    each = -(-count // (len(ENDINGS) + len(SEEDS)))
    for ending in ENDINGS:
        run(ending, build_test(each, mutated(ending), partial(read_text, ending), ending, tally), tally)
    for ending in SEEDS:
        run(ending, build_test(each, damaged(ending), partial(read_document, ending), ending, tally), tally)


def run(ending: str, test: Callable[[], None], tally: Tally) -> None:
    """Count what fails."""
    try:
        test()
    except Exception as error:
        tally.expect(False, "crashes", f"mutated {ending}: {type(error).__name__}: {error}")


def build_test(
    count: int, contents: st.SearchStrategy[bytes], read: Callable[[bytes, int], None], ending: str, tally: Tally
) -> Callable[[], None]:
    """What reads so many mutated files of one kind; hypothesis makes them, always the same ones."""

    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=ALL)
    @seed(0)
    @given(content=contents, cut=st.integers(0, 9))
    def test(content: bytes, cut: int) -> None:
        signal.setitimer(signal.ITIMER_REAL, LIMIT)
        try:
            read(content, cut)
        except HangError:
            tally.expect(False, "hangs", f"mutated {ending}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        tally.add(f"mutated .{ending}")

    return test


def read_text(ending: str, content: bytes, cut: int) -> None:
    """Read one text file, packed where its ending says so."""
    if ending.endswith(".gz"):
        content = gzip.compress(content)
        content = content[: len(content) - cut]
    check(f"a.{ending}", content)


def read_document(ending: str, content: bytes, cut: int) -> None:
    """Read one archive, document, mail or export."""
    check_documents(ending, content[: len(content) - cut])

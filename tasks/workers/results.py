"""What a finished piece of work says of itself, in a file of its folder."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from tasks.zones.place import Place

RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class Result:
    """What one piece of work did and cost."""

    records: int
    articles: int
    words: int
    cpu_seconds: float
    peak_memory: int
    """Of the worker up to now, in bytes."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Number of records passed over by kind."""


def write_result(
    folder: Path,
    records: int,
    articles: int,
    words: int = 0,
    cpu_start: float | None = None,
    skipped: Mapping[str, int] | None = None,
) -> None:
    """Put down what was done, as the last file of the folder; without a start it cost nothing."""
    peak = getrusage(RUSAGE_SELF).ru_maxrss * 1024 if cpu_start is not None else 0
    cpu_seconds = time.process_time() - cpu_start if cpu_start is not None else 0.0
    result = Result(records, articles, words, round(cpu_seconds, 3), peak, skipped or {})
    (folder / RESULT).write_text(json.dumps(asdict(result)))


def read_result(folder: Place) -> Result:
    """What a finished piece of work did and cost."""
    return Result(**json.loads((folder / RESULT).read_text()))

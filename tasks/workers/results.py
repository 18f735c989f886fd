"""What a finished piece of work leaves in its folder besides tables: records as JSON, and what it did and cost."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING

from tasks.zones.place import FINISHED, Place

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Result:
    """What one piece of work did and cost."""

    counts: Mapping[str, int]
    """Of what it did, by names of its own."""
    cpu_seconds: float
    peak_memory: int
    """Of the worker up to now, in bytes."""


def write_result(folder: Path, counts: Mapping[str, int], cpu_start: float | None = None) -> None:
    """Write down what was done, as the last file of the folder; without a start it cost nothing."""
    peak = getrusage(RUSAGE_SELF).ru_maxrss * 1024 if cpu_start is not None else 0
    cpu_seconds = time.process_time() - cpu_start if cpu_start is not None else 0.0
    (folder / FINISHED).write_text(json.dumps(asdict(Result(counts, round(cpu_seconds, 3), peak))))


def read_result(folder: Place) -> Result:
    """Return what a finished piece of work did and cost."""
    return Result(**json.loads((folder / FINISHED).read_text()))


def write_records(file: Path, records: Iterable["DataclassInstance"]) -> None:
    """Write dataclass records as JSON."""
    file.write_text(json.dumps([asdict(record) for record in records]))


def read_records[Record](kind: Callable[..., Record], file: Place) -> list[Record]:
    """Return the records of one kind that `write_records` wrote."""
    return [kind(**fields) for fields in json.loads(file.read_text())]

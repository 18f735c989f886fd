"""What a run costs and finds, as figures for the manifest: time and words per second by stage, memory, speakers."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from resource import RUSAGE_SELF, getrusage

STAGES = ("read", "annotate", "stage", "judge")
"""The stages before publishing, which is decided by writing the manifest and so cannot be in it; the log has it."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The time that one stage of one batch took."""

    seconds: float
    """Wall-clock time."""
    cpu_seconds: float
    """In the workers, or where the stage runs in this process, in its thread."""


class Clock:
    """A stopwatch for work that is done in one thread; it starts when it is made."""

    def __init__(self) -> None:
        self.seconds, self.cpu_seconds = time.monotonic(), time.thread_time()

    def read(self) -> Cost:
        """Return the time spent up to now."""
        return Cost(time.monotonic() - self.seconds, time.thread_time() - self.cpu_seconds)


def build_metrics(
    costs: Mapping[str, Cost], words: int, annotated_words: int, worker_peak: int, found: Mapping[str, int]
) -> dict[str, float]:
    """Return the figures by name; `costs` has every one of STAGES, `worker_peak` is in bytes.

    Words per second are those of the whole batch, but for annotation those that this run annotated. Reading has none:
    its time is that of the files that were read anew, whose words are not counted.
    """
    metrics: dict[str, float] = {"words": words, "annotated_words": annotated_words}
    for name in STAGES:
        metrics[f"{name}_seconds"] = round(costs[name].seconds, 3)
        metrics[f"{name}_cpu_seconds"] = round(costs[name].cpu_seconds, 3)
    for name, done in {"annotate": annotated_words, "stage": words, "judge": words}.items():
        metrics[f"{name}_words_per_second"] = round(done / max(costs[name].seconds, 1e-3), 1)
    return {
        **metrics,
        "seconds": round(sum(cost.seconds for cost in costs.values()), 3),
        "worker_peak_bytes": worker_peak,
        "coordinator_peak_bytes": getrusage(RUSAGE_SELF).ru_maxrss * 1024,
        **{f"{what}_found": quotes for what, quotes in found.items()},
    }

"""What each publisher delivered for a batch, why its records were rejected, and whether it is quarantined for that."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from schemas.printable import printable
from schemas.rejects import Reject

QUARANTINED = "publisher_quarantined"
"""The reason of the rejects that a quarantine makes; it is none of those that lead to one."""
EXAMPLES = 5
SHOWN = 20
"""Publishers listed for people."""


@dataclass(frozen=True, slots=True)
class PublisherCounts:
    """What a publisher delivered, before it was quarantined or not."""

    publisher: str
    """The name of its folder in the raw zone; empty for files that lie in none."""
    records: int
    reasons: Mapping[str, int]
    """Number of its rejects by reason."""

    @property
    def rejects(self) -> int:
        """Return how many of its records were rejected."""
        return sum(self.reasons.values())

    def __str__(self) -> str:
        """Return one line for people."""
        name = printable(self.publisher) or "files in no publisher's folder"
        reasons = ", ".join(f"{reason} {number:,}" for reason, number in sorted(self.reasons.items()))
        return f"{name}: {self.rejects:,} of {self.records:,} records were rejected: {reasons}"


def find_publisher(raw_path: str) -> str:
    """Return the name of the publisher's folder that a raw file lies in, or ""."""
    return raw_path.partition("/")[0] if "/" in raw_path else ""


def count_reasons(rejects: Iterable[Reject]) -> dict[str, Counter[str]]:
    """Return the number of rejects by publisher and reason."""
    counts: dict[str, Counter[str]] = {}
    for reject in rejects:
        counts.setdefault(find_publisher(reject.raw_path), Counter())[reject.reason] += 1
    return counts


def choose_quarantined(counts: Collection[PublisherCounts], most: float | None) -> tuple[PublisherCounts, ...]:
    """Return the publishers with more than that share of rejects.

    None where the share is None, nor where it would be all there are: nothing is left to publish, and the batch fails.
    """
    found = tuple(one for one in counts if most is not None and one.rejects > most * one.records)
    return found if len(found) < len(counts) else ()


def describe_rejects(publishers: Iterable[PublisherCounts], rejects: Iterable[Reject]) -> tuple[str, ...]:
    """Return in lines for people why records of these publishers were rejected: counts, most first, and examples."""
    ordered = sorted((one for one in publishers if one.rejects), key=lambda one: -one.rejects)
    lines = [str(one) for one in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        lines.append(f"and {len(ordered) - SHOWN:,} more publishers")
    return (*lines, *list_examples((one.publisher for one in ordered), rejects))


def list_examples(publishers: Iterable[str], rejects: Iterable[Reject]) -> tuple[str, ...]:
    """Return a few rejects of these publishers with their messages, as many publishers and reasons as there is room."""
    wanted, seen = set(publishers), Counter[tuple[str, str]]()
    ranked: list[tuple[int, str, int, Reject]] = []
    for one in rejects:
        if one.reason != QUARANTINED and (publisher := find_publisher(one.raw_path)) in wanted:
            ranked.append((seen[publisher, one.reason], one.raw_path, one.record_index, one))
            seen[publisher, one.reason] += 1
    chosen = [one for *_, one in sorted(ranked, key=lambda row: row[:3])[:EXAMPLES]]
    return tuple(f"{printable(one.raw_path)}, record {one.record_index}: {one.reason}: {one.message}" for one in chosen)

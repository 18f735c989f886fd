"""What validation hands back, and how the outcomes of many chunks add up to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from schemas.expectations import Expectation
from tasks.zones.place import Place

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class RejectLimit:
    """What share of a batch's records may be rejects, and what is known of them beside their table."""

    max_share: float
    quarantined: Collection[str] = ()
    """Publishers whose rejects cost themselves alone, and do not count."""
    reasons: tuple[str, ...] = ()
    """Why records were rejected, in lines for people."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the staged tables may be published, and why not."""

    success: bool
    checked: int
    """Expectations evaluated."""
    failures: tuple[str, ...]
    """One line for every expectation that failed: what, how many rows, examples, what to do."""
    docs: Place
    """The first page of the Data Docs; it lists the batches, newest first."""
    page: Place
    """The page of this result."""


@dataclass(slots=True)
class Tally:
    """How one expectation of one table fared, over all chunks so far."""

    table: str
    expectation: Expectation
    rows: int = 0
    missing: int = 0
    failed: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def success(self) -> bool:
        """Whether no row has failed."""
        return self.failed == 0

    def add(self, rows: int, missing: int, failed: int, examples: Sequence[str]) -> None:
        """Count what was seen in one more chunk; the first few examples are kept."""
        self.rows += rows
        self.missing += missing
        self.failed += failed
        self.examples += examples[: EXAMPLES - len(self.examples)]

    def describe(self) -> str:
        """Return one line about a failure: table, expectation, how many of how many, examples, what to do."""
        examples = "; ".join(self.examples)
        share = f"{self.failed:,} of {self.rows:,} rows fail"
        return f"{self.table}: {self.expectation.label}: {share} ({examples}). Next: {self.expectation.advice}."

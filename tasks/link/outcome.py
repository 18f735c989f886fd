"""How linking ended: linked, nothing to do, interrupted, or failed, and then why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

type LinkedState = Literal["linked", "unchanged", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link has done."""

    state: LinkedState
    changed: int = 0
    """Batches that were new or published anew."""
    gone: int = 0
    """Batches that were linked before and are there no more."""
    rewritten: Mapping[str, int] = field(default_factory=dict)
    """Files written, number by table."""
    waiting: tuple[date, ...] = ()
    """Batches that are being published, or have lost a table; the next link takes them."""
    seconds: float = 0.0
    reason: str = ""
    """Why it failed, and what to do."""

    def __str__(self) -> str:
        """What came of it, in words."""
        if self.state == "failed":
            return f"linking failed: {self.reason}"
        waits = f"; {len(self.waiting)} wait for the next link" if self.waiting else ""
        if self.state == "unchanged":
            return f"links are up to date{waits}"
        if self.state == "interrupted":
            return "linking was interrupted"
        tables = ", ".join(f"{name} {number:,}" for name, number in self.rewritten.items()) or "none"
        gone = f", {self.gone} gone" if self.gone else ""
        return f"linked {self.changed} batches{gone} in {self.seconds:.1f} s; files written: {tables}{waits}"

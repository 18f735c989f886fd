"""What was tried and what came of it: counts, and breaches of what is promised."""

from collections import Counter
from threading import Lock


class Tally:
    """Counts by name; those of breaches must stay 0."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.breaches: Counter[str] = Counter(
            {
                "differing rows": 0,
                "stray files": 0,
                "bad reads": 0,
                "crashes": 0,
                "hangs": 0,
                "workers that outlived their run": 0,
                "unclear failures": 0,
                "unclear interruptions": 0,
                "raw escapes": 0,
            }
        )
        self.examples: list[str] = []
        self._lock = Lock()

    def add(self, name: str, number: int = 1) -> None:
        """So many more of them were tried."""
        with self._lock:
            self.tried[name] += number

    def expect(self, holds: bool, breach: str, example: str, number: int = 1) -> None:
        """Count a breach, with its example, unless it holds."""
        if not holds:
            with self._lock:
                self.breaches[breach] += number
                self.examples.append(f"{breach}: {example}"[:2_000])

    def show(self) -> str:
        """Everything as a table, and the first breaches in words."""
        lines = [f"{name:58} {number:8,}" for name, number in self.tried.items()]
        lines += [f"{name:58} {number:8,}  (must be 0)" for name, number in self.breaches.items()]
        return "\n".join([*lines, *self.examples[:20]])

    @property
    def is_clean(self) -> bool:
        """Whether nothing was breached."""
        return not any(self.breaches.values())

"""Two wordings of one quote, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

MAX_WORDS = 1_000
"""Comparing is quadratic in them; longer ones are shown as wholly different."""


def compare_words(old: str | None, new: str | None) -> Iterator[tuple[str, str]]:
    """Yield stretches of text, each with what became of it: same, gone or new."""
    before, after = (re.findall(r"(?:\w+|[^\w\s])\s*", text or "") for text in (old, new))
    if max(len(before), len(after)) > MAX_WORDS:
        yield from ((kind, text) for kind, text in (("gone", old), ("new", new)) if text)
        return
    matcher = SequenceMatcher(None, list(map(str.strip, before)), list(map(str.strip, after)), autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            yield "same", "".join(after[from_new:to_new])
            continue
        if gone := "".join(before[from_old:to_old]):
            yield "gone", gone
        if added := "".join(after[from_new:to_new]):
            yield "new", added

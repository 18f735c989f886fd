"""Which characters of a text the attributions claim, as content, cue or speaker."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tasks.quotes.marks import Region
from tasks.quotes.quote import Attribution

type Claimed = NDArray[np.bool_]
"""[characters]"""


def find_claimed(text: str, found: Iterable[Attribution]) -> Claimed:
    """For every character whether it belongs to any part of any attribution."""
    claimed = np.zeros(len(text), dtype=np.bool_)
    for item in found:
        for start, end in (*item.content, *(part for part in (item.cue, item.speaker) if part)):
            claimed[start:end] = True
    return claimed


def is_claimed(claimed: Claimed, region: Region) -> bool:
    """Whether any part of a quotation is."""
    return bool(claimed[region.start : region.end].any())

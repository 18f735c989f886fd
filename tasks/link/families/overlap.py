"""What two wordings have in common, in order: containment of words with edits.

After Simmons, Adamic and Adar (ICWSM 2011) and Leskovec, Backstrom and Kleinberg (KDD 2009): quotes lose their ends and
their middle and have words swapped, so what counts is how much of the stretch that both could share they do share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz.distance import LCSseq

MAX_GAP = 3
"""Words between two matches of one stretch, in either wording."""
MIN_STRETCH = 18
"""Bits of a stretch that is no coincidence: two words that are not the commonest, or some more."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two wordings share."""

    bits: int
    """What the shared words tell."""
    share: float
    """Of the bits that stand where both could share them: between the ends that one of the two lacks."""
    whole: float
    """Of all bits of the wording that tells less."""
    larger: float
    """Of all bits of the one that tells more."""


@dataclass(frozen=True, slots=True)
class Match:
    """A run of words that stand in both wordings."""

    start: int
    start_other: int
    size: int
    bits: int


NOTHING = Overlap(0, 0.0, 0.0, 0.0)
type Weighed = tuple[Sequence[str], Sequence[int]]
"""The words of a wording, folded, and what each tells."""


def find_stretches(one: Weighed, other: Weighed) -> list[list[Match]]:
    """Return the matches of the longest common subsequence, those near each other together."""
    stretches: list[list[Match]] = []
    for block in LCSseq.editops(one[0], other[0]).as_matching_blocks()[:-1]:
        told = map(min, one[1][block.a : block.a + block.size], other[1][block.b : block.b + block.size])
        match = Match(block.a, block.b, block.size, sum(told))
        if stretches and is_near(stretches[-1][-1], match):
            stretches[-1].append(match)
        else:
            stretches.append([match])
    return stretches


def is_near(match: Match, following: Match) -> bool:
    """Return whether few words stand between two matches, in both wordings."""
    gap = following.start - match.start - match.size
    return max(gap, following.start_other - match.start_other - match.size) <= MAX_GAP


def measure_overlap(one: Weighed, other: Weighed) -> Overlap:
    """Return what two wordings share; the same whichever comes first."""
    one, other = sorted((one, other), key=lambda weighed: (len(weighed[0]), weighed))
    stretches = find_stretches(one, other)
    kept = [*chain(*(part for part in stretches if sum(match.bits for match in part) >= MIN_STRETCH))]
    if not kept:
        return NOTHING
    bits = sum(match.bits for match in kept)
    common = min(measure_common(one, other, kept))
    less, more = sorted((sum(one[1]), sum(other[1])))
    return Overlap(bits, bits / common, bits / less, bits / more)


def measure_common(one: Weighed, other: Weighed, kept: Sequence[Match]) -> tuple[int, int]:
    """Return the bits of each wording without the ends that the other one lacks."""
    first, last = kept[0], kept[-1]
    end, end_other = last.start + last.size, last.start_other + last.size
    before = min(first.start, first.start_other)
    after = min(len(one[0]) - end, len(other[0]) - end_other)
    return (
        sum(one[1][first.start - before : end + after]),
        sum(other[1][first.start_other - before : end_other + after]),
    )

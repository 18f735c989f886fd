"""Whether two wordings are of one utterance: a symmetric function of the two alone."""

from dataclasses import dataclass

import polars as pl

from tasks.link.families.overlap import Weighed, measure_overlap

WINDOW = 366
"""Days between two quotes of one utterance, at most."""
NEEDED = 55
"""Bits shared, less those that differ, that show one utterance where nothing else speaks for it or against it."""
ONE_SPEAKER = -30
"""Less where the speakers' names agree: a phrase that many use is then one person's."""
OTHER_SPEAKER = 20
"""More where they do not."""
DELAYS = ((3, 0), (14, 5), (45, 18), (WINDOW, 30))
"""More by the days between them: the longer, the likelier it was said twice."""
SOON = 14
"""Days after which a speaker may well have said it again, so that the same name counts for nothing."""
INDIRECT = 18
"""More where the words of one are a reporter's: he may report the same thing of two utterances."""
WINDOW_INDIRECT = 45
"""Days between them then."""
APART = 20
"""More where each has much that the other lacks, or, of a reporter's words, one has: then it may be another sentence in
which the same is said, or the same matter that is spoken of."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What two wordings must share at least."""

    common: float
    """Of what both could share."""
    whole: float
    """Of the one that tells less."""


VERBATIM, REPORTED = Shares(0.65, 0.3), Shares(0.8, 0.8)


def find_least_bits(is_quoted: bool, speaker: str | None) -> int:
    """Return the bits that a wording must have for being shown to be of one utterance with any other."""
    return NEEDED + (0 if speaker is None else ONE_SPEAKER) + (0 if is_quoted else INDIRECT)


def count_days() -> pl.Expr:
    """Return the days between the two of a pair."""
    return (pl.col("day") - pl.col("day_other")).dt.total_days().abs()


def count_needed_bits() -> pl.Expr:
    """Return the bits that show a pair of wordings to be of one utterance; null where they lie too far apart.

    The columns of the second one end in `_other`.
    """
    days = count_days()
    delay = pl.lit(None, pl.Int32)
    for most, bits in reversed(DELAYS):
        delay = pl.when(days <= most).then(bits).otherwise(delay)
    is_one = pl.col("speaker") == pl.col("speaker_other")
    soon = pl.when(days <= SOON).then(ONE_SPEAKER).otherwise(0)
    speaker = pl.when(is_one).then(soon).when(is_one.not_()).then(OTHER_SPEAKER).otherwise(0)
    reported = pl.when(days <= WINDOW_INDIRECT).then(INDIRECT)
    return NEEDED + delay + speaker + pl.when(is_verbatim()).then(0).otherwise(reported)


def is_verbatim() -> pl.Expr:
    """Return whether both wordings of a pair are the speakers' own."""
    return pl.col("is_quoted") & pl.col("is_quoted_other")


def is_one_utterance(one: Weighed, other: Weighed, needed: int, is_verbatim: bool = True) -> bool:
    """Return whether two wordings share so much that they are of one utterance."""
    overlap, least = measure_overlap(one, other), VERBATIM if is_verbatim else REPORTED
    if overlap.share < least.common or overlap.whole < least.whole:
        return False
    is_apart = overlap.whole < 0.6 if is_verbatim else overlap.larger < 0.5
    return 2 * overlap.bits - overlap.bits / overlap.share >= needed + (APART if is_apart else 0)

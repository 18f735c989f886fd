"""Whether two wordings are of one utterance: a symmetric function of the two alone."""

import polars as pl

from tasks.link.families.overlap import Weighed, measure_overlap

WINDOW = 366
"""Days between two quotes of one utterance, at most."""
MIN_SHARE = 0.6
"""Of what two wordings could have in common."""
MIN_WHOLE = 0.3
"""Of the one that tells less: both may have lost an end."""
NEEDED = 40
"""Bits shared, less those that differ, that show one utterance where nothing else speaks for it or against it."""
INDIRECT = 35
"""More where the words of one are a reporter's: he may report the same thing of two utterances."""
ONE_SPEAKER = -15
"""Less where the speakers' names agree: a phrase that many use is then one person's."""
OTHER_SPEAKER = 15
"""More where they do not."""
DELAYS = ((3, 0), (14, 5), (45, 15), (WINDOW, 25))
"""More by the days between them: the longer, the likelier it was said twice."""


def find_least_bits(is_quoted: bool, speaker: str | None) -> int:
    """Return the bits that a wording must have for being shown to be of one utterance with any other."""
    return NEEDED + (0 if speaker is None else ONE_SPEAKER) + (0 if is_quoted else INDIRECT)


def count_needed_bits() -> pl.Expr:
    """Return the bits that show a pair of wordings to be of one utterance; null where they lie too far apart.

    The columns of the second one end in `_other`.
    """
    days = (pl.col("day") - pl.col("day_other")).dt.total_days().abs()
    delay = pl.lit(None, pl.Int32)
    for most, bits in reversed(DELAYS):
        delay = pl.when(days <= most).then(bits).otherwise(delay)
    is_one = pl.col("speaker") == pl.col("speaker_other")
    speaker = pl.when(is_one).then(ONE_SPEAKER).when(is_one.not_()).then(OTHER_SPEAKER).otherwise(0)
    indirect = pl.when(pl.col("is_quoted") & pl.col("is_quoted_other")).then(0).otherwise(INDIRECT)
    return NEEDED + delay + speaker + indirect


def is_one_utterance(one: Weighed, other: Weighed, needed: int) -> bool:
    """Return whether two wordings share so much that they are of one utterance."""
    overlap = measure_overlap(one, other)
    is_alike = overlap.share >= MIN_SHARE and overlap.whole >= MIN_WHOLE
    return is_alike and 2 * overlap.bits - overlap.bits / overlap.share >= needed

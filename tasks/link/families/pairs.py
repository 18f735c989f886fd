"""Pairs of quotes that are one utterance: those of changed batches, with each other and with all other batches."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import batched

import polars as pl

from tasks.link.families.candidates import find_candidates
from tasks.link.families.files import WORDINGS, Files, find_span, lie_within, read_rows
from tasks.link.families.overlap import Weighed
from tasks.link.families.relation import WINDOW, is_one_utterance
from tasks.link.families.wordings import WORDING

PAIR = pl.Schema({"batch_date": pl.Date(), "quote_id": pl.String(), "other_date": pl.Date(), "other_id": pl.String()})
"""One row a pair; the batch of the first quote is not the earlier one."""
REACH = timedelta(WINDOW)
TOGETHER = 8
"""Changed batches that are held against the others at once."""
QUOTE = ("batch_date", "quote_id")
OTHER = ("other_date", "other_id")
COMPARED_AT_ONCE = 20_000
"""Pairs whose words lie in memory as lists."""
LIGHT = ("day", "speaker", "is_quoted", "hub_keys")
"""All of a wording but its words, which few are asked for."""


def find_pairs(
    files: Files, changed: Sequence[date], dates: Sequence[date], check: Callable[[], None] = lambda: None
) -> pl.DataFrame:
    """Return all pairs with a quote of a changed batch; `dates` are all batches that there are."""
    found = [pl.DataFrame(schema=PAIR)]
    days = {one: find_span(read_rows(files, WORDINGS, one, WORDING, ["day"])["day"]) for one in dates}
    for some in batched(sorted(set(changed) & set(dates)), TOGETHER):
        new = pl.concat([read_wordings(files, one) for one in some])
        for one in some:
            found += pair_within(new.filter(pl.col("batch_date") == one))
        for other in dates:
            check()
            later = [one for one in some if other not in changed or other < one]
            near = [one for one in later if lie_within(REACH, days[one], days[other])]
            if near:
                found += pair_across(files, new.filter(pl.col("batch_date").is_in(near)), other)
    return pl.concat(found).unique().sort(PAIR.names())


def read_wordings(files: Files, batch_date: date, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the wordings of a batch, each with its number."""
    wordings = read_rows(files, WORDINGS, batch_date, WORDING, columns)
    return wordings.with_row_index("row").with_columns(batch_date=pl.lit(batch_date))


def pair_within(wordings: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the pairs of quotes of one batch."""
    is_first = pl.col("first") == pl.col("row")
    again = wordings.filter(~is_first)
    yield build_pairs(again, wordings[again["first"]])
    candidates = find_candidates(wordings.filter(is_first), wordings, "keys")
    candidates = candidates.filter(pl.col("row") != pl.col("row_other"))
    both = pl.min_horizontal("row", "row_other"), pl.max_horizontal("row", "row_other").alias("row_other")
    once = candidates.with_columns(both).unique(["row", "row_other"])
    yield keep_alike(once, wordings, wordings)


def pair_across(files: Files, new: pl.DataFrame, other: date) -> Iterator[pl.DataFrame]:
    """Yield the pairs of quotes of changed batches with those of another batch."""
    candidates = find_candidates(new, read_wordings(files, other, LIGHT), "hub_keys")
    if len(candidates):
        others = read_wordings(files, other)
        for (batch_date,), some in candidates.group_by("batch_date"):
            yield keep_alike(some, new.filter(pl.col("batch_date") == batch_date), others)


def keep_alike(candidates: pl.DataFrame, wordings: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of quotes that are one utterance; a wording stands at the place of its number."""
    is_alike: list[bool] = []
    candidates = candidates.sort("row", "row_other")
    for some in candidates.iter_slices(COMPARED_AT_ONCE):
        words, other_words = split_words(wordings, some["row"]), split_words(others, some["row_other"])
        rows = some.select("row", "row_other", "needed", "is_verbatim").iter_rows()
        is_alike += [is_one_utterance(words[row], other_words[other], *rest) for row, other, *rest in rows]
    alike = candidates.filter(pl.Series(is_alike, dtype=pl.Boolean))
    return build_pairs(wordings[alike["row"]], others[alike["row_other"]])


def split_words(wordings: pl.DataFrame, rows: pl.Series) -> dict[int, Weighed]:
    """Return the words and bits of some wordings by their number."""
    some = wordings[rows.unique()].select("row", "words", "bits")
    return {row: (text.split(), bits) for row, text, bits in some.iter_rows()}


def build_pairs(quotes: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return rows of pairs, that of the later batch first; a quote is no pair with itself."""
    ends = [frame.select(QUOTE) for frame in (quotes, others)]
    pairs = pl.concat([ends[0], ends[1].rename(dict(zip(QUOTE, OTHER, strict=True)))], how="horizontal")
    (day, quote), (other_day, other) = map(pl.col, QUOTE), map(pl.col, OTHER)
    is_later = (day > other_day) | ((day == other_day) & (quote > other))
    turned = pairs.select(
        pl.when(is_later).then(one).otherwise(two).alias(name)
        for one, two, name in zip(QUOTE + OTHER, OTHER + QUOTE, QUOTE + OTHER, strict=True)
    )
    return turned.filter((day != other_day) | (quote != other))

"""Warnings where a batch is unlike the batches before it: a pure function over figures of their manifests.

A figure is outside its band when it is further than BREADTH times the scatter from the median of the batches before:
the modified z-score of Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), who advise 3.5; NIST/SEMATECH
e-Handbook of Statistical Methods, 1.3.5.17. Medians, because one broken batch must not hide the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, pi, sin, sqrt
from statistics import median

BREADTH = 3.5
TO_SIGMA = 1.4826
"""Times the median absolute deviation is the standard deviation, where values are spread normally."""
HISTORY = 56
"""Batches looked at: eight of each weekday of a daily feed."""
RATES = 28
"""Of these, for rates and shares: they hang little on the weekday, and four weeks follow a slow change."""
LEAST_RATES = 14
"""Fewer say too little of the scatter: of batches that are all alike 1.4 % would be warned of, with seven 5 %."""
LEAST_WEEKDAYS = 4
"""Batches of the same weekday without which a number of articles is not judged."""
NAMES = {
    "articles": "articles",
    "quote_rate": "quotes per 1,000 tokens",
    "speaker_share": "share of quotes with a speaker",
    "reject_share": "share of rejects",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared of one batch. Of rows that are a function of its inputs, so that they say nothing of a run."""

    batch_date: date
    articles: int
    tokens: int
    quotes: int
    speakers: int
    """Quotes with a speaker."""
    records: int
    rejects: int

    @property
    def rates(self) -> dict[str, float]:
        """The rates and shares, by name.

        Quotes are counted for a length of text and not by article: articles of one day may be briefs and of another
        features, and a feed may begin to cut them.
        """
        return {
            "quote_rate": 1_000 * self.quotes / max(self.tokens, 1),
            "speaker_share": self.speakers / max(self.quotes, 1),
            "reject_share": self.rejects / max(self.records, 1),
        }


@dataclass(frozen=True, slots=True)
class Drift:
    """A figure of a batch that is outside the band of the batches before it."""

    name: str
    value: float
    low: float
    high: float
    batches: int
    """How many batches the band is from."""

    def __str__(self) -> str:
        """Return one line for people."""
        if self.name.endswith("share"):
            value, low, high = (f"{100 * number:.1f} %" for number in (self.value, self.low, self.high))
        else:
            digits = 0 if self.name == "articles" else 1
            value, low, high = (f"{number:,.{digits}f}" for number in (self.value, self.low, self.high))
        where = "below" if self.value < self.low else "above"
        return f"{NAMES[self.name]}: {value} is {where} the band {low} to {high} of {self.batches} batches before"


def find_drift(new: Figures, before: Sequence[Figures]) -> list[Drift]:
    """Return what is outside the band of the batches `before`, in order of date; nothing where these are too few."""
    before = before[-HISTORY:]
    bands = {"articles": find_articles_band(new, before), **find_rate_bands(new, before[-RATES:])}
    values = {"articles": float(new.articles), **new.rates}
    found = (Drift(name, values[name], *band) for name, band in bands.items() if band)
    return [drift for drift in found if not drift.low <= drift.value <= drift.high]


type Band = tuple[float, float, int]
"""The lowest and the highest value in it, and how many batches it is from."""


def find_scatter(deviations: Sequence[float]) -> float:
    """Return the standard deviation of values without their outliers, from their deviations from what was expected."""
    return TO_SIGMA * median(map(abs, deviations))


def find_articles_band(new: Figures, before: Sequence[Figures]) -> Band | None:
    """Return the band around the median of the same weekday; each weekday scatters about its own median.

    Feeds are thin at the weekend, and eight values alone tell a scatter badly.
    """
    by_weekday: dict[int, list[int]] = {}
    for one in before:
        by_weekday.setdefault(one.batch_date.weekday(), []).append(one.articles)
    usual = {weekday: median(counts) for weekday, counts in by_weekday.items()}
    same = by_weekday.get(new.batch_date.weekday(), [])
    if len(same) < LEAST_WEEKDAYS or not (centre := usual[new.batch_date.weekday()]):
        return None
    deviations = [one.articles / (usual[one.batch_date.weekday()] or 1) - 1 for one in before]
    reach = BREADTH * max(find_scatter(deviations), 1 / sqrt(centre)) * centre
    return max(centre - reach, 0.0), centre + reach, len(before)


def find_rate_bands(new: Figures, before: Sequence[Figures]) -> Mapping[str, Band]:
    """Return bands around the medians of the batches before, never narrower than chance makes them in a batch as small.

    Quotes of one article depend on each other, so it is articles that count for the chance.
    """
    if len(before) < LEAST_RATES:
        return {}
    bands = {}
    for name in new.rates:
        rates, number = [one.rates[name] for one in before], max(new.articles, 1)
        low, high = find_share_band(rates, number) if name.endswith("share") else find_rate_band(rates, number)
        bands[name] = low, high, len(before)
    return bands


def find_rate_band(rates: Sequence[float], number: int) -> tuple[float, float]:
    """Return the lowest and highest usual rate; articles differ in it about as much as it is large."""
    centre = median(rates)
    reach = BREADTH * max(find_scatter([rate - centre for rate in rates]), centre / sqrt(number))
    return max(centre - reach, 0.0), centre + reach


def find_share_band(shares: Sequence[float], number: int) -> tuple[float, float]:
    """Return the lowest and highest usual share.

    Found among the arcsines of the square roots, on which the scatter does not depend on the share (Bartlett, The Use
    of Transformations, 1947): near 0, where shares of rejects are, it is lopsided else.
    """
    angles = [asin(sqrt(share)) for share in shares]
    centre = median(angles)
    reach = BREADTH * max(find_scatter([angle - centre for angle in angles]), 0.5 / sqrt(number))
    return sin(max(centre - reach, 0.0)) ** 2, sin(min(centre + reach, pi / 2)) ** 2

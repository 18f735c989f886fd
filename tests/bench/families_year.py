"""What it costs to link one day of quotes with a year of them: wall and CPU time, and peak memory.

    python -m tests.bench.families_year FOLDER [--days 365] [--quotes 8000] [--new 100000] [--step 1]

Makes up the quotes, a seventh of them variants of utterances of their week, keeps the year in FOLDER (made once, which
takes some minutes), links it from nothing unless it is linked, then the new day, and removes that again.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from tasks.link.families.files import SKETCHES, WORDINGS
from tasks.link.families.link import FAMILIES, link_families
from tasks.link.families.sketches import SKETCH
from tasks.link.families.wordings import build_wordings
from tests.support.families import KINDS, Speech, build_quote, build_quotes

FIRST = date(2025, 1, 1)
QUOTES_AN_ARTICLE = 20
UTTERANCES = 2000
"""Of a week, whose variants are printed: the first of them often, most now and then."""
SHARE_REPEATED = 0.15
"""Of the quotes: a variant of one of these."""
PHRASES = 3000
"""Of two to four words, that all speak of, some more than others."""


class DiskFiles:
    """The files of linking, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, what: str, batch_date: date | None) -> Path:
        """Return the path of a file."""
        return self.folder / what / f"batch_date={batch_date}" / "part-0.parquet"

    def read(
        self, what: str, batch_date: date | None = None, columns: Sequence[str] | None = None
    ) -> pl.DataFrame | None:
        """Return columns of a file, or all; None where there is none."""
        path = self.find(what, batch_date)
        return (
            pl.read_parquet(path, columns=list(columns) if columns else None, hive_partitioning=False)
            if path.exists()
            else None
        )

    def write(self, what: str, frame: pl.DataFrame, batch_date: date | None = None) -> None:
        """Replace a file."""
        path = self.find(what, batch_date)
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path)


@cache
def make_phrases() -> list[list[str]]:
    """Return what all speak of."""
    speech = Speech(1)
    return [speech.say(speech.random.randint(2, 4)) for _ in range(PHRASES)]


def make_day(day: date, number: int, first_article: int) -> pl.DataFrame:
    """Return the quotes of a day."""
    week, speech = Speech(first_article // (7 * 10**6)), Speech(day.toordinal() + 10**6)
    chance = speech.random
    utterances = [(week.say(week.random.randint(8, 30)), f"Ann Lee{week.make_word()}") for _ in range(UTTERANCES)]
    rows = []
    for index in range(number):
        if chance.random() < SHARE_REPEATED:
            words, name = utterances[int(UTTERANCES * chance.random() ** 3)]
            text, kind = speech.vary(words, chance.choice(KINDS[:3])), "direct"
        else:
            text, kind, name = (
                say_with_phrases(speech, make_phrases()),
                chance.choice(("direct", "indirect")),
                "Bob Ray",
            )
        rows.append(build_quote(first_article + index // QUOTES_AN_ARTICLE, text, kind, name, day, index))
    return build_quotes(rows)


def make_name(chance: Random) -> str | None:
    """Return the name of one of 5,000 speakers, of the first often; None for one quote in four."""
    return None if chance.random() < 0.25 else f"Bob Ray{int(5000 * chance.random() ** 3)}"


def say_with_phrases(speech: Speech, phrases: Sequence[Sequence[str]]) -> str:
    """Return an utterance, a part of it phrases that others use too."""
    words: list[str] = []
    for _ in range(speech.random.randint(1, 4)):
        words += speech.say(speech.random.randint(3, 8))
        if speech.random.random() < 0.5:
            words += phrases[int(len(phrases) * speech.random.random() ** 3)]
    return " ".join(words)


def deliver(files: DiskFiles, day: date, number: int, first_article: int) -> None:
    """Make the extracts of a day."""
    files.write(WORDINGS, build_wordings(make_day(day, number, first_article), day), day)
    files.write(SKETCHES, pl.DataFrame(schema=SKETCH), day)


def measure(name: str, step: Callable[[], Any]) -> None:
    """Print what a step takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = {"step": name, "wall_s": round(time.perf_counter() - wall, 1), "cpu_s": round(time.process_time() - cpu, 1)}
    print(json.dumps({**took, "peak_mb_so_far": round(peak)}), flush=True)


def main() -> None:
    """Make the year where it is not there, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--quotes", type=int, default=8_000)
    parser.add_argument("--new", type=int, default=100_000)
    parser.add_argument("--step", type=int, default=1, help="days between two batches: a year may be sampled")
    chosen = parser.parse_args()
    files = DiskFiles(chosen.folder)
    days = [FIRST + timedelta(number * chosen.step) for number in range(chosen.days)]
    for number, day in enumerate(days):
        if not files.find(WORDINGS, day).exists():
            deliver(files, day, chosen.quotes, number * 10**6)
    if not files.find(FAMILIES, days[-1]).exists():
        measure("the year from nothing", lambda: link_families(files, days, [], days))
    new = days[-1] + timedelta(chosen.step)
    measure("extract of the new day", lambda: deliver(files, new, chosen.new, len(days) * 10**6))
    measure("linking the new day", lambda: link_families(files, [new], [], [*days, new]))
    rows = files.read(FAMILIES, new)
    print(json.dumps({"quotes of the new day that have kin": 0 if rows is None else len(rows)}))
    measure("withdrawing the new day", lambda: link_families(files, [], [new], days))


if __name__ == "__main__":
    main()

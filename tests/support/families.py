"""Made-up quotes and articles for linking: batches in memory, and what outlets make of one utterance."""

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import Any

import polars as pl

from tasks.link.families.files import SKETCHES, WORDINGS
from tasks.link.families.rarity import read_bits
from tasks.link.families.sketches import build_sketches
from tasks.link.families.wordings import build_wordings

QUOTE = pl.Schema(
    {
        "quote_id": pl.String(),
        "published_at": pl.Datetime("us", "UTC"),
        "type": pl.String(),
        "quote_text": pl.String(),
        "speaker_name": pl.String(),
        "speaker_label": pl.String(),
    }
)
ARTICLE = pl.Schema(
    {
        "article_id": pl.String(),
        "publisher": pl.String(),
        "byline": pl.List(pl.String()),
        "published_at": pl.Datetime("us", "UTC"),
        "text": pl.String(),
    }
)
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve")


class MemoryFiles:
    """The files of linking, in memory."""

    def __init__(self) -> None:
        self.frames: dict[tuple[str, date | None], pl.DataFrame] = {}

    def read(
        self, what: str, batch_date: date | None = None, columns: Sequence[str] | None = None
    ) -> pl.DataFrame | None:
        """Return columns of a file, or all; None where there is none."""
        found = self.frames.get((what, batch_date))
        return found.select(columns) if found is not None and columns else found

    def write(self, what: str, frame: pl.DataFrame, batch_date: date | None = None) -> None:
        """Replace a file."""
        self.frames[what, batch_date] = frame

    def deliver(self, batch_date: date, quotes: pl.DataFrame, articles: pl.DataFrame) -> None:
        """Make the extracts of a batch, from those that it had where it had any."""
        old = {what: self.read(what, batch_date) for what in (WORDINGS, SKETCHES)}
        self.write(WORDINGS, build_wordings(quotes, batch_date, old[WORDINGS]), batch_date)
        self.write(SKETCHES, build_sketches(articles, batch_date, old[SKETCHES]), batch_date)

    def withdraw(self, batch_date: date) -> None:
        """Remove all files of a batch, as who links does after it has linked."""
        self.frames = {key: frame for key, frame in self.frames.items() if key[1] != batch_date}

    def list_rows(self, what: str) -> list[tuple[Any, ...]]:
        """Return the rows of all batches with their dates, in order."""
        return sorted(
            (batch_date, *row)
            for (name, batch_date), frame in self.frames.items()
            if name == what
            for row in frame.iter_rows()
        )


def build_id(article: int) -> str:
    """Return the id of a made-up article."""
    return f"{article:016x}"


def build_quote(
    article: int,
    text: str,
    kind: str = "direct",
    speaker: str | None = None,
    day: date | None = None,
    index: int = 0,
    label: str = "person",
) -> dict[str, Any]:
    """Return a row of `quotes`, as far as linking reads it."""
    published = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    return dict(zip(QUOTE, (f"{build_id(article)}-{index}", published, kind, text, speaker, label), strict=True))


def build_quotes(rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Return rows of `quotes` as a frame."""
    return pl.DataFrame(list(rows), QUOTE)


def build_articles(rows: Iterable[tuple[int, str, str]], byline: Sequence[str] = ()) -> pl.DataFrame:
    """Return the frame of articles, each with its number, publisher and text."""
    return pl.DataFrame(
        [(build_id(one), name, list(byline), None, text) for one, name, text in rows], ARTICLE, orient="row"
    )


class Speech:
    """Makes up utterances, of words as common as they are in news and words that nobody knows, and varies them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = sorted(read_bits())
        self.shares = list(accumulate(2.0 ** -read_bits()[word] for word in self.words))

    def say(self, length: int) -> list[str]:
        """Return the words of an utterance; about one in ten is on no list."""
        words = self.random.choices(self.words, cum_weights=self.shares, k=length)
        return [self.make_word() if self.random.random() < 0.1 else word for word in words]

    def make_word(self) -> str:
        """Return a word that is on no list."""
        return "".join(self.random.choices(SYLLABLES, k=4))

    def vary(self, words: Sequence[str], kind: str) -> str:
        """Return what an outlet makes of an utterance of six words or more: a function of this class by name."""
        return str(getattr(self, kind)(list(words)))

    def cut(self, words: list[str]) -> str:
        """Cut off up to a quarter at the beginning and at the end."""
        most = len(words) // 4
        start, end = self.random.randint(0, most), len(words) - self.random.randint(0, most)
        return " ".join(words[start:end])

    def change(self, words: list[str]) -> str:
        """Change one to three words, fewer where there are few."""
        for at in self.random.sample(range(len(words)), self.random.randint(1, max(1, min(3, len(words) // 5)))):
            (words[at],) = self.random.choices(self.words, cum_weights=self.shares)
        return " ".join(words)

    def leave_out(self, words: list[str]) -> str:
        """Put an ellipsis in the place of up to a third of the words, in the middle."""
        size = self.random.randint(1, len(words) // 3)
        at = self.random.randint(1, len(words) - size - 1)
        return " ".join([*words[:at], "…", *words[at + size :]])

    def divide(self, words: list[str]) -> str:
        """Keep two fragments of at least a third each, with a reporter's words between them."""
        size = max(3, len(words) // 3)
        first, second = " ".join(words[:size]), " ".join(words[-size:])
        return f"that it was “{first}” and, as had been heard before, “{second}”"


KINDS = ("cut", "change", "leave_out", "divide")
"""Of variants; that of the last is a mixed quote."""

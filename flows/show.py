"""An article in the terminal, its quotes coloured by speaker."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.settings import Settings
from schemas import QUOTES
from schemas.printable import mask_unsafe, printable
from tasks.zones.local import LocalPlace
from tasks.zones.rows import read_rows

if TYPE_CHECKING:
    from tasks.ingest.article import Article

COLOURS = ("cyan", "yellow", "magenta", "green", "blue", "red", "bright_cyan", "bright_yellow", "bright_magenta")
NOBODY = "grey62"
MAX_SHOWN = 5
"""Articles of one file."""


class ArticleNotFoundError(Exception):
    """What was asked for is neither a published article nor a file that holds one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An article and its quotes, as rows of the tables."""

    title: str | None
    publisher: str
    text: str
    quotes: list[dict[str, Any]]


def show_article(console: Console, settings: Settings, article: str) -> None:
    """Print the published article of that id, or the first articles of a file, annotated now.

    Raises ArticleNotFoundError.
    """
    path = Path(article)
    found, has_more = read_file(settings, path) if path.is_file() else ([read_published(settings, article)], False)
    for shown in found:
        print_article(console, shown)
    if has_more:
        console.print(f"the first {len(found)} articles of the file; for all of them: quotewire land, quotewire run")


def read_published(settings: Settings, article_id: str) -> Shown:
    """An article of the curated zone, from the latest batch that has it."""
    partitions, _ = (settings.curated / "articles").list_names()
    if not partitions:
        raise ArticleNotFoundError(f"{article_id!r} is no file, and nothing is published yet: quotewire run")
    for partition in reversed(partitions):
        file, wanted = f"{partition}/part-0.parquet", pc.field("article_id") == article_id
        for row in read_rows(settings.curated / "articles" / file, wanted).to_pylist():
            quotes = read_rows(settings.curated / "quotes" / file, wanted).sort_by("quote_index")
            if not set(QUOTES.column_names) <= {*quotes.column_names}:
                batch = partition.removeprefix("batch_date=")
                raise ArticleNotFoundError(f"an older quotewire published its batch: quotewire run {batch}")
            return Shown(row["title"], row["publisher"], row["text"], quotes.to_pylist())
    raise ArticleNotFoundError(f"{article_id!r} is neither a file nor the id of a published article")


def read_file(settings: Settings, path: Path) -> tuple[list[Shown], bool]:
    """The first articles of a file, read and annotated as a batch would be, and whether there may be more in it.

    Raises ArticleNotFoundError where no record of it is an article.
    """
    from tasks.annotate.pipeline import load_pipeline
    from tasks.annotate.rows import annotate

    articles, has_more = find_articles(settings, path)
    nlp = load_pipeline(settings.model, str(settings.tagger) if settings.tagger else None)
    places = [(str(place), article.text) for place, article in enumerate(articles)]  # two may have one id
    rows = [row for part in annotate(nlp, places) for row in part.quotes.to_pylist()]
    shown = [
        Shown(article.title, article.publisher, article.text, [row for row in rows if row["article_id"] == place])
        for article, (place, _) in zip(articles, places, strict=True)
    ]
    return shown, has_more


def find_articles(settings: Settings, path: Path) -> "tuple[list[Article], bool]":
    """The first articles of a file, and whether reading stopped before its end: a crawl holds many thousands."""
    from schemas.rejects import ProblemError, Reject
    from tasks.batch.raw_files import describe_raw_file
    from tasks.ingest.article import Article
    from tasks.ingest.preview import find_columns
    from tasks.ingest.read import read_raw_file

    folder = LocalPlace(path.parent).absolute()
    try:
        columns = find_columns(folder / path.name, LocalPlace("/"), {})
        file = replace(describe_raw_file(folder, path.name), columns=columns)
    except ProblemError as error:
        raise ArticleNotFoundError(error.problem.detail) from error
    articles: list[Article] = []
    reasons: list[str] = []
    outcomes = read_raw_file(folder, file, settings.limits)
    for outcome in outcomes:
        if isinstance(outcome, Article):
            articles.append(outcome)
        elif isinstance(outcome, Reject) and len(reasons) < MAX_SHOWN:
            reasons.append(outcome.message)
        if len(articles) == MAX_SHOWN:
            break
    if not articles:
        raise ArticleNotFoundError(" ".join(reasons) or "nothing in it is an article")
    return articles, next(outcomes, None) is not None


def paint_quotes(shown: Shown) -> Text:
    """The text with content in its speaker's colour, speakers bold and cues underlined."""
    colours: dict[object, str] = {}
    text = Text(mask_unsafe(shown.text))
    for quote in shown.quotes:
        who = quote["speaker_name"] or quote["speaker_cluster_id"]
        colour = NOBODY if who is None else colours.setdefault(who, COLOURS[len(colours) % len(COLOURS)])
        for span in quote["content_spans"]:
            text.stylize(colour, span["start"], span["end"])
        if quote["speaker_start"] is not None:
            text.stylize(f"bold {colour}", quote["speaker_start"], quote["speaker_end"])
        if quote["cue_start"] is not None:
            text.stylize("underline", quote["cue_start"], quote["cue_end"])
    return text


def print_article(console: Console, shown: Shown) -> None:
    """Print one article, the table of its quotes and that of its speakers."""
    console.print(Text.assemble((printable(shown.title or "untitled"), "bold"), f" · {printable(shown.publisher)}"))
    console.print(paint_quotes(shown))
    table = Table("", "type", "speaker", "cue", "said", "conf.", "name", title="Quotes", title_justify="left")
    for quote in shown.quotes:
        said = Text(printable(quote["quote_text"].replace("\n\n", " ¶ ")), overflow="ellipsis", no_wrap=True)
        confidences = (f"{quote[name]:.2f}" for name in ("confidence", "name_confidence"))
        cells = (quote["type"], name_speaker(quote), quote["cue_text"] or "", said, *confidences)
        table.add_row(str(quote["quote_index"]), *cells)
    console.print(table, build_speaker_table(shown.quotes))


def name_speaker(quote: Mapping[str, Any]) -> str:
    """The speaker's name, or in brackets what the article has in its place."""
    return quote["speaker_name"] or f"({quote['speaker_mention'] or quote['speaker_text'] or 'nobody'})"


def build_speaker_table(quotes: Iterable[Mapping[str, Any]]) -> Table:
    """A row for each speaker of the article, in the order of their first quotes, with what it says of them."""
    parts = ("title", "organisation", "pronoun", "label")
    counts = Counter((name_speaker(one), *(one[f"speaker_{part}"] or "" for part in parts)) for one in quotes)
    table = Table("speaker", *parts, "quotes", title="Speakers", title_justify="left")
    for cells, count in counts.items():
        table.add_row(*cells, str(count))
    return table

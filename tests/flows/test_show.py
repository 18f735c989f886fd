"""An article in the terminal: who speaks, what is said, and what an older version published."""

import io

import pyarrow.parquet as pq
import pytest

from flows.console import SafeConsole
from flows.show import ArticleNotFoundError, Shown, print_article, show_article
from tests.conftest import Zones
from tests.support.staged import build_article, build_tables, write_tables

ARTICLE_ID = f"{16:016x}"


def publish(zones: Zones, without: str = "") -> None:
    """Put valid tables into the place of the batch, the quotes without one of their columns."""
    staged = write_tables(build_tables(), zones.settings.curated.parent / "staged")  # type: ignore[attr-defined]
    for name, path in zones.batch.published_files.items():
        path.parent.mkdir(parents=True)  # type: ignore[attr-defined]
        rows = pq.read_table(staged / f"{name}.parquet")
        pq.write_table(rows.drop_columns([without]) if name == "quotes" and without else rows, str(path))


def test_it_is_told_who_the_speaker_is_and_what_was_said_without_the_cue() -> None:
    console = SafeConsole(file=io.StringIO(), width=200)
    article = build_article(1)["articles"]
    quotes = build_article(1)["quotes"]
    assert isinstance(article, dict)
    assert isinstance(quotes, list)
    unnamed = quotes[0] | {"speaker_name": None, "speaker_title": None, "speaker_mention": "a mayor of a town"}
    print_article(console, Shown(article["title"], article["publisher"], article["text"], [*quotes, unnamed]))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Ann Lee              mayor  City of Paris  she      person  1" in shown
    assert "We 🛫 go, Now." in shown
    assert "(a mayor of a town)" in shown


def test_what_an_older_version_published_is_named(zones: Zones) -> None:
    publish(zones, without="speaker_title")
    with pytest.raises(ArticleNotFoundError, match=r"older quotewire .* quotewire run 2025-04-28"):
        show_article(SafeConsole(file=io.StringIO()), zones.settings, ARTICLE_ID)


def test_a_published_article_is_shown(zones: Zones) -> None:
    publish(zones)
    console = SafeConsole(file=io.StringIO())
    show_article(console, zones.settings, ARTICLE_ID)
    assert "Ann Lee leaves" in console.file.getvalue()  # type: ignore[attr-defined]

"""Families: who is the oldest, how alike the others are, what is wire copy, and what is rewritten."""

from datetime import date

import polars as pl
import pytest

from tasks.link.families.link import FAMILIES, link_families
from tasks.link.families.wordings import HUBS
from tests.support.families import MemoryFiles, Speech, build_articles, build_id, build_quote, build_quotes

FIRST, SECOND, THIRD = date(2025, 3, 1), date(2025, 3, 2), date(2025, 3, 3)
SAID = "“The bridge was inspected in spring, and whoever signed that report owes every commuter an apology.”"
CUT = "“whoever signed that report owes every commuter an apology”"
SWAPPED = "“The bridge was inspected in autumn, and whoever signed that report owes each commuter an apology.”"
TEXT = " ".join(Speech(3).say(200))


def link(*batches: tuple[date, pl.DataFrame, pl.DataFrame]) -> MemoryFiles:
    """Return the files after linking batches one after the other."""
    files, dates = MemoryFiles(), []
    for one, quotes, articles in batches:
        files.deliver(one, quotes, articles)
        dates.append(one)
        link_families(files, [one], [], sorted(dates))
    return files


def quote(number: int, text: str, day: date | None = None, index: int = 0) -> pl.DataFrame:
    """Return the one quote of an article."""
    return build_quotes([build_quote(number, text, day=day, index=index)])


NONE = build_articles([])


def test_the_oldest_is_published_first_in_whatever_batch() -> None:
    files = link(
        (FIRST, quote(1, SAID), NONE),
        (SECOND, quote(2, CUT, date(2025, 2, 20)), NONE),
        (THIRD, quote(3, SWAPPED), NONE),
    )
    oldest = f"{build_id(2)}-0"
    rows = files.list_rows(FAMILIES)
    assert [(row[0], row[2]) for row in rows] == [(FIRST, oldest), (SECOND, oldest), (THIRD, oldest)]
    assert [row[3] for row in rows] == [1.0, 1.0, pytest.approx(8 / 9)]


def test_quotes_of_one_article_are_no_family_until_another_has_them() -> None:
    both = build_quotes([build_quote(1, SAID), build_quote(1, SWAPPED, index=1)])
    files = link((FIRST, both, NONE))
    assert files.list_rows(FAMILIES) == []
    files.deliver(SECOND, quote(2, SAID), NONE)
    link_families(files, [SECOND], [], [FIRST, SECOND])
    assert len(files.list_rows(FAMILIES)) == 3


def test_an_article_delivered_again_is_no_kin_of_itself() -> None:
    assert link((FIRST, quote(1, SAID), NONE), (SECOND, quote(1, SWAPPED), NONE)).list_rows(FAMILIES) == []


def test_a_family_ends_with_the_quote_that_held_it_together() -> None:
    ends = "“Nobody warned the ferry crews about the tide”", "“the harbor master slept through the second alarm”"
    whole = f"{ends[0][:-1]} and, what is worse, {ends[1][1:]}"
    files = link((FIRST, quote(1, ends[0]), NONE), (SECOND, quote(2, ends[1]), NONE), (THIRD, quote(3, whole), NONE))
    assert len({row[2] for row in files.list_rows(FAMILIES)}) == 1
    assert len(files.list_rows(FAMILIES)) == 3
    link_families(files, [], [THIRD], [FIRST, SECOND])
    files.withdraw(THIRD)
    assert files.list_rows(FAMILIES) == []


def test_only_what_a_batch_touches_is_rewritten() -> None:
    files = link(
        (FIRST, quote(1, SAID), NONE), (SECOND, quote(2, "“Gravel and frost, every single winter of my life”"), NONE)
    )
    before = dict(files.frames)
    files.deliver(THIRD, quote(3, CUT), NONE)
    link_families(files, [THIRD], [], [FIRST, SECOND, THIRD])
    rewritten = {key for key, frame in files.frames.items() if before.get(key) is not frame and key[1] != THIRD}
    assert rewritten == {(FAMILIES, FIRST), ("kin", FIRST)}


def test_what_hundreds_print_is_one_family() -> None:
    speech = Speech(5)
    words = speech.say(24)
    many = HUBS * 5
    rows = [build_quote(number, speech.vary(words, "cut"), speaker="Ann Lee") for number in range(many)]
    more = [build_quote(1000 + number, speech.vary(words, "cut"), speaker="Ann Lee") for number in range(many)]
    files = link((FIRST, build_quotes(rows), NONE), (SECOND, build_quotes(more), NONE))
    assert len(files.list_rows(FAMILIES)) == 2 * many
    assert len({row[2] for row in files.list_rows(FAMILIES)}) == 1


def find_wires(*articles: tuple[date, str, str], byline: tuple[str, ...] = ()) -> list[bool]:
    """Return which of these articles, each with its day, publisher and text and the same quote, repeat another."""
    batches = [
        (day, quote(number, SAID), build_articles([(number, name, text)], byline))
        for number, (day, name, text) in enumerate(articles)
    ]
    return [row[-1] for row in link(*batches).list_rows(FAMILIES)]


@pytest.mark.parametrize(
    ("articles", "wires"),
    [
        ([(FIRST, "courier", TEXT), (SECOND, "herald", TEXT)], [False, True]),
        ([(SECOND, "courier", TEXT), (FIRST, "herald", TEXT)], [False, True]),
        ([(FIRST, "courier", TEXT), (SECOND, "herald", TEXT[:700] + " of our own " + SAID)], [False, True]),
        ([(FIRST, "courier", TEXT), (SECOND, "courier", TEXT)], [False, False]),
        ([(FIRST, "courier", TEXT), (SECOND, "herald", " ".join(Speech(4).say(200)))], [False, False]),
        ([(FIRST, "courier", TEXT), (date(2025, 4, 1), "herald", TEXT)], [False, False]),
    ],
)
def test_the_later_of_two_outlets_repeats_the_text(articles: list[tuple[date, str, str]], wires: list[bool]) -> None:
    assert find_wires(*articles) == wires


def test_an_agency_in_the_byline_makes_wire_copy_but_not_of_the_agency_itself() -> None:
    assert find_wires((FIRST, "herald", "short"), (SECOND, "reuters", "short"), byline=("Reuters",)) == [True, False]

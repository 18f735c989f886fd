"""Tables at every width: date, state and reason are whole, numbers are whole or left out, and logs get plain lines."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from flows import tables
from flows.console import SafeConsole
from flows.outcome import Outcome
from flows.settings import Settings
from flows.status import BatchStatus
from schemas import TABLES
from tasks.batch.metrics import STAGES, Cost, build_metrics
from tasks.history.clean import Cleaned
from tasks.history.compact import Compacted
from tests.conftest import DAY

HUGE = 123_456_789_012
SPACELESS = "x" * 400
WORDY = "checks failed: 3, first: tokens: text is articles.text[start:end]: 1 of 51 rows fail; look at these rows"
WIDTHS = (60, 80, 120)
ROWS = {table.name: HUGE for table in TABLES}
METRICS = build_metrics({stage: Cost(HUGE / 100, HUGE / 100) for stage in STAGES}, HUGE, HUGE, HUGE, {"names": HUGE})
STATUSES = [
    BatchStatus(DAY, "failed", SPACELESS),
    BatchStatus(
        DAY + timedelta(1),
        "stale",
        WORDY,
        ROWS,
        {"empty": HUGE},
        metrics=METRICS,
        published_at="2025-04-28T05:00:00",
        annotated=HUGE,
    ),
]
PLANS = [
    SimpleNamespace(batch=SimpleNamespace(batch_date=DAY), state="stale", why=why, files="f" * 1_000)
    for why in (SPACELESS, WORDY)
]
COPIES = [SimpleNamespace(table=TABLES[1], month="2025-04", state="current", batches="b" * 30)]
SHOWN: dict[str, Callable[[SafeConsole], None]] = {
    "status": lambda console: tables.show_status(console, STATUSES),
    "one batch": lambda console: tables.show_one_status(console, STATUSES[1]),
    "outcomes": lambda console: tables.show_outcomes(
        console,
        Settings(),
        [
            Outcome(DAY, "failed", reason=f"batch {DAY}: {SPACELESS}"),
            Outcome(DAY + timedelta(1), "published", ROWS, annotated=HUGE, words_per_second=HUGE, verdict=WORDY),
        ],
    ),
    "plans": lambda console: tables.show_plans(console, PLANS),  # type: ignore[arg-type]
    "copies": lambda console: tables.show_copies(console, COPIES, as_json_text=False),  # type: ignore[arg-type]
    "compact": lambda console: tables.show_compacted(
        console, [Compacted("sentences", "2025-04", "failed", HUGE, WORDY)], 1
    ),
    "clean": lambda console: tables.show_cleaned(console, [Cleaned("validation", SPACELESS, HUGE, "removed", WORDY)]),
}


def show(what: Callable[[SafeConsole], None], width: int | None, term: str = "xterm-256color", **variables: str) -> str:
    """What is printed by a terminal of that width, or where there is none."""
    variables = {"TERM": term, **variables}
    options = {"force_terminal": True, "width": width} if width else {}
    console = SafeConsole(file=io.StringIO(), _environ=variables, **options)
    what(console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def read_cells(shown: str) -> list[list[str]]:
    """The cells of the rows in all tables printed, those that go on over lines put together."""
    rows: list[list[str]] = []
    for line in shown.splitlines():
        if line.startswith(("│", "┃")):
            cells = [cell.strip() for cell in re.split("[│┃]", line)[1:-1]]
            if cells[0]:
                rows.append(cells)
            else:
                rows[-1] = [f"{first} {more}".strip() for first, more in zip(rows[-1], cells, strict=True)]
    return rows


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SHOWN)
def test_no_cell_is_cut(name: str, width: int) -> None:
    shown = show(SHOWN[name], width, NO_COLOR="1")
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "…" not in text
    drawn = [line for line in text.splitlines() if line.startswith(tuple("┏┃│└"))]
    assert max(map(len, drawn)) <= width
    cells = [cell for row in read_cells(text) for cell in row]
    joined = [cell.replace(" ", "") for cell in cells]  # a word that is longer than its column goes on in the next line
    assert (WORDY.replace(" ", "") in joined) == (name != "copies")
    assert (SPACELESS in joined) == (name in ("status", "outcomes", "plans", "clean"))
    numbers = [cell for cell in cells if re.search("[0-9]{3},[0-9]{3}", cell)]
    assert all(f"{HUGE:,}" in cell or f"{HUGE / 100:,.2f}" in cell for cell in numbers), numbers
    if name in ("status", "outcomes"):
        assert [row[0] for row in read_cells(text)[1:]] == [str(DAY), str(DAY + timedelta(1))]
        assert [row[1] for row in read_cells(text)[1:]] == [
            "failed",
            STATUSES[1].state if name == "status" else "published",
        ]


@pytest.mark.parametrize("width", WIDTHS)
def test_numbers_stand_to_the_right_and_the_least_important_are_left_out_first(width: int) -> None:
    rows = dict.fromkeys(ROWS, 1_000)
    statuses = [STATUSES[0], replace(STATUSES[1], rows=rows, metrics=METRICS | {"names_found": 780})]
    shown = show(lambda console: tables.show_status(console, statuses), width, NO_COLOR="1")
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    header, *_ = read_cells(text)
    names = ["articles", "quotes", "rejects", "named", "words/s", "published"]
    kept = [name for name in header if name in names]
    assert kept == names[: {60: 1, 80: 3, 120: 6}[width]]
    assert "│    1,000 │" in text
    note = f"left out here: {', '.join(names[len(kept) :])}; a wider terminal or --json shows them"
    assert (note in " ".join(text.split())) == (len(kept) < len(names))


def test_where_there_is_no_terminal_a_row_is_one_line_without_escapes_or_borders() -> None:
    for what in SHOWN.values():
        shown = show(what, None)
        assert not re.search("[\x1b│┃…]| \n", shown)
    lines = show(SHOWN["status"], None).splitlines()
    assert re.fullmatch(f"{DAY}  failed +{SPACELESS}", lines[2])
    assert re.fullmatch(f"{DAY + timedelta(1)}  stale .*  {HUGE:,}  .*{re.escape(WORDY)}", lines[3])


@pytest.mark.parametrize("name", SHOWN)
def test_no_colour_is_used_where_none_is_wanted(name: str) -> None:
    colour = r"\x1b\[(?:[0-9]+;)*(?:[34][0-8]|9[0-7])[;m]"
    assert re.search(colour, show(SHOWN[name], 80))
    assert not re.search(colour, show(SHOWN[name], 80, NO_COLOR="1"))
    assert "\x1b" not in show(SHOWN[name], 80, term="dumb")


def test_a_long_history_is_shown_whole() -> None:
    statuses = [replace(STATUSES[1], batch_date=date(2024, 1, 1) + timedelta(day)) for day in range(400)]
    shown = show(lambda console: tables.show_status(console, statuses), 80, term="dumb")
    assert [row[0] for row in read_cells(shown)[1:]] == [str(one.batch_date) for one in statuses]

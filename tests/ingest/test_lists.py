"""The lists of reading: each says what it holds and where it is from, repeats nothing, and is read by some module."""

from pathlib import Path

import pytest

from tasks.ingest.lists import load_lines

INGEST = Path(__file__).parents[2] / "tasks" / "ingest"
LISTS = sorted((INGEST / "lists").glob("*.txt"))
TABLES = ("keys", "magic", "time_zones")


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_says_what_it_holds_and_is_read(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# ")
    lines = load_lines(path.stem)
    assert all(line == line.strip() and line for line in lines)
    entries = [line.split()[0] if path.stem in TABLES else line for line in lines]
    assert len(set(entries)) == len(entries)
    assert any(f'load_lines("{path.stem}")' in module.read_text() for module in INGEST.rglob("*.py"))

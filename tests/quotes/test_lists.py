"""Word lists: each has a source, is sorted, repeats nothing, is read by some module, and its words can be found."""

import re
from pathlib import Path

import pytest
import spacy

from tasks.quotes.lists import read_entries, read_list, read_rows
from tasks.quotes.naming.words.names import fold_word

ROOT = Path(__file__).parents[2]
LISTS = ROOT / "tasks" / "quotes" / "lists"
NAMES = sorted(path.stem for path in LISTS.glob("*.txt"))
SOURCES = {path: path.read_text("utf-8") for path in (ROOT / "tasks" / "quotes").rglob("*.py")}
OF_SEVERAL_WORDS = {"places", "demonyms", "country_names"}
"""Looked up as phrases; in the tables among them "_" stands for the space."""
JOINED_AT_HYPHENS = {"organisation_endings", "first_names"}
"""Looked up among the words of a name, which `name_words` joins."""


@pytest.mark.parametrize("name", NAMES)
def test_a_list_says_its_source_first(name: str) -> None:
    lines = (LISTS / f"{name}.txt").read_text("utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    assert comments == lines[: len(comments)]
    assert "Source: " in " ".join(comments)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_is_sorted_and_repeats_nothing(name: str) -> None:
    entries = read_entries(name)
    assert entries == sorted(set(entries))
    keys = [row[0] for row in read_rows(name)]
    assert len(keys) == len(set(keys)) or name in OF_SEVERAL_WORDS


@pytest.mark.parametrize("name", NAMES)
def test_a_list_is_read(name: str) -> None:
    readers = [path for path, source in SOURCES.items() if re.search(rf'(read_list|read_rows)\("{name}"\)', source)]
    assert readers or f'_read_genders("{name}")' in SOURCES[ROOT / "tasks/quotes/naming/words/lexicon.py"]


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_SEVERAL_WORDS - JOINED_AT_HYPHENS))
def test_every_word_is_one_token(name: str) -> None:
    nlp = spacy.blank("en")
    words = {word for row in read_rows(name) for word in row}
    assert sorted(word for word in words if [token.text for token in nlp(word)] != [word]) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_folded_as_what_is_looked_up(name: str) -> None:
    assert [entry for entry in read_entries(name) if fold_word(entry) != entry] == []


def test_a_list_is_read_without_its_comments() -> None:
    assert {"pope", "king"} <= read_list("name_titles") <= read_list("titles") | {row[0] for row in read_rows("titles")}
    assert all(len(row) == 2 and row[1] in {"m", "f", "u"} for row in read_rows("roles"))


def test_names_of_the_sample_articles_are_in_no_code() -> None:
    """Two capitalised words in a row that the samples share with a docstring are a name taken from them."""
    samples = [*(path for path in (ROOT / "raw").rglob("*") if path.is_file()), *ROOT.glob("tests/corpus/newsdesk-*")]
    text = " ".join(path.read_text("utf-8", errors="replace") for path in samples if path.name != "README.md")
    pairs = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")
    assert {pair for source in SOURCES.values() for pair in pairs.findall(source)} & set(pairs.findall(text)) == set()

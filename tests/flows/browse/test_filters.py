"""Words of a search: whole words, beginnings, phrases, in any case and with either apostrophe."""

from typing import Any

import duckdb
import pytest
from pydantic import ValidationError

from flows.browse.filters import Filters, build_condition


def finds(words: str, text: str) -> bool:
    where, bound = build_condition({"words": words})
    query = f"SELECT {where} FROM (SELECT $text AS quote_text)"
    return bool(duckdb.execute(query, {**bound, "text": text}).fetchall()[0][0])


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("bridge", "The bridge will pay"),
        ("bridge", "“Bridge!”"),
        ("pay bridge", "The bridge will pay"),
        ("ferr*", "two ferries"),
        ('"night train"', "The Night\ntrain is late"),
        ("“night train”", "the night train"),
        ("it's", "It’s over"),
        ("it’s", "it's over"),
        ("élan", "Élan, he said"),
        ("$310", "cost $310 million"),
        ("a.b", "see a.b"),
        ("100%", "I am 100% sure"),
        ("", "anything"),
    ],
)
def test_words_that_are_found(words: str, text: str) -> None:
    assert finds(words, text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("bridge", "two bridges"),
        ("bridge mill", "the bridge"),
        ('"train night"', "the night train"),
        ("lan", "élan"),
        ("a.b", "aXb"),
        ("%", "nothing of it"),
    ],
)
def test_words_that_are_not_found(words: str, text: str) -> None:
    assert not finds(words, text)


def test_what_a_form_leaves_empty_is_no_filter() -> None:
    given = {"words": " ", "from": "", "type": "", "speech": "", "confidence": ""}
    assert build_condition(Filters.model_validate(given).model_dump()) == ("true", {})


@pytest.mark.parametrize(
    "given", [{"from": "March"}, {"confidence": "2"}, {"type": "loud"}, {"words": "x" * 301}, {"change": "none"}]
)
def test_what_no_filter_can_be_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Filters.model_validate(given)

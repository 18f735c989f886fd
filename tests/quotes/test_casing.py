"""Texts in one case: which are, and that only their names get capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tasks.quotes.casing import find_only_case, restore_case

LONG = "the ferry was late again on monday, said the harbour trust, for the ninth time this month."


@pytest.mark.parametrize(
    ("text", "case"),
    [
        (LONG, "small"),
        (LONG.replace("trust", "NATO"), "small"),
        (LONG.upper(), "capitals"),
        (LONG.upper().replace("HARBOUR", "McADAM"), "capitals"),
        (f"By Ann Lee\n\n{LONG * 20}", "small"),
        (LONG.capitalize(), None),
        (LONG.replace("late", "late, as I said,"), None),
        ("the ferry was late.", None),
        ("4 - 3, 2 - 1, 5 - 6, 7 - 8, 9 - 9, 1 - 0", "small"),
        ("", None),
    ],
)
def test_only_case(text: str, case: str | None) -> None:
    assert find_only_case(text) == case


@pytest.mark.parametrize("text", [LONG, LONG.upper()], ids=["small letters", "capitals"])
def test_names_get_capitals(nlp: Language, text: str) -> None:
    restored = restore_case(nlp(text))
    assert restored.lower() == text.lower()
    assert "Harbour Trust" in restored
    assert "ferry" in restored


def test_a_text_in_two_cases_stays_as_it_is(nlp: Language) -> None:
    text = "The FERRY was late again on monday, said the harbour trust, for the ninth time this month."
    assert restore_case(nlp(text)) == text


@given(st.lists(st.text(min_size=1, max_size=8), max_size=30))
def test_length_stays_whatever_the_characters(words: list[str]) -> None:
    doc = Doc(Vocab(), words=words, ents=["B-PERSON"] * len(words))
    assert len(restore_case(doc)) == len(doc.text)

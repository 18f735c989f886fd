"""Quotes that the network does not find: fixed forms, later paragraphs of a quotation, quotations left alone."""

import json
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.alone import find_alone
from tasks.quotes.rules.continued import add_paragraphs
from tasks.quotes.rules.letters import find_letters
from tasks.quotes.rules.listed import find_listed
from tasks.quotes.rules.order import apply_rules
from tasks.quotes.rules.posts import find_posts
from tasks.quotes.rules.quoted_text import QuotedText
from tasks.quotes.rules.signed import find_signed
from tasks.quotes.rules.titles import drop_titles
from tasks.quotes.rules.turns import find_turns

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases/forms.jsonl").read_text("utf-8").splitlines()]

BLANK = spacy.blank("en")

FORMS = (find_signed, find_posts, find_letters, find_turns, find_listed)


def find_forms(text: str) -> list[Attribution]:
    article = QuotedText(BLANK(text))
    return [item for find in FORMS for item in find(article, [])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_forms(case: dict[str, object]) -> None:
    text = str(case["text"])
    found = [[text[slice(*form.speaker)], text[slice(*form.content[0])]] for form in find_forms(text) if form.speaker]
    assert found == case["quotes"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("GEORGE TOWN: The bridge was closed on Monday.", 0),
        ("Bridge closed\n\nGEORGE TOWN: The bridge was closed on Monday.", 0),
        ("One\n\nTwo\n\nThree\n\nGEORGE TOWN: The bridge was closed on Monday.", 1),
    ],
)
def test_a_dateline_is_no_speaker(text: str, kept: int) -> None:
    at = text.index("GEORGE")
    found = Attribution(((at + 13, len(text)),), (at + 11, at + 12), (at, at + 11), is_speech=True, score=0.9)
    assert len(drop_titles(QuotedText(BLANK(text)), [found])) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Doha: The bridge was closed on Monday.", 0),
        ("Doha: “The bridge was closed on Monday.”", 1),
        ("Doha: The bridge was closed on Monday", 1),
    ],
)
def test_a_place_in_small_letters_before_prose_is_no_speaker(text: str, kept: int) -> None:
    doc = BLANK(text)
    doc.ents = [doc.char_span(0, 4, "GPE")]
    found = Attribution(((6, len(text)),), (4, 5), (0, 4), is_speech=True, score=0.9)
    assert len(drop_titles(QuotedText(doc), [found])) == kept


def test_a_form_replaces_what_contradicts_it() -> None:
    text = "“I will not vote for him.” ― Ann Lee"
    wrong = Attribution(((0, 26),), (27, 28), None, is_speech=True, score=0.9)
    assert [(item.speaker, item.rule) for item in apply_rules(BLANK(text), [wrong])] == [((29, 36), "signed quotation")]


@given(st.text(alphabet='“”"—-:.()[]\nQA LEEb,1?•@*>'))
def test_any_text_has_forms(text: str) -> None:
    for form in find_forms(text):
        assert all(text[start:end].strip() for start, end in form.content)


def test_quotation_of_several_paragraphs_is_one_content(nlp: Language) -> None:
    text = "He wrote:\n\n“First.\n\n“Second.\n\n“Third.”\n\n“Another,” said Ann Lee."
    first = Attribution(((11, 18),), (3, 8), (0, 2), is_speech=True, score=0.9)
    content = add_paragraphs(QuotedText(nlp(text)), [first])[0].content
    assert [text[start:end] for start, end in content] == ["“First.\n\n“Second.\n\n“Third.”"]


def test_quotation_alone_goes_to_the_subject_before_it(nlp: Language) -> None:
    text = "Ann Lee put down her spoon. “In this very house?”"
    found = find_alone(QuotedText(nlp(text)), [])
    assert [(text[slice(*item.speaker)], item.cue) for item in found if item.speaker] == [("Ann Lee", None)]


def test_nothing_is_guessed_without_a_parse() -> None:
    assert find_alone(QuotedText(BLANK("Ann Lee sat. “In this very house?”")), []) == []

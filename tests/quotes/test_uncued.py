"""What follows the tagger: floating quotations, missed quotatives and speakers, and that any document is completed."""

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tasks.annotate.pipeline import load_language
from tasks.quotes.quote import Attribution, Span, Spans
from tasks.quotes.rules.order import RULES, apply_rules

BLANK = spacy.blank("en")


@pytest.fixture(scope="module")
def nlp() -> Language:
    """A pipeline with spaCy's entities, which has no names in most of the cases."""
    return load_language("en_core_web_md")


def read_cases() -> list[Any]:
    """The cases; known misses are strict expected failures."""
    lines = (Path(__file__).parents[1] / "cases/uncued.jsonl").read_text("utf-8").splitlines()
    fails = pytest.mark.xfail(strict=True)
    cases = [json.loads(line) for line in lines]
    return [pytest.param(case, id=case["id"], marks=[fails] * (case["expect"] == "fail")) for case in cases]


def place(text: str, words: str) -> Span:
    return text.index(words), text.index(words) + len(words)


def place_all(text: str, contents: str | list[str]) -> Spans:
    return tuple(place(text, content) for content in ([contents] if isinstance(contents, str) else contents))


def find(case: dict[str, Any], nlp: Language) -> list[Attribution]:
    """What the rules give for a case."""
    text = case["text"]
    found = [
        Attribution(place_all(text, content), place(text, cue), speaker and place(text, speaker), True, 0.9)
        for speaker, cue, content in case["found"]
    ]
    return apply_rules(nlp(text), found)


@pytest.mark.parametrize("case", read_cases())
def test_uncued(case: dict[str, Any], nlp: Language) -> None:
    text = case["text"]

    def words(span: Span | None) -> str | None:
        return text[slice(*span)] if span else None

    kept = [[words(item.speaker), words(item.cue), [*map(words, item.content)]] for item in find(case, nlp)]
    assert kept == case["kept"]


def test_every_rule_that_makes_a_quote_names_itself(nlp: Language) -> None:
    made = {(item.rule, item.score) for case in read_cases() for item in find(case.values[0], nlp)}
    assert made == {(rule.name, rule.score) for rule in RULES if rule.score} | {(None, 0.9)}
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_documentation_lists_the_rules_in_order() -> None:
    page = (Path(__file__).parents[2] / "tasks/quotes/README.md").read_text("utf-8")
    table = page.split("\n| rule |")[1].split("\n\n")[0]
    assert [row.split("|")[1].strip() for row in table.splitlines()[2:]] == [rule.name for rule in RULES]


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
FOUND = st.builds(
    Attribution,
    content=st.tuples(SPANS),
    cue=st.none() | SPANS,
    speaker=st.none() | SPANS,
    is_speech=st.booleans(),
    score=st.just(0.5),
)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="“”\"' \nsaid,:.Ab9é\u00a0", min_size=42, max_size=70), st.lists(FOUND, max_size=4))
def test_any_document_is_completed(text: str, found: list[Attribution]) -> None:
    """No parse, no tags, claims that fit nothing: spans stay inside the text and are not empty."""
    for item in apply_rules(BLANK(text), found):
        assert all(0 <= start < end <= len(text) for start, end in item.content)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="“”\"' \nsaid,:.!Ab é", max_size=70))
def test_any_parsed_document_is_completed(nlp: Language, text: str) -> None:
    for item in apply_rules(nlp(text), []):
        parts = [*item.content, *(part for part in (item.cue, item.speaker) if part)]
        assert all(text[start:end].strip() for start, end in parts)


def test_an_empty_document_has_nothing() -> None:
    assert apply_rules(Doc(Vocab(), []), []) == []

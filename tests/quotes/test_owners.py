"""One owner for each quotation, and which cues are of saying."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.owners import keep_owners
from tasks.quotes.rules.quoted_text import QuotedText
from tasks.quotes.rules.speech import mark_speech

BLANK = spacy.blank("en")


def read_cases(name: str) -> list[Any]:
    """The cases of one file; known misses are strict expected failures."""
    lines = (Path(__file__).parents[1] / "cases" / name).read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    fails = pytest.mark.xfail(strict=True)
    return [pytest.param(case, id=case["id"], marks=[fails] * (case["expect"] == "fail")) for case in cases]


def build(text: str, cue: str | None, contents: list[str], *, is_speech: bool = True) -> Attribution:
    """An attribution by its words, each where they stand first."""
    spans = tuple((text.index(content), text.index(content) + len(content)) for content in contents)
    found = (text.index(cue), text.index(cue) + len(cue)) if cue else None
    return Attribution(spans, found, None, is_speech, 0.9)


@pytest.mark.parametrize("case", read_cases("owners.jsonl"))
def test_owners(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [build(text, cue, contents) for cue, contents in case["found"]]
    assert keep_owners(QuotedText(BLANK(text)), found) == [build(text, cue, contents) for cue, contents in case["kept"]]


SPANS = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))
FOUND = st.builds(
    Attribution,
    content=st.tuples(SPANS),
    cue=st.none() | SPANS,
    speaker=st.none(),
    is_speech=st.booleans(),
    score=st.just(0.5),
)


@given(st.text(alphabet="“”\"'‘’ \nab.", min_size=60, max_size=80), st.lists(FOUND, max_size=5))
def test_any_claims_are_settled(text: str, found: list[Attribution]) -> None:
    claimed = {place for item in found for start, end in item.content for place in range(start, end)}
    for item in keep_owners(QuotedText(BLANK(text)), found):
        assert item.content
        assert all(start < end and {start, end - 1} <= claimed for start, end in item.content)


@pytest.mark.parametrize("case", read_cases("speech.jsonl"))
def test_speech(case: dict[str, Any], nlp: Language) -> None:
    text = case["text"]
    found = build(text, case["cue"], [case.get("content", text)], is_speech=False)
    if "speaker" in case:
        start = text.index(case["speaker"])
        found = replace(found, speaker=(start, start + len(case["speaker"])))
    assert mark_speech(QuotedText(nlp(text)), [found])[0].is_speech == case["is_speech"]


def test_data_show_what_was_released(nlp: Language) -> None:
    text = "One train in eight was late, data released by the Orlen Rail Authority show."
    start = text.index("the Orlen")
    found = replace(
        build(text, "show", ["One train in eight was late"], is_speech=False), speaker=(start, text.index(" show"))
    )
    assert mark_speech(QuotedText(nlp(text)), [found])[0].is_speech


def test_speech_stays_speech() -> None:
    doc = Doc(Vocab(), ["Believe", "it"])
    found = [build("Believe it", "Believe", ["it"]), build("Believe it", None, ["it"], is_speech=False)]
    assert mark_speech(QuotedText(doc), found) == found

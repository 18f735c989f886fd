"""Contents mended by the quote marks: filled, or cut where a sentence ends before the cue."""

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.order import apply_rules

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases/mend.jsonl").read_text("utf-8").splitlines()]
BLANK = spacy.blank("en")


def place(text: str, words: str) -> Span:
    return text.index(words), text.index(words) + len(words)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_contents_are_mended(case: dict[str, Any]) -> None:
    text, (cue, contents) = case["text"], case["found"]
    spans = tuple(place(text, content) for content in contents)
    found = Attribution(spans, place(text, cue), None, is_speech=True, score=0.9)
    mended = apply_rules(BLANK(text), [found])
    assert [text[slice(*span)] for span in mended[0].content] == case["kept"]


def test_a_title_goes_on_with_the_name(nlp: Language) -> None:
    text = "He is at a desk, according to Capt. Tova Brill, who leads them."
    found = Attribution((place(text, "He is at a desk"),), place(text, "according to"), place(text, "Capt."))
    mended = apply_rules(nlp(text), [found])
    assert text[slice(*mended[0].speaker or (0, 0))] == "Capt. Tova Brill"

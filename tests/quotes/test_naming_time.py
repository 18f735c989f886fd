"""Naming takes linear time in the length of a text, whatever the text holds and whoever is taken for a speaker."""

import math
import random
from collections.abc import Callable
from time import process_time

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span

from tasks.quotes.naming.resolve import resolve
from tasks.quotes.quote import Attribution

pytestmark = pytest.mark.slow

MAX_RATIO = 6.0
"""Of the CPU time of four times the text: 4 is linear, 16 is quadratic."""
PRONOUNS = {"he", "she", "they", "it", "we", "you", "i", "who"}
RANDOM = random.Random(1)


def invent() -> str:
    return "".join(RANDOM.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(6)).title()


TEXTS: dict[str, Callable[[], str]] = {
    "names": lambda: f"{invent()} {invent()} said so. ",
    "names of one surname": lambda: f"{invent()} Lee said so. Lee left. ",
    "names in a list": lambda: f"Ann {invent()}, ",
    "firms of two names": lambda: f"{invent()} & {invent()} said so. ",
    "ampersands": lambda: f"{invent()} & ",
    "they said it": lambda: "They said it. “We,” it said. ",
    "descriptions": lambda: "The mayor said so. A spokeswoman left. ",
    "mayors of cities": lambda: f"The mayor of {invent()}, Ann {invent()}, came. The mayor of {invent()} left. ",
    "organisations": lambda: f"The North {invent()} Commission met. The commission said so. The company left. ",
}


def find_everything(doc: Doc) -> list[Attribution]:
    """A quotation for every name, pronoun and description of a document: ten words long, those beside it overlap."""
    spans: list[Span] = [*doc.ents, *(doc[t.i : t.i + 1] for t in doc if t.lower_ in PRONOUNS)]
    spans += [chunk for chunk in doc.noun_chunks if chunk[0].pos_ == "DET"]
    edges, length = sorted({(span.start_char, span.end_char) for span in spans}), len(doc.text)
    return [Attribution(((end, min(end + 50, length)),), None, (start, end), True, 1.0) for start, end in edges]


def prepare(nlp: Language, make: Callable[[], str], length: int) -> Callable[[], float]:
    """What names everybody in a text of that length, and returns the CPU time of it."""
    text = ""
    while len(text) < length:
        text += make()
    doc = nlp(text)
    attributions = find_everything(doc)

    def measure() -> float:
        start = process_time()
        resolve(doc, attributions)
        return process_time() - start

    return measure


@pytest.mark.parametrize("kind", TEXTS)
def test_time_is_linear(nlp: Language, kind: str) -> None:
    """The least times of up to three tries count."""
    prepare(nlp, TEXTS[kind], 1_000)()
    measures = [prepare(nlp, TEXTS[kind], length) for length in (10_000, 40_000)]
    short = long = math.inf
    for _ in range(3):
        short, long = (min(least, measure()) for least, measure in zip((short, long), measures, strict=True))
        if long < MAX_RATIO * short:
            return
    pytest.fail(f"{short:.3f} s, {long:.3f} s")


def test_one_name_of_a_thousand_words(nlp: Language) -> None:
    """Entities as long as no recogniser finds them."""

    def time(count: int) -> float:
        doc = Doc(nlp.vocab, [invent() for _ in range(count)])
        doc.set_ents([Span(doc, 0, count, label="PERSON")])
        start = process_time()
        resolve(doc, [Attribution((), None, (0, len(doc.text)), True, 1.0)])
        return process_time() - start

    assert min(time(8_000) for _ in range(3)) < MAX_RATIO * min(time(2_000) for _ in range(3))

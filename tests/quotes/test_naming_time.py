"""Naming takes linear time in the length of a text, whatever the text holds and whoever is taken for a speaker."""

import random
from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span

from tasks.quotes.naming.resolve import resolve
from tasks.quotes.quote import Attribution
from tests.support.hostile import check_linear

pytestmark = pytest.mark.slow

MAX_SECONDS = 5.0
"""Many times what the longest of these texts takes."""
SIZES = (5_000, 20_000)
FLOOR = 0.005
"""Seconds below which a ratio says nothing; the quickest text takes three times as long."""
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


def prepare(nlp: Language, make: Callable[[], str], length: int) -> Callable[[], object]:
    """What names everybody in a text of that length."""
    text = ""
    while len(text) < length:
        text += make()
    doc = nlp(text)
    attributions = find_everything(doc)
    return lambda: resolve(doc, attributions)


@pytest.mark.parametrize("kind", TEXTS)
def test_time_is_linear(nlp: Language, kind: str) -> None:
    prepare(nlp, TEXTS[kind], 1_000)()
    name = {length: prepare(nlp, TEXTS[kind], length) for length in SIZES}
    check_linear(lambda length: name[length](), SIZES, MAX_SECONDS, FLOOR)


def test_one_name_of_a_thousand_words(nlp: Language) -> None:
    """Entities as long as no recogniser finds them."""

    docs = {count: Doc(nlp.vocab, [invent() for _ in range(count)]) for count in (2_000, 8_000)}
    for count, doc in docs.items():
        doc.set_ents([Span(doc, 0, count, label="PERSON")])

    def name(count: int) -> None:
        resolve(docs[count], [Attribution((), None, (0, len(docs[count].text)), True, 1.0)])

    check_linear(name, (2_000, 8_000), MAX_SECONDS, FLOOR)

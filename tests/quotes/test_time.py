"""Tagging and rules take time in the length of a text alone, whatever its characters, its parse and what is found."""

from dataclasses import replace

import numpy as np
import pytest
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from tasks.quotes.rules.order import apply_rules
from tasks.quotes.tagging.pieces import Floats
from tasks.quotes.tagging.rating import RatingSettings
from tasks.quotes.tagging.tagger import MODEL, Tagger, load_tagger
from tests.support.hostile import check_linear

pytestmark = pytest.mark.slow

TEXTS = {
    "quote marks": "“ ",
    "closing marks": '" ',
    "commas": ", ",
    "he said she said": "he said she said ",
    "capitals": "NATO ",
    "brackets": "( a ( b ) ",
    "one-word paragraphs": "word\n\n",
    "quotations": "a “b” said c. ",
    "sentences alone": "Ann sat. “In this very house?” ",
    "floating": "“The bridge is a ruin,” Lee said on Tuesday. “We go on now.” ",
    "paragraphs left open": "“We will strike on Monday.\n\n",
    "turns": "Ann: I said so.\n\nLee: No, never.\n\n",
    "signatures": "“No, never.” — Ann Lee\n\n",
    "names above": "Ann Lee, a\n\n“No, never.”\n\n",
    "appositions": "Ann Lee, a, a, a, a, a, a, a, a, a, a, a, a.\n\n",
    "questions": "Why did you come here at all?\n\nI had my work.\n\n",
    "quoted as": "Ann was quoted by a as saying he said. ",
    "quotations within": "“Ann said, ‘I said no,’” Lee said. ",
    "halves": "“I said,” Lee said, “but not here.” ",
    "paragraphs alone": "“We go on now.”\n\nRain fell.\n\n",
    "labels": "Mr LEE (a) (10:10): Ann said so.\n\n",
    "examinations": "BY MS. LEE:\n\nQ. Where were you?\n\nA. At home.\n\n",
    "dialogue": "— It is late, said Lee. Go home.\n\n— No.\n\n",
    "topics": "On the rain: “No, never.”\n\n",
    "replies": "Lee replies: I said so.\n\n",
}
SIZES = (5_000, 20_000)
MAX_SECONDS = 5.0
"""Many times what the longest of these texts takes."""
FLOOR = 0.05
"""Seconds below which a ratio says nothing."""


class Guesser:
    """A network that sees cues, speakers and contents everywhere, at random."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(0)

    def encode(
        self, ids: NDArray[np.int64], inputs: NDArray[np.int64], lengths: NDArray[np.int32]
    ) -> tuple[Floats, Floats, Floats]:
        scores = (self.random.normal(size=(*ids.shape, 3)) + np.array([3, 0, 0])).astype(np.float32)
        return np.zeros((*ids.shape, 4), dtype=np.float32), scores, scores[..., :0]

    def pair(
        self, vectors: Floats, centres: Floats, spots: NDArray[np.int64], relations: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        scores = self.random.normal(size=(*spots.shape, 5)) + np.array([2, 0, 0, 0, 1])
        return scores.astype(np.float32), np.zeros(len(spots), dtype=np.float32)


@pytest.fixture(scope="module")
def guesser() -> Tagger:
    tagger = load_tagger(MODEL)
    settings = replace(tagger.settings, evidence=(), rating=RatingSettings(least=0.0))
    return replace(tagger, scorer=Guesser(), settings=settings)


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("en")


def parse(doc: Doc, shape: str) -> Doc:
    """The document as one sentence: each word below the one before, or all below the first."""
    words = [token.text for token in doc]
    heads = [max(0, number - 1) if shape == "deep" else 0 for number in range(len(words))]
    verbs = [word in {"said", "sat", "is", "strike"} for word in words]
    return Doc(
        doc.vocab,
        words=words,
        spaces=[bool(token.whitespace_) for token in doc],
        heads=heads,
        deps=["ROOT" if not number else "nsubj" if number % 3 else "ccomp" for number in range(len(words))],
        tags=["VBD" if verb else "NN" for verb in verbs],
        pos=["VERB" if verb else "NOUN" for verb in verbs],
        lemmas=["say" if word == "said" else word for word in words],
    )


@pytest.mark.parametrize(
    ("kind", "shape"), [*((kind, "deep") for kind in TEXTS), ("quotations", "flat"), ("brackets", "flat")]
)
def test_time_grows_with_length_alone(kind: str, shape: str, guesser: Tagger, blank: Language) -> None:
    docs = {size: parse(blank.tokenizer((TEXTS[kind] * size)[:size]), shape) for size in SIZES}
    found = {}

    def attribute(size: int) -> None:
        tagged = guesser.attribute(guesser.read(docs[size]))
        apply_rules(docs[size], tagged)
        found[size] = len(tagged)

    check_linear(attribute, SIZES, MAX_SECONDS, FLOOR)
    assert found[SIZES[1]] > 100

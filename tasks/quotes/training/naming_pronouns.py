"""Fit the weights of pronouns on news without any coreference marked:

    python -m tasks.quotes.training.naming_pronouns polnear/train.jsonl

Where among the people named before a "she" exactly one is known to be a woman, she is the answer. The choice is fitted
as if nobody's gender were known, so that what is learned is place, clause and speaking. Takes a corpus of quotes.
"""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any, Final

from spacy.tokens import Doc

from tasks.quotes.naming import pronouns
from tasks.quotes.naming.lexicon import Gender
from tasks.quotes.naming.pronouns import Cast, Person, find_antecedent, find_features, find_reachable
from tasks.quotes.naming.resolve import resolve
from tasks.quotes.quote import Attribution
from tasks.quotes.training.naming_choice import Choice, fit_held_out, parse_corpora

BY_HAND: Final = {
    "same gender": 0.8, "last by pronoun": 0.3, "unnamed": -0.9, "description": -0.2, "quoted": -0.4, "speaks": 0.0,
}  # fmt: skip
"""Weights that such examples cannot teach (no unknown gender, nobody unnamed), set on GUM's coreference."""
_HIDDEN: Final = frozenset(["same gender", "last by pronoun"])
_FAR: Final = 200
_NEAR_UNKNOWN: Final = 60


def record_choice(examples: list[Choice], cast: Cast, position: int, gender: Gender) -> Person | None:
    """Return the person of the pronoun's gender where there is but one, recorded as an example; else the likeliest."""
    near = find_reachable(cast, position, cast.contents.get(position))
    known = [(person, last) for person, last in near if find_gender(person) != "u"]
    right = [person for person, last in known if find_gender(person) == gender and position - last[0] < _FAR]
    unsure = any(
        find_gender(person) == "u" and person.gender in {gender, "u"} and position - last[0] < _NEAR_UNKNOWN
        for person, last in near
    )
    if len(right) != 1 or len(known) < 2 or unsure:
        return find_antecedent(cast, position, gender)
    candidates = [find_features(cast, position, gender, person, last) for person, last in known]
    visible = [{name: value for name, value in c.items() if name not in _HIDDEN} for c in candidates]
    examples.append((visible, [person is right[0] for person, _ in known]))
    return right[0]


def find_gender(person: Person) -> Gender:
    """Return the gender that a person's name shows, whatever pronouns have said."""
    return person.cluster.gender if person.cluster else "u"


def find_examples(doc: Doc, quotes: list[dict[str, Any]]) -> list[Choice]:
    """Return the examples of one article, given its quotes in the corpus format."""
    attributions = []
    for quote in quotes:
        content, speaker = (tuple(map(tuple, quote.get(part) or ())) for part in ("content", "speaker"))
        attributions.append(Attribution(content, None, speaker[0] if speaker else None))
    examples: list[Choice] = []
    resolve(doc, attributions, partial(record_choice, examples))
    return examples


def main(paths: list[str]) -> None:
    """Write `pronoun_weights.json`; print the accuracy on every fifth article, fitted on the others."""
    weights = fit_held_out([find_examples(doc, row["quotes"]) for doc, row in parse_corpora(paths)]) | BY_HAND
    target = Path(pronouns.__file__).with_name("pronoun_weights.json")
    target.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Pronouns of one person: which person named or described before "he" or "she" stands for."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from tasks.quotes.naming.gender import Gender
from tasks.quotes.naming.tokens import Tokens

type ReferenceKind = Literal["name", "description", "pronoun"]

WINDOW: Final = 400
"""Tokens that a pronoun looks back over."""


@dataclass(slots=True)
class Person:
    """Somebody the article mentions, named (`cluster`) or only described."""

    key: int | str
    """A cluster id, or the words of a description."""
    gender: Gender
    references: list["Reference"] = field(default_factory=list)
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """One mention of a person in the article."""

    position: int
    kind: ReferenceKind
    is_subject: bool
    is_quoted: bool
    is_speaker: bool


WEIGHTS: Final = {
    "sentences": -0.75,
    "tokens": -0.35,
    "subject": 0.8,
    "speaker": 0.9,
    "pronoun": 0.6,
    "description": -0.7,
    "quoted": -1.0,
    "gender": 1.2,
    "frequency": 0.35,
    "same_sentence": -0.1,
    "possessive_same": 0.6,
    "unnamed": -0.4,
}


def features(tokens: Tokens, position: int, gender: Gender, person: Person) -> dict[str, float] | None:
    """What speaks for one candidate; nothing where the genders disagree or it is out of reach."""
    if person.gender not in {gender, "u"} or not person.references:
        return None
    last = person.references[-1]
    distance = position - last.position
    if distance > WINDOW or distance <= 0:
        return None
    sentences = min(6, tokens.sentence[position] - tokens.sentence[last.position])
    is_possessive = tokens.tag[position] == "PRP$"
    return {
        "sentences": sentences,
        "tokens": min(6.0, distance / 25),
        "subject": float(last.is_subject),
        "speaker": float(last.is_speaker),
        "pronoun": float(last.kind == "pronoun"),
        "description": float(last.kind == "description"),
        "quoted": float(last.is_quoted),
        "gender": float(person.gender == gender),
        "frequency": min(3.0, len(person.references) / 3),
        "same_sentence": float(sentences == 0),
        "possessive_same": float(sentences == 0 and is_possessive),
        "unnamed": float(not person.is_named),
    }


def find_antecedent(
    tokens: Tokens, position: int, gender: Gender, people: Sequence[Person], barred: tuple[int, int] | None = None
) -> Person | None:
    """The likeliest person for the pronoun at `position`; a mention inside `barred` tokens doesn't count."""
    best: tuple[float, int, Person] | None = None
    for number, person in enumerate(people):
        if barred is not None and person.references and barred[0] <= person.references[-1].position < barred[1]:
            shortened = [r for r in person.references if not barred[0] <= r.position < barred[1]]
            person_view = Person(person.key, person.gender, shortened, person.is_named)
        else:
            person_view = person
        values = features(tokens, position, gender, person_view)
        if values is None:
            continue
        score = sum(WEIGHTS[name] * value for name, value in values.items())
        if best is None or score > best[0]:
            best = score, number, person
    return best[2] if best else None


def insert_position(positions: Sequence[int], position: int) -> int:
    """How many of the sorted positions lie before `position`."""
    return bisect_left(positions, position)

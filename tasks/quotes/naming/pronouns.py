"""Pronouns of one person: which person named or described before "he" or "she" stands for.

A log-linear choice among the people mentioned before, over the features below of each one's last mention;
`pronoun_weights.json` holds the weights, fitted by `fit_pronouns.py` on unlabelled news.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from tasks.quotes.naming.gender import Gender
from tasks.quotes.naming.lexicon import SPEECH_LEMMAS, word_set
from tasks.quotes.naming.tokens import Tokens

type ReferenceKind = Literal["name", "description", "pronoun"]

WINDOW: Final = 600
"""Tokens that a pronoun looks back over."""
SUBJECTS: Final = frozenset(["nsubj", "nsubjpass"])
_ROLES_IN_CLAUSE: Final = word_set("poss pobj dobj conj")


@dataclass(frozen=True, slots=True)
class Reference:
    """One mention of a person in the article."""

    position: int
    kind: ReferenceKind
    is_quoted: bool
    is_speaker: bool


@dataclass(slots=True)
class Person:
    """Somebody the article mentions, named (`key` is the cluster's id) or only described (`key` is the words)."""

    key: int | str
    gender: Gender
    references: list[Reference] = field(default_factory=list)
    is_named: bool = True


@dataclass(slots=True)
class Stage:
    """The people an article has brought on so far."""

    people: dict[int | str, Person] = field(default_factory=dict)
    last_by_pronoun: dict[Gender, Person] = field(default_factory=dict)
    main: Person | None = None
    """Whoever has been mentioned most."""

    def refer(self, person: Person, reference: Reference, gender: Gender = "u") -> None:
        """Note a mention; `gender` is the pronoun's, unknown for names and descriptions."""
        person.references.append(reference)
        if gender != "u":
            self.last_by_pronoun[gender] = person
            if person.gender == "u":
                person.gender = gender
        if self.main is None or len(person.references) > len(self.main.references):
            self.main = person


@cache
def read_weights() -> Mapping[str, float]:
    """Feature → weight."""
    weights: dict[str, float] = json.loads(files(__package__).joinpath("pronoun_weights.json").read_text())
    return weights


def find_antecedent(
    tokens: Tokens, position: int, gender: Gender, stage: Stage, barred: tuple[int, int] | None = None
) -> Person | None:
    """The likeliest person for the pronoun at `position`; mentions inside the tokens `barred` don't count."""
    weights = read_weights()
    best: tuple[float, Person] | None = None
    for person, last in reachable(position, stage, barred):
        if "u" != person.gender != gender != "u":
            continue
        values = features(tokens, position, gender, person, last, stage)
        score = sum(weights.get(name, 0.0) * value for name, value in values)
        if best is None or score > best[0]:
            best = score, person
    return best[1] if best else None


def reachable(position: int, stage: Stage, barred: tuple[int, int] | None) -> Iterator[tuple[Person, Reference]]:
    """Everybody mentioned in the window before, of any gender, each with the last mention that counts."""
    for person in stage.people.values():
        last = _last_reference(person, barred)
        if last is not None and 0 < position - last.position <= WINDOW:
            yield person, last


def _last_reference(person: Person, barred: tuple[int, int] | None) -> Reference | None:
    if barred is None:
        return person.references[-1] if person.references else None
    return next((r for r in reversed(person.references) if not barred[0] <= r.position < barred[1]), None)


def find_renamed(tokens: Tokens, position: int) -> int:
    """The noun that an apposition names again ("daughter" of "her daughter, Elaine"), else the token itself."""
    while tokens.dep[position] == "appos" and tokens.head[position] != position:
        position = tokens.head[position]
    return position


def features(
    tokens: Tokens, position: int, gender: Gender, person: Person, last: Reference, stage: Stage
) -> list[tuple[str, float]]:
    """The features of one candidate that are not 0, by the last mention of it that counts."""
    sentences = max(0, tokens.sentence[position] - tokens.sentence[last.position])
    at = find_renamed(tokens, last.position)
    dep, own_dep = tokens.dep[at], tokens.dep[position]
    is_subject, own_subject, own_possessive = dep in SUBJECTS, own_dep in SUBJECTS, tokens.tag[position] == "PRP$"
    same, next_one = sentences == 0, sentences == 1
    says = last.is_speaker or (is_subject and tokens.lemma[tokens.head[at]] in SPEECH_LEMMAS)
    own_says = own_subject and tokens.lemma[tokens.head[position]] in SPEECH_LEMMAS
    flags = {
        f"sentences={min(3, sentences)}": True,
        "other paragraph": tokens.paragraph[position] != tokens.paragraph[last.position],
        "subject": is_subject,
        "subject, same sentence": is_subject and same,
        "subject, sentence before": is_subject and next_one,
        "speaks": says,
        "both speak": says and own_says,
        dep: dep in _ROLES_IN_CLAUSE,
        "pronoun": last.kind == "pronoun",
        "description": last.kind == "description",
        "quoted": last.is_quoted,
        "same gender": person.gender == gender,
        "unnamed": not person.is_named,
        "main": stage.main is person,
        "last by pronoun": stage.last_by_pronoun.get(gender) is person,
        "own possessive, same sentence": own_possessive and same,
        "both subjects": own_subject and is_subject,
        "own object, subject of same sentence": not own_possessive and not own_subject and same and is_subject,
        "own subject, same sentence": own_subject and same,
    }
    values = [(name, 1.0) for name, is_set in flags.items() if is_set]
    values.append(("distance", math.log(position - last.position) / 2))
    values.append(("sentences", min(sentences, 12) / 4))
    values.append(("frequency", math.log1p(len(person.references))))
    return values

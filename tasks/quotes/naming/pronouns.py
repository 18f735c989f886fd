"""Pronouns of one person: which person named or described before "he" or "she" stands for.

A log-linear choice among the people mentioned before, over the features below of each one's last mention;
`pronoun_weights.json` holds the weights, fitted on unlabelled news by `tasks/quotes/training/naming_pronouns.py`.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from tasks.quotes.naming.lexicon import ATTRIBUTING_VERBS, SUBJECTS, Gender, read_weights
from tasks.quotes.naming.mentions import Cluster
from tasks.quotes.naming.tokens import TokenRange, Tokens

type ReferenceKind = Literal["name", "description", "pronoun"]
type Reference = tuple[int, ReferenceKind]
"""A mention of a person: its token, and what it is."""

_WINDOW: Final = 600
"""Tokens that a pronoun looks back over."""
_MOST_ANTECEDENTS: Final = 100
"""The most people that a pronoun is compared with, those mentioned last; 41 at most in 711 articles."""
_LONGEST_CHAIN: Final = 20
_OBJECT_ROLES: Final = frozenset(["poss", "pobj", "dobj", "conj"])


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the article mentions."""

    number: int
    """Counts the people in the order in which they first come up."""
    key: int | str
    """The cluster's id, or the words of the description of somebody unnamed."""
    cluster: Cluster | None
    gender: Gender
    references: list[Reference] = field(default_factory=list)


@dataclass(slots=True)
class Cast:
    """The people that an article has mentioned so far, as the walk over it goes on."""

    tokens: Tokens
    contents: Mapping[int, TokenRange]
    """A speaker's head → what it says."""
    people: dict[int | str, Person] = field(default_factory=dict)
    """By their keys; the one mentioned last comes last."""
    last_by_pronoun: dict[Gender, Person] = field(default_factory=dict)
    main: Person | None = None
    """Whoever has been mentioned most."""
    at: dict[int, Person] = field(default_factory=dict)
    """Token of a pronoun, a description's head noun or a name's last word → person."""

    def find_named(self, cluster: Cluster) -> Person:
        """Return the person of a cluster; one not yet mentioned is added."""
        return self.people.setdefault(cluster.id, Person(len(self.people), cluster.id, cluster, cluster.gender))

    def find_unnamed(self, words: str, gender: Gender) -> Person:
        """Return the person known by a description; one not yet mentioned is added."""
        return self.people.setdefault(words, Person(len(self.people), words, None, gender))

    def refer(self, person: Person, position: int, kind: ReferenceKind, gender: Gender = "u") -> None:
        """Record a mention; `gender` is the pronoun's, unknown for names and descriptions."""
        self.people[person.key] = self.people.pop(person.key)
        self.at[position] = person
        person.references.append((position, kind))
        if gender != "u":
            self.last_by_pronoun[gender] = person
            person.gender = gender if person.gender == "u" else person.gender
        if self.main is None or len(person.references) > len(self.main.references):
            self.main = person


type Antecedent = tuple[Person, Reference]
"""A person, and the last mention of it that counts."""
type Choose = Callable[[Cast, int, Gender], Person | None]


def find_antecedent(cast: Cast, position: int, gender: Gender) -> Person | None:
    """Return the likeliest person for the pronoun at `position`, or None; what it says itself doesn't count."""
    return choose_person(cast, position, gender, find_reachable(cast, position, cast.contents.get(position)))


def choose_person(cast: Cast, position: int, gender: Gender, candidates: Iterable[Antecedent]) -> Person | None:
    """Return the likeliest of the candidates whose gender doesn't contradict, or None where there is none."""
    weights: Mapping[str, float] = read_weights("pronoun_weights")
    best: tuple[float, Person] | None = None
    for person, last in candidates:
        if "u" != person.gender != gender != "u":
            continue
        values = find_features(cast, position, gender, person, last)
        score = sum(weights.get(name, 0.0) * value for name, value in values.items())
        if best is None or score > best[0]:
            best = score, person
    return best[1] if best else None


def find_reachable(cast: Cast, position: int, barred: TokenRange | None, window: int = _WINDOW) -> list[Antecedent]:
    """Return the people mentioned in the window before, of any gender, in the order in which they first came up.

    Mentions inside the tokens `barred` don't count.
    """
    found: list[Antecedent] = []
    start, end = barred or (0, 0)
    for person in reversed(cast.people.values()):
        mentions = person.references
        if position - mentions[-1][0] > window or len(found) == _MOST_ANTECEDENTS:
            break
        at = bisect_left(mentions, (start,)) if start <= mentions[-1][0] < end else len(mentions)
        if at and position - mentions[at - 1][0] <= window:
            found.append((person, mentions[at - 1]))
    return sorted(found, key=lambda candidate: candidate[0].number)


def find_features(cast: Cast, position: int, gender: Gender, person: Person, last: Reference) -> dict[str, float]:
    """Return the features of one candidate that are not 0, by the last mention of it that counts."""
    tokens, (before, kind) = cast.tokens, last
    sentences = max(0, tokens.sentence[position] - tokens.sentence[before])
    at = before
    for _ in range(_LONGEST_CHAIN):  # an apposition names again: "daughter" in "her daughter, Elaine"
        at = tokens.head[at] if tokens.dep[at] == "appos" else at
    dep, own_dep = tokens.dep[at], tokens.dep[position]
    is_subject, own_subject, own_possessive = dep in SUBJECTS, own_dep in SUBJECTS, tokens.tag[position] == "PRP$"
    same = sentences == 0
    says = before in cast.contents or (is_subject and tokens.lemma[tokens.head[at]] in ATTRIBUTING_VERBS)
    own_says = own_subject and tokens.lemma[tokens.head[position]] in ATTRIBUTING_VERBS
    flags = {
        f"sentences={min(3, sentences)}": True,
        "other paragraph": tokens.paragraph[position] != tokens.paragraph[before],
        "subject": is_subject,
        "subject, same sentence": is_subject and same,
        "subject, sentence before": is_subject and sentences == 1,
        "speaks": says,
        "both speak": says and own_says,
        dep: dep in _OBJECT_ROLES,
        "pronoun": kind == "pronoun",
        "description": kind == "description",
        "quoted": tokens.is_quoted[before],
        "same gender": person.gender == gender,
        "unnamed": person.cluster is None,
        "main": cast.main is person,
        "last by pronoun": cast.last_by_pronoun.get(gender) is person,
        "own possessive, same sentence": own_possessive and same,
        "both subjects": own_subject and is_subject,
        "own object, subject of same sentence": not own_possessive and not own_subject and same and is_subject,
        "own subject, same sentence": own_subject and same,
    }
    return {name: 1.0 for name, is_set in flags.items() if is_set} | {
        "distance": math.log(position - before) / 2,
        "sentences": min(sentences, 12) / 4,
        "frequency": math.log1p(len(person.references)),
    }

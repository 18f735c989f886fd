"""Who and what an article speaks of, named or not, and where it refers to each, as the walk over it goes on."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.words.lexicon import GENDERS, Gender
from tasks.quotes.naming.words.tokens import TokenRange, Tokens
from tasks.quotes.quote import SpeakerLabel

type ReferenceKind = Literal["name", "description", "pronoun"]
type Reference = tuple[int, ReferenceKind]
"""A place where the article refers to somebody: the token, and how."""

_WINDOW: Final = 600
"""Tokens that a pronoun or description looks back over."""
MOST_PHRASES: Final = 8
_MOST: Final = 100
"""The most referents that one expression is compared with, those mentioned last; 41 people at most in 711 articles."""

_PLACES: Final[dict[str, SpeakerLabel]] = dict.fromkeys(("GPE", "LOC", "FAC", "NORP"), "place")
_DOCUMENTS: Final[dict[str, SpeakerLabel]] = dict.fromkeys(("LAW", "WORK_OF_ART"), "document")
LABELS: Final[Mapping[str, SpeakerLabel]] = {"PERSON": "person", "ORG": "organisation", **_PLACES, **_DOCUMENTS}
"""An entity's label → the kind of speaker."""


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something that the article speaks of."""

    number: int
    """Counts the referents in the order in which they first come up."""
    key: int | str
    """The cluster's id, or the words of the description of what is not named."""
    label: SpeakerLabel
    cluster: Cluster | None = None
    gender: Gender = "u"
    phrase: TokenRange = (0, 0)
    """Of what is not named: its first description."""
    phrases: list[TokenRange] = field(default_factory=list)
    """The descriptions of it, the longest few first."""
    heads: set[str] = field(default_factory=set)
    """The nouns that the article calls it by: "president", "chain", "report"."""
    references: list[Reference] = field(default_factory=list)
    pronouns: dict[str, int] = field(default_factory=dict)
    """How often the article refers to it by "he", "she" and "they"."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The part that a pronoun, name or description has in its clause."""

    dep: str
    is_subject: bool
    speaks: bool
    asks: bool
    """Whether it asks a question: "Asked by Lee whether it was safe, he said"."""


type Antecedent = tuple[Referent, Reference]
"""A referent, and the last reference to it that counts."""


@dataclass(slots=True)
class Cast:
    """What an article has mentioned so far, as the walk over it goes on."""

    tokens: Tokens
    contents: Mapping[int, TokenRange]
    """A speaker's head → what it says."""
    spans: Mapping[int, TokenRange] = field(default_factory=dict)
    """A speaker's head → all its words."""
    clusters: Sequence[Cluster] = ()
    """In the order of their first mention."""
    firsts: Sequence[int] = ()
    """The token where each of them is first mentioned."""
    person_nouns: Collection[str] = ()
    """The nouns that the article calls named people by."""
    has_single_they: bool = False
    """Whether the article calls one person "they"."""
    starts: Mapping[int, int] = field(default_factory=dict)
    """The last token of a name → its first."""
    spouses: Mapping[int, Cluster] = field(default_factory=dict)
    """The id of a person's cluster → that of the other of two who are named together: "Juno and Perry Adair"."""
    known: dict[int | str, Referent] = field(default_factory=dict)
    """By their keys; what was mentioned last comes last."""
    last_by_pronoun: dict[str, Referent] = field(default_factory=dict)
    last_speaker: Referent | None = None
    """Who the article has quoted last."""
    main: Referent | None = None
    """Whoever has been mentioned most."""
    spots: dict[int, Spot] = field(default_factory=dict)
    """The last token of a reference → its part, where that was asked for."""
    at: dict[int, Referent] = field(default_factory=dict)
    """Token of a pronoun, a description's head noun or a name's last word → what it stands for."""

    def find_named(self, cluster: Cluster) -> Referent:
        """Return the referent of a cluster; one not yet mentioned is added."""
        found = self.known.get(cluster.id)
        if found is None:
            label = LABELS.get(cluster.label, "unknown")
            found = Referent(len(self.known), cluster.id, label, cluster, cluster.gender, heads=set(cluster.role_heads))
            self.known[cluster.id] = found
        return found

    def find_later(self, position: int, reach: int) -> list[Cluster]:
        """Return the clusters whose first mention stands behind a token, within reach, in text order."""
        first = bisect_right(self.firsts, position)
        return list(self.clusters[first : bisect_left(self.firsts, position + reach)])

    def is_next_named(self, referent: Referent, position: int) -> bool:
        """Return whether somebody is the next of their kind whom the article names for the first time."""
        for number in range(bisect_right(self.firsts, position), len(self.firsts)):
            if self.firsts[number] >= position + _WINDOW:
                break
            if LABELS.get(self.clusters[number].label) == referent.label:
                return self.clusters[number] is referent.cluster
        return False

    def find_unnamed(self, key: str, label: SpeakerLabel, gender: Gender, phrase: TokenRange) -> Referent:
        """Return what is known by a description; what is not yet mentioned is added."""
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = Referent(len(self.known), key, label, None, gender, phrase)
        return found

    def refer(self, referent: Referent, position: int, kind: ReferenceKind, pronoun: str = "") -> None:
        """Record a reference; `pronoun` is "he", "she", "they" or "it" where it is one."""
        self.known[referent.key] = self.known.pop(referent.key)
        self.at[position] = referent
        referent.references.append((position, kind))
        if pronoun:
            self.last_by_pronoun[pronoun] = referent
            referent.pronouns[pronoun] = referent.pronouns.get(pronoun, 0) + 1
            referent.gender = GENDERS.get(pronoun, "u") if referent.gender == "u" else referent.gender
        if position in self.contents:
            self.last_speaker = referent
        if self.main is None or len(referent.references) > len(self.main.references):
            self.main = referent

    def find_reachable(self, position: int) -> list[Antecedent]:
        """Return what was mentioned in the window before the token that the walk is at, in the order of first mentions.

        References inside what the speaker at that token says count only outside quotation marks, and where there is no
        other: "Corvane will cut 300 jobs, it said."
        """
        found: list[Antecedent] = []
        start, end = self.contents.get(position, (0, 0))
        for referent in reversed(self.known.values()):
            references = referent.references
            if not references:  # named later
                continue
            place = references[-1][0]
            if position - place > _WINDOW or len(found) == _MOST:
                break
            last = self._find_outside(references, start) if start <= place < end else references[-1]
            if last is not None and position - last[0] <= _WINDOW:
                found.append((referent, last))
        return sorted(found, key=lambda antecedent: antecedent[0].number)

    def _find_outside(self, references: Sequence[Reference], start: int) -> Reference | None:
        """Return the last reference before what is said, else the last inside it, outside quotation marks, or None."""
        before = bisect_left(references, (start,))
        if before:
            return references[before - 1]
        return None if self.tokens.is_quoted[references[-1][0]] else references[-1]

"""One pass over an article: every name, description and pronoun of one person, in order, given to a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tasks.quotes.naming.clusters import Cluster
from tasks.quotes.naming.descriptions import Roles, find_described, find_salient, folded, noun_phrase
from tasks.quotes.naming.gender import Gender, title_gender
from tasks.quotes.naming.lexicon import FEMALE_PRONOUNS, MALE_PRONOUNS, ROLES
from tasks.quotes.naming.pronouns import SUBJECTS, Person, Reference, ReferenceKind, Stage, find_antecedent
from tasks.quotes.naming.speakers import is_age
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.naming.transcripts import is_byline

_OPEN: Final = frozenset('"“')
_SHUT: Final = frozenset('"”')


type Choose = Callable[[Tokens, int, Gender, Stage, tuple[int, int] | None], Person | None]


@dataclass(slots=True)
class People:
    """Who stands at which token of an article, as far as it was read."""

    tokens: Tokens
    clusters: Sequence[Cluster]
    roles: Roles
    speaker_heads: frozenset[int]
    contents: Mapping[int, tuple[int, int]]
    """A speaker's head → the token range of its own quote."""
    at: dict[int, Person] = field(default_factory=dict)
    """Token index of a pronoun, a description's head noun or a name's last word → person."""
    stage: Stage = field(default_factory=Stage)
    quoted: Sequence[bool] = ()
    choose: Choose = find_antecedent
    """Decides on a pronoun; fitting puts a recorder here."""


def read_people(people: People) -> People:
    """Walk the article once and fill `at`."""
    tokens = people.tokens
    people.quoted = find_quoted(tokens)
    named = [
        (mention, cluster)
        for cluster in people.clusters
        for mention in cluster.mentions
        if cluster.label == "PERSON" and not is_byline(tokens, mention)
    ]
    ends = {mention.end - 1: cluster for mention, cluster in named}
    starts = {mention.start: cluster for mention, cluster in named}
    inside = {i for mention, _ in named for i in range(mention.start, mention.end)}
    for i, word in enumerate(tokens.lower):
        if i in ends:
            _refer(people, _named(people, ends[i]), i, "name")
        elif word in MALE_PRONOUNS:
            _read_pronoun(people, i, "m")
        elif word in FEMALE_PRONOUNS:
            _read_pronoun(people, i, "f")
        elif i not in inside and not people.quoted[i] and _may_describe(tokens, i):
            _read_description(people, i, starts)
    return people


def _may_describe(tokens: Tokens, i: int) -> bool:
    """Whether a word is a role noun or closes an age ("24-year-old")."""
    if tokens.lower[i] in ROLES:
        return tokens.pos[i] in {"NOUN", "PROPN"}
    return is_age(tokens, i)


def find_quoted(tokens: Tokens) -> list[bool]:
    """For each token whether it stands between double quotation marks of its paragraph."""
    inside, paragraph, result = False, 0, []
    for word, number in zip(tokens.words, tokens.paragraph, strict=True):
        if number != paragraph:
            inside, paragraph = False, number
        if inside and word in _SHUT:
            inside = False
        elif word in _OPEN:
            inside = True
        result.append(inside)
    return result


def _named(people: People, cluster: Cluster) -> Person:
    return people.stage.people.setdefault(cluster.id, Person(cluster.id, cluster.gender))


def _refer(people: People, person: Person, position: int, kind: ReferenceKind, gender: Gender = "u") -> None:
    reference = Reference(position, kind, people.quoted[position], position in people.speaker_heads)
    people.stage.refer(person, reference, gender)
    people.at[position] = person


def _read_pronoun(people: People, position: int, gender: Gender) -> None:
    if people.quoted[position] and position not in people.speaker_heads:
        return
    found = people.choose(people.tokens, position, gender, people.stage, people.contents.get(position))
    if found is not None:
        _refer(people, found, position, "pronoun", gender)


def _read_description(people: People, head: int, starts: Mapping[int, Cluster]) -> None:
    """A singular description: a name beside it, a name by its roles, who was just talked of, or somebody unnamed."""
    tokens = people.tokens
    if tokens.tag[head] in {"NNS", "NNPS"} or (head + 1 < len(tokens) and tokens.pos[head + 1] in {"NOUN", "PROPN"}):
        return
    start, end = noun_phrase(tokens, head)
    beside = _apposition(tokens, end, starts)
    words = folded(tokens, start, end)
    found = beside or find_described(words, head, people.clusters, people.roles)
    owner = people.at.get(start) if tokens.tag[start] == "PRP$" else None
    gender = title_gender([words[head - start]])
    if found is not None and (owner is None or owner.key != found.id):
        person = _named(people, found)
        if person.gender == "u":
            person.gender = gender
        _refer(people, person, head, "description")
        return
    if head in people.speaker_heads or tokens.dep[head] in SUBJECTS:
        salient = find_salient(tokens, people.stage, head, gender, words, people.roles)
        if salient is not None:
            _refer(people, salient, head, "description")
            return
    key = " ".join(word for word in words if word not in {"the", "a", "an"})
    person = people.stage.people.setdefault(key, Person(key, gender, is_named=False))
    _refer(people, person, head, "description")


def _apposition(tokens: Tokens, end: int, starts: Mapping[int, Cluster]) -> Cluster | None:
    """The name right behind a description: "The director's uncle, Elwyn Hallam"."""
    return starts.get(end + 1) if end < len(tokens) and tokens.words[end] == "," else None

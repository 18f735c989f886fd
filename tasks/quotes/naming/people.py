"""One pass over an article: every name, description and pronoun of one person, in order, given to a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tasks.quotes.naming.clusters import Cluster
from tasks.quotes.naming.gender import Gender, title_gender
from tasks.quotes.naming.lexicon import FEMALE_PRONOUNS, MALE_PRONOUNS, ROLES
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.names import fold
from tasks.quotes.naming.pronouns import Person, Reference, ReferenceKind, find_antecedent
from tasks.quotes.naming.roles import Role, best_match, build_role
from tasks.quotes.naming.tokens import Tokens

_NEARLY: Final = 0.85
_SUBJECTS: Final = frozenset(["nsubj", "nsubjpass"])
_DEFINITE: Final = frozenset("the this that".split())
_OPEN: Final = frozenset('"“')
_SHUT: Final = frozenset('"”')


@dataclass(slots=True)
class People:
    """Who stands at which token."""

    at: dict[int, Person] = field(default_factory=dict)
    """Token index of a pronoun, a description's head noun or a name's last word → person."""
    by_key: dict[int | str, Person] = field(default_factory=dict)


def read_people(
    tokens: Tokens,
    clusters: Sequence[Cluster],
    roles: dict[int, list[Role]],
    speaker_heads: frozenset[int],
    contents: dict[int, tuple[int, int]],
) -> People:
    """Walk the article once; `contents` gives for a speaker's head the token range of its own quote."""
    people = People()
    names = {mention.end - 1: (cluster, mention) for cluster in clusters if cluster.label == "PERSON" for mention in cluster.mentions}
    inside = {i for _, mention in names.values() for i in range(mention.start, mention.end)}
    quoted = find_quoted(tokens)
    for i, word in enumerate(tokens.lower):
        if i in names:
            person = _named(people, names[i][0])
            _refer(tokens, people, person, i, "name", quoted, speaker_heads)
        elif word in MALE_PRONOUNS or word in FEMALE_PRONOUNS:
            gender: Gender = "m" if word in MALE_PRONOUNS else "f"
            if quoted[i] and i not in speaker_heads:
                continue
            found = find_antecedent(tokens, i, gender, list(people.by_key.values()), contents.get(i))
            if found is not None:
                if found.gender == "u":
                    found.gender = gender
                _refer(tokens, people, found, i, "pronoun", quoted, speaker_heads)
        elif i not in inside and word in ROLES and tokens.pos[i] in {"NOUN", "PROPN"} and not quoted[i]:
            described = _described(tokens, people, i, clusters, roles)
            if described is not None:
                _refer(tokens, people, described, i, "description", quoted, speaker_heads)
    return people


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
    return people.by_key.setdefault(cluster.id, Person(cluster.id, cluster.gender))


def _refer(
    tokens: Tokens,
    people: People,
    person: Person,
    position: int,
    kind: ReferenceKind,
    quoted: Sequence[bool],
    speaker_heads: frozenset[int],
) -> None:
    is_subject = tokens.dep[position] in _SUBJECTS
    reference = Reference(position, kind, is_subject, quoted[position], position in speaker_heads)
    person.references.append(reference)
    people.at[position] = person


def noun_phrase(tokens: Tokens, head: int) -> tuple[int, int]:
    """The tokens of a description around its head noun: from its determiner to the end of what "of" brings."""
    start = head
    while start > 0 and head - start < 8 and (tokens.pos[start - 1] in {"NOUN", "PROPN", "ADJ", "NUM", "DET", "PRON"} or tokens.lower[start - 1] in {"'s", "-"}):
        start -= 1
        if tokens.pos[start] == "DET" or tokens.tag[start] == "PRP$":
            break
    end = head + 1
    if end < len(tokens) and tokens.lower[end] in {"of", "for", "at"}:
        end += 1
        while end < len(tokens) and end - head < 8 and tokens.pos[end] in {"NOUN", "PROPN", "ADJ", "DET", "NUM"}:
            end += 1
    return start, end


def _described(
    tokens: Tokens, people: People, head: int, clusters: Sequence[Cluster], roles: dict[int, list[Role]]
) -> Person | None:
    """The person a singular description stands for: a name by its roles, else somebody without a name."""
    if tokens.tag[head] in {"NNS", "NNPS"} or _continues(tokens, head):
        return None
    start, end = noun_phrase(tokens, head)
    words = [fold(word) for word in tokens.words[start:end]]
    found = find_described(words, head, clusters, roles)
    if found is not None:
        return _named(people, found)
    key = " ".join(word for word in words if word not in {"the", "a", "an"})
    return people.by_key.setdefault(key, Person(key, title_gender([fold(tokens.words[head])]), is_named=False))


def _continues(tokens: Tokens, head: int) -> bool:
    """Whether the noun only leads to another noun or a name: "president Donald Trump", "police officer training"."""
    return head + 1 < len(tokens) and tokens.pos[head + 1] in {"NOUN", "PROPN"}


def find_described(
    words: list[str], position: int, clusters: Sequence[Cluster], roles: dict[int, list[Role]]
) -> Cluster | None:
    """The named person whose roles fit a definite description best; of equals the one last mentioned before it.

    One unknown word in the description is forgiven where only one person has such a role.
    """
    query = build_role(words)
    if query is None or words[0] in {"a", "an", "one", "another"}:
        return None
    fits = [(best_match(query, roles.get(cluster.id, ())), cluster) for cluster in clusters]
    fits = [(fit, cluster) for fit, cluster in fits if fit >= _NEARLY]
    if len(fits) > 1:
        fits = [(fit, cluster) for fit, cluster in fits if fit >= 1.0]
    if not fits:
        return None
    return max(fits, key=lambda item: (item[0], _nearness(item[1], position)))[1]


def _nearness(cluster: Cluster, position: int) -> int:
    before = [mention.start for mention in cluster.mentions if mention.start < position]
    return before[-1] if before else -cluster.mentions[0].start


def last_before(mentions: Sequence[Mention], position: int) -> Mention | None:
    """The mention nearest before `position`."""
    before = [mention for mention in mentions if mention.start < position]
    return before[-1] if before else None

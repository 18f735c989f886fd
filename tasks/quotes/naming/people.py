"""The people of an article: every name, description and pronoun of one person given to a person, in one pass.

Also who writes it and, in an interview, who asks and who answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.descriptions import LESSER, Roles, build_role, find_described
from tasks.quotes.naming.lexicon import ARTICLES, PRONOUNS, ROLES, SUBJECTS, Gender, PronounKind, title_gender
from tasks.quotes.naming.mentions import Cluster, Mention
from tasks.quotes.naming.names import is_acronym
from tasks.quotes.naming.nouns import find_phrase, is_age
from tasks.quotes.naming.pronouns import Cast, Choose, Person, choose_person, find_antecedent, find_reachable
from tasks.quotes.naming.speakers import QUESTION, SpeakerMention
from tasks.quotes.naming.tokens import TokenRange, Tokens

_PRONOUN_GENDERS: Final[Mapping[PronounKind, Gender]] = {"he": "m", "she": "f"}
_BYLINE_LINES: Final = 3
_NEAR: Final = 90
"""Tokens back to the last mention of a person for whom a new description may stand."""
_UNNAMED: Final = read_list("unnamed_roles")
_OFFICES: Final = read_list("offices")


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """One article with its mentions and clusters, and its speaker spans in the order of the attributions."""

    tokens: Tokens
    mentions: Sequence[Mention]
    clusters: Sequence[Cluster]
    roles: Roles
    speakers: Sequence[SpeakerMention | None]
    contents: Sequence[TokenRange]
    """What each of the speakers says."""


def read_people(article: NamedArticle, choose: Choose = find_antecedent) -> Cast:
    """Return the people of an article and who stands at which token; `choose` decides on a pronoun."""
    tokens = article.tokens
    pairs = zip(article.speakers, article.contents, strict=True)
    cast = Cast(tokens, {speaker.head: content for speaker, content in pairs if speaker})
    people = [mention for mention in article.mentions if mention.cluster and mention.cluster.label == "PERSON"]
    mentions = [mention for mention in people if not is_byline(tokens, mention)]
    ends = {mention.end - 1: mention.cluster for mention in mentions}
    starts = {mention.start: mention.cluster for mention in mentions}
    inside = {i for mention in mentions for i in range(mention.start, mention.end)}
    for i, word in enumerate(tokens.lower):
        named, gender = ends.get(i), _PRONOUN_GENDERS.get(PRONOUNS.get(word, "it"))
        if named is not None:
            cast.refer(cast.find_named(named), i, "name")
        elif gender is not None and (i in cast.contents or not tokens.is_quoted[i]):
            found = choose(cast, i, gender)
            if found is not None:
                cast.refer(found, i, "pronoun", gender)
        elif i not in inside and not tokens.is_quoted[i]:
            _read_description(cast, i, article.roles, starts)
    return cast


def _read_description(cast: Cast, head: int, roles: Roles, starts: Mapping[int, Cluster | None]) -> None:
    """Record a singular description: a name beside it or by its roles, who was just talked of, or somebody unnamed.

    Nothing is recorded where the word is no role noun and closes no age ("24-year-old"). "The director's uncle, Carl
    Berg": the name right behind a description is beside it.
    """
    tokens = cast.tokens
    if not (tokens.pos[head] in {"NOUN", "PROPN"} if tokens.lower[head] in ROLES else is_age(tokens, head)):
        return
    if tokens.tag[head] in {"NNS", "NNPS"} or tokens.pos[head + 1 : head + 2] in (["NOUN"], ["PROPN"]):
        return
    start, end = find_phrase(tokens, head)
    words = tokens.folded[start:end]
    beside = starts.get(end + 1) if tokens.words[end : end + 1] == [","] else None
    found = beside or find_described(words, head, roles)
    owner = cast.at.get(start) if tokens.tag[start] == "PRP$" else None
    gender = title_gender([tokens.folded[head]])
    if found is not None and (owner is None or owner.cluster is not found):
        person = cast.find_named(found)
        person.gender = gender if person.gender == "u" else person.gender
    else:
        is_subject = head in cast.contents or tokens.dep[head] in SUBJECTS
        salient = _find_salient(cast, head, gender, words) if is_subject else None
        key = " ".join(word for word in words if word not in ARTICLES)
        person = salient or cast.find_unnamed(key, gender)
    cast.refer(person, head, "description")


def _find_salient(cast: Cast, head: int, gender: Gender, words: Sequence[str]) -> Person | None:
    """Return the named person just talked of, for a description that says something new: "the Finnish director".

    None where that person's known office is another, for those who mostly stay unnamed ("the source") and for those
    who are said to be somebody's ("the head of the union").
    """
    tokens, query = cast.tokens, build_role(words)
    if words[0] not in {"the", "this", "that"} or "of" in words or (query is None and tokens.lower[head] != "old"):
        return None
    before = tokens.folded[head - 1]  # an acronym ties the noun to an organisation of its own: "the FBI director"
    is_anothers = is_acronym(tokens.words[head - 1]) and before not in {"gop", "us", "uk", "eu"}
    if query is not None and (query.head in _UNNAMED or query.modifiers & LESSER or is_anothers):
        return None
    near = [(person, last) for person, last in find_reachable(cast, head, None, _NEAR - 1) if person.cluster]
    found = choose_person(replace(cast, last_by_pronoun={}), head, gender, near)
    known = found.cluster.role_heads if found is not None and found.cluster else set()
    clash = query is not None and bool(known) and (query.head in _OFFICES or bool(known & _OFFICES))
    return None if clash else found


@dataclass(frozen=True, slots=True)
class Interview:
    """The people behind "Q", "A" and "I"; None where the article doesn't say."""

    questioner: Cluster | None
    answerer: Cluster | None
    author: Cluster | None

    def find_speaker(self, label: str) -> Cluster | None:
        """Return the person behind a label, given in lower case with or without its mark."""
        return self.questioner if label.rstrip(":.") in QUESTION else self.answerer


def read_interview(tokens: Tokens, clusters: Sequence[Cluster], labels: Sequence[int]) -> Interview:
    """Return who was named before the first of the labels (token indices); without labels there is only an author."""
    people = [cluster for cluster in clusters if cluster.label == "PERSON"]
    author = next((cluster for cluster in people if is_byline(tokens, cluster.mentions[0])), None)
    if not labels:
        return Interview(None, None, author)
    first = min(labels)
    people = [cluster for cluster in people if cluster.mentions[0].start < first]
    before = {one: [tokens.lower[m.start - 1] for m in one.mentions if 0 < m.start < first] for one in people}
    questioner = next((one for one in people if not {"to", "with", "by"}.isdisjoint(before[one])), author)
    others = [cluster for cluster in people if cluster is not questioner]
    counts = {one: sum(mention.start < first for mention in one.mentions) for one in others}
    return Interview(questioner, max(counts, key=counts.__getitem__, default=None), author)


def is_byline(tokens: Tokens, mention: Mention) -> bool:
    """Return whether a name stands in a line "By Ann Lee" among the first lines."""
    start, end = mention.start, mention.end
    if not start or tokens.lower[start - 1] != "by" or tokens.paragraph[start] > _BYLINE_LINES:
        return False
    opens = start == 1 or "\n" in tokens.words[start - 2]
    return opens and (end == len(tokens) or "\n" in tokens.words[end] or tokens.words[end] == ",")

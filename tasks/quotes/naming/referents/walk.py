"""The walk over an article: every name, pronoun and description, in text order, put to what it stands for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.bylines import is_byline
from tasks.quotes.naming.entities.mentions import Cluster, Mention
from tasks.quotes.naming.referents.beside import find_before, find_beside
from tasks.quotes.naming.referents.choose import Scored, choose
from tasks.quotes.naming.referents.expressions import Expression, ExpressionKind
from tasks.quotes.naming.referents.late_names import name_bodies
from tasks.quotes.naming.referents.referent import MOST_PHRASES, Cast, Referent
from tasks.quotes.naming.referents.roles import build_role
from tasks.quotes.naming.referents.single import has_single_they, has_spokesperson, is_last_person
from tasks.quotes.naming.spans.read import SpeakerMention
from tasks.quotes.naming.words.bodies import is_led
from tasks.quotes.naming.words.descriptions import find_phrase, may_describe
from tasks.quotes.naming.words.lexicon import (
    ARTICLES,
    GENDERS,
    ORGANISATION_NOUNS,
    POST_NOMINALS,
    PRONOUNS,
    title_gender,
)
from tasks.quotes.naming.words.nouns import find_label, is_demonym, is_plural
from tasks.quotes.naming.words.tokens import TokenRange, Tokens
from tasks.quotes.quote import SpeakerLabel

_HOUSES: Final = read_list("houses")
_SPOUSES: Final = frozenset(["husband", "partner", "spouse", "wife"])
_DASHES: Final = (["–"], ["—"], ["-"], ["--"])
_KINDS: Final[Mapping[str, ExpressionKind]] = {"he": "he", "she": "he", "they": "they", "it": "it"}

type Decide = Callable[[Cast, Expression], Sequence[Scored]]
"""Return the candidates of an expression, the one to take first."""


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """One article with its mentions and clusters, and its speaker spans in the order of the attributions."""

    tokens: Tokens
    mentions: Sequence[Mention]
    clusters: Sequence[Cluster]
    speakers: Sequence[SpeakerMention | None]
    contents: Sequence[TokenRange]
    """What each of the speakers says."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What the walk over an article found."""

    cast: Cast
    choices: dict[int, Sequence[Scored]]
    """Token of a pronoun or head noun → its candidates, the one taken first; names have none."""
    kinds: dict[int, ExpressionKind]
    """Token of a pronoun or head noun → what kind of expression it is."""


def read_referents(article: NamedArticle, decide: Decide = choose) -> Walk:
    """Return who and what the article speaks of, and what each pronoun and description stands for."""
    tokens = article.tokens
    named = _list_named(article)
    walk = Walk(_build_cast(article, named), {}, {})
    cast, ends = walk.cast, {mention.end - 1: mention.cluster for mention in named}
    starts = {mention.start: mention.cluster for mention in named}
    inside = {i for mention in named for i in _list_inside(tokens, mention)}
    inside |= {i + 1 for i in ends if tokens.folded[i + 1 : i + 2] and tokens.folded[i + 1] in POST_NOMINALS}  # "MP"
    for i in range(len(tokens)):
        cluster = ends.get(i)
        if cluster is not None:
            cast.refer(cast.find_named(cluster), i, "name")
        elif i not in inside and (i in cast.contents or not tokens.is_quoted[i]):
            _read_token(walk, i, starts, decide)
    name_bodies(cast)
    return walk


def _list_named(article: NamedArticle) -> list[Mention]:
    """Return the mentions that refer to what they name: no bylines, and no "Swede" of "the Swede said"."""
    tokens = article.tokens
    heads = (one.head for one in article.speakers if one and one.kind == "description")
    described = {head for head in heads if is_demonym(tokens, head)}
    clustered = (one for one in article.mentions if one.cluster and one.end - 1 not in described)
    return [one for one in clustered if not _is_aside(tokens, one)]


def _build_cast(article: NamedArticle, named: Sequence[Mention]) -> Cast:
    """Return what is known of an article before the walk over it."""
    tokens, clusters = article.tokens, article.clusters
    pairs = zip(article.speakers, article.contents, strict=True)
    contents = {speaker.head: content for speaker, content in pairs if speaker}
    people = [mention.start for mention in article.mentions if mention.label == "PERSON"]
    return Cast(
        tokens,
        contents,
        spans={speaker.head: (speaker.start, speaker.end) for speaker in article.speakers if speaker},
        clusters=clusters,
        firsts=[cluster.mentions[0].start for cluster in clusters],
        person_nouns={noun for one in clusters if one.label == "PERSON" for noun in one.role_heads},
        has_single_they=has_single_they(tokens, contents, people),
        starts={mention.end - 1: mention.start for mention in named},
        spouses=_find_spouses(tokens, article.mentions),
    )


def _list_inside(tokens: Tokens, mention: Mention) -> Iterator[int]:
    """Yield the tokens of a name and of the role before it, but for the body in it, as "club" in "club owner"."""
    yield from range(mention.start, mention.end)
    start, end = mention.role or (0, 0)
    yield from (i for i in range(start, end) if i + 1 == end or tokens.folded[i] not in ORGANISATION_NOUNS)


def _find_spouses(tokens: Tokens, mentions: Sequence[Mention]) -> dict[int, Cluster]:
    """Return the id of a person's cluster → the other of two people of one surname that "and" joins."""
    spouses: dict[int, Cluster] = {}
    for one, other in pairwise(mentions):
        is_pair = one.label == other.label == "PERSON" and tokens.lower[one.end : other.start] == ["and"]
        if is_pair and one.words[-1] == other.words[-1] and one.cluster and other.cluster:
            spouses |= {one.cluster.id: other.cluster, other.cluster.id: one.cluster}
    return spouses


def _is_aside(tokens: Tokens, mention: Mention) -> bool:
    """Return whether a name is a byline, or where or by whom a report was filed: "QUITO (Corvane News) — A court"."""
    opens = not mention.start or "\n" in tokens.words[mention.start - 1]
    is_dateline = opens and mention.label == "GPE" and tokens.words[mention.start].isupper() and tokens.small_words
    is_agency = not tokens.paragraph[mention.start] and tokens.words[mention.end : mention.end + 1] == [")"]
    is_agency = is_agency and tokens.words[mention.end + 1 : mention.end + 2] in _DASHES
    return bool(is_dateline) or is_agency or is_byline(tokens, mention)


def _read_token(walk: Walk, i: int, starts: Mapping[int, Cluster | None], decide: Decide) -> None:
    """Record what a pronoun or the head noun of a description stands for; other tokens are passed over."""
    cast, tokens = walk.cast, walk.cast.tokens
    pronoun = PRONOUNS.get(tokens.lower[i], "")
    if pronoun in _KINDS:
        is_one = pronoun == "they" and (has_spokesperson(cast, i) or (cast.has_single_they and is_last_person(cast)))
        kind, gender = "he" if is_one else _KINDS[pronoun], GENDERS.get(pronoun, "u")
        label: SpeakerLabel = "organisation" if pronoun == "it" and is_led(tokens, i) else "unknown"
        expression = Expression(i, kind, label, gender, (i, i + 1))
        best = _decide(walk, expression, decide)
        if best is not None:
            cast.refer(best, i, "pronoun", pronoun)
    elif not pronoun and may_describe(tokens, i, is_speaker=i in cast.contents):
        _read_description(walk, i, starts, decide)


def _decide(walk: Walk, expression: Expression, decide: Decide) -> Referent | None:
    ranked = decide(walk.cast, expression)
    walk.choices[expression.position] = ranked
    walk.kinds[expression.position] = expression.kind
    return ranked[0].referent


def _read_description(walk: Walk, head: int, starts: Mapping[int, Cluster | None], decide: Decide) -> None:
    """Record what a description stands for: the name beside it, something mentioned before, or somebody new."""
    cast, tokens = walk.cast, walk.cast.tokens
    start, end = find_phrase(tokens, head)
    start += tokens.lower[start] in {"a", "an"} and tokens.pos[head + 1 : head + 2] == ["NOUN"]  # "an agency spokesman"
    label = find_label(tokens, head, is_plural(tokens, head))
    if label == "unknown" and tokens.base(head) in cast.person_nouns:
        label = "person"
    if label == "unknown" and head in cast.contents and tokens.lower[head] in _HOUSES:
        label = "organisation"
    beside = find_beside(tokens, head, end, label, starts) or find_before(cast, head, start, label)
    owner = cast.at.get(start) if tokens.tag[start] == "PRP$" else None
    if beside is None and tokens.lower[head] in _SPOUSES and owner is not None and owner.cluster is not None:
        beside = cast.spouses.get(owner.cluster.id)
    if beside is not None:
        cast.refer(cast.find_named(beside), head, "description")
        return
    kind: ExpressionKind = "person" if label == "person" else "thing"
    words = tokens.folded[start:end]
    role = build_role(words) if kind == "person" else None
    gender = title_gender([tokens.folded[head]])
    found = _decide(walk, Expression(head, kind, label, gender, (start, end), role), decide)
    if found is None:
        key = " ".join(word for word in words if word not in ARTICLES)
        is_another = words[:1] in (["a"], ["an"]) and start < head and head in cast.contents  # as each "a spokesman" is
        key += f" {head}" if is_another else ""
        found = cast.find_unnamed(key, label, gender, (start, end))
    found.heads.add(tokens.base(head))
    if found.gender == "u":
        found.gender = gender
    found.phrases = sorted([*found.phrases, (start, end)], key=lambda one: (one[0] - one[1], one[0]))[:MOST_PHRASES]
    cast.refer(found, head, "description")

"""Roles: what an article says that people are, reduced to what is compared, as in "the US president"."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tasks.quotes.lists import read_list, read_rows
from tasks.quotes.naming.entities.before_names import is_trade
from tasks.quotes.naming.entities.mentions import Cluster, Mention, Role
from tasks.quotes.naming.words.lexicon import PLACES, ROLES, read_countries, title_gender
from tasks.quotes.naming.words.titles import find_phrases
from tasks.quotes.naming.words.tokens import ADDRESSES, TokenRange, Tokens

FORMER: Final = frozenset(["former", "ex", "past"])
LESSER: Final = frozenset(["vice", "deputy", "assistant", "associate", "fellow"])
"""Words that make another role of one: a deputy leader is no leader."""
_HEAD_BREAKS: Final = frozenset(["of", "for", "at", "in", "who", "from", "with", "on", "and", "to"])
_FILLERS: Final = read_list("role_fillers")
_VARIANTS: Final = {row[0]: row[1] for row in read_rows("role_variants")}
_HEADS: Final = ROLES | frozenset(_VARIANTS.values()) - {"defence"}
_NOUNS: Final = _HEADS | _VARIANTS.keys()
_NARROWER: Final = {role: frozenset(narrower) for role, *narrower in read_rows("broader_roles")}
_RIVAL_KINDS: Final = (frozenset(read_countries().values()), read_list("parties"))
_SEAT: Final = re.compile(r"\s*[(,]\s*(D|R)-([A-Z][\w. ]{1,14}?)\s*[),]")
"""Party and state behind a name: "Ann Lee (D-Ohio)", "Ann Lee, R-Mont.,"."""
_SEATED: Final = {"D": "democrat", "R": "republican"}
_MOST_ROLES: Final = 50
"""The most different roles of one person that a description is compared with."""


def read_roles(tokens: Tokens, clusters: Sequence[Cluster]) -> None:
    """Note on each cluster what the article says that it is: roles of people, nouns for all others.

    Roles give a gender to people whose name has none: "her daughter, Elaine".
    """
    for cluster in clusters:
        roles: dict[Role, None] = {}
        for mention in cluster.mentions:
            found = find_phrases(tokens, mention.start, mention.end, is_body=cluster.label == "ORG")
            phrases = [one for one in found if one[0] < one[1]]
            if cluster.label == "PERSON":
                roles |= dict.fromkeys(_list_roles(tokens, mention, phrases))
            roles |= {Role(word, frozenset()): None for word in mention.words[:-1] if word in ROLES}  # "Pope Leo"
            cluster.role_heads |= {head for one in phrases if (head := _find_last_noun(tokens, *one))}
            if len(roles) > _MOST_ROLES:
                break
        cluster.roles = list(roles)
        cluster.role_heads |= {role.head for role in roles}
        if cluster.label == "PERSON" and cluster.gender == "u":
            cluster.gender = title_gender(sorted(cluster.role_heads))


def _list_roles(tokens: Tokens, mention: Mention, phrases: Sequence[TokenRange]) -> Iterator[Role]:
    """Yield the roles that one mention of a person shows: by the phrases around it, its address, and its seat."""
    addresses = [word for word in mention.titles if word in ADDRESSES]
    for words in (*(tokens.folded[slice(*one)] for one in phrases), addresses):
        role = build_role(words)
        if role is not None:
            yield role
    seat = _SEAT.match(tokens.string, tokens.ends[mention.end - 1])
    if seat is not None:
        yield Role(_SEATED[seat[1]], frozenset([seat[2].lower().replace(" ", "_")]))


def _find_last_noun(tokens: Tokens, start: int, end: int) -> str:
    """Return the base form of the last noun of a phrase before what "of" or a clause brings; "" where it has none."""
    found = ""
    for i in range(start, end):
        if tokens.pos[i] in {"ADP", "VERB", "AUX", "SCONJ", "PUNCT"} and tokens.words[i] != "-" and found:
            break
        is_title = tokens.pos[i] == "PROPN" and tokens.pos[start] == "DET" and not tokens.is_entity[i]
        if tokens.pos[i] == "NOUN" or is_title or (tokens.pos[i] == "PROPN" and is_trade(tokens, i)):
            found = tokens.base(i)
    return found


def find_fit(role: Role, cluster: Cluster) -> float:
    """Return how well a description fits the best of a person's roles: 0 not at all, 1 or more well."""
    return max((_match(role, known) for known in cluster.roles), default=0.0)


def build_role(words: Sequence[str]) -> Role | None:
    """Return a role from folded words, its head before any "of" or "for", or None where no word is a role noun."""
    if _NOUNS.isdisjoint(words):
        return None
    words = [_VARIANTS.get(word, word) for word in words]
    owned = words.index("'s") if "'s" in words else 0  # "the star's rep"
    owned = 0 if owned and not _HEAD_BREAKS.isdisjoint(words[:owned]) else owned
    first = next((i for i in range(owned, len(words)) if words[i] in _HEADS), len(words))
    end = next((i for i in range(first, len(words)) if words[i] in _HEAD_BREAKS), len(words))
    if first == end:
        return None
    head_at = max(i for i in range(first, end) if words[i] in _HEADS)
    head = words[head_at]
    joined = _join_countries([word for i, word in enumerate(words) if i != head_at])
    if head == "minister" and "prime" in joined:
        head, joined = "pm", [word for word in joined if word != "prime"]
    modifiers = frozenset(word for word in joined if word[:1].isalnum() and word not in _FILLERS)
    return Role(head, modifiers - FORMER, bool(modifiers & FORMER))


def _join_countries(words: list[str]) -> list[str]:
    """Return words with countries and their people as one word each: "south korean" → "south_korea"."""
    countries = read_countries()
    joined, i = [], 0
    while i < len(words):
        pair = " ".join(words[i : i + 2])
        is_pair = pair in countries or pair in PLACES
        joined.append(countries.get(pair, pair.replace(" ", "_")) if is_pair else countries.get(words[i], words[i]))
        i += 2 if is_pair else 1
    return joined


def _match(query: Role, known: Role) -> float:
    """Return how well a description fits a known role: 0 not at all, above 1 well; missing modifiers cost."""
    if query.head != known.head and known.head not in _NARROWER.get(query.head, ()):
        return 0.0
    for kind in _RIVAL_KINDS:
        asked, given = query.modifiers & kind, known.modifiers & kind
        if asked and given and not asked & given:
            return 0.0
    if (query.is_former and not known.is_former) or (query.modifiers ^ known.modifiers) & LESSER:
        return 0.0
    shared = len(query.modifiers & known.modifiers)
    missing = len(query.modifiers - known.modifiers)
    return max(0.0, (1.5 if query.head == known.head else 1.0) + shared - 0.6 * missing)

"""Roles: what an article says a person is, and which person a description stands for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.gazetteer import read_countries, read_places
from tasks.quotes.naming.lexicon import LEADS, ROLE_ALIASES, ROLES, TITLES, word_set
from tasks.quotes.naming.names import fold
from tasks.quotes.naming.tokens import Tokens

_IGNORED: Final = word_set(
    """the a an 's ' his her their its our my your this that of for at in on from to by and with senior own very top
    longtime long-time then current new late who is was has been one only first company firm group club team
    party country nation"""
)
_ALIAS_HEADS: Final = frozenset(ROLE_ALIASES.values()) - {"defence"}
LESSER: Final = word_set("vice deputy assistant associate")
"""What makes another role of one: a deputy leader is no leader."""
_FORMER: Final = word_set("former ex past then-")
_PHRASE_POS: Final = word_set("NOUN PROPN ADJ NUM PART")


@dataclass(frozen=True, slots=True)
class Role:
    """A description reduced to what is compared: "the US president" → head "president", modifiers {"us"}."""

    head: str
    modifiers: frozenset[str]
    is_former: bool = False


def build_role(words: Sequence[str]) -> Role | None:
    """A role from folded words, head before any "of" or "for"; nothing where no word is a role noun."""
    words = [ROLE_ALIASES.get(word, word) for word in words]
    head_at = None
    for i, word in enumerate(words):
        if word in {"of", "for", "at", "in", "who", "from", "with", "on", "and", "to"} and head_at is not None:
            break
        if word in ROLES or word in _ALIAS_HEADS:
            head_at = i
    if head_at is None:
        return None
    joined = _join_countries([word for i, word in enumerate(words) if i != head_at])
    head = words[head_at]
    if head == "minister" and "prime" in joined:
        head, joined = "pm", [word for word in joined if word != "prime"]
    modifiers = frozenset(word for word in joined if word[:1].isalnum() and word not in _IGNORED)
    return Role(head, modifiers - _FORMER, bool(modifiers & _FORMER))


def _join_countries(words: list[str]) -> list[str]:
    """Countries and their people as one word each: "south korean" → "south_korea"."""
    countries = read_countries()
    joined, i = [], 0
    while i < len(words):
        pair = " ".join(words[i : i + 2])
        if pair in countries or pair in read_places():
            joined.append(countries.get(pair, pair.replace(" ", "_")))
            i += 2
        else:
            joined.append(countries.get(words[i], words[i]))
            i += 1
    return joined


def find_roles(tokens: Tokens, start: int, end: int) -> list[Role]:
    """The roles that stand around a name: before it, as an apposition on either side, or after "is"."""
    phrases = (
        _words_before(tokens, start),
        _apposition_before(tokens, start),
        _words_after(tokens, end),
    )
    return [role for phrase in phrases if phrase and (role := build_role(phrase))]


def _words_before(tokens: Tokens, start: int) -> list[str]:
    i = start
    while i > 0 and start - i < 9 and _is_phrase(tokens, i - 1):
        i -= 1
    return [fold(word) for word in tokens.words[i:start]]


def _is_phrase(tokens: Tokens, i: int) -> bool:
    word = tokens.lower[i]
    return (tokens.pos[i] in _PHRASE_POS and word != "to") or fold(word) in TITLES or word in {"'s", "-"}


def _apposition_before(tokens: Tokens, start: int) -> list[str]:
    """The phrase in "the defence minister, Boris Pistorius"."""
    if start < 3 or tokens.words[start - 1] != ",":
        return []
    for i in range(start - 2, max(-1, start - 14), -1):
        if tokens.pos[i] in {"VERB", "AUX", "PUNCT", "SPACE"} and tokens.words[i] not in {"-", "'"}:
            return []
        if tokens.pos[i] == "DET" and (i == 0 or tokens.pos[i - 1] != "ADP" or tokens.lower[i - 1] == "to"):
            return [fold(word) for word in tokens.words[i : start - 1]]
    return []


def _words_after(tokens: Tokens, end: int) -> list[str]:
    """The phrase in "Boris Pistorius, the defence minister," and in "Boris Pistorius is the defence minister"."""
    if end + 1 >= len(tokens):
        return []
    is_copula = tokens.lower[end] in {"is", "was", "became"}
    if tokens.words[end] not in {",", "(", "–", "—", "-"} and not is_copula:
        return []
    start = end + 1
    if tokens.words[start].isdigit():
        start += 2
    stop = start
    while stop < min(len(tokens), start + 14) and not _ends_phrase(tokens, stop):
        stop += 1
    if is_copula and (start >= len(tokens) or tokens.pos[start] != "DET"):
        return []
    return [fold(word) for word in tokens.words[start:stop]]


def _ends_phrase(tokens: Tokens, i: int) -> bool:
    return (
        tokens.pos[i] in {"VERB", "AUX", "SPACE", "SCONJ"}
        or tokens.words[i] in {",", ".", ")", ";", ":", "”", '"', "“", "–", "—"}
        or tokens.tag[i] in {"WP", "WDT"}
    )


PARTIES: Final = word_set("republican democrat libertarian labour conservative liberal green tory")
_RIVAL_KINDS: Final = (frozenset(read_countries().values()), PARTIES)


def match(query: Role, known: Role) -> float:
    """How well a description fits a known role: 0 not at all, above 1 well; missing modifiers cost."""
    if query.head != known.head:
        wider = LEADS.get(query.head)
        if wider is None or known.head not in wider:
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


def best_match(query: Role, roles: Iterable[Role]) -> float:
    """The best fit of a description to any role of one person."""
    return max((match(query, role) for role in roles), default=0.0)

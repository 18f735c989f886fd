"""Descriptions of one person: what an article says that people are, and whom "the US president" stands for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from tasks.quotes.lists import read_list, read_rows
from tasks.quotes.naming.clusters import find_near, last_before
from tasks.quotes.naming.lexicon import PERSON_TITLES, PLACES, ROLES, read_countries
from tasks.quotes.naming.mentions import Cluster
from tasks.quotes.naming.tokens import TokenRange, Tokens

LESSER: Final = frozenset(["vice", "deputy", "assistant", "associate"])
"""Words that make another role of one: a deputy leader is no leader."""
_FORMER: Final = frozenset(["former", "ex", "past"])
_HEAD_BREAKS: Final = frozenset(["of", "for", "at", "in", "who", "from", "with", "on", "and", "to"])
_INDEFINITE: Final = frozenset(["a", "an", "one", "another", "some", "any", "every", "each", "no"])
_FILLERS: Final = read_list("role_fillers")
_VARIANTS: Final = {row[0]: row[1] for row in read_rows("role_variants")}
_HEADS: Final = ROLES | frozenset(_VARIANTS.values()) - {"defence"}
_NARROWER: Final = {role: frozenset(narrower) for role, *narrower in read_rows("broader_roles")}
_RIVAL_KINDS: Final = (frozenset(read_countries().values()), read_list("parties"))
_NEARLY: Final = 0.85


@dataclass(frozen=True, slots=True)
class Role:
    """A description reduced to what is compared: "the US president" → head "president", modifiers {"us"}."""

    head: str
    modifiers: frozenset[str]
    is_former: bool = False


type Roles = Mapping[str, Sequence[tuple[int, tuple[Role, Cluster]]]]
"""Head of a role → the people who are called it, sorted by the token where they first are."""


def index_roles(tokens: Tokens, clusters: Sequence[Cluster]) -> Roles:
    """Return what an article says that its people are, and note the heads on the clusters."""
    roles: dict[str, list[tuple[int, tuple[Role, Cluster]]]] = defaultdict(list)
    for cluster in clusters:
        if cluster.label == "PERSON":
            first: dict[Role, int] = {}
            for mention in cluster.mentions:
                for role in _find_roles(tokens, mention.start, mention.end):
                    first.setdefault(role, mention.start)
            for role, start in first.items():
                roles[role.head].append((start, (role, cluster)))
            cluster.role_heads = {role.head for role in first}
    return {head: sorted(entries, key=itemgetter(0)) for head, entries in roles.items()}


def find_described(words: Sequence[str], position: int, roles: Roles) -> Cluster | None:
    """Return the named person whose roles fit a definite description best, or None; of equals the last one mentioned.

    One unknown word in the description is forgiven where only one person has such a role.
    """
    query = build_role(words)
    if query is None or words[0] in _INDEFINITE:
        return None
    fits: dict[Cluster, float] = {}
    for head in {query.head} | _NARROWER.get(query.head, frozenset()):
        for role, cluster in find_near(roles.get(head, ()), position):
            fits[cluster] = max(_match(query, role), fits.get(cluster, 0.0))
    fitting = [cluster for cluster, fit in fits.items() if fit >= _NEARLY]
    if len(fitting) > 1:
        fitting = [cluster for cluster in fitting if fits[cluster] >= 1.0]

    def rank(cluster: Cluster) -> tuple[float, int]:
        last = last_before(cluster, position)
        return fits[cluster], last.start if last else -cluster.mentions[0].start

    return max(fitting, key=rank, default=None)


def build_role(words: Sequence[str]) -> Role | None:
    """Return a role from folded words, its head before any "of" or "for", or None where no word is a role noun."""
    words = [_VARIANTS.get(word, word) for word in words]
    first = next((i for i, word in enumerate(words) if word in _HEADS), len(words))
    end = next((i for i in range(first, len(words)) if words[i] in _HEAD_BREAKS), len(words))
    head_at = max((i for i in range(first, end) if words[i] in _HEADS), default=None)
    if head_at is None:
        return None
    head = words[head_at]
    joined = _join_countries([word for i, word in enumerate(words) if i != head_at])
    if head == "minister" and "prime" in joined:
        head, joined = "pm", [word for word in joined if word != "prime"]
    modifiers = frozenset(word for word in joined if word[:1].isalnum() and word not in _FILLERS)
    return Role(head, modifiers - _FORMER, bool(modifiers & _FORMER))


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


def _find_roles(tokens: Tokens, start: int, end: int) -> Iterator[Role]:
    """Yield the roles that stand around a name: before it, as an apposition on either side, or after "is"."""
    phrases = (_find_before(tokens, start), _find_apposition_before(tokens, start), _find_after(tokens, end))
    yield from filter(None, (build_role(tokens.folded[slice(*phrase)]) for phrase in phrases))


def _find_before(tokens: Tokens, start: int) -> TokenRange:
    for i in range(start - 1, max(-1, start - 10), -1):
        is_part = tokens.pos[i] in {"NOUN", "PROPN", "ADJ", "NUM", "PART"} and tokens.lower[i] != "to"
        if not (is_part or tokens.folded[i] in PERSON_TITLES or tokens.lower[i] in {"'s", "-"}):
            return i + 1, start
    return max(0, start - 9), start


def _find_apposition_before(tokens: Tokens, start: int) -> TokenRange:
    """Return the phrase in "the defence minister, Ann Lee"; an empty range where there is none."""
    if start < 3 or tokens.words[start - 1] != ",":
        return start, start
    for i in range(start - 2, max(-1, start - 14), -1):
        if tokens.pos[i] in {"VERB", "AUX", "PUNCT", "SPACE"} and tokens.words[i] not in {"-", "'"}:
            break
        if tokens.pos[i] == "DET" and (i == 0 or tokens.pos[i - 1] != "ADP" or tokens.lower[i - 1] == "to"):
            return i, start - 1
    return start, start


def _find_after(tokens: Tokens, end: int) -> TokenRange:
    """Return the phrase in "Ann Lee, the minister," and in "Ann Lee is the minister"; an empty range where none is."""
    if end + 1 >= len(tokens):
        return end, end
    is_copula = tokens.lower[end] in {"is", "was", "became"}
    start = end + (3 if tokens.words[end + 1].isdigit() else 1)
    if is_copula and tokens.pos[start : start + 1] != ["DET"]:
        return end, end
    if not is_copula and tokens.words[end] not in {",", "(", "–", "—", "-"}:
        return end, end
    stop = start
    while stop < min(len(tokens), start + 14):
        is_break = tokens.pos[stop] in {"VERB", "AUX", "SPACE", "SCONJ"} or tokens.tag[stop] in {"WP", "WDT"}
        if is_break or tokens.words[stop] in {",", ".", ")", ";", ":", "”", '"', "“", "–", "—"}:
            break
        stop += 1
    return start, stop

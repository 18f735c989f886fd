"""Clusters of named mentions: which mentions of one article name the same person, organisation or place."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tasks.quotes.naming.fullest import find_fullest, organisation_name, person_name
from tasks.quotes.naming.gender import Gender, name_gender, title_gender
from tasks.quotes.naming.lexicon import BUSINESS_ENDINGS
from tasks.quotes.naming.mentions import NAMED_LABELS, Mention
from tasks.quotes.naming.names import NameWords, initials, is_acronym, is_same_person, short_form_rank
from tasks.quotes.naming.tokens import Tokens

COUNTRY_NAMES: Final[dict[str, NameWords]] = {
    "us": ("united", "states"),
    "usa": ("united", "states"),
    "america": ("united", "states"),
    "united states of america": ("united", "states"),
    "uk": ("united", "kingdom"),
    "uae": ("united", "arab", "emirates"),
    "eu": ("european", "union"),
    "dprk": ("north", "korea"),
}
"""Countries by other names, folded."""


@dataclass(slots=True)
class Cluster:
    """The mentions of one person, organisation, place ... in one article."""

    id: int
    label: str
    name: str | None
    words: NameWords
    gender: Gender = "u"
    mentions: list[Mention] = field(default_factory=list)
    roles: list[frozenset[str]] = field(default_factory=list)
    """The descriptions that the article gives of it, each as a set of folded words."""


def build_clusters(tokens: Tokens, mentions: Sequence[Mention]) -> list[Cluster]:
    """Clusters in the order of their first mention, each with its fullest name."""
    named = [mention for mention in mentions if mention.label in NAMED_LABELS]
    people = _person_clusters([mention for mention in named if mention.label == "PERSON"])
    others = _other_clusters(tokens, [mention for mention in named if mention.label != "PERSON"])
    groups = sorted(people + others, key=lambda group: min(mention.start for mention in group))
    return [_build_cluster(tokens, number, group) for number, group in enumerate(groups)]


def _build_cluster(tokens: Tokens, number: int, group: list[Mention]) -> Cluster:
    group = sorted(group, key=lambda mention: mention.start)
    fullest = find_fullest(group)
    label = Counter(mention.label for mention in group).most_common(1)[0][0]
    cluster = Cluster(number, label, organisation_name(tokens, group, fullest), fullest.words, mentions=group)
    if label == "PERSON":
        cluster.name = person_name(tokens, group, fullest)
        genders = Counter(g for mention in group if (g := title_gender(mention.titles)) != "u")
        cluster.gender = genders.most_common(1)[0][0] if genders else name_gender(fullest.words)
    return cluster


def _person_clusters(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Full names first, longest first; then each shorter form joins the full name that it stands for."""
    full: list[list[Mention]] = []
    by_words: dict[NameWords, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_words[mention.words].append(mention)
    long_names = sorted((words for words in by_words if len(words) > 1), key=lambda words: (-len(words), words))
    for words in long_names:
        home = next((group for group in full if is_same_person(words, group[0].words)), None)
        if home is None:
            full.append(list(by_words[words]))
        else:
            home.extend(by_words[words])
    return _join_short_forms(full, [mention for mention in mentions if len(mention.words) == 1])


def _join_short_forms(full: list[list[Mention]], shorts: Sequence[Mention]) -> list[list[Mention]]:
    alone: dict[NameWords, list[Mention]] = defaultdict(list)
    genders = {id(group): _group_gender(group) for group in full}
    joined: list[tuple[list[Mention], Mention]] = []
    for mention in shorts:
        home = _find_full_name(mention, full, genders)
        if home is None:
            alone[mention.words].append(mention)
        else:
            joined.append((home, mention))
    for home, mention in joined:
        home.append(mention)
    return full + list(alone.values())


def _group_gender(group: Sequence[Mention]) -> Gender:
    titles = [title for mention in group for title in mention.titles]
    by_title = title_gender(titles)
    return by_title if by_title != "u" else name_gender(group[0].words)


def _find_full_name(short: Mention, full: Sequence[list[Mention]], genders: dict[int, Gender]) -> list[Mention] | None:
    """The person a shorter form stands for: best form, then gender of the title, then who is nearest and most named.

    Newspapers call the main person of an article by surname alone and others of that name in full.
    """
    gender = title_gender(short.titles)
    best: tuple[tuple[int, float], list[Mention]] | None = None
    for group in full:
        rank = max(short_form_rank(short.words, words) for words in {mention.words for mention in group})
        known = genders[id(group)]
        if not rank or (gender != "u" and known != "u" and gender != known):
            continue
        before = [mention.start for mention in group if mention.start < short.start]
        distance = short.start - before[-1] if before else 10_000
        agrees = gender != "u" and known == gender
        key = (rank, agrees + math.log1p(len(group)) + math.exp(-distance / 60) + 0.5 * bool(before))
        if best is None or key > best[0]:
            best = key, group
    return best[1] if best else None


def _other_clusters(tokens: Tokens, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Same words are one; an acronym joins its long form, a bare company name the one with its legal form."""
    groups: dict[NameWords, list[Mention]] = defaultdict(list)
    for mention in mentions:
        words = mention.words[1:] if mention.words[0] == "the" and len(mention.words) > 1 else mention.words
        groups[COUNTRY_NAMES.get(" ".join(words), words)].append(mention)
    long_forms = _long_forms(tokens, groups)
    for short in list(groups):
        long = long_forms.get(short)
        if long is None or long not in groups or long == short:
            continue
        if len(short) > 1 or (*short, long[-1]) == long or is_acronym(tokens.words[groups[short][0].start]):
            groups[long].extend(groups.pop(short))
    return list(groups.values())


def _long_forms(tokens: Tokens, groups: Mapping[NameWords, Sequence[Mention]]) -> dict[NameWords, NameWords]:
    """Acronym, or name without its legal form → the long name in the article."""
    forms: dict[NameWords, NameWords] = {}
    for words, group in groups.items():
        if len(words) > 1:
            for short in sorted(initials(tokens.words[group[0].start : group[0].end])):
                forms.setdefault((short,), words)
            if words[-1] in BUSINESS_ENDINGS:
                forms.setdefault(words[:-1], words)
    return forms

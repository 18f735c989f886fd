"""Names that two people may share: what articles say of their bearers, and when it cannot be said of one."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from tasks.link.who.forms import is_generic
from tasks.quotes.naming.names import fold_word

_LEAST: Final = 3
"""Articles that must say it before it counts."""
_SHARE: Final = 0.2
"""Of the articles with a pronoun, those with the rarer one of two people; parsers and names mislead in some."""
_SMALL: Final = frozenset(["of", "the", "and", "for", "a", "an", "in", "at", "to", "s"])


def find_other_pronoun(pronouns: Mapping[str, int]) -> str | None:
    """Return the pronoun of the less named of two people: "she" where 50 articles say he and 20 she; else None."""
    he, she = pronouns.get("he", 0), pronouns.get("she", 0)
    is_shared = min(he, she) >= max(_LEAST, _SHARE * (he + she))
    return ("she" if he >= she else "he") if is_shared else None


def find_role_groups(roles: Mapping[tuple[str, str], int]) -> list[list[tuple[str, str]]]:
    """Return the roles (title, organisation) in groups that share no word, each said by several articles."""
    groups: list[tuple[set[str], list[tuple[str, str]]]] = []
    for role in sorted(roles):
        words = {fold_word(word) for text in role for word in text.split()} - _SMALL
        same = [group for group in groups if not words.isdisjoint(group[0])]
        joined = (words.union(*(group[0] for group in same)), [role, *(one for group in same for one in group[1])])
        groups = [group for group in groups if group not in same] + [joined]
    return [sorted(group) for _, group in groups if sum(roles[role] for role in group) >= _LEAST]


def explain_ambiguity(
    label: str, key: str, pronouns: Mapping[str, int], roles: Mapping[tuple[str, str], int], is_open: bool
) -> str | None:
    """Return why two may hide behind a name, or None."""
    if label == "organisation":
        return "The name says what kind of organisation it is, not which one." if is_generic(key.split()) else None
    if " " not in key:
        return "Only a surname or a first name is known."
    if is_open:
        return "The name is short for the fuller names of several people."
    if other := find_other_pronoun(pronouns):
        return f"Articles say both “he” and “she”; those that say “{other}” are another person."
    groups = find_role_groups(roles)
    if len(groups) > 1:
        titles = " and ".join("{}, {}".format(*group[0]) for group in groups[:2])
        return f"Roles that share nothing: {titles}."
    return None


def count_by(facts: Iterable[tuple[str, str, int]]) -> dict[str, Counter[str]]:
    """Return key → value → count."""
    counts: dict[str, Counter[str]] = {}
    for key, value, articles in facts:
        counts.setdefault(key, Counter())[value] += articles
    return counts

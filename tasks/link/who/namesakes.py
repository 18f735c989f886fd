"""Names that two people may share: what articles say of their bearers, and when it cannot be said of one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from tasks.link.who.forms import is_generic
from tasks.quotes.naming.words.names import fold_word

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


def find_role_groups(roles: Mapping[str, int]) -> list[list[str]]:
    """Return the roles (title, tab, organisation) in groups that share no word, each said by several articles."""
    if len(roles) < 2:
        return []
    groups: list[tuple[set[str], list[str]]] = []
    for role in sorted(roles):
        words = read_words(role.split("\t"))
        same = [group for group in groups if not words.isdisjoint(group[0])]
        joined = (words.union(*(group[0] for group in same)), [role, *(one for group in same for one in group[1])])
        groups = [group for group in groups if group not in same] + [joined]
    return [sorted(group) for _, group in groups if sum(roles[role] for role in group) >= _LEAST]


def explain_ambiguity(
    label: str, key: str, other_pronoun: str | None, roles: Mapping[str, int], is_open: bool
) -> str | None:
    """Return why two may hide behind a name, or None; `roles` count title and organisation, a tab between them."""
    if label == "organisation":
        return "The name says what kind of organisation it is, not which one." if is_generic(key.split()) else None
    if " " not in key:
        return "Only a surname or a first name is known."
    if is_open:
        return "The name is short for the fuller names of several people."
    if other_pronoun:
        return f"Articles say both “he” and “she”; those that say “{other_pronoun}” are another person."
    groups = find_role_groups(roles)
    if len(groups) > 1:
        titles = " and ".join(group[0].replace("\t", ", ") for group in groups[:2])
        return f"Roles that share nothing: {titles}."
    return None


def count_by(facts: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    """Return key → value → count."""
    counts: dict[str, dict[str, int]] = {}
    for key, value, articles in facts:
        found = counts.setdefault(key, {})
        found[value] = found.get(value, 0) + articles
    return counts


def find_known(linked: pl.DataFrame, canonical: pl.DataFrame) -> pl.DataFrame:
    """Return links whose actors are on the list of known people with its id as their key, behind "=".

    Where several known people bear a name, the one is taken whose roles alone share a word with what the article says
    of the cluster; where none is, the actor stays whoever bears the name.
    """
    known = canonical.filter(pl.col("known").list.len() > 0)
    known = known.select(
        pl.concat_str("actor_label", "group", separator=" ").alias("actor"), pl.col("known").alias("bearers")
    ).unique("actor")
    if known.is_empty():
        return linked
    rows = linked.join(known, "actor", "left", maintain_order="left")
    details = rows.select("bearers", "titles", "organisations", "actor_key").iter_rows()
    keys = [_name_known(bearers, [*titles, *organisations]) or key for bearers, titles, organisations, key in details]
    return rows.with_columns(pl.Series("actor_key", keys, pl.String))


def _name_known(bearers: Sequence[Mapping[str, Any]] | None, said: Iterable[str]) -> str | None:
    """Return the key of the known person whom the article means, or None."""
    if not bearers:
        return None
    if len(bearers) == 1:
        return f"={bearers[0]['id']}"
    words = read_words(said)
    fitting = [one["id"] for one in bearers if not words.isdisjoint(read_words(one["roles"]))]
    return f"={fitting[0]}" if len(fitting) == 1 else None


def read_words(texts: Iterable[str]) -> set[str]:
    """Return the words of roles that say something."""
    return {fold_word(word.strip(",;")) for text in texts for word in text.split()} - _SMALL

"""What each name means over all batches, by itself: the names of one person or organisation, and short forms of one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from itertools import chain
from typing import Final

import polars as pl

from tasks.link.who.forms import find_forms, find_sure_forms, is_generic, is_short
from tasks.link.who.kinds import find_other_kinds
from tasks.link.who.known import KNOWN
from tasks.link.who.namesakes import count_by, explain_ambiguity, find_other_pronoun
from tasks.link.who.overlong import trim_names
from tasks.link.who.people import group_people

KNOWN_IDS: Final = pl.List(pl.Struct({"id": pl.String, "roles": pl.List(pl.String)}))
CANONICAL: Final = {
    "label": pl.String(),
    "key": pl.String(),
    "actor_label": pl.String(),
    "read_as": pl.String(),
    "group": pl.String(),
    "is_open": pl.Boolean(),
    "other_pronoun": pl.String(),
    "why_ambiguous": pl.String(),
    "known": KNOWN_IDS,
}
"""Column → type. `actor_label` is what it mostly is, whatever it was taken for in one article; `read_as` its key
without what does not belong to it. `group` is the key of whom the name means by itself; where it is open, what stands
near is asked first. `other_pronoun` is that of a second person of the group's names, `why_ambiguous` a sentence about
the group, `known` those of the list of known people who bear one of its names."""
_SHARE: Final = 0.9
"""Of the articles that name somebody of a surname, those of the one whom the surname alone means."""
_LEAST: Final = 3
"""Articles that must name it for a short form to mean it where nothing stands near."""
LABELS: Final = ("organisation", "person")
type Counts = Mapping[str, int]
type Groups = dict[str, str]
"""Key → key of its group."""
type Resolver = Callable[[Counts, Mapping[str, Counts]], tuple[Groups, set[str]]]
"""From counts and aliases of the names of a kind to their groups, and the names that are open."""


def resolve_names(names: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return what each name means: a row for each label and key, of the columns CANONICAL, sorted.

    `names` are the counts of all batches (`counts.count_names`), `known` the list of known people (`known.read_known`).
    It is a function of the sums of the counts: neither their order nor which batch had them matters.
    """
    names = names.group_by(pl.exclude("articles")).agg(pl.col("articles").sum())
    names = names.join(_find_actor_labels(names), ["label", "key"])
    bearers = pl.DataFrame(schema=KNOWN) if known is None else known
    frames = [
        _resolve_label(
            names.filter(pl.col("actor_label") == label), bearers.filter(pl.col("label") == label), label, resolve
        )
        for label, resolve in (("organisation", _resolve_organisations), ("person", _resolve_people))
    ]
    resolved = names.select("label", "key", "actor_label").unique().join(pl.concat(frames), ["actor_label", "key"])
    return resolved.select(*CANONICAL).sort("label", "key")


def _find_actor_labels(names: pl.DataFrame) -> pl.DataFrame:
    """Return label, key and the label that the name mostly has."""
    found = names.filter(pl.col("what") == "name").select("label", "key", "articles")
    parts = {label: found.filter(pl.col("label") == label) for label in LABELS}
    others = find_other_kinds(
        {label: dict(part.select("key", "articles").iter_rows()) for label, part in parts.items()}
    )
    moved = [(label, key, other) for (label, key), other in sorted(others.items())]
    moves = pl.DataFrame(moved, {"label": pl.String, "key": pl.String, "actor_label": pl.String}, orient="row")
    rows = found.select("label", "key").join(moves, ["label", "key"], "left")
    return rows.with_columns(pl.col("actor_label").fill_null(pl.col("label")))


def _resolve_label(
    names: pl.DataFrame,
    known: pl.DataFrame,
    label: str,
    resolve: Resolver,
) -> pl.DataFrame:
    facts = {
        what: names.filter(pl.col("what") == what).select("key", "value", "articles")
        for what in ("name", "alias", "pronoun", "role")
    }
    counts = _add_up(((key, articles) for key, _, articles in facts["name"].iter_rows()), {})
    aliases = count_by(facts["alias"].iter_rows())
    trimmed = trim_names(label, counts, aliases)
    read_as = {key: trimmed.get(key, key) for key in counts}
    read = _add_up(((read_as[key], articles) for key, articles in counts.items()), dict.fromkeys(known["key"], 0))
    groups, is_open = resolve(read, aliases)
    ids = _find_ids(known, groups)
    own = pl.DataFrame(
        {"key": list(read_as), "group": [groups[name] for name in read_as.values()]},
        {name: CANONICAL[name] for name in ("key", "group")},
    )
    pronouns, roles = (_find_several(facts[what].join(own, "key")) for what in ("pronoun", "role"))
    others = {group: find_other_pronoun(found) for group, found in pronouns.items()}
    whys = {
        group: explain_ambiguity(label, group, others.get(group), roles.get(group, {}), group in is_open)
        for group in set(groups.values())
    }
    columns = {
        "actor_label": [label] * len(counts),
        "key": list(read_as),
        "read_as": list(read_as.values()),
        "group": own["group"],
        "is_open": [name in is_open for name in read_as.values()],
        "other_pronoun": list(map(others.get, own["group"])),
        "why_ambiguous": list(map(whys.get, own["group"])),
    }
    resolved = pl.DataFrame(columns, {name: CANONICAL[name] for name in columns})
    bearers = pl.DataFrame({"group": list(ids), "known": list(ids.values())}, {"group": pl.String, "known": KNOWN_IDS})
    return resolved.join(bearers, "group", "left")


def _find_several(facts: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Return the counts of all names of a group together, where it has several values: one is no two people's."""
    counts = facts.group_by("group", "value").agg(pl.col("articles").sum())
    return count_by(counts.filter(pl.len().over("group") > 1).iter_rows())


def _add_up(counts: Iterable[tuple[str, int]], start: Counts) -> dict[str, int]:
    """Return the sums by key, in the order of the keys: one that was taken for both kinds comes twice."""
    total = Counter(start)
    for key, articles in counts:
        total[key] += articles
    return dict(sorted(total.items()))


def _find_ids(known: pl.DataFrame, groups: Groups) -> dict[str, list[dict[str, object]]]:
    """Return group → id and roles of the known people who bear one of its names; a short form is no name here."""
    ids: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for key, identifier, roles in known.select("key", "id", "roles").iter_rows():
        ids[groups[key]][identifier] = roles
    return {
        group: [{"id": one, "roles": roles} for one, roles in sorted(found.items())] for group, found in ids.items()
    }


def _resolve_people(counts: Counts, aliases: Mapping[str, Counts]) -> tuple[Groups, set[str]]:
    groups, is_open = group_people({key: n for key, n in counts.items() if not is_short("person", key)})
    shorts = {key for key in counts if is_short("person", key)}
    return groups | _find_meanings("person", shorts, counts, aliases, groups), is_open | shorts


def _resolve_organisations(counts: Counts, aliases: Mapping[str, Counts]) -> tuple[Groups, set[str]]:
    spelled: dict[str, list[str]] = defaultdict(list)
    for key in counts:
        spelled[_simplify(key)].append(key)
    groups = {key: max(keys, key=lambda key: (len(key), key)) for keys in spelled.values() for key in keys}
    meanings = _find_meanings("organisation", counts, counts, aliases, groups)
    is_open = {key for key, group in meanings.items() if group != groups[key] or " " not in key}
    return groups | meanings, is_open


def _simplify(key: str) -> str:
    """Return what spellings of an organisation's name have in common: no spaces, no plurals."""
    words = key.replace("-", "").split()
    return "".join(word.removesuffix("s") if len(word) > 3 and len(words) > 1 else word for word in words)


def _find_meanings(
    label: str, shorts: Container[str], counts: Counts, aliases: Mapping[str, Counts], groups: Groups
) -> Groups:
    """Return short form → the group that it mostly means; itself where there is none.

    Names are counted that have it as a form, and acronyms where an article has both.
    """
    facts = ((form, key, articles) for key, articles in counts.items() for form in find_sure_forms(label, key))
    acronyms = (
        (alias, key, articles)
        for key, found in aliases.items()
        for alias, articles in found.items()
        if key in counts and find_forms(label, key).get(alias) == "acronym"
    )
    wanted = ((form, groups.get(key, key), n) for form, key, n in chain(facts, acronyms) if form in shorts)
    meant = count_by(wanted)
    return {key: _find_meaning(key, meant.get(key)) or groups.get(key, key) for key in counts if key in shorts}


def _find_meaning(short: str, meant: Counts | None) -> str | None:
    if not meant:
        return None
    best = min(meant, key=lambda group: (-meant[group], group))
    is_sure = meant[best] >= max(_LEAST, _SHARE * sum(meant.values()))
    return best if is_sure and not is_generic(short.split()) else None

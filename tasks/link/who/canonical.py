"""What each name means over all batches, by itself: the names of one person or organisation, and short forms of one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from tasks.link.who.forms import find_forms, is_generic, is_short
from tasks.link.who.keys import build_key, squeeze
from tasks.link.who.people import group_people

NAMES: Final = {
    "label": pl.String(),
    "key": pl.String(),
    "alias": pl.String(),
    "pronoun": pl.String(),
    "articles": pl.Int64(),
}
CANONICAL: Final = {"label": pl.String(), "key": pl.String(), "group": pl.String(), "is_open": pl.Boolean()}
_SHARE: Final = 0.9
"""Of the articles that name somebody of a surname, those of the one whom the surname alone means."""
_LEAST: Final = 3
"""Articles that must name it for a short form to mean it where nothing stands near."""
type Counts = Mapping[str, int]


def count_names(clusters: pl.DataFrame) -> pl.DataFrame:
    """Return in how many articles each name stands: in full, by pronoun, and with each short form (`alias`).

    Counts of batches add up: `resolve_names` takes the sum over all of them.
    """
    whole = clusters.select("label", "key", pl.col("key").alias("alias"), "pronoun")
    texts = clusters.select("label", "key", pl.col("forms").list.eval(pl.element().struct["text"])).explode("forms")
    pairs = texts.select("label", "forms").unique()
    keys = [build_key(label, text) for label, text in pairs.iter_rows()]
    texts = texts.join(pairs.with_columns(pl.Series("alias", keys, pl.String)), ["label", "forms"])
    short = texts.filter((pl.col("alias") != pl.col("key")) & (pl.col("alias") != ""))
    rows = pl.concat([whole, short.select("label", "key", "alias", pl.lit(None, pl.String).alias("pronoun"))])
    counts = rows.group_by("label", "key", "alias", "pronoun").agg(pl.len().cast(pl.Int64).alias("articles"))
    return counts.select(*NAMES).sort("label", "key", "alias", "pronoun", nulls_last=True)


def resolve_names(names: pl.DataFrame) -> pl.DataFrame:
    """Return the group of each name: label, key, group, and whether what stands near is asked first (`is_open`).

    `names` are the counts of all batches (`count_names`). It is a function of the set of rows: neither their order nor
    which batch had them matters.
    """
    totals = names.group_by("label", "key", "alias").agg(pl.col("articles").sum())
    frames = []
    for label in ("organisation", "person"):
        own = totals.filter(pl.col("label") == label)
        counts = dict(own.filter(pl.col("key") == pl.col("alias")).select("key", "articles").iter_rows())
        glosses = own.filter(pl.col("key") != pl.col("alias")).select("key", "alias", "articles").iter_rows()
        groups, is_open = _resolve_people(counts) if label == "person" else _resolve_organisations(counts, glosses)
        keys = sorted(counts)
        columns = {"label": [label] * len(keys), "key": keys, "group": [groups[key] for key in keys]}
        frames.append(pl.DataFrame({**columns, "is_open": [key in is_open for key in keys]}, CANONICAL))
    return pl.concat(frames)


def _resolve_people(counts: Counts) -> tuple[dict[str, str], set[str]]:
    groups, is_open = group_people(key for key in counts if not is_short("person", key))
    shorts = {key for key in counts if is_short("person", key)}
    return groups | _find_meanings("person", shorts, counts, groups), is_open | shorts


def _resolve_organisations(counts: Counts, glosses: Iterable[tuple[str, str, int]]) -> tuple[dict[str, str], set[str]]:
    spelled: dict[str, list[str]] = defaultdict(list)
    for key in counts:
        spelled[_simplify(key)].append(key)
    groups = {key: max(keys, key=lambda key: (len(key), key)) for keys in spelled.values() for key in keys}
    meanings = _find_meanings("organisation", set(counts), counts, groups)
    is_open = {key for key, group in meanings.items() if group != groups[key] or " " not in key}
    return groups | meanings, is_open


def _simplify(key: str) -> str:
    words = key.split()
    return squeeze("".join(word.removesuffix("s") if len(word) > 3 and len(words) > 1 else word for word in words))


def _find_meanings(label: str, shorts: set[str], counts: Counts, groups: Mapping[str, str]) -> dict[str, str]:
    """Return short form → the group that it mostly means; itself where there is none."""
    meant: dict[str, Counter[str]] = defaultdict(Counter)
    for key, articles in counts.items():
        for form, kind in find_forms(label, key).items():
            if form in shorts and kind in ("surname", "without place", "without ending"):
                meant[form][groups.get(key, key)] += articles
    meanings = {}
    for short in shorts:
        found = meant[short]
        best = min(found, key=lambda group: (-found[group], group), default="")
        sure = best and found[best] >= max(_LEAST, _SHARE * found.total()) and not is_generic(short.split())
        meanings[short] = best if sure else groups.get(short, short)
    return meanings

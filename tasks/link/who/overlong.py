"""Names that were cut too long, mostly in headlines: "Ann Lee Dies". Other articles show it."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from tasks.link.who.forms import GENERIC, find_sure_forms
from tasks.link.who.keys import split_key
from tasks.quotes.naming.words.lexicon import is_first_name

_MORE: Final = 2
"""How many times as many articles must have the name without what follows it."""
_LEAST: Final = 3
"""Articles in which it must stand."""
_SHORTEST: Final = 2
"""Words from which on a name is known by itself; one word must be short for a known name, and used in the article."""
type Counts = Mapping[str, int]


def trim_names(label: str, counts: Counts, aliases: Mapping[str, Counts]) -> dict[str, str]:
    """Return name that says too much → the name that it begins with: "lee dies" where many articles have "ann lee".

    It is none where an article uses what would go: "Watson" of "Mary Jane Watson". `aliases` are those of each name.
    """
    known = _count_forms(label, counts, aliases) + _count_openings(counts)
    trimmed = {
        key: name
        for key in sorted(counts, key=len)
        if (name := _find_inner(label, key, counts, known, aliases.get(key, ())))
    }
    return {key: trimmed.get(name, name) for key, name in trimmed.items()}


def _count_openings(counts: Counts) -> Counter[str]:
    """Return in how many articles a name of several words stands, what goes on after it included."""
    openings: Counter[str] = Counter()
    for key, articles in counts.items():
        words = key.split()
        for end in range(_SHORTEST, len(words) + 1):
            openings[" ".join(words[:end])] += articles
    return openings


def _count_forms(label: str, counts: Counts, aliases: Mapping[str, Counts]) -> Counter[str]:
    """Return in how many articles something is named that the aliases are surely short for."""
    wanted = {alias for found in aliases.values() for alias in found if " " not in alias}
    known: Counter[str] = Counter()
    for key, articles in counts.items():
        for form in find_sure_forms(label, key):
            if form in wanted:
                known[form] += articles
    return known


def _find_inner(label: str, key: str, counts: Counts, known: Counts, aliases: Collection[str]) -> str | None:
    if key.count(" ") == 1 and known.get(key.partition(" ")[0], 0) < _LEAST:  # as most names are
        return None
    words, generation = (tuple(key.split()), "") if label == "organisation" else split_key(key)
    used = {alias for alias in aliases if " " not in alias}
    if generation:
        return None
    enough = max(_LEAST, _MORE * counts[key])
    is_title = label == "person" and len(words) > _SHORTEST and is_first_name(words[1]) and not is_first_name(words[0])
    if is_title and counts.get(bare := " ".join(words[1:]), 0) >= enough:
        return bare
    for end in range(len(words) - 1, 0, -1):
        name, rest = " ".join(words[:end]), words[end:]
        is_name = end < _SHORTEST or counts.get(name, 0) >= _LEAST
        is_enough = is_name and known.get(name, 0) >= enough
        needs_use = end < _SHORTEST or label == "organisation"
        if not is_enough or (needs_use and name not in aliases):
            continue
        if used.isdisjoint(rest) and GENERIC.isdisjoint(rest) and (end >= _SHORTEST or not is_first_name(name)):
            return name
    return None

"""Full names of people that are one: initials, middle names, nicknames, hyphens, spellings.

Names of one surname are put together one after the other, the fullest first. A name that fits two people ("John Smith"
beside "John A. Smith" and "John B. Smith") joins neither: what stands near decides. Hardly used names are no people
then: a slip of the keyboard makes nobody ambiguous.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from tasks.link.who.keys import split_key, squeeze
from tasks.quotes.lists import read_rows

_MOST_NAMESAKES: Final = 100
"""The most people of one surname and first name that a name is compared with."""
_SHORTEST_CUT: Final = 3
"""Letters that a first name keeps when it is cut short: "Ben", "Benjamin"."""
_RARE: Final = 2
_RARE_SHARE: Final = 0.02
"""Articles that must have the fuller names of somebody whom a name may be short for, and their share of its own."""
type Names = tuple[str, ...]
type Readings = tuple[list[Names], str]
"""The given names of a key, in each way that they can be read, and its generation."""


def group_people(counts: Mapping[str, int]) -> tuple[dict[str, str], set[str]]:
    """Return full name → its person's name, and the names that fit several people, which stand for themselves.

    `counts` are the articles of each name. A person's name is of those with the fewest words the most frequent one.
    """
    blocks: dict[str, list[str]] = defaultdict(list)
    for key in counts:
        blocks[squeeze(split_key(key)[0][-1])].append(key)
    groups: dict[str, str] = {}
    open_names: set[str] = set()
    for block in blocks.values():
        people, unsure = _group_block(block, counts)
        open_names |= unsure
        for members in people:
            name = min(members, key=lambda key: (len(key.split()), -counts[key], key))
            groups |= dict.fromkeys(members, name)
    return groups, open_names


def _group_block(keys: Sequence[str], counts: Mapping[str, int]) -> tuple[list[list[str]], set[str]]:
    people: list[list[str]] = []
    open_names: set[str] = set()
    by_name: dict[str, list[int]] = defaultdict(list)
    read = {key: _read(key) for key in keys}
    for key in sorted(keys, key=lambda key: (-key.count(" "), -len(key), key)):
        firsts = [_spell(reading[0]) for reading in read[key][0] if reading]
        names = (name for first in firsts for name in _list_variants(first) if name in by_name)
        found = dict.fromkeys(n for name in names for n in by_name[name][:_MOST_NAMESAKES])
        homes = [n for n in found if all(_fits(read[key], read[other]) for other in people[n])]
        if len(homes) > 1:
            homes = _drop_rare(homes, [sum(counts[other] for other in people[n]) for n in homes], counts[key])
            open_names |= {key} if len(homes) > 1 else set()
        if len(homes) == 1:
            people[homes[0]].append(key)
            continue
        if not homes:
            for name in (name for first in firsts for name in _list_cuts(first)):
                by_name[name].append(len(people))
        people.append([key])
    return people, open_names


def _drop_rare(homes: Sequence[int], articles: Sequence[int], of: int) -> list[int]:
    """Return those of several people who have enough articles for a name with `of`; where none has, one with any."""
    found = dict(zip(homes, articles, strict=True))
    enough = [n for n in homes if found[n] >= max(_RARE, _RARE_SHARE * of)]
    named = [n for n in homes if found[n]]
    return enough or (named if len(named) == 1 else [])


def _read(key: str) -> Readings:
    """Return the given names without nicknames, and each nickname: "Luis Gerardo (Jerry)" is that and "Jerry"."""
    words, generation = split_key(key)
    given = words[:-1]
    nicknames = [name for name in given if name[0] == "~"]
    plain = tuple(name for name in given if name[0] != "~") if nicknames else given
    return [plain, *((name[1:],) for name in nicknames)], generation


@lru_cache(maxsize=50_000)
def _list_variants(first: str) -> tuple[str, ...]:
    """Return what a fuller name may have been filed under; an initial is marked by a full stop."""
    return f"{first[0]}.", first, *sorted(_read_nicknames().get(first, ()))


@lru_cache(maxsize=50_000)
def _list_cuts(first: str) -> tuple[str, ...]:
    """Return a first name and what it may be cut to."""
    lengths = [1, *range(_SHORTEST_CUT, len(first) + 1)] if len(first) > 1 else []
    return tuple(dict.fromkeys(first[:length] for length in lengths)) or (f"{first}.",)


def _fits(one: Readings, other: Readings) -> bool:
    """Return whether given names, of one surname, can be one person's: middle names alone may be left out."""
    if one[1] and other[1] and one[1] != other[1]:
        return False
    return any(_agree(a, b) for a in one[0] for b in other[0])


def _agree(one: Names, other: Names) -> bool:
    pairs = enumerate(zip(one, other, strict=False))
    return all(_may_be(*pair, is_first=n == 0) for n, pair in pairs)


def _may_be(one: str, other: str, is_first: bool) -> bool:
    short, long = sorted(map(_spell, (one, other)), key=len)
    if short == long or (len(short) == 1 and long.startswith(short)):
        return True
    is_cut = len(short) >= _SHORTEST_CUT and long.startswith(short) and len(long) > len(short) + 1
    return is_first and (is_cut or long in _read_nicknames().get(short, ()))


@lru_cache(maxsize=50_000)
def _spell(name: str) -> str:
    """Return a first name in one spelling: "Bettie" and "Betty", "Terrence" and "Terence" are one."""
    spelled = squeeze(name)
    return f"{spelled[:-2]}y" if spelled.endswith("ie") else spelled


@cache
def _read_nicknames() -> dict[str, set[str]]:
    """Return first name → what else those who bear it are called, and nickname → the names that it may stand for.

    Two nicknames of one name are not one: "Fred" and "Rick" of "Frederick".
    """
    table: dict[str, set[str]] = defaultdict(set)
    for name, *others in read_rows("nicknames"):
        for other in others:
            table[_spell(name)].add(_spell(other))
            table[_spell(other)].add(_spell(name))
    return table

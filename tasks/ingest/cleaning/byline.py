"""Names of authors: bylines in the text, and the ways that deliveries list authors."""

import re
from collections.abc import Iterable

MAX_LINE = 140
MAX_NAME = 100
MAX_NAMES = 50
PREFIX = re.compile(r"(?:(?:story|report|words|written|reported|text) )?by:? +", re.IGNORECASE)
LINE_PREFIX = re.compile(r"(?:[Ww]ritten |[Rr]eported |WRITTEN |REPORTED )?(?:By|BY|by):? +(?=[A-ZÀ-Þ])")
SEPARATOR = re.compile(r" *(?:[,;|•·/&\n]| and | with | AND | – | — ) *")
PLACE = re.compile(r" (?:in|at|for|IN|AT|FOR) (?=[A-ZÀ-Þ]).*")
WORD = re.compile(
    r"[A-ZÀ-Þ](?:[\w'’-]*|\.)(?:[A-Z]?\.)*|de|del|der|den|van|von|bin|al|la|le|da|di|do|dos|du|ibn|ben|ter"
)
ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|staff|desk|bureau|columnist|chief|analyst|contributor|producer|"
    r"journalist|critic|photographer)s?\b",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|"
    r"Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|Easter|Spring|Summer|Autumn|Winter)\b",
    re.IGNORECASE,
)
OUTLET = re.compile(
    r" (?:News|Newspapers?|Times|Tribune|Herald|Gazette|Press|Journal|Magazine|Media|Network|Radio|TV|Agency)$"
)
ADDRESS = re.compile(r"<[^<>]*>|\([^()]*\)|https?:\S+|\S+@\S+")


def split_names(raw: str) -> tuple[str, ...]:
    """Return the names in an author string, without roles: "By Ann Lee and Bob Roe, Political Editor" has two."""
    line = ADDRESS.sub(" ", raw[: MAX_NAME * MAX_NAMES])
    joined = " ".join(line.split())
    line = joined[match.end() :] if (match := PREFIX.match(joined)) else line
    names = (PLACE.sub("", name).strip(" .,:") if " " in name else name.strip(" ,:") for name in SEPARATOR.split(line))
    kept = (name for name in names if name and len(name) <= MAX_NAME and not ROLE.search(name))
    return tuple(dict.fromkeys(kept))[:MAX_NAMES]


def find_byline(line: str) -> tuple[str, ...]:
    """Return the authors that a line of its own names ("By Ann Lee"); empty where the line is anything else."""
    match = LINE_PREFIX.match(line) if len(line) <= MAX_LINE else None
    if match is None or NO_NAME.search(line):
        return ()
    names = split_names(line)
    if not names or " " not in names[0] or not all(is_name(name) for name in names):
        return ()
    return drop_outlets(name for name in names if " " in name)


def drop_outlets(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, each once, without those of outlets where there are others: "Ann Lee, CNN"."""
    kept = tuple(dict.fromkeys(names))
    return tuple(name for name in kept if not name.isupper() and not OUTLET.search(name)) or kept


def is_name(name: str) -> bool:
    """Return whether every word is capitalised or a particle, up to five of them."""
    words = name.split()
    return len(words) <= 5 and all(WORD.fullmatch(word) for word in words)

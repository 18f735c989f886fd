"""Under which keys a JSON object or front matter holds the parts of an article."""

from collections.abc import Mapping
from typing import Any

from schemas.rejects import Problem
from tasks.ingest.cleaning.byline import split_names
from tasks.ingest.lists import load_lines
from tasks.ingest.readers.record import Named, Record

INNER_KEYS = (
    "name", "rendered", "value", "text", "content", "html", "url", "href", "$date", "$oid", "iso", "@id", "full_name",
)  # fmt: skip
"""Where a part is an object of its own: what it says, in order of preference."""
MAX_DEPTH = 5
WRAPPERS = ("article", "data", "item", "document", "news")
"""Keys under which the whole article may lie as an object."""


def fold_key(key: str) -> str:
    """Return a key's letters and digits alone, and the marks that some databases begin keys with."""
    return "".join(filter(lambda c: c.isalnum() or c in "$@", key)).lower()


KEYS = {part: tuple(map(fold_key, keys)) for part, *keys in map(str.split, load_lines("keys"))}
"""For each part of an article the keys that hold it, folded, in order of preference."""
PARTS = {key: part for part, keys in KEYS.items() for key in keys}


def find_part(key: str) -> str | None:
    """Return the part of an article that a key stands for; None where it is none we know."""
    return PARTS.get(fold_key(key))


def read_object(value: Mapping[str, Any], named: Named | None = None) -> Record | Problem:
    """Return the article in an object with any of the KEYS; those `named` for a part count more."""
    folded = {fold_key(key): inner for key, inner in reversed(list(value.items()))}
    for part, keys in named.items() if named else ():
        values = [inner for key in keys if (inner := value.get(str(key))) not in (None, "")]
        if values:
            folded = {key: inner for key, inner in folded.items() if PARTS.get(key) != PARTS[part]}
            folded[part] = values[0] if len(values) == 1 else values
    return read_folded(folded, value)


def read_folded(folded: Mapping[str, Any], whole: Mapping[str, Any] | None = None) -> Record | Problem:
    """Return the article in an object whose keys are folded; `whole` is the object as it was delivered."""
    text, value = find_text(folded), folded if whole is None else whole
    if text is None:
        inner = next((value[key] for key in WRAPPERS if isinstance(value.get(key), dict)), None)
        if inner is not None and not any(wrapper in inner for wrapper in WRAPPERS):
            return read_object(inner)
        return Problem("missing_text", describe_missing(value, folded))
    strings = {part: find_string(folded, part) for part in ("title", "published", "url", "own_id", "language")}
    return Record(text, byline=find_names(folded), **strings)


def describe_missing(value: Mapping[str, Any], folded: Mapping[str, Any]) -> str:
    """Return which body was no text, or which keys there were instead."""
    for key in KEYS["text"]:
        if key in folded:
            return f"The value of {key!r} is of the kind {type(folded[key]).__name__}, not a text"
    keys = ", ".join(sorted(value))[:200]
    return f"The keys are: {keys}" if keys else "The object has no keys"


def find_text(folded: Mapping[str, Any]) -> str | None:
    """Return the body under the first key that holds one; an empty one only where no other key has more."""
    texts = (build_text(folded[key]) for key in KEYS["text"] if key in folded)
    found = [text for text in texts if text is not None]
    return next((text for text in found if text.strip()), found[0] if found else None)


def build_text(value: object) -> str | None:
    """Return a body given as a string, as a list of paragraphs, or as an object around one of these."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(build_string, value))) or None
    return value if isinstance(value, str) else build_string(value) if isinstance(value, dict) else None


def build_string(value: object, depth: int = 0) -> str | None:
    """Return the string in a value: itself, a number's digits, the first of a list, what an object says of itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or depth > MAX_DEPTH:
        return None
    if isinstance(value, int | float):
        return str(value)
    inner = value[:10] if isinstance(value, list) else []
    if isinstance(value, dict):
        inner = [value[key] for key in INNER_KEYS if key in value]
    return next((found for one in inner if (found := build_string(one, depth + 1))), None)


def find_string(folded: Mapping[str, Any], part: str) -> str | None:
    """Return the first string that is not blank under the keys of a part."""
    values = (build_string(folded[key]) for key in KEYS[part] if key in folded)
    return next((value for value in values if value and value.strip()), None)


def find_names(folded: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the authors under the first key that holds any, given as a string, a list or objects with a name."""
    for key in KEYS["byline"]:
        value = folded.get(key)
        strings = [build_string(one) for one in (value if isinstance(value, list) else [value])]
        names = [name for string in strings if string for name in split_names(string)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()

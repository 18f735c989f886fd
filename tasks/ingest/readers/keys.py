"""Under which keys a JSON object, an item of a feed or front matter holds the parts of an article."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.rejects import Problem, ProblemError
from tasks.ingest.cleaning.byline import split_names
from tasks.ingest.lists import load_lines
from tasks.ingest.readers.no_article import is_cut, is_teaser, is_withdrawn
from tasks.ingest.readers.record import Named, Record
from tasks.ingest.readers.values import build_string, build_text

MAX_LAYERS = 100
ADDRESS = re.compile(r"(?:https?:)?//\S+", re.IGNORECASE)
NO_ADDRESS = re.compile(r"(?:urn|tag|mailto|nyt|doi):", re.IGNORECASE)

type Layer = Mapping[str, Any]
"""An object, its keys folded."""


def fold_key(key: str) -> str:
    """Return a key's letters and digits alone, and the marks that some databases begin keys with."""
    return "".join(filter(lambda c: c.isalnum() or c in "$@", key)).lower()


KEYS = {part: tuple(map(fold_key, keys)) for part, *keys in map(str.split, load_lines("keys"))}
"""For each part of an article the keys that hold it, folded, in order of preference."""
PARTS = {key: part for part, keys in KEYS.items() for key in keys}
COLLECTIONS = load_lines("collections")
WRAPPERS = (*load_lines("wrappers"), *COLLECTIONS)


def find_part(key: str) -> str | None:
    """Return the part of an article that a key stands for; None where it is none we know."""
    return PARTS.get(fold_key(key))


def fold_object(value: Mapping[str, Any]) -> Layer:
    """Return an object with folded keys; the first of two that fold to the same counts."""
    return {fold_key(key): inner for key, inner in reversed(list(value.items()))}


def find_objects(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return an object and those under its WRAPPERS, and under theirs, the outermost first."""
    found = [value]
    for one in found:
        if any(isinstance(inner, dict) for inner in one.values()):
            found += [one[key] for key in WRAPPERS if isinstance(one.get(key), dict)]
        if len(found) > MAX_LAYERS:
            break
    return found


def read_object(value: Mapping[str, Any], named: Named | None = None) -> Record | Problem:
    """Return the article in an object with any of the KEYS; those `named` for a part count more."""
    folded = fold_object(value)
    for part, keys in named.items() if named else ():
        values = [inner for key in keys if (inner := value.get(str(key))) not in (None, "")]
        if values:
            folded = {key: inner for key, inner in folded.items() if PARTS.get(key) != PARTS[part]}
            folded[part] = values[0] if len(values) == 1 else values
    return read_folded(folded, value)


def read_folded(folded: Layer, whole: Mapping[str, Any] | None = None) -> Record | Problem:
    """Return the article in an object whose keys are folded; `whole` is the object as it was delivered.

    What the text's own object lacks is looked for in those around it.
    """
    whole = folded if whole is None else whole
    layers = [folded, *map(fold_object, find_objects(whole)[1:])]
    if is_withdrawn(find_string(layers, "status")):
        return Problem("withdrawn")
    try:
        text, own = find_text(layers)
    except ProblemError as error:
        return error.problem
    if text is None:
        return Problem("missing_text", describe_missing(whole, folded))
    if isinstance(text, Problem):
        return text
    layers = [own, *(layer for layer in layers if layer is not own)]
    strings = {part: find_string(layers, part) for part in ("title", "published", "language")}
    return Record(text, byline=find_names(layers), url=find_address(layers), own_id=find_own_id(layers), **strings)


def describe_missing(value: Mapping[str, Any], folded: Layer) -> str:
    """Return which body was no text, or which keys there were instead."""
    for key in KEYS["text"]:
        if key in folded:
            return f"The value of {key!r} is of the kind {type(folded[key]).__name__}, not a text"
    keys = ", ".join(sorted(value))[:200]
    return f"The keys are: {keys}" if keys else "The object has no keys"


def find_text(layers: Sequence[Layer]) -> tuple[str | Problem | None, Layer]:
    """Return the body and the object that holds it: the first whole one, then a summary that is whole.

    An empty body only where no other key has more, a Problem where there are but teasers. Raises ProblemError for
    hostile markup.
    """
    bodies = list(find_texts(layers, "text"))
    summaries = [one for one in find_texts(layers, "teaser") if one[0].strip()]
    whole = [one for one in bodies if one[0].strip() and not is_cut(one[0])]
    whole = whole or [one for one in summaries if not is_teaser(one[0])]
    if whole:
        return whole[0][0], whole[0][2]
    teasers = [*(one for one in bodies if one[0].strip()), *summaries]
    if teasers:
        text, key, layer = teasers[0]
        return Problem("teaser_only", f"{len(text):,} characters under {key!r} are all there is"), layer
    return (bodies[0][0], bodies[0][2]) if bodies else (None, layers[0])


def find_texts(layers: Sequence[Layer], part: str) -> Iterator[tuple[str, str, Layer]]:
    """Yield the texts under the keys of a part, each with its key and the object that holds it."""
    for layer in layers:
        for key in KEYS[part]:
            if key in layer and (text := build_text(layer[key])) is not None:
                yield text, key, layer


def find_strings(layers: Sequence[Layer], part: str) -> Iterator[tuple[str, str]]:
    """Yield the strings that are not blank under the keys of a part, each after its key."""
    for layer in layers:
        for key in KEYS[part]:
            if key in layer and (string := build_string(layer[key])) and string.strip():
                yield key, string


def find_string(layers: Sequence[Layer], part: str) -> str | None:
    """Return the first string that is not blank under the keys of a part."""
    return next((string for _, string in find_strings(layers, part)), None)


def find_address(layers: Sequence[Layer]) -> str | None:
    """Return the address; what may be a name or an id too counts only where it is one, and no URN ever does."""
    found = [string.strip() for _, string in find_strings(layers, "url") if not NO_ADDRESS.match(string.strip())]
    others = [string.strip() for _, string in find_strings(layers, "address")]
    return next(filter(ADDRESS.fullmatch, [*found, *others]), found[0] if found else None)


def find_own_id(layers: Sequence[Layer]) -> str | None:
    """Return the publisher's own id; a `uri` is one where it is no address (ninjs)."""
    found = find_strings(layers, "own_id")
    return next((string for key, string in found if key != "uri" or not ADDRESS.fullmatch(string.strip())), None)


def find_names(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return the authors under the first key that holds any, given as a string, a list or objects with a name."""
    for value in (layer[key] for layer in layers for key in KEYS["byline"] if key in layer):
        strings = [build_string(one) for one in (value if isinstance(value, list) else [value])]
        names = [name for string in strings if string for name in split_names(string)]
        if names := [name for name in names if not name.isdigit()]:  # of a database
            return tuple(dict.fromkeys(names))
    return ()

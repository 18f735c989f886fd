"""The articles in a JSON value: an object, a list of them, or an object around such a list."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.rejects import Problem
from tasks.ingest.readers.keys import COLLECTIONS, find_objects, find_part, read_object
from tasks.ingest.readers.record import Delivered, RawStream, Record, Skipped

KINDS = {str: "a string", bool: "a truth value", int: "a number", float: "a number", list: "a list", type(None): "null"}
MAX_DEPTH = 5
"""Of lists inside each other."""
INHERITED = ("language", "byline")
"""Parts that hold for every article of a list where its object names them (JSON Feed)."""
GRAPH = "@graph"
NO_TEXT_TYPES = ("picture", "graphic", "video", "audio", "composite", "component", "planning", "event")
"""Of ninjs items that have no text of their own, or a caption only."""


def read_value(value: object, raw: RawStream) -> Iterator[Delivered]:
    """Yield the articles in the value of a JSON file; one Problem for an empty list."""
    if value == []:
        yield Problem("empty", "The list has no elements")
    for element in value if isinstance(value, list) else [value]:
        yield from read_element(element, raw)


def read_element(value: object, raw: RawStream, depth: int = 0) -> Iterator[Delivered]:
    """Yield the article in an object, or those of the list that it stands around."""
    if not isinstance(value, dict):
        yield Problem("not_an_object", f"The value is {KINDS[type(value)]}")
        return
    if "versioncreated" in value and str(value.get("type")).lower() in NO_TEXT_TYPES:
        yield Skipped("no_text_item")
        return
    raw.note(value)
    record = read_object(value, raw.named)
    elements = find_elements(value) if isinstance(record, Problem) and depth < MAX_DEPTH else None
    if elements is None or (isinstance(record, Problem) and record.reason == "withdrawn"):
        yield record
    elif not elements:
        yield Problem("empty", "The list has no elements")
    else:
        for element in elements:
            yield from read_element(inherit(element, value), raw, depth + 1)


def find_elements(value: Mapping[str, Any]) -> list[Any] | None:
    """Return the list of objects under the first of the COLLECTIONS that has one; None where there is none."""
    for one in find_objects(value):
        for key in COLLECTIONS:
            if isinstance(found := one.get(key), list) and all(isinstance(element, dict) for element in found):
                return find_articles(found) if key == GRAPH else found
    return None


def find_articles(graph: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the articles among the things that a page describes (JSON-LD); all of them where there is none."""
    return [one for one in graph if isinstance(read_object(one), Record)] or graph


def inherit(element: Mapping[str, Any], outer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an element of a list with what the object around the list says for all of them."""
    own = {find_part(key) for key in element}
    parts = {key: find_part(key) for key in outer}
    return {key: outer[key] for key, part in parts.items() if part in INHERITED and part not in own} | {**element}

"""Reader of .json: one object, or a list of objects."""

from collections.abc import Iterator
from io import BufferedIOBase

from schemas.rejects import Problem
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import decode
from tasks.ingest.readers.json_value import parse_json
from tasks.ingest.readers.keys import read_object
from tasks.ingest.readers.record import Record
from tasks.ingest.readers.unpack import read_whole

KINDS = {str: "a string", bool: "a truth value", int: "a number", float: "a number", list: "a list", type(None): "null"}


def read_json(stream: BufferedIOBase, limits: Limits) -> Iterator[Record | Problem]:
    """The records of a JSON file; of an empty list, as of an empty file, one Problem. Raises ProblemError."""
    text = decode(read_whole(stream, limits))
    if not text.strip():
        yield Problem("empty")
        return
    value = parse_json(text)
    if isinstance(value, Problem):
        yield value
    elif isinstance(value, list) and value:
        yield from map(read_value, value)
    elif isinstance(value, list):
        yield Problem("empty", "The list has no elements")
    else:
        yield read_value(value)


def read_value(value: object) -> Record | Problem:
    """The article in a JSON value."""
    if isinstance(value, dict):
        return read_object(value)
    return Problem("not_an_object", f"The value is {KINDS[type(value)]}")

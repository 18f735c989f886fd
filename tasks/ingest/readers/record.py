"""What a reader is, and what it yields: a record as delivered, what is wrong with it, or that it is skipped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schemas.rejects import Problem
from tasks.ingest.limits import Limits
from tasks.ingest.readers.raw_stream import RawStream


@dataclass(frozen=True, slots=True)
class Record:
    """One article as delivered, decoded and taken out of its format, not yet cleaned."""

    text: str
    title: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None
    """The publication date as delivered."""
    url: str | None = None
    own_id: str | None = None
    """The publisher's own id."""
    language: str | None = None
    """As delivered: "en", "en-GB", "English"."""
    publisher: str | None = None
    """The outlet, where the record itself says for certain and the folder does not."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that nobody meant to be an article: counted, and neither an article nor a reject."""

    kind: str
    """A key of `schemas.rejects.SKIPPED`."""


type Delivered = Record | Problem | Skipped
"""One record as it was delivered."""
type Reader = Callable[[RawStream, Limits], Iterator[Delivered]]
"""Yields the records of a raw file in their order; raises ProblemError where the rest of it cannot be read."""

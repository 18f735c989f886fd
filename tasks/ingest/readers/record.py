"""What a reader hands over: a record as delivered, or that it is to be passed over."""

from dataclasses import dataclass


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
    """A record that nobody meant to be an article: it is counted, and neither an article nor a reject."""

    kind: str
    """A key of `schemas.rejects.SKIPPED`."""

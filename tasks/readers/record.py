"""What a reader hands over: a record as delivered, what was wrong with it, or that it is to be passed over."""

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
class Problem:
    """Why a file or record is no article."""

    reason: str
    """A key of `schemas.rejects.REASONS`."""
    detail: str = ""
    """What exactly was wrong, a sentence without its full stop; empty where the reason says it all."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that nobody meant to be an article: it is counted, and neither an article nor a reject."""

    kind: str
    """A key of `schemas.rejects.SKIPPED`."""


class ProblemError(Exception):
    """Ends the reading of a file where the problem shows deep inside; the file's reader turns it into its value."""

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(reason, detail)
        self.problem = Problem(reason, detail)

"""What people answered, whatever the form of the file: held against the article that they were asked about."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from schemas.printable import mask_unsafe
from tasks.quotes.corrections import CorrectedQuote, Judgement, check_quote
from tasks.quotes.marks import find_quoted, find_quoted_share
from tasks.quotes.quote import QuoteType, Span, Spans, SpeakerLabel, find_type
from tasks.review.published import PublishedArticle, PublishedQuote


class ReviewError(Exception):
    """A file that holds no answers; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a file, about one article."""

    where: str
    """In words, for people to find it again."""
    batch_date: str
    key: str
    """Which article and text."""
    value: Any


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a file."""

    is_whole: bool
    """Whether each is of all quotes of its article."""
    found: tuple[Answer, ...]
    unanswered: int
    judge: Callable[[Any, PublishedArticle], tuple[Judgement, ...]]
    """Returns what an answer's value says of an article. Raises CorrectionError."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a quote; kind, type and saying are None where nothing is said of them."""

    content: Spans
    cue: Span | None
    speaker: Span | None
    name: str | None
    label: str | None = None
    type: str | None = None
    is_speech: bool | None = None


def build_quote(article: PublishedArticle, old: PublishedQuote | None, said: Said) -> CorrectedQuote:
    """Return a quote of an article as somebody has it, given the published one that it stands for.

    What was filled in and left as it was, though content or speaker are others, is found anew: the type from the
    quotation marks, the kind of the speaker by naming. Raises CorrectionError.
    """
    row = old.row if old else {}
    was, speaker = (old.content, old.find_span("speaker")) if old else ((), None)
    named = row.get("speaker_name") or ""
    is_same_name = bool(named) and said.name == mask_unsafe(named).strip()
    name = (named if said.speaker else None) if is_same_name else said.name
    is_same = (name or said.speaker) == (named or speaker)
    label: SpeakerLabel | None = choose(said.label, row.get("speaker_label"), is_same)
    is_speech = said.is_speech if said.is_speech is not None else row.get("is_speech", True)
    quote = CorrectedQuote(said.content, said.cue, said.speaker, name, label, "direct", is_speech)
    quote = check_quote(quote, article.text)
    kind: QuoteType | None = choose(said.type, row.get("type"), quote.content == was)
    return check_quote(replace(quote, type=kind or find_text_type(article.text, quote.content)), article.text)


def choose(said: str | None, published: str | None, is_same: bool) -> Any:
    """Return what was said where it is something else than what is published, this where it is still of the `same`."""
    if said and said != published:
        return said
    return published if is_same else None


def find_text_type(text: str, content: Spans) -> QuoteType:
    """Return the type of a quote with this content, by the quotation marks of the text."""
    return find_type(find_quoted_share(text, content, find_quoted(text)))

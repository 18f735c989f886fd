"""Corrections by people: what somebody who read an article says of its quotes; as records, and as JSON values."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from tasks.quotes.quote import QuoteType, Span, Spans, SpeakerLabel, join

LABELS: tuple[str, ...] = get_args(SpeakerLabel.__value__)
TYPES: tuple[str, ...] = get_args(QuoteType.__value__)
MAX_NAME = 200
"""Characters of a name that somebody may give a speaker."""


class CorrectionError(ValueError):
    """An answer that cannot hold; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class CorrectedQuote:
    """A quote as a person has it."""

    content: Spans
    cue: Span | None
    speaker: Span | None
    name: str | None
    """None where nobody is named."""
    label: SpeakerLabel | None
    """None where it is the one that naming finds."""
    type: QuoteType
    is_speech: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of one quote of an article."""

    of: Spans
    """The content of the quote that was judged; empty where none was found."""
    quote: CorrectedQuote | None
    """What it is; None where it is no quote."""
    name_for_all: bool = False
    """Whether the name holds for every quote of the same speaker in the article."""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people say of the quotes of one text."""

    is_whole: bool
    """Whether the whole article was read: it has these quotes and no other."""
    judgements: tuple[Judgement, ...]


def trim(text: str, span: Sequence[int]) -> Span:
    """Return a span without white space at its ends. Raises CorrectionError where it is no stretch of the text."""
    start, end = span
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise CorrectionError(f"[{start}:{end}] is no stretch of a text of {len(text)} characters")
    stretch = text[start:end]
    if not stretch.strip():
        raise CorrectionError(f"[{start}:{end}] holds nothing but white space; mark words")
    return start + len(stretch) - len(stretch.lstrip()), end - len(stretch) + len(stretch.rstrip())


def check_name(name: str) -> str:
    """Return a name on one line. Raises CorrectionError where it is too long for one."""
    found = " ".join(name.split())
    if len(found) > MAX_NAME:
        raise CorrectionError(f"a name has at most {MAX_NAME} characters")
    return found


def check_quote(quote: CorrectedQuote, text: str) -> CorrectedQuote:
    """Return a quote with its spans trimmed and in order. Raises CorrectionError where the text cannot have it."""
    if not quote.content:
        raise CorrectionError("a quote needs content")
    if quote.label not in (None, *LABELS):
        raise CorrectionError(f"kind is {quote.label!r}; it is one of {', '.join(LABELS)}")
    if quote.type not in TYPES:
        raise CorrectionError(f"type is {quote.type!r}; it is one of {', '.join(TYPES)}")
    if quote.name and not quote.speaker:
        raise CorrectionError("a name needs words of the article for the speaker; mark them too")
    return CorrectedQuote(
        join(text, [trim(text, span) for span in quote.content]),
        quote.cue and trim(text, quote.cue),
        quote.speaker and trim(text, quote.speaker),
        check_name(quote.name) if quote.name else None,
        quote.label if quote.speaker else None,
        quote.type,
        quote.is_speech,
    )


def build_value(corrections: Corrections) -> dict[str, Any]:
    """Return corrections as a JSON value."""
    return asdict(corrections)


def parse_value(value: Mapping[str, Any], text: str) -> Corrections:
    """Return the corrections of a text from their JSON value. Raises CorrectionError where they do not fit it."""
    try:
        return Corrections(bool(value["is_whole"]), tuple(parse_judgement(one, text) for one in value["judgements"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise CorrectionError(f"these are no corrections ({type(error).__name__}: {error})") from None


def parse_judgement(value: Mapping[str, Any], text: str) -> Judgement:
    """Return one judgement from its JSON value. Raises CorrectionError, KeyError, TypeError."""
    fields = dict(value)
    of = tuple(trim(text, span) for span in fields.pop("of"))
    quote = fields.pop("quote")
    return Judgement(of, check_quote(CorrectedQuote(**quote), text) if quote else None, **fields)

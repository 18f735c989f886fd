"""Speakers that the tagger left out or took for content: the words right behind the verb in “...,” added Were."""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from tasks.quotes.marks import find_regions
from tasks.quotes.quote import Attribution, Span, Spans
from tasks.quotes.rules.mend import overlap
from tasks.quotes.rules.quotative import is_inverted, list_behind


def add_inverted(doc: Doc, text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions; one without a speaker gets the noun phrase behind its verb, where a quotation stands before."""
    closed = {region.end for region in find_regions(text) if region.closed}
    return [name_inverted(doc, text, item, closed) for item in found]


def name_inverted(doc: Doc, text: str, item: Attribution, closed: set[int]) -> Attribution:
    """The attribution with its speaker; as it is where it has one, or none stands there."""
    if item.speaker or item.cue is None or len(text[: item.cue[0]].rstrip()) not in closed:
        return item
    speaker = find_behind(doc, item.cue)
    content = tuple(part for span in item.content for part in leave_out(text, span, speaker)) if speaker else ()
    return replace(item, content=content, speaker=speaker) if content else item


def find_behind(doc: Doc, cue: Span) -> Span | None:
    """The words of the noun phrase right behind a cue that is one verb of saying; None where there is none."""
    verb = doc.char_span(*cue)
    words = list_behind(doc, verb[0]) if verb is not None and len(verb) == 1 and is_inverted(verb[0]) else []
    return (words[0].idx, words[-1].idx + len(words[-1])) if words else None


def leave_out(text: str, span: Span, part: Span) -> Spans:
    """A span of content without the part, with no white space or comma at its cut ends."""
    if not overlap(span, part):
        return (span,)
    before, after = text[span[0] : part[0]].rstrip(" ,"), text[part[1] : span[1]]
    rest = after.lstrip(" ,")
    pieces = (span[0], span[0] + len(before)), (span[1] - len(rest), span[1])
    return tuple(piece for piece in pieces if any(char.isalnum() for char in text[slice(*piece)]))

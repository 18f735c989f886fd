"""What the cue of an attribution says: who speaks, right behind it in “...,” added Were, and whether it is speech."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from spacy.tokens import Doc

from tasks.quotes.marks import find_regions
from tasks.quotes.quote import Attribution, Span, Spans, overlap
from tasks.quotes.rules.quotative import find_span, is_inverted, is_of_saying, list_behind
from tasks.quotes.rules.quoted_text import QuotedText


def add_inverted_speakers(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Let the noun phrase behind a verb of saying that follows a quotation be the speaker, where there is none.

    Parsers take such verbs for participles: worth 0.9 points (quoted) on newsdesk-b.
    """
    closed = {region.end for region in find_regions(article.text) if region.closed}
    items = list(found)
    for number, item in enumerate(found):
        if item.cue and not item.speaker and article.find_end_before(item.cue[0]) in closed:
            speaker = find_behind(article.doc, item.cue)
            parts = (cut_speaker(article.text, span, speaker) for span in item.content) if speaker else ()
            content = tuple(chain.from_iterable(parts))
            items[number] = replace(item, content=content, speaker=speaker) if content else item
    return items


def find_behind(doc: Doc, cue: Span) -> Span | None:
    """Return the noun phrase right behind a cue that is one verb of saying; None where there is none."""
    verb = doc.char_span(*cue)
    return find_span(list_behind(verb[0])) if verb is not None and len(verb) == 1 and is_inverted(verb[0]) else None


def cut_speaker(text: str, span: Span, speaker: Span) -> Spans:
    """Return a span of content without the speaker, with no white space or comma at its cut ends."""
    if not overlap(span, speaker):
        return (span,)
    before, after = text[span[0] : speaker[0]].rstrip(" ,"), text[speaker[1] : span[1]].lstrip(" ,")
    pieces = (span[0], span[0] + len(before)), (span[1] - len(after), span[1])
    return tuple(piece for piece in pieces if any(map(str.isalnum, text[slice(*piece)])))


def mark_speech(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Mark as speech what has a verb of saying in its cue: worth 3.0 points (whole) on GUM news."""
    cues = [article.doc.char_span(*item.cue, alignment_mode="expand") if item.cue else None for item in found]
    said = [any(map(is_of_saying, cue or ())) for cue in cues]
    return [replace(item, is_speech=item.is_speech or says) for item, says in zip(found, said, strict=True)]

"""Speakers that the tagger left out or took for content: the words right behind the verb in “...,” added Were."""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from tasks.quotes.marks import find_regions
from tasks.quotes.quote import Attribution, Span, Spans
from tasks.quotes.rules.quotative import find_span, is_inverted, list_behind
from tasks.quotes.rules.quoted_text import QuotedText
from tasks.quotes.rules.spans import overlap


def add_inverted_speakers(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Let the noun phrase behind a verb of saying that follows a quotation be the speaker, where there is none."""
    closed = {region.end for region in find_regions(article.text) if region.closed}
    return [
        name_inverted(article, item)
        if item.cue and not item.speaker and article.find_end_before(item.cue[0]) in closed
        else item
        for item in found
    ]


def name_inverted(article: QuotedText, item: Attribution) -> Attribution:
    """Return the attribution with the speaker behind its cue; as it is where none stands there."""
    speaker = find_behind(article.doc, item.cue) if item.cue else None
    if speaker is None:
        return item
    content = tuple(part for span in item.content for part in cut_speaker(article.text, span, speaker))
    return replace(item, content=content, speaker=speaker) if content else item


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

"""What the cue of an attribution says: who speaks, right behind it in “...,” added Were, and whether it is speech."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, takewhile

from spacy.tokens import Doc

from tasks.quotes.marks import find_regions
from tasks.quotes.naming.words.lexicon import PERSON_TITLES
from tasks.quotes.naming.words.names import fold_word
from tasks.quotes.quote import Attribution, Span, Spans, join, overlap
from tasks.quotes.rules.quotative import REACH, find_span, is_inverted, list_behind
from tasks.quotes.rules.quoted_text import QuotedText

LONGEST_TITLE = 20
"""Characters of a title and its full stop."""


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


def cut_at_quotations(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Let a speaker end where a quotation begins behind a comma: “...,” said Ann Lee, “but not much.”"""
    items = list(found)
    for number, item in enumerate(found):
        inside = sorted(article.find_inside((item.speaker,))) if item.speaker else []
        start = article.starts[inside[0]] if inside else 0
        words = article.text[item.speaker[0] : start].rstrip() if item.speaker else ""
        if item.speaker and words.endswith(",") and words[:-1].strip():
            speaker = item.speaker[0], item.speaker[0] + len(words) - 1
            content = join(article.text, [*item.content, article.quotations[inside[0]].trim(article.text)])
            items[number] = replace(item, content=content, speaker=speaker)
    return items


def close_appositions(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Let a speaker with an apposition, "Ann Lee, the mayor", have the comma behind it where its cue follows.

    In PolNeAR's training split 852 of 928 such speakers have it.
    """
    items = list(found)
    for number, item in enumerate(found):
        if item.speaker and item.cue and item.cue[0] > item.speaker[1]:
            start, end = item.speaker
            if article.text[end : end + 1] == "," and "," in article.text[start : end - 1]:
                items[number] = replace(item, speaker=(start, end + 1))
    return items


def complete_titles(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Let a speaker that breaks off behind the full stop of a title, "Capt.", go on with the name.

    Parsers end a sentence there.
    """
    items = list(found)
    for number, item in enumerate(found):
        end = item.speaker[1] if item.speaker else 0
        words = article.text[max(0, end - LONGEST_TITLE) : end].split()
        stop = (
            article.doc.char_span(end - 1, end, alignment_mode="expand") if words and words[-1].endswith(".") else None
        )
        if item.speaker and stop is not None and fold_word(words[-1]) in PERSON_TITLES:
            behind = article.doc[stop.end : stop.end + REACH]
            name = find_span(list(takewhile(lambda token: token.pos_ == "PROPN" and token.is_title, behind)))
            items[number] = replace(item, speaker=(item.speaker[0], name[1])) if name else item
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

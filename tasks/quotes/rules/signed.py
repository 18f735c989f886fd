"""Signed quotations: “...” ― Ann Lee."""

import re
from collections.abc import Iterator, Sequence

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.quoted_text import QuotedText

CONTENT = r"\s*(?P<content>[“”\"„«‘].*(?:[.,!?…][”\"»“’]+|[”\"»“’][.,!?]))"
"""A quotation with a sentence in it; titles in lists of sources have no full stop."""
NAME = r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|of|the|de|da|del|van|von|der|den|la|le|bin|al|y|and|&)){0,6}"
SIGNATURE = rf"\s*(?P<cue>[―—–]|--?)\s*(?P<speaker>{NAME}(?:,[^“”\"]{{1,80}}?)?)[.\s]*"
SIGNED, SIGNED_BELOW, SIGNATURE_BELOW = map(re.compile, (CONTENT + SIGNATURE, rf"{CONTENT}\s*", SIGNATURE))


def find_signed(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find paragraphs that are a quotation with its speaker behind a dash, in the paragraph or in the one after.

    The tagger takes a dash for no cue: worth 2.1 points (quoted) on PolNeAR, 1.6 on GUM news.
    """
    made = []
    for quoted, signature in find_signatures(article):
        start = signature.start("speaker")
        speaker = start, start + len(signature["speaker"].rstrip(". "))  # without the full stop of the line
        made.append(Attribution((quoted.span("content"),), signature.span("cue"), speaker))
    return made


def find_signatures(article: QuotedText) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield the match that has the content and the one that has the cue and the speaker, which may be one."""
    for number, line in enumerate(article.lines):
        if match := SIGNED.fullmatch(article.text, *line):
            yield match, match
        elif (
            number
            and (signature := SIGNATURE_BELOW.fullmatch(article.text, *line))
            and (quoted := SIGNED_BELOW.fullmatch(article.text, *article.lines[number - 1]))
        ):
            yield quoted, signature

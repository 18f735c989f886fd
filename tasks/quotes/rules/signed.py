"""Signed quotations (“...” ― Ann Lee), and that a fixed form goes before what the tagger found."""

import re
from collections.abc import Iterator, Sequence

from tasks.quotes.naming.words.lexicon import is_first_name
from tasks.quotes.quote import Attribution, Span, find_hull, find_likeness, find_meetings, overlap
from tasks.quotes.rules.quoted import SAME
from tasks.quotes.rules.quoted_text import QuotedText

CONTENT = r"\s*(?:[•·*★☆⭐]+\s+|[^“”\":\n]{1,40}:\s)?(?P<content>[“”\"„«‘].*(?:[.,!?…][”\"»“’]+|[”\"»“’][.,!?]))"
"""A quotation with a sentence in it, or behind "Quote of the day:"; titles in lists have no full stop."""
OPEN_CONTENT = r"\s*(?:[•·*★☆⭐]+\s+|[^“”\":\n]{1,40}:\s)?(?P<content>[“\"„«‘].*[”\"»“’])"
UNMARKED_CONTENT = r"\s*(?P<content>[A-Z][^“”\"]*[.!?…])"
NAME = r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|of|the|de|da|del|van|von|der|den|la|le|bin|al|y|and|&)){0,6}"
DASH, COLON = r"[\s>*_]*(?P<cue>[―—–]|--?)\s*", r"\s*(?P<cue>:)\s*"
WHEN = r"(?:\s(?:after|before|on|about|when|in)\s[^“”\"]{1,80})?"
WHO = rf"(?P<speaker>(?:[a-z][\w'’-]*,?\s){{0,5}}(?P<name>{NAME})(?:\s\([^()]{{1,20}}\))?(?:,[^“”\"]{{1,80}}?)?){WHEN}"
SIGNATURE = rf"{DASH}{WHO}[.\s]*"
BRACKETS = (
    r"\s*(?P<cue>\()(?P<speaker>(?P<name>[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’ -]*?|(?=,\s\d)))(?:,[^“”\"()]{1,80}?)?)\)[.\s]*"
)
SIGNED = [re.compile(CONTENT + end) for end in (SIGNATURE, rf"{COLON}{WHO}[.\s]*", BRACKETS)]
OPEN, UNMARKED = re.compile(OPEN_CONTENT + SIGNATURE), re.compile(UNMARKED_CONTENT + SIGNATURE)
SIGNED_BELOW, OPEN_BELOW = re.compile(rf"[\s>*_]*{CONTENT}[\s*_]*"), re.compile(rf"[\s>*_]*{OPEN_CONTENT}[\s*_]*")
SIGNATURE_BELOW = re.compile(SIGNATURE)
LEAST_UNMARKED = 2
"""With fewer signed paragraphs without quote marks, what stands behind the dash is no signature."""


def find_signed(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find paragraphs that are a quotation with its speaker behind a dash, a colon or in brackets, there or one below.

    The tagger takes a dash for no cue: worth 2.1 points (quoted) on PolNeAR, 1.6 on GUM news.
    """
    made = []
    for quoted, signature in [*find_signatures(article), *find_unmarked(article)]:
        start = signature.start("speaker")
        speaker = start, start + len(signature["speaker"].rstrip(". "))  # without the full stop of the line
        cue = signature.span("cue") if signature["cue"] != "(" else None
        made.append(Attribution((quoted.span("content"),), cue, speaker))
    return made


def find_signatures(article: QuotedText) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield the match that has the content and the one that has the cue and the speaker, which may be one."""
    for number, line in enumerate(article.lines):
        if match := match_signed(article.text, line):
            yield match, match
        elif number and (signature := SIGNATURE_BELOW.fullmatch(article.text, *line)):
            form = OPEN_BELOW if is_persons(signature) else SIGNED_BELOW
            if quoted := form.fullmatch(article.text, *article.lines[number - 1]):
                yield quoted, signature


def match_signed(text: str, line: Span) -> re.Match[str] | None:
    """Return the parts of a line that is a signed quotation; one without a full stop must be a person's."""
    if match := next(filter(None, (form.fullmatch(text, *line) for form in SIGNED)), None):
        return match
    match = OPEN.fullmatch(text, *line)
    return match if match and is_persons(match) else None


def is_persons(match: re.Match[str]) -> bool:
    """Return whether a signature begins with a first name, or a name behind what its bearer is."""
    return is_first_name(match["name"].split()[0].lower()) or match["speaker"][0].islower()


def find_unmarked(article: QuotedText) -> list[tuple[re.Match[str], re.Match[str]]]:
    """Return the paragraphs without quote marks that end in a signature with a person's name, unless it is only one."""
    matches = [match for line in article.lines if (match := UNMARKED.fullmatch(article.text, *line))]
    people = [match for match in matches if is_persons(match)]
    return [(match, match) for match in people] if len(people) >= LEAST_UNMARKED else []


def drop_contradicted(_: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Drop what the tagger found where a fixed form says otherwise: the same content or cue, or a label as content.

    Worth 1.6 and 1.3 points (whole) on the own articles, 0.2 (quoted) on PolNeAR.
    """
    forms = [item for item in found if item.rule]
    cues = {form.cue for form in forms if form.cue}
    meetings = find_meetings([find_hull(form.parts) for form in forms], [find_hull(item.content) for item in found])
    wrong = set()
    for one, other in meetings:
        label, content = forms[one].cue, found[other].content
        is_label = label is not None and any(overlap(span, label) for span in content)
        if is_label or find_likeness(forms[one].content, content) >= SAME:
            wrong.add(other)
    return [item for number, item in enumerate(found) if item.rule or (number not in wrong and item.cue not in cues)]

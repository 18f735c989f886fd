"""Embedded posts: "... — Ann Lee (@annlee) May 3, 2024", "A post shared by Ann Lee (@annlee)" below what it says."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.quoted_text import QuotedText, read_form

NAME = r"(?!.{0,60}\bby\b)(?P<speaker>[^\W\d_][^()\n@“”\"]{0,60}?)[^\w()\n@“”\"]{0,8}\s"
"""A name, and symbols behind it."""
WHO = rf"{NAME}\(@\w{{1,40}}\)"
DAY = r"(?:,?\s\w{3,9}\.?\s\d{1,2},\s\d{4}|,?\s\d{1,2}\s\w{3,9}\.?\s\d{4})"
SIGNATURE = re.compile(rf"(?P<cue>[―—–]|--?)[ \t]*{WHO}{DAY}?[ \t]*$", re.MULTILINE)
SHARED = re.compile(rf"^[ \t]*A (?:post|photo|video|reel|thread) (?P<cue>shared|posted) by {WHO}.*$", re.MULTILINE)
HEADED = re.compile(rf"^[ \t]*{WHO}(?P<cue>:)\s+(?P<content>\S.*)$", re.MULTILINE)
"""Posts as they are copied: "Ann Lee (@annlee): Home at last!"."""
ABOVE = re.compile(rf"^[ \t]*{NAME}(?P<cue>)@\w{{1,40}}(?:\s[·•].*)?$", re.MULTILINE)
"""Or below a line of their own: "Ann Lee @annlee · May 3"."""
HANDLE = "@"
"""What all of these have."""
VIEW = re.compile(r"\s*View (?:this|more|on).*")
LINK_LAST = re.compile(r"(?:pic\.twitter\.com/|https?://)\S*$")
LONGEST_LINK = 120


def find_posts(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find posts of social media by the signature that pages give them: a name, a handle and perhaps a day.

    No corpus at hand has one: held by cases alone.
    """
    made: list[Attribution] = []
    if HANDLE not in article.text:
        return made
    for form in (SIGNATURE, SHARED, HEADED, ABOVE):
        for match in form.finditer(article.text):
            content = match.span("content") if form is HEADED else find_post(article, match)
            if content is not None:
                made.append(read_form(match, content))
    return made


def find_post(article: QuotedText, match: re.Match[str]) -> Span | None:
    """Return what stands before a signature in its line, else the line above, without links; None for nothing."""
    place = match.start("cue")
    number = bisect_left(article.lines, (place + 1,)) - 1
    start = article.lines[number][0] if number >= 0 else place
    if match.re is SIGNATURE and (content := trim_links(article.text, (start, place))):
        return content
    if match.re is ABOVE:
        return trim_links(article.text, article.lines[number + 1]) if number + 1 < len(article.lines) else None
    above = article.lines[number - 1] if number > 0 else None
    return trim_links(article.text, above) if above and not VIEW.fullmatch(article.text, *above) else None


def trim_links(text: str, span: Span) -> Span | None:
    """Return a span without white space around it and links at its end; None where nothing is left."""
    words = text[slice(*span)].rstrip()
    while link := LINK_LAST.search(words, max(0, len(words) - LONGEST_LINK)):
        words = words[: link.start()].rstrip()
    start = span[0] + len(words) - len(words.lstrip())
    return (start, span[0] + len(words)) if words else None

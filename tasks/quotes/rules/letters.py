"""Letters to the editor, with the name of who wrote them on the line below, and speeches with it in the heading."""

import re
from collections.abc import Iterator, Sequence

from tasks.quotes.naming.words.lexicon import PERSON_TITLES, is_first_name
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.questions import FIRST_PERSON
from tasks.quotes.rules.quoted_text import QuotedText, read_form

HEADING = re.compile(r"(?:.{0,30}\s)?letters(?:\s.{0,30}|:)?\s*", re.IGNORECASE)
SALUTATION = re.compile(
    r"\s*(?:(?:Dear\s)?(?:S(?:ir|IR)|Madam|Editor)(?: or Madam)?\b\s?[,:—–]|To the [Ee]ditor\b|Re:|"
    r"Dear\s[^.!?:\n]{2,40},\s*$)"
)
SIGN_OFF = re.compile(
    r"\s*(?:Yours|Signed|(?:Yours )?[Ss]incerely|(?:Kind |Best |Warm )?[Rr]egards|Best wishes)\b.{0,20}"
)
SIGNED = re.compile(
    r"\s*(?:(?P<cue>[―—–]|--?)\s*)?(?:\([A-Z]\w{1,4}\)\s)?(?P<speaker>(?P<name>[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,4}))"
    r"(?:\s\([^()\n]{1,20}\))?(?P<detail>,\s[^.!?:\n“”\"]{2,60})?\.?\s*"
)
NAMELESS = re.compile(
    r"\s*(?:Names? (?:and address(?:es)? )?(?:supplied|withheld)|The (?:writer|author)s? (?:is|was|are)\b).*",
    re.IGNORECASE,
)
"""What stands below the last letter, or in place of its name."""
SPEECH = re.compile(
    r"\s*(?:[^.!?:“”\"]{0,40}\s)?(?:[Aa]ddress|[Kk]eynote|[Ll]ecture|[Rr]emarks|REMARKS|[Ss]ermon|[Ss]peech|[Ss]tatement)\s(?P<cue>by|BY|from|of)\s"
    r"(?P<speaker>(?!.{0,60}\sand\s)[A-Z][^.!?:;,“”\"]{2,60}?)(?:,[^.!?:“”\"]{2,80})?(?:\s(?:at|before|during|in|on|to)\s[^.!?:“”\"]{2,120})?\s*"
)
"""The heading of a speech: "Remarks by President Ann Lee at the opening of the bridge"."""
PERSONAL = 0.5
"""Share of a speech's paragraphs in the first person, at least."""
INITIAL = re.compile(r"[A-Z]\.?(?:[A-Z]\.?)?")
SENTENCE = re.compile(r"\s*\S.*[.!?…][”\"’)]*\s*")
HEADINGS = 3
"""Lines at the top of an article among which its heading says that these are letters."""
LEAST = 2
"""Without a salutation or "Yours faithfully", so many letters at least."""


def find_letters(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find letters in an article that a heading, a salutation or "I" in each shows, and that ends in a signature.

    No corpus at hand has one: held by cases alone.
    """
    greets = any(
        SALUTATION.match(article.text, *line) or SIGN_OFF.fullmatch(article.text, *line) for line in article.lines
    )
    is_headed = any(HEADING.fullmatch(article.text, *line) for line in article.lines[:HEADINGS])
    if speech := match_speech(article):
        return [speech]
    letters = list(read_letters(article))
    nameless = sum(bool(NAMELESS.fullmatch(article.text, *line)) for line in article.lines)
    is_shown = greets or is_headed or all(is_personal(article.text, *letter) for letter in letters)
    least = max(1, (1 if greets else LEAST) - nameless)
    if not is_shown or len(letters) < least or letters[-1][0].end() < find_last_sentence(article):
        return []
    return [read_form(match, content) for match, content in letters]


def match_speech(article: QuotedText) -> Attribution | None:
    """Return all that stands below a heading that says whose speech it is, where enough of it says "I"; else None."""
    match = SPEECH.fullmatch(article.text, *article.lines[0]) if len(article.lines) > LEAST else None
    body = article.lines[1:]
    personal = sum(bool(FIRST_PERSON.search(article.text, *line)) for line in body)
    if match is None or personal < PERSONAL * len(body) or any(article.text[line[0]] in '“"' for line in body):
        return None
    content = article.find_start_after(body[0][0]), article.find_end_before(body[-1][1])
    return read_form(match, content)


def read_letters(article: QuotedText) -> Iterator[tuple[re.Match[str], Span]]:
    """Yield each line that signs the paragraphs above it, and these."""
    above: list[Span] = []
    for line in article.lines:
        match = SIGNED.fullmatch(article.text, *line) if above else match_signature(article.text, line)
        if match and above:
            yield match, (article.find_start_after(above[0][0]), article.find_end_before(above[-1][1]))
        if not match and SENTENCE.fullmatch(article.text, *line):
            above = [*above[:1], line]
        elif not SIGN_OFF.fullmatch(article.text, *line):
            above = []


def is_personal(text: str, match: re.Match[str], content: Span) -> bool:
    """Return whether a letter says "I" and is signed by a person, with no more than a place behind the name."""
    is_signed = match_signature(text, match.span()) and not re.search(r", [^A-Z]", match["detail"] or "")
    return bool(is_signed and FIRST_PERSON.search(text, *content))


def match_signature(text: str, line: Span) -> re.Match[str] | None:
    """Return the parts of a line that begins with a person's title, first name or initials, or None."""
    match = SIGNED.fullmatch(text, *line)
    first = match["name"].split()[0] if match else ""
    is_known = first.lower().strip(".") in PERSON_TITLES or is_first_name(first.lower())
    return match if is_known or INITIAL.fullmatch(first) else None


def find_last_sentence(article: QuotedText) -> int:
    """Return where the last line begins that is a sentence of a letter with a name; 0 where none does."""
    nameless = next((line[0] for line in reversed(article.lines) if NAMELESS.fullmatch(article.text, *line)), 0)
    lines = (line for line in reversed(article.lines) if SENTENCE.fullmatch(article.text, *line))
    last = next((line[0] for line in lines if not match_signature(article.text, line)), 0)
    return last if last > nameless else 0

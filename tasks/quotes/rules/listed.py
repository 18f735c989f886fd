"""Quotations in lists: "Ann Lee, 52, welder: “...”", a name on a line above or below, "And from Ann Lee:" before."""

import re
from collections.abc import Iterator, Sequence

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import ROLES, is_first_name
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.alone import find_entity, list_people
from tasks.quotes.rules.questions import FIRST_PERSON
from tasks.quotes.rules.quotative import FINITE, is_of_saying
from tasks.quotes.rules.quoted_text import QuotedText, find_unclaimed, read_form

BULLET = r"[\s>*_]*(?:[-–—•·]\s+|\d{1,3}[.)]\s+)?(?:[A-Z]{2,}\s[-–—]\s)?"
"""What opens a line of a list; also "YES - Ann Lee, 52: ..."."""
CUE = r"\s*(?P<cue>:|[―—–]|--|\s-)\s*"
QUOTED = r"(?P<content>[“\"«„].*[”\"»“][.]?)\s*"
LISTED = re.compile(rf"{BULLET}(?P<speaker>[A-Z][^“”\"«»:\n]{{0,120}}?){CUE}{QUOTED}")
AGED_NAME = r"[A-Z][^“”\"«»:\n,]{1,60}(?:, (?:aged )?\d{1,3}|\s\(\d{1,3}\))(?:,[^“”\"«»:\n]{1,80}?)?"
AGED = re.compile(rf"{BULLET}(?P<speaker>{AGED_NAME}){CUE}(?P<content>[A-Z].*[.!?…])\s*")
"""Without quote marks, but with an age behind the name."""
PLAIN = re.compile(
    rf"{BULLET}(?!The\s)(?P<speaker>[A-Z][^“”\"«»:*\n]{{2,80}}?)\**(?P<cue>:)\**\s+(?P<content>[A-Z].*[.!?…])\s*"
)
"""With neither."""
REPLY = re.compile(
    rf"{BULLET}(?P<speaker>[A-Z][^“”\"«»:*\n]{{0,60}}?)\s(?P<cue>(?:answers|replies|responds|says|writes):)\s(?P<content>[A-Z].*[.!?…])\s*"
)
"""Without marks, but with a verb."""
AGED_BEHIND = re.compile(rf"{BULLET}(?P<content>[“\"«„].*[.!?…][”\"»“])\s*(?P<cue>)(?P<speaker>{AGED_NAME})[.\s]*")
BEHIND = re.compile(
    rf"{BULLET}(?P<content>[“\"„«].*[.!?…][”\"»“])\s+(?P<cue>)(?P<speaker>[A-Z][^“”\"«»:.!?\n]{{2,100}})\s*"
)
"""Whoever said it behind a quotation, with no full stop that would make a sentence of it."""
TOPIC = re.compile(rf"{BULLET}(?:(?:\.\.\.|…)\s?|(?:On|About)\s)[^“”\"«»:\n]{{2,60}}(?P<cue>:)\s*{QUOTED}")
"""What somebody said about one thing after the other: "On the weather: “...”"."""
CAPITALISED = r"[A-Z][\w.'’-]+(?:\s(?:[A-Z][\w.'’-]*|of|de|da|del|van|von|der|den|la|bin|al))*\s[A-Z][\w.'’-]+"
OFFICE = r"(?:[A-Z][\w-]*\s(?:[a-z][\w-]*\s){0,3})?"
AGED_FIRST = r"(?P<first>[A-Z][\w'’-]+)(?=, \d\d)"
NAME = re.compile(CAPITALISED)
ASIDE = re.compile(r"\s?\([^()\n]*\)")
LINE_OF_NAME = re.compile(
    rf"[\s>*_]*(?P<speaker>(?:{OFFICE}{CAPITALISED}|{AGED_FIRST})(?P<detail>, [^“”\".:!?,*\n]{{1,80}}|"
    r" \(?\d{1,3}\)?)*)[\s*_]*"
)
LINE_OF_DETAIL = re.compile(r"[\s>*_]*(?:\d{1,3}\b)?[^“”\".:!?*\n]{2,60}[\s*_]*")
LINE_OF_QUOTE = re.compile(rf"[\s>*_]*{QUOTED}[\s*_]*")
FROM = re.compile(rf"\b(?:from|by)\s(?:[\w ,]{{0,40}}\s)?(?P<speaker>{CAPITALISED})")
BLOCK = re.compile(r"\s*>\s*(?P<content>[^\s“\"].*)")
UNMARKED = re.compile(r"\s*[A-Z][^“”\"]*[.!?…]\s*")
LEAST, LEAST_UNMARKED = 2, 3
"""With fewer names above or below quotations, with and without quote marks, it is no list."""
PERSONAL = 0.5
"""Share of speeches without quote marks below a name, at least, that are in the first person."""
LONGEST_INTRODUCTION = 200


def find_listed(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find paragraphs of a name, with age and work, and a quotation behind a colon or dash, and names on lines alone.

    No corpus at hand has a list of reactions: it is held by cases alone.
    """
    lines, aged = match_lines(article, LISTED), match_lines(article, AGED)
    behind = match_lines(article, BEHIND)
    behind = behind if len(behind) >= LEAST else match_lines(article, AGED_BEHIND)
    unmarked = aged if len(aged) >= LEAST else [] if any(item.rule for item in found) else find_plain(article)
    labelled = [*lines, *behind, *unmarked, *match_lines(article, REPLY)]
    made = [read_form(match, match.span("content")) for match in labelled]
    made += find_topics(article)
    pairs = [*find_pairs(article), *find_unmarked_pairs(article)]
    return made + [Attribution((content,), None, speaker) for speaker, content in pairs]


def find_topics(article: QuotedText) -> list[Attribution]:
    """Return what lines that begin with a topic quote, given to the first person of the last line that names one."""
    made, person = [], None
    for line in article.lines:
        match = TOPIC.fullmatch(article.text, *line)
        if match and person:
            made.append(read_form(match, match.span("content"), person))
        elif not match:
            words = article.doc.char_span(*line, alignment_mode="contract") or ()
            person = next(list_people(words), person)
    return made


def match_lines(article: QuotedText, form: re.Pattern[str]) -> list[re.Match[str]]:
    """Return the parts of the lines of a form that begin with a person."""
    matches = (form.fullmatch(article.text, *line) for line in article.lines)
    return [match for match in matches if match and is_who(article, match.span("speaker"))]


def find_plain(article: QuotedText) -> list[re.Match[str]]:
    """Return the lines of a person and, without marks, a speech, where they are several and in the first person."""
    plain = match_lines(article, PLAIN)
    personal = sum(bool(FIRST_PERSON.search(match["content"])) for match in plain)
    return plain if len(plain) >= LEAST_UNMARKED and personal >= PERSONAL * len(plain) else []


def is_who(article: QuotedText, label: Span) -> bool:
    """Return whether a label names a person, or one by a role, and tells nothing of what they did."""
    words = article.text[slice(*label)]
    name = ASIDE.sub("", words).split(",")[0].split()
    is_name = name[-1][0].isupper() and (bool(NAME.search(words)) or is_first_name(name[0].lower()))
    tokens = article.doc.char_span(*label, alignment_mode="expand") or ()
    comma = next((token.i for token in tokens if token.text == ","), len(article.doc))
    tells = any(is_of_saying(token) or (token.tag_ in FINITE and token.i < comma) for token in tokens)
    return (is_name or name[-1].lower() in ROLES) and not tells and name[0].lower() not in read_list("headings")


def find_pairs(article: QuotedText) -> Iterator[tuple[Span, Span]]:
    """Yield speaker and content of lines that are in turn a name and a quotation, in either order, of two or more.

    Below a name may stand a line with an age and what somebody does.
    """
    run: list[re.Match[str]] = []
    for line in article.lines:
        match = LINE_OF_QUOTE.fullmatch(article.text, *line) or match_name(article.text, line)
        if not match and run and run[-1].re is LINE_OF_NAME and LINE_OF_DETAIL.fullmatch(article.text, *line):
            continue
        if not match or (run and match.re is run[-1].re):
            yield from split_run(run)
            run = []
        if match:
            run.append(match)
    yield from split_run(run)


def split_run(run: Sequence[re.Match[str]]) -> Iterator[tuple[Span, Span]]:
    """Yield the pairs of a run of lines; a name alone is a heading, unless it signs."""
    pairs = list(zip(run[::2], run[1::2], strict=False))
    if len(pairs) >= LEAST or is_pull_quote(run):
        for one, other in pairs:
            name, quote = (one, other) if one.re is LINE_OF_NAME else (other, one)
            yield name.span("speaker"), quote.span("content")


def is_pull_quote(run: Sequence[re.Match[str]]) -> bool:
    """Return whether lines are a quotation and, below it, a person with what he or she is: "Ann Lee, postmistress"."""
    if len(run) != LEAST or run[0].re is LINE_OF_NAME:
        return False
    return is_detailed(run[1])


def find_unmarked_pairs(article: QuotedText) -> list[tuple[Span, Span]]:
    """Return speaker and content of lines that are in turn a person with a role or age and, without marks, a speech.

    The name is below what was said where a name is the last of these lines.
    """
    names = [match_detailed(article.text, line) for line in article.lines]
    speeches = [
        not name and UNMARKED.fullmatch(article.text, *line) for name, line in zip(names, article.lines, strict=True)
    ]
    last = max((number for number, name in enumerate(names) if name), default=0)
    step = 1 if any(speeches[last + 1 : last + 2]) else -1
    pairs = [
        (name.span("speaker"), article.lines[number + step])
        for number, name in enumerate(names)
        if name and number + step >= 0 and speeches[number + step]
    ]
    personal = sum(bool(FIRST_PERSON.search(article.text, *line)) for _, line in pairs)
    return pairs if len(pairs) >= LEAST_UNMARKED and personal >= PERSONAL * len(pairs) else []


def match_detailed(text: str, line: Span) -> re.Match[str] | None:
    """Return the parts of a line that is a person's name with a role or an age, or None."""
    match = match_name(text, line)
    return match if match and is_detailed(match) else None


def match_name(text: str, line: Span) -> re.Match[str] | None:
    """Return the parts of a line that is a name, of one word a first name with an age behind it, or None."""
    match = LINE_OF_NAME.fullmatch(text, *line)
    return match if match and (not match["first"] or is_first_name(match["first"].lower())) else None


def is_detailed(match: re.Match[str]) -> bool:
    """Return whether a line of a name has an age, or a role and begins with a first name."""
    is_name = is_first_name(match["speaker"].split()[0].lower()) or any(map(str.isdigit, match["speaker"]))
    return bool(match["detail"]) and is_name


def find_introduced(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find unclaimed quotations behind a paragraph that ends in a colon and names somebody: "And from Ann Lee:".

    A line behind ">" is one without marks.
    """
    made = []
    blocks = (BLOCK.fullmatch(article.text, *line) for line in article.lines)
    held = {item.content[0][0] for item in found}
    lines = [match.span("content") for match in blocks if match and match.start("content") not in held]
    quotations = (region.trim(article.text) for region in find_unclaimed(article, found))
    begins = [(content, content[0]) for content in quotations]
    begins += [(content, article.find_line(content[0])[0]) for content in lines]
    for content, begin in begins:
        end = article.find_end_before(begin)
        if article.text[end - 1 : end] == ":" and (speaker := find_introducer(article, end)):
            made.append(Attribution((content,), (end - 1, end), speaker))
    return made


def find_introducer(article: QuotedText, end: int) -> Span | None:
    """Return the last person named in the line that a colon ends, or whom it is "from"."""
    start = max(article.find_line(end - 1)[0], end - LONGEST_INTRODUCTION)
    sentence = article.doc.char_span(start, end, alignment_mode="contract")
    people = [token for token in sentence or () if token.ent_type_ == "PERSON"]
    if people:
        return find_entity(people[-1])
    match = FROM.search(article.text, start, end)
    return match.span("speaker") if match else None

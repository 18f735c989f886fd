"""Fixed forms: signed quotations (“...” ― Ann Lee), transcripts (LEE: ..., Q: ...), interviews (Guardian: ...)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from tasks.quotes.lists import read_list
from tasks.quotes.quote import Attribution, Span, find_hull, find_likeness, find_meetings, overlap
from tasks.quotes.rules.quoted import SAME
from tasks.quotes.rules.quoted_text import QuotedText

CONTENT = r"\s*(?P<content>[“”\"„«‘].*(?:[.,!?…][”\"»“’]+|[”\"»“’][.,!?]))"
"""A quotation with a sentence in it; titles in lists of sources have no full stop."""
NAME = r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|of|the|de|da|del|van|von|der|den|la|le|bin|al|y|and|&)){0,6}"
SIGNATURE = rf"\s*(?P<cue>[―—–]|--?)\s*(?P<speaker>{NAME}(?:,[^“”\"]{{1,80}}?)?)[.\s]*"
SIGNED, SIGNED_BELOW, SIGNATURE_BELOW = map(re.compile, (CONTENT + SIGNATURE, rf"{CONTENT}\s*", SIGNATURE))
LONGEST_TURN = 4
"""A turn has at most so many paragraphs."""
LEAST_TRANSCRIPT, LEAST_INTERVIEW = 3, 4
"""With fewer turns it is none."""
ALTERNATING = 0.75
"""Share of an interview's turns whose label is another one than that of the turn before."""
RECURRING = 0.5
"""Share of an interview's turns whose label comes again."""
MOST_SPEAKERS = 20
"""Of an interview the most frequent labels are looked for in the text."""
CAPITALS = re.compile(
    r"\s*[“\"]?(?P<speaker>Q|A|[A-Z][A-Z.'’-]+(?:,?\s(?:\([^)\n]{1,30}\)|[A-Z][A-Z.'’-]*)){0,5})(?P<cue>[:.])\s+(?P<content>\S.*)"
)
LETTERS = re.compile(
    r"\s*(?P<speaker>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})(?P<cue>:)\s+(?P<content>\S.*[.!?…][”\"’)]*)\s*"
)
"""What is said is whole sentences; in a list ("Price: low") there are none."""
FIRST_WORD = re.compile(r"\w+")
STAGE = re.compile(r"\s*[“\"]?[(\[].*[)\]][.”\"\s]*")
GIVEN_NAME = re.compile(r"\b[A-Z][\w.'’-]+$")
LONGEST_NAME = 40

type Turn = tuple[int, re.Match[str]]
"""The number of a line that opens with its speaker's label, and its parts."""


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


def find_transcript(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find the turns of a transcript, whose labels are capitals; a text with few labels, or only one, is none.

    Worth 1.9 points (quoted) on PolNeAR, 3.0 and 1.7 (whole) on the own articles.
    """
    turns = read_turns(article, CAPITALS, is_capital_label)
    labels = [match["speaker"] for _, match in turns]
    is_transcript = len(turns) >= LEAST_TRANSCRIPT and 1 < len(set(labels)) < len(labels)
    return build_turns(article, turns) if is_transcript else []


def find_interview(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find the turns of an interview, whose labels are names in ordinary letters that look like speakers.

    No corpus at hand has one, so it is worth nothing there: it is held by cases alone.
    """
    turns = read_turns(article, LETTERS, lambda match: not match["speaker"].isupper())
    labels = [match["speaker"].split()[-1] for _, match in turns]
    is_table = 2 * sum(any(map(str.isdigit, match["content"])) for _, match in turns) > len(turns)  # votes by candidate
    return build_turns(article, turns) if is_interview(article.text, labels) and not is_table else []


def read_turns(article: QuotedText, form: re.Pattern[str], is_label: Callable[[re.Match[str]], bool]) -> list[Turn]:
    """Return the lines that open a turn."""
    matches = ((number, form.fullmatch(article.text, *line)) for number, line in enumerate(article.lines))
    return [(number, match) for number, match in matches if match and is_label(match)]


def is_capital_label(match: re.Match[str]) -> bool:
    """Return whether capitals name a speaker: they may be a heading; only Q and A go with a full stop."""
    first = FIRST_WORD.match(match["speaker"])
    is_heading = first is not None and first[0].lower() in read_list("headings")
    return not is_heading and (match["cue"] == ":" or match["speaker"] in ("Q", "A"))


def build_turns(article: QuotedText, turns: Sequence[Turn]) -> list[Attribution]:
    """Return each turn with the paragraphs up to the next one, the last turn with its own alone."""
    made = []
    for (number, match), (end, _) in pairwise([*turns, (turns[-1][0] + 1, turns[-1][1])]):
        content = extend(article.text, match, article.lines[number + 1 : end])
        made.append(Attribution((content,), match.span("cue"), match.span("speaker")))
    return made


def extend(text: str, match: re.Match[str], after: Sequence[Span]) -> Span:
    """Return what is said in a turn, with the paragraphs after it unless they are too many; stage directions end it."""
    start, end = match.span("content")
    if len(after) < LONGEST_TURN:
        for line in after:
            if STAGE.fullmatch(text, *line):
                break
            end = line[1]
    return start, start + len(text[start:end].rstrip())


def is_interview(text: str, labels: Sequence[str]) -> bool:
    """Return whether labels come again and take turns, and one is a role or the end of a longer name in the text.

    Of a label the last word is given: "Luciana Lopez" is "Lopez" in her next turn.
    """
    counts = Counter(labels)
    again = sum(count for count in counts.values() if count > 1)
    if len(labels) < LEAST_INTERVIEW or len(counts) < 2 or again < RECURRING * len(labels):
        return False
    changes = sum(one != other for one, other in pairwise(labels))
    known = any(is_speaker(text, label) for label, _ in counts.most_common(MOST_SPEAKERS))
    return changes >= ALTERNATING * (len(labels) - 1) and known


def is_speaker(text: str, label: str) -> bool:
    """Return whether a label is a role, or the last word of a name such as "Petra Holm"."""
    if label.lower() in read_list("interview_roles"):
        return True
    ends = (match.start() for match in re.finditer(rf" {re.escape(label)}\b", text))
    return any(GIVEN_NAME.search(text, max(0, end - LONGEST_NAME), end) for end in ends)


def drop_contradicted(_: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Drop what the tagger found where a fixed form says otherwise: the same content or cue, or a label as content.

    Worth 1.6 and 1.3 points (whole) on the own articles, 0.2 (quoted) on PolNeAR.
    """
    forms = [item for item in found if item.rule]
    cues = {form.cue for form in forms}
    meetings = find_meetings([find_hull(form.parts) for form in forms], [find_hull(item.content) for item in found])
    wrong = set()
    for one, other in meetings:
        label, content = forms[one].cue, found[other].content
        is_label = label is not None and any(overlap(span, label) for span in content)
        if is_label or find_likeness(forms[one].content, content) >= SAME:
            wrong.add(other)
    return [item for number, item in enumerate(found) if item.rule or (number not in wrong and item.cue not in cues)]

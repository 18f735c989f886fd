"""Interviews whose labels are names in ordinary letters ("Guardian: ...", "Holm: ..."): each turn is a quote."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.forms import Turn, build, contradicts, extend, read_lines

LEAST_TURNS = 4
ALTERNATING = 0.75
"""Share of turns whose label is another one than that of the turn before."""
RECURRING = 0.5
"""Share of turns whose label comes again."""
LABEL = re.compile(
    r"\s*(?P<speaker>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})(?P<cue>:)\s+(?P<content>\S.*[.!?…][”\"’)]*)\s*"
)
"""What is said is whole sentences; in a list ("Price: low") there are none."""
ROLES: Final = frozenset(
    {"Q", "A", "Question", "Answer", "Interviewer", "Interviewee", "Reporter", "Host", "Moderator"}
)


def add_turns(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, with the turns of an interview in place of those they contradict."""
    turns = find_turns(text, list(read_lines(text)))
    kept = [item for item in found if not any(contradicts(turn, item) for turn in turns)]
    return [*kept, *turns]


def find_turns(text: str, lines: Sequence[Span]) -> list[Attribution]:
    """The turns of an interview between two or more; none where the labels do not look like speakers who alternate."""
    turns = [turn for number, line in enumerate(lines) if (turn := read_turn(text, number, line))]
    if not is_interview(text, [turn.label.split()[-1] for turn in turns]) or is_table(text, turns):
        return []
    ends = [turn.line for turn in turns[1:]] + [turns[-1].line + 1]
    return [extend(text, turn, lines[turn.line + 1 : end]) for turn, end in zip(turns, ends, strict=True)]


def read_turn(text: str, number: int, line: Span) -> Turn | None:
    """The turn that a paragraph opens; None where it opens none."""
    match = LABEL.fullmatch(text, *line)
    if match is None or match["speaker"].isupper():
        return None
    content = match.start("content"), match.start("content") + len(match["content"].rstrip())
    return Turn(number, match["speaker"], build(content, match.span("cue"), match.span("speaker")))


def is_interview(text: str, labels: Sequence[str]) -> bool:
    """Whether labels come again and take turns, and one is a role or the end of a longer name in the text.

    Of a label the last word is given: "Luciana Lopez" is "Lopez" in her next turn.
    """
    counts = Counter(labels)
    again = sum(count for count in counts.values() if count > 1)
    if len(labels) < LEAST_TURNS or len(counts) < 2 or again < RECURRING * len(labels):
        return False
    changes = sum(one != other for one, other in pairwise(labels))
    return changes >= ALTERNATING * (len(labels) - 1) and any(is_speaker(text, label) for label in counts)


def is_table(text: str, turns: Sequence[Turn]) -> bool:
    """Whether most turns hold numbers: results by candidate, not what they said."""
    contents = [text[slice(*turn.attribution.content[0])] for turn in turns]
    return 2 * sum(any(char.isdigit() for char in content) for content in contents) > len(turns)


def is_speaker(text: str, label: str) -> bool:
    """Whether a label is a role, or the last word of a name such as "Petra Holm"."""
    return label in ROLES or re.search(rf"\b[A-Z][\w.'’-]+ {re.escape(label)}\b", text) is not None

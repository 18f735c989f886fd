"""Quotes of a fixed form, found by rule: signed quotations (“...” ― Ann Lee), and transcripts (LEE: ..., Q: ...)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.mend import likeness, overlap

FORM_SCORE = 0.9
LONGEST_TURN = 4
"""A turn of a transcript has at most so many paragraphs."""
LEAST_TURNS = 3
LONGEST_LINE = 5000
"""Longer paragraphs are passed over, so that no line whatever costs much time."""

CONTENT = r"\s*(?P<content>[“”\"„«‘].*(?:[.,!?…][”\"»“’]+|[”\"»“’][.,!?]))"
"""A quotation with a sentence in it; titles in lists of sources have no full stop."""
NAME = r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|of|the|de|da|del|van|von|der|den|la|le|bin|al|y|and|&)){0,6}"
SIGNATURE = rf"\s*(?P<cue>[―—–]|--?)\s*(?P<speaker>{NAME}(?:,[^“”\"]{{1,80}}?)?)[.\s]*"
SIGNED, SIGNED_BELOW, SIGNATURE_BELOW = (
    re.compile(CONTENT + SIGNATURE),
    re.compile(rf"{CONTENT}\s*"),
    re.compile(SIGNATURE),
)
TURN = re.compile(
    r"\s*[“\"]?(?P<speaker>Q|A|[A-Z][A-Z.'’-]+(?:,?\s(?:\([^)\n]{1,30}\)|[A-Z][A-Z.'’-]*)){0,5})(?P<cue>[:.])\s+(?P<content>\S.*)"
)
NO_SPEAKER = re.compile(r"(?:UPDATE|WATCH|PHOTOS?|VIDEO|RELATED|ALSO|NOTE|READ|MORE|BREAKING|CORRECTION|SEE|LIVE|PS)\b")
STAGE = re.compile(r"\s*[“\"]?[(\[].*[)\]][.”\"\s]*")


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph that opens with its speaker's label."""

    line: int
    label: str
    attribution: Attribution


def add_forms(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions found by the tagger with those of fixed form, which replace the ones they contradict."""
    forms = find_forms(text)
    kept = [item for item in found if not any(contradicts(form, item) for form in forms)]
    return sorted(kept + forms, key=lambda item: (item.cue or item.content[0], item.content))


def contradicts(form: Attribution, item: Attribution) -> bool:
    """Whether both claim one content or one cue, or the form's label would be content."""
    label = form.cue
    return (
        likeness(form.content, item.content) >= 0.5
        or item.cue == label
        or any(label is not None and overlap(span, label) for span in item.content)
    )


def find_forms(text: str) -> list[Attribution]:
    """The quotes of fixed form in a text."""
    lines = list(read_lines(text))
    return [*find_signed(text, lines), *find_turns(text, lines)]


def read_lines(text: str) -> Iterator[Span]:
    """The lines that hold more than white space and are not endless."""
    start = 0
    for line in text.split("\n"):
        if line.strip() and len(line) <= LONGEST_LINE:
            yield start, start + len(line)
        start += len(line) + 1


def find_signed(text: str, lines: Sequence[Span]) -> Iterator[Attribution]:
    """Paragraphs that are a quotation with its speaker behind a dash, in the paragraph or in the one after."""
    for number, line in enumerate(lines):
        match = SIGNED.fullmatch(text, *line)
        if match:
            yield build(match.span("content"), match.span("cue"), strip_stop(text, match.span("speaker")))
        elif number and (signature := SIGNATURE_BELOW.fullmatch(text, *line)):
            quoted = SIGNED_BELOW.fullmatch(text, *lines[number - 1])
            if quoted:
                yield build(quoted.span("content"), signature.span("cue"), strip_stop(text, signature.span("speaker")))


def strip_stop(text: str, span: Span) -> Span:
    """A name without the full stop of its line."""
    return span[0], span[0] + len(text[slice(*span)].rstrip(". "))


def find_turns(text: str, lines: Sequence[Span]) -> list[Attribution]:
    """The turns of a transcript; a text with few labels, or only one, is none."""
    turns = [turn for number, line in enumerate(lines) if (turn := read_turn(text, number, line))]
    labels = [turn.label for turn in turns]
    if len(turns) < LEAST_TURNS or len(set(labels)) < 2 or len(set(labels)) == len(labels):
        return []
    ends = [turn.line for turn in turns[1:]] + [turns[-1].line + 1]
    return [extend(text, turn, lines[turn.line + 1 : end]) for turn, end in zip(turns, ends, strict=True)]


def read_turn(text: str, number: int, line: Span) -> Turn | None:
    """The turn that a paragraph opens; None where it opens none."""
    match = TURN.fullmatch(text, *line)
    if (
        match is None
        or NO_SPEAKER.match(match["speaker"])
        or (match["cue"] == "." and match["speaker"] not in ("Q", "A"))
    ):
        return None
    content = match.start("content"), match.start("content") + len(match["content"].rstrip())
    return Turn(number, match["speaker"], build(content, match.span("cue"), match.span("speaker")))


def extend(text: str, turn: Turn, after: Sequence[Span]) -> Attribution:
    """The turn with the paragraphs up to the next label, unless those are too many; stage directions end it."""
    spans = list(turn.attribution.content)
    if len(after) < LONGEST_TURN:
        for start, end in after:
            if STAGE.fullmatch(text, start, end):
                break
            lead = len(text[start:end]) - len(text[start:end].lstrip())
            spans.append((start + lead, start + len(text[start:end].rstrip())))
    content = (spans[0][0], spans[-1][1])
    return build(content, turn.attribution.cue, turn.attribution.speaker)


def build(content: Span, cue: Span | None, speaker: Span | None) -> Attribution:
    """An attribution of speech, sure because its form is."""
    return Attribution((content,), cue, speaker, is_speech=True, score=FORM_SCORE)

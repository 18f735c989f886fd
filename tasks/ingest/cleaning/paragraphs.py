"""Plain text to paragraphs: hard-wrapped lines joined, all others a paragraph each."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import and_
from statistics import median

MIN_WIDTH, MAX_WIDTH = 40, 120
"""Of a hard-wrapped line; mail and wires wrap at 65 to 80."""
MIN_BROKEN = 0.3
"""Share of line ends in a wrapped file that stand where the next word would not fit and no sentence ends."""
MAX_UNEXPLAINED = 0.1
"""Share of line ends in a wrapped file that stand before the margin and end no sentence."""
MIN_UNEVEN = 20
"""Of half of the lines that break off within a sentence; lists and poems have shorter ones."""
SHORT = 0.7
"""Of a line's usual length that the last line of a paragraph has, where no blank line follows it."""
SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*$")
HYPHENATED = re.compile(r"[A-Za-z]-$")


def build_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text whose only white space is blanks and newlines; none is empty."""
    stripped = [line.strip() for line in text.split("\n")]
    if not any(map(and_, map(bool, stripped), map(bool, stripped[1:]))):  # a blank line after each: most texts
        return [line for line in stripped if line]
    runs = groupby(text.split("\n"), key=lambda line: bool(line.strip()))
    blocks = [[line.rstrip() for line in run] for has_text, run in runs if has_text]
    width = find_wrap_width(blocks)
    if width is None:
        width = find_uneven_width(blocks)
    if width is None:
        return [line.strip() for block in blocks for line in block]
    return [paragraph for block in blocks for paragraph in join_lines(block, width)]


def fills_line(line: str, following: str, width: int) -> bool:
    """Return whether the first word of the next line would not have fitted on this one."""
    return len(line) + 1 + len(following.split(None, 1)[0]) > width


def find_wrap_width(blocks: Sequence[Sequence[str]]) -> int | None:
    """Return the width that the text was wrapped at; None where its lines end for other reasons.

    A wrapped line is one that the next word would have made too long. So the width is the longest line's, most line
    ends must be explained by it or by the end of a sentence, and enough of them by it alone.
    """
    width = max((len(line) for block in blocks for line in block if " " in line.strip()), default=0)
    pairs = [pair for block in blocks for pair in pairwise(block)]
    if not pairs or not MIN_WIDTH <= width <= MAX_WIDTH:
        return None
    fills = [fills_line(*pair, width) for pair in pairs if not SENTENCE_END.search(pair[0][-8:])]
    broken, unexplained = sum(fills), fills.count(False)
    is_wrapped = broken >= MIN_BROKEN * len(pairs) and unexplained <= MAX_UNEXPLAINED * len(pairs)
    return width if is_wrapped else None


def find_uneven_width(blocks: Sequence[Sequence[str]]) -> int | None:
    """Return up to which length a line that ends a sentence ends a paragraph; None where lines are not wrapped.

    Where they were wrapped by hand, or each paragraph at its own width, enough of them break off within a sentence,
    which the next one goes on with in lower case. Blank lines alone part the paragraphs then, where there are any.
    """
    pairs = [pair for block in blocks for pair in pairwise(block)]
    broken = [len(line) for line, following in pairs if not SENTENCE_END.search(line[-8:]) and following[0].islower()]
    if not broken or len(broken) < MIN_BROKEN * len(pairs) or not MIN_UNEVEN <= median(broken) <= MAX_WIDTH:
        return None
    return 0 if len(blocks) > 1 else int(SHORT * median(broken))


def join_lines(block: Sequence[str], width: int) -> Iterator[str]:
    """Yield the paragraphs of one block of wrapped lines: a new one begins at an indent or after a short last line."""
    paragraph = [block[0].strip()]
    for line, following in pairwise(block):
        is_short = SENTENCE_END.search(line[-8:]) and not fills_line(line, following, width)
        if is_short or (following[0] == " " and line[0] != " "):
            yield "".join(paragraph)
            paragraph = []
        elif not HYPHENATED.search(line[-2:]):
            paragraph.append(" ")
        paragraph.append(following.strip())
    yield "".join(paragraph)

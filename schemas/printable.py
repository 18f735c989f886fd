"""Text made safe to show: what is delivered may hold characters that a terminal, a log or an editor would obey."""

import re

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls (escape sequences begin with one), marks of writing direction, line separators, lone surrogates."""
FORMULA = r"[=+\-@\t\r\n＝＋－＠]"
"""How a cell begins that a spreadsheet takes for a formula, as a pattern; those of East Asia take wide signs so too."""


def printable(text: str) -> str:
    """Return the text on one line, each unsafe character as a visible escape like ``\\x1b``."""
    return UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def printable_lines(text: str) -> str:
    """Return the same with its line breaks kept."""
    return "\n".join(map(printable, text.split("\n")))


def code_span(text: str) -> str:
    """Return the text on one line as a code span of Markdown, where no part of it is a link, an image or HTML.

    Escaped text would not do: renderers make links of bare addresses after they have read the escapes.
    """
    shown = printable(text)
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    edge = " " if "`" in shown else ""
    return f"{fence}{edge}{shown}{edge}{fence}"


def mask_unsafe(text: str) -> str:
    """Return a text of the same length, line breaks kept, each unsafe character replaced: offsets stay as they are."""
    return "\n".join(UNSAFE.sub("\ufffd", line) for line in text.split("\n"))

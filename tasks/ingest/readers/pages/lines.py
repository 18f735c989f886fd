"""Takes lines out of a page's text that are no part of the article."""

from tasks.ingest.lists import load_lines

LINES = load_lines("furniture_lines")
WHOLE = frozenset(line for line in LINES if not line.endswith("*"))
BEGINNINGS = tuple(line.removesuffix("*") for line in LINES if line.endswith("*"))
ENDS = load_lines("furniture_ends")
MAX_WORDS = 40
"""Of a line that is told by its beginning; longer ones are paragraphs."""
MIN_KEPT = 0.3
"""Of the lines that must stand before one that ends the article."""
BULLETS = "-–—•*>»|  "


def strip_lines(text: str) -> str:
    """Return a text without the lines of furniture, and without all after one that ends the article."""
    lines = text.split("\n")
    first = int(MIN_KEPT * len(lines))
    end = next((at for at in range(first, len(lines)) if fold_line(lines[at]).startswith(ENDS)), len(lines))
    return "\n".join(line for line in lines[:end] if not is_furniture(line))


def fold_line(line: str) -> str:
    """Return a line in lower case without the marks of a list in front."""
    return line.strip(BULLETS).casefold()


def is_furniture(line: str) -> bool:
    """Return whether a line is no part of the article."""
    folded = fold_line(line)
    return folded.rstrip(" .:…") in WHOLE or (folded.startswith(BEGINNINGS) and len(folded.split()) <= MAX_WORDS)

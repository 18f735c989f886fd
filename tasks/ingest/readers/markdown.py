"""Reader of .md: front matter, a heading as headline, then the text without its markup."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from schemas.rejects import Problem
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import decode
from tasks.ingest.readers.plain_text import split_front_matter
from tasks.ingest.readers.record import RawStream, Record, read_whole

BREAKS = ("softbreak", "hardbreak")
SHOWN = (*BREAKS, "text", "code_inline", "text_special")


@cache
def load_parser() -> MarkdownIt:
    """Return a parser of CommonMark with tables, whose time is linear: 15 s for a million brackets, the worst found."""
    return MarkdownIt("commonmark").enable("table").enable("strikethrough")


def read_markdown(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Yield the record of a Markdown file. Raises ProblemError."""
    front, text = split_front_matter(decode(read_whole(raw.unpack(), limits)))
    if len(text) > limits.max_text_chars:
        yield Problem("text_too_long", f"{len(text):,} characters, the limit is {limits.max_text_chars:,}")
        return
    tokens = load_parser().parse(text)
    heading = find_heading(tokens)
    if front.title is None and heading is not None:
        front = replace(front, title=heading)
        tokens = tokens[3:]
    yield replace(front, text="\n\n".join(build_blocks(tokens)))


def find_heading(tokens: Sequence[Token]) -> str | None:
    """Return the first-level heading that the text begins with; None where it begins otherwise."""
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return None
    return build_line(tokens[1]).replace("\n", " ").strip() or None


def build_blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the text of every block that has one: paragraphs, headings, list items, cells, code."""
    for token in tokens:
        if token.type == "inline":
            yield build_line(token)
        elif token.type in ("fence", "code_block"):
            yield token.content.strip()


def build_line(token: Token) -> str:
    """Return what an inline token shows: link texts without their targets, no images, no tags."""
    shown = (child for child in token.children or () if child.type in SHOWN)
    return "".join("\n" if child.type in BREAKS else child.content for child in shown)

"""What shows that a delivered item is no article: it was withdrawn, or its text is a teaser for one."""

import re
from html import unescape

from tasks.ingest.cleaning.markup import strip_markup
from tasks.ingest.lists import load_lines

WITHDRAWN = frozenset({"canceled", "cancelled", "withheld", "withdrawn", "killed", "kill", "deleted"})
"""Publication status in NITF, NewsML and ninjs, where it may be the end of a code: "stat:canceled"."""
TAIL_CHARS = 600
"""Of a body with its tags: enough to see how it ends."""
MAX_CUT_CHARS = 1_200
"""Of what an interface gives of an article that it does not give whole; it has one paragraph."""
TAG = re.compile(r"<[^<>]{0,400}>")
END_CHARS = 120
"""Of a text without tags; no phrase that asks to read on is half as long."""
MORE = "|".join(map(re.escape, load_lines("more")))
COUNTED = re.compile(r"\[\+?[0-9][0-9,]* ?char(?:acter)?s?\]\s*\Z|\AONLY AVAILABLE IN [A-Z ]+ PLANS\s*\Z")
"""How interfaces of news end a text that they cut, and what they give in place of one that must be paid for."""
ENDS_CUT = re.compile(
    rf"(?:\.\.\.|…|\[\.\.\.\]|(?:[.!?…\"”’)\]]\s*|\n|\A)(?:{MORE}))[\s.…:>»→›\])]{{0,20}}\Z", re.IGNORECASE
)
SENTENCE = re.compile(r"[.!?…:][\"'”’)\]]*\Z")
MIN_PARAGRAPH_WORDS = 4
MIN_WORDS, MIN_WORDS_OF_ONE = 30, 150
"""Of a summary that is the whole article, in several paragraphs or in one; teasers have one, of up to 60 words."""


def is_withdrawn(status: str | None) -> bool:
    """Return whether an item's status says that nobody should publish it."""
    return re.split(r"[:/#]", (status or "").strip())[-1].lower() in WITHDRAWN


def is_cut(text: str) -> bool:
    """Return whether a body is only the beginning of one. Raises ProblemError for hostile markup."""
    if len(text) > MAX_CUT_CHARS and "]" not in text[-TAIL_CHARS:]:
        return False
    lines = unescape(TAG.sub("\n", text[-TAIL_CHARS:])).split("\n")
    tail = "\n".join(" ".join(line.split()) for line in lines if line.strip())
    if COUNTED.search(tail):
        return True
    return len(text) <= MAX_CUT_CHARS and bool(ENDS_CUT.search(tail[-END_CHARS:])) and len(find_sentences(text)) < 2


def is_teaser(summary: str) -> bool:
    """Return whether a summary is not the whole article. Raises ProblemError for hostile markup."""
    sentences = find_sentences(summary)
    words = sum(len(line.split()) for line in sentences)
    is_short = words < (MIN_WORDS if len(sentences) > 1 else MIN_WORDS_OF_ONE)
    return is_short or bool(ENDS_CUT.search(strip_markup(summary[-TAIL_CHARS:]).strip()))


def find_sentences(text: str) -> list[str]:
    """Return the lines of a text that end as a paragraph of prose does. Raises ProblemError for hostile markup."""
    lines = (line.strip() for line in strip_markup(text).split("\n"))
    return [line for line in lines if SENTENCE.search(line[-20:]) and len(line.split()) >= MIN_PARAGRAPH_WORDS]

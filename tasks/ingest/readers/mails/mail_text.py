"""What stands in the text of a mail around its article: a mail around it, answers, signatures, how to unsubscribe."""

import re
from dataclasses import dataclass
from itertools import takewhile

FORWARDED = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:Forwarded|Original) message ?-{2,}|Begin forwarded message:)[ \t]*\n+"
    r"((?:[ \t>]*\*?[A-Z][A-Za-z-]{1,15}:.{0,500}\n+){1,8})",
    re.MULTILINE | re.IGNORECASE,
)
FIELD = re.compile(r"^[ \t>]*\*?([A-Z][A-Za-z-]{1,15}):\*?[ \t]*(.*)$", re.MULTILINE)
MAX_NOTE_WORDS = 60
"""Before a mail that is forwarded; where more is said, the mail is that, and what follows is quoted."""
ANSWER = re.compile(
    r"^[ \t]*(?:On [^\n]{6,200}\n?[^\n]{0,100}<[^<>\n]{3,90}>\s{0,3}wrote:|On [^\n]{6,200}wrote:[ \t]*\n+(?=>)|"
    r"-{2,} ?(?:Original|Forwarded) message ?-{2,}|_{20,}[ \t]*\n+From:).*\Z",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
SIGNATURE = re.compile(r"^-- ?$.*\Z", re.MULTILINE | re.DOTALL)
FOOTER = re.compile(
    r"to unsubscribe|^unsubscribe\b|\bunsubscribe(?:$| ?[.:|<\n]| here| from| at| by| instantly)|"
    r"^(?:opt[ -]out|subscribe|sign up) (?:here|now)|update your (?:e-?mail )?preferences|"
    r"^(?:manage|update|change) (?:your )?(?:e-?mail )?(?:subscription|preferences)|"
    r"(?:you are|you’re|you're|why am i) (?:receiving|getting) this|"
    r"no longer (?:wish|want) to receive (?:these|this|our)|"
    r"you(?:’ve|'ve| have)? received this (?:e-?mail|news|mess)|(?:forwarded|sent) this (?:e-?mail|newsletter)|"
    r"(?:e-?mail|newsletter) (?:was )?(?:forwarded|sent) to|add us to your address book|^sent (?:from|with|by|via) |"
    r"^(?:copyright|©|\(c\))|all rights reserved|^view (?:this|it|the) .{0,40}(?:browser|online|on the web)",
    re.IGNORECASE,
)
VIEW = re.compile(r"(?:view|read|open|see|having trouble).{0,80}\b(?:browser|online|on the web)\b.{0,120}", re.I | re.S)
"""On top: where else the mail can be read."""
MAX_FOOTER_CHARS, MAX_FOOTER_PARAGRAPHS = 500, 12
BLANK = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail in a mail."""

    title: str
    published: str
    text: str


def find_forwarded(text: str, title: str) -> Forwarded | None:
    """Return the mail that a mail of that title forwards; None where it has a text of its own, or is an answer."""
    text = text.replace("\r\n", "\n")
    found = FORWARDED.search(text)
    is_answer = found and "original" in found[0][:40].lower() and not title.lower().startswith("fw")
    if found is None or is_answer or len(text[: found.start()].split()) > MAX_NOTE_WORDS:
        return None
    fields = {name.lower(): value.strip(" *") for name, value in FIELD.findall(found[1])}
    date = fields.get("date") or fields.get("sent") or ""
    return Forwarded(fields.get("subject", ""), re.sub(r"^\w{3,9}, ", "", date), unquote(text[found.end() :]))


def unquote(text: str) -> str:
    """Return a text without the mark before each line, where every line has it."""
    lines = text.split("\n")
    is_quoted = all(not line.strip() or line.startswith(">") for line in lines)
    return "\n".join(line.lstrip("> ") for line in lines) if is_quoted else text


def strip_around(text: str) -> str:
    """Return the text of a mail without answers, signature and footer, and without a line on where to read it."""
    text = SIGNATURE.sub("", ANSWER.sub("", text.replace("\r\n", "\n")))
    text = "\n".join(line for line in text.split("\n") if not line.startswith(">"))
    paragraphs = [paragraph for paragraph in BLANK.split(text.strip()) if paragraph.strip()]
    first = sum(1 for _ in takewhile(VIEW.fullmatch, paragraphs))
    places = range(max(first + 1, len(paragraphs) - MAX_FOOTER_PARAGRAPHS), len(paragraphs))
    last = next((place for place in places if is_footer(paragraphs[place:])), len(paragraphs))
    return "\n\n".join(paragraphs[first:last])


def is_footer(paragraphs: list[str]) -> bool:
    """Return whether the last paragraphs of a mail are its footer: the first is about the mail, and so is half."""
    found = [len(one) <= MAX_FOOTER_CHARS and FOOTER.search(one) is not None for one in paragraphs]
    return found[0] and 2 * sum(found) >= len(found)

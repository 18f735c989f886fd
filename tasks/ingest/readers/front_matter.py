"""The `key: value` lines before the text of a .txt or .md file."""

import re
from dataclasses import replace

from tasks.ingest.readers.keys import find_part, read_object
from tasks.ingest.readers.record import Record

FENCE = "---"
MAX_LINES = 60
LINE = re.compile(r"([A-Za-z_@$][\w $@-]{0,30}):(?:[ \t]+(.*)|)")
ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")


def split_front_matter(text: str) -> tuple[Record, str]:
    """Return what the front matter says, with no text yet, and the rest of the text, which is all where there is none.

    Between two lines of `---` any key may stand; with no fence every line must have a key we know, and a blank line
    must follow. Every line end of the rest is `\\n`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.lstrip("\ufeff\r\n \t").split("\n", MAX_LINES + 2)
    if lines[0].strip() == FENCE:
        end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() in (FENCE, "...")), None)
        head, rest = lines[1:end], lines[end + 1 :] if end else []
        return (build_front(head), "\n".join(rest)) if end and is_front(head) else (Record(""), text)
    last = len(lines) if len(lines) <= MAX_LINES else 0
    end = next((i for i, line in enumerate(lines[:-1]) if not line.strip()), last)
    if end and all(is_known(line) for line in lines[:end]):
        return build_front(lines[:end]), "\n".join(lines[end + 1 :])
    return Record(""), text


def is_front(lines: list[str]) -> bool:
    """Return whether lines between fences are front matter and not text between two rules."""
    return any(LINE.fullmatch(line.strip()) for line in lines)


def is_known(line: str) -> bool:
    """Return whether a line has a key that we know, other than one for the text."""
    match = LINE.fullmatch(line.strip())
    return match is not None and (find_part(match[1]) or "text") != "text" and bool(match[2])


def build_front(lines: list[str]) -> Record:
    """Return the record of front matter lines; lists stand in brackets or one element a line after a dash."""
    values: dict[str, str | list[str]] = {}
    key = ""
    for line in lines:
        if match := LINE.fullmatch(line.strip()):
            key = match[1]
            values[key] = read_value(match[2] or "")
        elif (match := ITEM.fullmatch(line)) and key:
            old = values[key]
            values[key] = [*(old if isinstance(old, list) else []), unquote(match[1])]
    values = {key: value for key, value in values.items() if find_part(key) not in (None, "text")}
    record = read_object({**values, "text": " "})
    return replace(record, text="") if isinstance(record, Record) else Record("")


def read_value(value: str) -> str | list[str]:
    """Return a value without its quotes, or the list that it is."""
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return [unquote(part) for part in value[1:-1].split(",")]
    return unquote(value)


def unquote(value: str) -> str:
    """Return a value without the quotation marks around it."""
    value = value.strip()
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value

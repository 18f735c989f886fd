"""What a JSON value says where a text, a line or an address is looked for: strings, lists, and objects around them."""

from collections.abc import Iterable, Mapping
from typing import Any

LINE_KEYS = (
    "original", "main", "name", "byline", "rendered", "value", "text", "content", "html", "url", "href", "$date",
    "$oid", "$numberLong", "iso", "@id", "full_name",
)  # fmt: skip
"""Where a part is an object of its own: what it says, in order of preference."""
TEXT_KEYS = ("rendered", "value", "text", "content", "html", "#text", "bodyHtml")
SECTION_KEYS = ("headline", "paragraphs", "sections", "body", "blocks", "data")
"""Of a body that is an object: the parts that it is made of, in their order (Fundus, the Guardian, editors)."""
MAX_DEPTH = 5


def build_text(value: object, depth: int = 0) -> str | None:
    """Return a body given as a string, as a list of paragraphs or sections, or as an object around one of these."""
    if isinstance(value, str):
        return value
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, list):  # one with a title is an article of its own
        return join_texts([one for one in choose_main(value) if not (isinstance(one, dict) and "title" in one)], depth)
    if isinstance(value, dict):
        inner = (build_string(value[key]) for key in TEXT_KEYS if key in value)
        sections = [value[key] for key in SECTION_KEYS if key in value]
        return next(filter(None, inner), None) or join_texts(sections, depth)
    return None


def join_texts(values: Iterable[object], depth: int) -> str | None:
    """Return the texts in some values, a blank line between them; None where there is none."""
    texts = (build_text(value, depth + 1) or build_string(value, depth + 1) for value in values)
    return "\n\n".join(filter(None, texts)) or None


def choose_main(values: list[Any]) -> list[Any]:
    """Return the main one alone of values that are each other's alternatives, as ninjs has them; other lists whole."""
    found = [one for one in values if isinstance(one, dict) and "value" in one and {"role", "contenttype"} & {*one}]
    return [min(found, key=rank_role)] if found else values


def rank_role(value: Mapping[str, Any]) -> int:
    """Return 0 for the main one of ninjs bodies or headlines, more for others."""
    role = str(value.get("role") or "main").lower()
    return 0 if role.endswith("main") else 1


def build_string(value: object, depth: int = 0) -> str | None:
    """Return the string in a value: itself, a number's digits, the first of a list, what an object says of itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or depth > MAX_DEPTH:
        return None
    if isinstance(value, int | float):
        return str(value)
    inner = choose_main(value[:10]) if isinstance(value, list) else []
    if isinstance(value, dict):
        inner = [value[key] for key in LINE_KEYS if key in value]
    return next((found for one in inner if (found := build_string(one, depth + 1))), None)

"""What a view may be narrowed to, as the address of a page says it, and the SQL conditions that do it."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from flows.browse.statements import Value
from schemas.quote_changes import CHANGES
from schemas.quotes import SPEAKER_LABELS, TYPES

EDGE = r"[^\pL\pN]"
OF_ACTOR = (
    "(batch_date, article_id, speaker_cluster_id) IN\n"
    "    (SELECT batch_date, article_id, cluster_id FROM actor_links\n"
    "     WHERE actor_id = $actor AND batch_date BETWEEN $first AND $last)"
)
CONDITIONS = {
    "first": "batch_date >= $first",
    "last": "batch_date <= $last",
    "publisher": "publisher = $publisher",
    "speaker": "contains(lower(speaker_name), lower($speaker))",
    "name": "speaker_name = $name",
    "actor": OF_ACTOR,
    "type": "type = $type",
    "label": "speaker_label = $label",
    "speech": "is_speech = $speech",
    "confidence": "confidence >= $confidence",
    "change": "change = $change",
}
"""What each value of a filter asks of a row."""


def drop_empty(value: Any) -> Any:
    """Return None for what a form leaves empty."""
    return value if not isinstance(value, str) or value.strip() else None


type Given[T] = Annotated[T | None, BeforeValidator(drop_empty)]
type Text = Annotated[str, Field(max_length=300)]


class Filters(BaseModel):
    """What a view is narrowed to: batches, and then quotes or changes."""

    first: Given[date] = Field(None, alias="from")
    last: Given[date] = Field(None, alias="to")
    publisher: Given[Text] = None
    words: Given[Text] = None
    speaker: Given[Text] = None
    """A part of the name."""
    name: Given[Text] = None
    actor: Given[Text] = None
    type: Given[Literal[TYPES]] = None  # type: ignore[valid-type]
    label: Given[Literal[SPEAKER_LABELS]] = None  # type: ignore[valid-type]
    speech: Given[bool] = None
    confidence: Given[Annotated[float, Field(ge=0, le=1)]] = None
    change: Given[Literal[CHANGES]] = None  # type: ignore[valid-type]


def build_condition(values: dict[str, Value]) -> tuple[str, dict[str, Value]]:
    """Return the condition of the values that are given, and what it binds."""
    given: dict[str, Value] = {
        name: value for name, value in values.items() if value is not None and name in CONDITIONS
    }
    parts = [CONDITIONS[name] for name in given]
    for number, (plain, pattern) in enumerate(split_words(str(values.get("words") or ""))):
        # The first look is ten times as quick as the regular expression, which then sees few rows.
        parts.append(
            f"CASE WHEN contains(lower(quote_text), $plain_{number}) "
            f"THEN regexp_matches(quote_text, $word_{number}, 'i') ELSE false END"
        )
        given |= {f"plain_{number}": plain, f"word_{number}": pattern}
    return "\n  AND ".join(parts) or "true", given


def split_words(words: str) -> list[tuple[str, str]]:
    """Return, of each word and each phrase in quotation marks, its longest run of letters and a pattern of the whole.

    Words are whole words, in any case; `bridg*` begins with these letters.
    """
    found = re.findall(r'"([^"]+)"|([^\s"]+)', re.sub("[“”]", '"', words))
    return [(find_longest_run(part), build_pattern(part)) for part in (phrase or word for phrase, word in found)]


def find_longest_run(part: str) -> str:
    """Return the longest stretch of letters and digits, in lower case."""
    return max(re.findall(r"[^\W_]+", part.lower()), key=len, default="")


def build_pattern(part: str) -> str:
    """Return the regular expression of a word or phrase."""
    words = r"\s+".join(re.sub("['’]", "['’]", re.escape(word.removesuffix("*"))) for word in part.split())
    return f"(^|{EDGE}){words}" + ("" if part.endswith("*") else f"($|{EDGE})")

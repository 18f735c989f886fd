"""Read and write annotated corpora: one JSON document a line, offsets half-open in characters of ``text``."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tasks.quotes.quote import Attribution, Quote

type Document = dict[str, Any]
"""``{"doc_id", "text", "quotes": [{"type", "content", "cue", "speaker", "speaker_name", ...}]}``."""


def read_corpus(path: Path) -> Iterator[Document]:
    """Yield the documents of one file; raises ValueError with file and line where a line is not what it should be."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield parse_line(line, f"{path}:{number}")


def parse_line(line: str, place: str) -> Document:
    """Return one line as a document; ``place`` names it in the error."""
    try:
        document = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"{place}: not JSON ({error}); a corpus has one JSON document a line") from error
    if not isinstance(document, dict) or not isinstance(document.get("text"), str) or "doc_id" not in document:
        raise ValueError(f"{place}: a document needs `doc_id` and `text`")
    return document


def write_corpus(path: Path, documents: Iterable[Document]) -> None:
    """Write documents as they are, one a line, in UTF-8."""
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            file.write(json.dumps(document, ensure_ascii=False) + "\n")


def describe_spans(found: Attribution | Quote) -> dict[str, Any]:
    """Return the spans of a quote as a corpus has them; cue and speaker are lists of one span, or null."""
    one = {part: [span] if span else None for part, span in (("cue", found.cue), ("speaker", found.speaker))}
    return {"content": list(found.content), **one}

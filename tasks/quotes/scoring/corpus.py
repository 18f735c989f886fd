"""Read and write annotated corpora: one JSON document a line, offsets half-open in characters of ``text``.

A file whose name ends in .xz is compressed.
"""

import json
import lzma
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Literal

from tasks.quotes.quote import Attribution, Quote

type Document = dict[str, Any]
"""``{"doc_id", "text", "quotes": [{"type", "content", "cue", "speaker", "speaker_name", ...}]}``."""


def read_corpus(path: Path) -> Iterator[Document]:
    """Yield the documents of one file; raises ValueError with file and line where a line is not what it should be."""
    try:
        with open_text(path, "r") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield parse_line(line, f"{path}:{number}")
    except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not what its name says ({error}); a corpus is .jsonl or .jsonl.xz") from error


def open_text(path: Path, mode: Literal["r", "w"]) -> IO[str]:
    """Return the opened file, compressed where its name says so."""
    if path.suffix == ".xz":
        return TextIOWrapper(lzma.LZMAFile(path, mode), encoding="utf-8")
    return path.open(mode, encoding="utf-8")


def parse_line(line: str, place: str) -> Document:
    """Return one line as a document; ``place`` names it in the error."""
    try:
        document = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"{place}: not JSON ({error}); a corpus has one JSON document a line") from error
    if isinstance(document, dict) and "article" in document:
        document.setdefault("doc_id", str(document["article"]))
    if not isinstance(document, dict) or not isinstance(document.get("text"), str) or "doc_id" not in document:
        raise ValueError(f"{place}: a document needs `doc_id` and `text`")
    return document


def write_corpus(path: Path, documents: Iterable[Document]) -> None:
    """Write documents as they are, one a line, in UTF-8."""
    with open_text(path, "w") as file:
        for document in documents:
            file.write(json.dumps(document, ensure_ascii=False) + "\n")


def describe_spans(found: Attribution | Quote) -> dict[str, Any]:
    """Return the spans of a quote as a corpus has them; cue and speaker are lists of one span, or null."""
    one = {part: [span] if span else None for part, span in (("cue", found.cue), ("speaker", found.speaker))}
    return {"content": list(found.content), **one}

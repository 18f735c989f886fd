"""Which endings are read, and as what."""

from dataclasses import dataclass

ENDINGS = {
    ".txt": "txt",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
}
GZIP = ".gz"


@dataclass(frozen=True, slots=True)
class Format:
    """How a raw file is to be read."""

    name: str
    """One of `schemas.articles.FORMATS`."""
    is_gzip: bool


def find_format(path: str) -> Format | None:
    """The format that the ending of a path names, in any case; None where none is known."""
    name = path.lower()
    is_gzip = name.endswith(GZIP)
    name = name.removesuffix(GZIP)
    _, dot, ending = name.rpartition("/")[2].rpartition(".")
    format_name = ENDINGS.get(f"{dot}{ending}")
    return Format(format_name, is_gzip) if format_name else None

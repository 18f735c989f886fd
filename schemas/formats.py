"""The formats of raw files, each with its endings and its reader: a new one is an entry here and a reader."""

from dataclasses import dataclass

GZIP = ".gz"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of raw files."""

    name: str
    """The value of `articles.format`."""
    endings: tuple[str, ...]
    """In lower case; each may be followed by GZIP."""
    reader: str
    """Module and function that read it, imported when a file is read; a `tasks.ingest.readers.record.Reader`."""
    is_divisible: bool = False
    """Whether a large file is cut into parts that are read at once."""


READERS = "tasks.ingest.readers"
FORMATS = {
    one.name: one
    for one in (
        Format("txt", (".txt",), f"{READERS}.plain_text:read_text"),
        Format("md", (".md",), f"{READERS}.markdown:read_markdown"),
        Format("html", (".html", ".htm", ".xhtml"), f"{READERS}.page:read_page"),
        Format("json", (".json",), f"{READERS}.json_files:read_json"),
        Format("jsonl", (".jsonl", ".ndjson"), f"{READERS}.json_files:read_json_lines"),
        Format("xml", (".xml", ".nitf", ".newsml", ".rss", ".atom", ".rdf"), f"{READERS}.xml_files:read_xml"),
        Format("warc", (".warc",), f"{READERS}.warc:read_warc", is_divisible=True),
    )
}


def is_gzip(path: str) -> bool:
    """Return whether the name of a raw file says that it is packed."""
    return path.lower().endswith(GZIP)


def find_format(path: str) -> Format | None:
    """Return the format that the ending of a path names, in upper or lower case, or None."""
    name = path.lower().removesuffix(GZIP)
    return next((one for one in FORMATS.values() if name.endswith(one.endings)), None)


def describe_endings() -> str:
    """Return which endings are read, for messages."""
    endings = ", ".join(ending for one in FORMATS.values() for ending in one.endings)
    return f"{endings}, each also with {GZIP}"

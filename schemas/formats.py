"""The formats of raw files, each with its endings and its reader: a new one is an entry here and a reader."""

from dataclasses import dataclass

GZIP = ".gz"
COLUMNS_FILE = "_columns.toml"
"""Says which columns of the tables beside and below it hold what; no article."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of raw files."""

    name: str
    """The value of `articles.format`."""
    endings: tuple[str, ...]
    """In lower case; each may be followed by GZIP."""
    reader: str
    """Module and function that read it, imported when a file is read; a `tasks.ingest.readers.record.Reader`."""
    cutter: str = ""
    """Module and function that finds where a large file can be cut into parts that are read at once; a
    `tasks.ingest.readers.record.Cutter`. Empty where it cannot be."""
    has_keys: bool = False
    """Whether its columns or keys can be named in a file of columns."""


READERS = "tasks.ingest.readers"
CSV, PARQUET = f"{READERS}.csv_files", f"{READERS}.parquet_files"
FORMATS = {
    one.name: one
    for one in (
        Format("txt", (".txt",), f"{READERS}.plain_text:read_text"),
        Format("md", (".md",), f"{READERS}.markdown:read_markdown"),
        Format("html", (".html", ".htm", ".xhtml"), f"{READERS}.page:read_page"),
        Format("json", (".json",), f"{READERS}.json_files:read_json", has_keys=True),
        Format("jsonl", (".jsonl", ".ndjson"), f"{READERS}.json_files:read_json_lines", has_keys=True),
        Format("warc", (".warc",), f"{READERS}.warc:read_warc", f"{READERS}.warc:find_cuts"),
        Format("xml", (".xml", ".nitf", ".newsml", ".rss", ".atom", ".rdf"), f"{READERS}.xml_files:read_xml"),
        Format("csv", (".csv",), f"{CSV}:read_csv", f"{CSV}:find_cuts", has_keys=True),
        Format("tsv", (".tsv",), f"{CSV}:read_csv", f"{CSV}:find_cuts", has_keys=True),
        Format(
            "parquet",
            (".parquet",),
            f"{READERS}.parquet_files:read_parquet",
            f"{READERS}.parquet_files:find_cuts",
            has_keys=True,
        ),
        Format("feather", (".feather", ".arrow"), f"{READERS}.feather_files:read_feather", has_keys=True),
        Format("xlsx", (".xlsx",), f"{READERS}.workbook:read_workbook", has_keys=True),
    )
}


COLUMNS = Format("columns", (COLUMNS_FILE,), f"{READERS}.columns_file:read_columns_file")


def is_columns_file(path: str) -> bool:
    """Return whether a path is that of a file that names columns."""
    return path.rpartition("/")[2] == COLUMNS_FILE


def is_gzip(path: str) -> bool:
    """Return whether the name of a raw file says that it is packed."""
    return path.lower().endswith(GZIP)


def find_format(path: str) -> Format | None:
    """Return the format that the ending of a path names, in upper or lower case, or None."""
    if is_columns_file(path):
        return COLUMNS
    name = path.lower().removesuffix(GZIP)
    return next((one for one in FORMATS.values() if name.endswith(one.endings)), None)


def describe_endings() -> str:
    """Return which endings are read, for messages."""
    endings = ", ".join(ending for one in FORMATS.values() for ending in one.endings)
    return f"{endings}, each also with {GZIP}"

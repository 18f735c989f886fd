"""The formats of raw files, each with its endings and its reader: a new one is an entry here and a reader."""

import re
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
CSV, PARQUET = f"{READERS}.tables.csv_files", f"{READERS}.tables.parquet_files"
FORMATS = {
    one.name: one
    for one in (
        Format("txt", (".txt",), f"{READERS}.plain_text:read_text"),
        Format("md", (".md",), f"{READERS}.markdown:read_markdown"),
        Format("html", (".html", ".htm", ".xhtml"), f"{READERS}.pages.page:read_page"),
        Format("json", (".json",), f"{READERS}.json_files:read_json", has_keys=True),
        Format("jsonl", (".jsonl", ".ndjson"), f"{READERS}.json_files:read_json_lines", has_keys=True),
        Format("docx", (".docx",), f"{READERS}.word:read_word"),
        Format("rtf", (".rtf",), f"{READERS}.rich_text:read_rich_text"),
        Format("eml", (".eml",), f"{READERS}.mails.mail:read_mail"),
        Format("mbox", (".mbox",), f"{READERS}.mails.mail:read_mailbox"),
        Format("mhtml", (".mhtml", ".mht"), f"{READERS}.mails.saved_page:read_mail_page"),
        Format("warc", (".warc",), f"{READERS}.crawls.warc:read_warc", f"{READERS}.crawls.warc:find_cuts"),
        Format("xml", (".xml", ".nitf", ".newsml", ".rss", ".atom", ".rdf"), f"{READERS}.items.xml_files:read_xml"),
        Format("csv", (".csv",), f"{CSV}:read_csv", f"{CSV}:find_cuts", has_keys=True),
        Format("tsv", (".tsv",), f"{CSV}:read_csv", f"{CSV}:find_cuts", has_keys=True),
        Format("parquet", (".parquet",), f"{PARQUET}:read_parquet", f"{PARQUET}:find_cuts", has_keys=True),
        Format("feather", (".feather", ".arrow"), f"{READERS}.tables.feather_files:read_feather", has_keys=True),
        Format("xlsx", (".xlsx",), f"{READERS}.tables.workbook:read_workbook", has_keys=True),
    )
}


COLUMNS = Format("columns", (COLUMNS_FILE,), f"{READERS}.tables.columns_file:read_columns_file")


def is_columns_file(path: str) -> bool:
    """Return whether a path is that of a file that names columns."""
    return path.rpartition("/")[2] == COLUMNS_FILE


ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst")
"""Endings of files that hold files, each of a format above."""
MEMBER = "!/"
"""In a `raw_path`, between an archive and a file in it."""
IN_ARCHIVE = rf"(?is)^(.+?(?:{'|'.join(map(re.escape, ARCHIVES))})){MEMBER}.*$"
"""The `raw_path` of what lies in an archive, as a regular expression whose group is the archive."""


def is_archive(path: str) -> bool:
    """Return whether the name of a file says that it holds others."""
    return path.lower().endswith(ARCHIVES)


def find_raw_file(raw_path: str) -> str:
    """Return the raw file of a `raw_path`: the archive where it is a file in one."""
    return re.sub(IN_ARCHIVE, r"\1", raw_path)


def is_gzip(path: str) -> bool:
    """Return whether the name of a raw file says that it is packed."""
    return path.lower().endswith(GZIP)


def find_format(path: str) -> Format | None:
    """Return the format that the ending of a path names, in upper or lower case, or None."""
    if is_columns_file(path):
        return COLUMNS
    name = path.lower().removesuffix(GZIP)
    return next((one for one in FORMATS.values() if name.endswith(one.endings)), None)


CONVERSIONS = {
    (".pdf",): "Export the text from where the PDF came from, or save it as .txt or .docx",
    (".doc", ".odt", ".pages", ".wpd", ".dot"): "Open it in a word processor and save it as .docx, .rtf or .txt",
    (".msg",): "Save the mail as .eml",
    (".7z", ".rar", ".tar.bz2", ".tbz2", ".tar.xz", ".txz"): "Pack the files as .zip or .tar.gz",
    ARCHIVES: "An archive in an archive is not looked into; deliver it by itself",
}
"""How to make a file readable that is in a format that is not read, by its ending."""


def describe_unknown(path: str) -> str:
    """Return what to do about a file whose format is not read, a sentence without its full stop."""
    advice = (advice for endings, advice in CONVERSIONS.items() if path.lower().endswith(endings))
    return next(advice, f"Read are {describe_endings()}")


def describe_endings() -> str:
    """Return which endings are read, for messages."""
    endings = ", ".join(ending for one in FORMATS.values() for ending in one.endings)
    return f"{endings}, each also with {GZIP}, and archives of them: {', '.join(ARCHIVES)}"

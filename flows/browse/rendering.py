"""Answers as pages and files: what was delivered is only ever text there, never markup, a link or a formula."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import polars as pl
import polars.selectors as cs
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.browse.article import name_speaker
from flows.browse.differences import compare_words
from flows.browse.queries import Answer
from flows.browse.reading import ROWS
from schemas.printable import FORMULA, mask_unsafe


def build_templates(curated: Path) -> Environment:
    """Return the templates, which escape every value, with the functions that they use."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    templates = Environment(
        loader=loader,
        autoescape=True,
        finalize=show_value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = (build_link, build_csv_link, build_page_link, compare_words, find_web_address, name_speaker, percent)
    templates.globals |= {one.__name__: one for one in functions} | {"curated": str(curated), "ROWS": ROWS}
    return templates


def show_value(value: Any) -> Any:
    """Return a value as pages show it: no mark of writing direction and no control character is left in a string."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date) or value is None:
        return str(value or "")
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return mask_unsafe(value) if type(value) is str else value


def percent(part: int, whole: int) -> str:
    """Return a share in words; a few of very many are not none."""
    share = 100 * part / whole if whole else 0
    return "<1 %" if 0 < share < 1 else f"{share:.0f} %"


def build_link(*parts: str, **values: object) -> str:
    """Return an address of this app, made of its path and of the values that are given."""
    given = {name.rstrip("_"): value for name, value in values.items() if value is not None}
    return "/".join(quote(part, safe="/" if not number else "") for number, part in enumerate(parts)) + (
        f"?{urlencode(given)}" if given else ""
    )


def build_page_link(request: Request, **changed: object) -> str:
    """Return the address of the page itself, with other values."""
    return build_link(request.url.path, **{**request.query_params, **changed})


def build_csv_link(request: Request, table: str) -> str:
    """Return the address of a table of the page as CSV."""
    path = request.url.path.rstrip("/") or "/overview"
    return build_link(f"{path}.csv", **{**request.query_params, "skip": None, "table": table})


def find_web_address(url: str | None) -> str | None:
    """Return an address that a browser may be led to, and None for every other kind."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def build_csv(answer: Answer) -> bytes:
    """Return a table as CSV that a spreadsheet reads as it is: lists left out, and no cell begins a formula."""
    frame = pl.DataFrame(answer.rows, list(answer.columns), infer_schema_length=None).select(~cs.nested())
    text = frame.with_columns(cs.string().str.replace(f"^{FORMULA}", "'$0")).write_csv(include_bom=True)
    return text.encode()

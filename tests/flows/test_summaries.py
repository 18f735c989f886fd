"""What is delivered stays text in the Markdown that Prefect shows, which may hold HTML and links of any kind."""

from datetime import date
from html import escape

import pytest
from markdown_it import MarkdownIt

from flows.outcome import Outcome
from flows.summaries import build_overview, build_recent_summary, build_summary
from schemas.printable import code_span, printable

DAY = date(2025, 3, 1)
MARKUP = (
    "[x](javascript:alert(1))",
    "![x](http://example.org/x.png)",
    "<img src=x onerror=alert(1)>",
    "<!-- the rest",
    "https://example.org www.example.org a@example.org",
    "`tick`",
    "``two` and ```three",
    "a | b\n|---|---|\n| c | d |",
    "\n\n# forged",
    "- item",
    "    code",
    "[x]: javascript:alert(1)",
    "&lt;b&gt; \\<b> **b**",
)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_it_is(text: str) -> None:
    shown = f"<code>{escape(printable(text)).replace('&#x27;', "'")}</code>"
    assert render(code_span(text)) == f"<p>{shown}</p>\n"
    failed = Outcome(DAY, "failed", reason=text, rejected=[text])
    item = f"<ul>\n<li>{shown}</li>\n</ul>\n"
    assert f"</h1>\n<p>{shown}</p>\n{item}<p>The tables" in render(build_summary(failed))
    for page in (build_overview("Run", [failed], ""), build_recent_summary([DAY], [failed])):
        assert f"</table>\n{item}" in render(page)


def render(page: str) -> str:
    """The page as HTML, with tables and raw HTML as renderers of Prefect's UI have them."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(page)

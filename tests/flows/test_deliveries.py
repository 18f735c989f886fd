"""From deliveries of many articles a file to the tables; `pytest -s tests/flows/test_deliveries.py` shows the rows."""

import json

import polars as pl
import pytest

from tests.conftest import Zones, build_story
from tests.support.archives import build_zip
from tests.support.documents import MAIL, build_docx, build_nexis, build_rtf
from tests.support.readers import STORY

SHOWN = ["raw_path", "record_index", "title", "publisher", "published_at", "format"]
PAGE = f"<html><title>A page</title><body><article><p>{STORY}</p><p>“Yes,” said Ann Lee.</p></article></body></html>"


@pytest.mark.slow
def test_an_export_of_100_documents_and_an_archive_of_all_kinds(zones: Zones) -> None:
    mail = MAIL.format(kind="text/plain", charset="utf-8", encoding="8bit", body=f"{STORY}\n\n“Yes,” said Ann Lee.")
    files = {
        "a.txt": build_story(1),
        "pages/b.html": PAGE,
        "c.jsonl": "\n".join(json.dumps({"id": number, "body": build_story(number)}) for number in (2, 3)),
        "d.eml": mail,
        "e.rtf": build_rtf(rf"A day\par {STORY}\par"),
        "f.pdf": "%PDF-1.7",
        ".DS_Store": "x",
    }
    packed = [(name, text.encode()) for name, text in files.items()] + [("g.docx", build_docx([STORY], "A file"))]
    zones.deliver("nexis.docx", build_docx(build_nexis(range(100))), "library")
    zones.deliver("mixed.zip", build_zip(packed))
    outcome = zones.run()
    articles, rejects, quotes = (zones.read(name) for name in ("articles", "rejects", "quotes"))
    with pl.Config(tbl_rows=20, tbl_width_chars=180, fmt_str_lengths=40):
        print(articles.sort("raw_path", "record_index").select(SHOWN).tail(20))
        print(rejects.select("raw_path", "record_index", "reason"))
        print(quotes.group_by("publisher", "speaker_name").len().sort("len", "publisher", descending=True).head(8))
    assert (outcome.state, len(articles), len(rejects)) == ("published", 107, 1)
    export = articles.filter(pl.col("raw_path") == "library/nexis.docx").sort("record_index")
    assert export["title"].to_list() == [f"Harbour story {number}" for number in range(100)]
    assert set(export["publisher"]) == {"the-quay-news", "the-harbor-courier-port-ellery"}
    assert set(export["paragraph_count"]) == {2}
    inner = articles.filter(pl.col("raw_path").str.contains("!/")).sort("raw_path", "record_index")
    names = [path.partition("!/")[2] for path in inner["raw_path"]]
    assert names == ["a.txt", "c.jsonl", "c.jsonl", "d.eml", "e.rtf", "g.docx", "pages/b.html"]
    assert inner["format"].to_list() == ["txt", "jsonl", "jsonl", "eml", "rtf", "docx", "html"]
    assert rejects["raw_path"].to_list() == ["port-ellery-post/mixed.zip!/f.pdf"]
    check_reuse(zones, articles)


def check_reuse(zones: Zones, articles: pl.DataFrame) -> None:
    """What has not changed is not read again, in an archive too."""
    assert zones.run().state == "unchanged"
    zones.deliver("late.txt", build_story(5))
    outcome = zones.run()
    assert (outcome.annotated, outcome.reused) == (1, len(articles))
    assert len(zones.read("articles").join(articles, on=articles.columns, nulls_equal=True)) == len(articles)

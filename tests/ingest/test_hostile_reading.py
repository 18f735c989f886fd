"""No page or text costs more than linear time to read."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tasks.ingest.limits import Limits
from tests.support.archives import build_tar, build_zip
from tests.support.documents import build_docx, replace_in_zip
from tests.support.hostile import PAGES, STORY, TEXTS, check_linear, repeat
from tests.support.readers import read_one

pytestmark = pytest.mark.slow

MAX_SECONDS = 5.0
"""For 200,000 characters, of which Markdown in paragraphs of one mark takes 2 s."""
FLOOR = 0.06
"""Seconds below which a ratio says nothing of so short a text."""
LIMITS = Limits(max_word_chars=1_000_000)
SIZES = (50_000, 200_000)
WORD = "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{}</w:body></w:document>"
HEAD = f"Subject: A\n\n{STORY}\n\n"


def build_word(pattern: str, size: int) -> bytes:
    """A Word file of one paragraph after another."""
    xml = WORD.format(pattern * (size // len(pattern)))
    return replace_in_zip(build_docx([]), {"word/document.xml": xml.encode()})


DOCUMENTS: Mapping[str, tuple[str, Callable[[int], str | bytes]]] = {
    "fonts": ("a.rtf", lambda size: "{\\rtf1 {\\fonttbl" + repeat("{\\f1", size)),
    "links": ("a.rtf", lambda size: "{\\rtf1 " + repeat('{\\field{\\*\\fldinst HYPERLINK "a"', size)),
    "control words of a title": ("a.rtf", lambda size: "{\\rtf1 {\\title " + repeat("\\abcdef ", size)),
    "titles": ("a.rtf", lambda size: "{\\rtf1 " + repeat("{\\title \\a", size)),
    "paragraphs of a mail": ("a.eml", lambda size: HEAD + repeat("a\n\n", size)),
    "footers of a mail": ("a.eml", lambda size: HEAD + repeat("to unsubscribe\n\n", size)),
    "answers in a mail": ("a.eml", lambda size: HEAD + repeat("On a <b> wrote\n", size)),
    "a header of a mail": ("a.eml", lambda size: f"Subject: {repeat('=?utf-8?q?a?= ', size)}\n\n{STORY}"),
    "mails": ("a.mbox", lambda size: repeat("From a@b 10:15\nSubject: a\n\nb\n\n", size)),
    "marks of an export": ("a.txt", lambda size: repeat("1 of 2 DOCUMENTS\nLENGTH: 1 words\n\n", size)),
    "keys of an export": ("a.txt", lambda size: repeat("BYLINE: a\n", size) + "\nEnd of Document"),
    "numbers of an export": ("a.txt", lambda size: repeat("HD a\n1 words\nAN Document ABC00001\n", size)),
    "paragraphs of a Word file": ("a.docx", lambda size: build_word("<w:p><w:r><w:t>a b</w:t></w:r></w:p>", size)),
    "files in a .zip": ("a.zip", lambda size: build_zip([(str(number), b"") for number in range(size // 100)])),
    "files in a .tar": ("a.tar", lambda size: build_tar([(str(number), b"") for number in range(size // 512)])),
}


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("first")
    read_one(folder, "a.html", PAGES["wide"](5_000))
    read_one(folder, "a.md", STORY + "word\n\n" * 200)


@pytest.mark.parametrize("kind", PAGES)
def test_time_of_a_page(tmp_path: Path, kind: str) -> None:
    check_linear(lambda size: read_one(tmp_path / str(size), "a.html", PAGES[kind](size)), SIZES, MAX_SECONDS, FLOOR)


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.json"])
def test_time_of_a_text(tmp_path: Path, kind: str, name: str) -> None:
    def read(size: int) -> None:
        text = STORY + TEXTS[kind](size)
        read_one(tmp_path / str(size), name, json.dumps({"body": text}) if name == "a.json" else text, LIMITS)

    check_linear(read, SIZES, MAX_SECONDS, FLOOR)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_time_of_a_document(tmp_path: Path, kind: str) -> None:
    name, build = DOCUMENTS[kind]
    read_one(tmp_path / "first", name, build(1_000), LIMITS)
    check_linear(lambda size: read_one(tmp_path / str(size), name, build(size), LIMITS), SIZES, MAX_SECONDS, FLOOR)

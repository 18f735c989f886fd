"""Archives, documents, mails and exports, mutated and cut: reading yields articles and rejects, never an exception.

READERS_EXAMPLES sets ten times how many of each ending are tried.
"""

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.ingest.readers.record import Skipped
from tests.ingest.test_readers_mutated import EXAMPLES, LIMITS, PAGE, check_rows, mutate, quick
from tests.support.archives import build_tar, build_zip, build_zstd
from tests.support.documents import FACTIVA, FACTIVA_CODES, MAIL, OLD_NEXIS, build_docx, build_nexis, build_rtf
from tests.support.readers import STORY, read_all

EXPORT = "\n\n".join(build_nexis([1, 2]))
WORD = build_docx(build_nexis([1, 2]))
RICH = build_rtf("".join(f"{line}\\par\n" for line in build_nexis([1])), "{\\info{\\title A day}}")
PARTS = (
    f"--b\nContent-Type: text/plain\n\n{STORY}\n--b\nContent-Type: text/html; charset=x\n"
    f"Content-Transfer-Encoding: quoted-printable\n\n<p>{STORY}</p>\n--b--"
)
LETTER = MAIL.format(kind='multipart/related; boundary="b"', charset="utf-8", encoding="8bit", body=PARTS)
FILES = [("a.txt", STORY.encode()), ("b/c.jsonl", f'{{"body": "{STORY}"}}'.encode()), ("d.docx", WORD)]
SEEDS = {
    "zip": build_zip(FILES),
    "tar": build_tar(FILES, ["link"]),
    "tgz": gzip.compress(build_tar(FILES)),
    "tar.zst": build_zstd(build_tar(FILES)),
    "docx": WORD,
    "rtf": RICH.encode(),
    "eml": LETTER.encode(),
    "mbox": f"From a@b.example Sun Mar  2 10:15:00 2025\n{LETTER}\n".encode() * 2,
    "mhtml": LETTER.encode(),
    "export.txt": EXPORT.encode(),
    "old.txt": OLD_NEXIS.encode(),
    "factiva.txt": FACTIVA.encode(),
    "codes.txt": FACTIVA_CODES.encode(),
    "factiva.html": f'<div class="article enArticle"><p>{FACTIVA}</p></div>{PAGE}'.encode(),
}
"""By ending, files that are whole."""
PIECES = (
    b"\x00", b"\xff\xfe", b"\xe2\x80", b"PK\x03\x04", b"PK\x01\x02", b"{", b"}", b"\\u-10179?", b"\\'e9", b"\\bin9 ",
    b"{\\fonttbl", b"\n--b\n", b"=?x?q?=", b"Content-Type: ", b"\nFrom a@b.c 10:15\n", b"<w:p>", b"&x;", b"\nBody\n",
    b"End of Document\n", b"1 of 2 DOCUMENTS\n", b"LENGTH: 1 words\n", b"AN Document ABC00000001\n", b"\nTD ", b"../",
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, ending: str) -> bytes:
    """A file of that ending with some bytes changed, cut perhaps; of a packed one sometimes what is in it."""
    seed = SEEDS[ending]
    if ending in ("docx", "zip") and draw(st.booleans()):
        return mutate_inside(draw, seed)
    if ending in ("tgz", "tar.zst") and draw(st.booleans()):
        inner = mutate(draw, SEEDS["tar"], PIECES)
        return gzip.compress(inner) if ending == "tgz" else build_zstd(inner)
    return mutate(draw, seed, PIECES)


def mutate_inside(draw: st.DrawFn, seed: bytes) -> bytes:
    """An archive that is whole, with a file in it that is not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            new.writestr(name, mutate(draw, old.read(name), PIECES) if name == chosen else old.read(name))
    return packed.getvalue()


def check_documents(ending: str, content: bytes) -> None:
    """Read a file and check each row; nothing but the file is written."""
    with tempfile.TemporaryDirectory() as folder:
        found = read_all(Path(folder), f"a.{ending}", content, LIMITS)
        assert [path.name for path in Path(folder).rglob("*") if path.is_file()] == [f"a.{ending}"]
    outcomes = [outcome for outcome in found if not isinstance(outcome, Skipped)]
    keys = [(outcome.raw_path, outcome.record_index) for outcome in outcomes]
    assert found
    assert len(keys) == len(set(keys))
    check_rows(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("ending", SEEDS)
@settings(quick, max_examples=-(-EXAMPLES // 10))
@given(data=st.data())
def test_mutated_documents(ending: str, data: st.DataObject) -> None:
    check_documents(ending, data.draw(damaged(ending)))


@pytest.mark.parametrize("ending", SEEDS)
def test_whole_and_cut_documents(ending: str) -> None:
    for share in range(1, 11):
        check_documents(ending, SEEDS[ending][: len(SEEDS[ending]) * share // 10])

"""Word files, rich text, mails and saved pages: the text is read as shown, and nothing is loaded from elsewhere."""

import base64
import quopri
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.rejects import Reject
from tasks.ingest.article import Article
from tasks.ingest.limits import Limits
from tests.support.documents import MAIL, build_docx, build_rtf, replace_in_zip
from tests.support.readers import STORY, read_one, reasons

QUOTE = "“We waited for the tide,” said Ines Calloway, who has been mayor for nine years."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read_article(folder: Path, name: str, content: bytes | str) -> Article:
    (found,) = read_one(folder, name, content)
    assert isinstance(found, Article), found
    return found


def build_word(body: str) -> bytes:
    """A Word file with that for its body, in WordprocessingML."""
    xml = f"<?xml version='1.0' encoding='UTF-8'?><w:document {W}><w:body>{body}</w:body></w:document>"
    return replace_in_zip(build_docx([]), {"word/document.xml": xml.encode()})


def build_run(text: str, inside: str = "t") -> str:
    return f'<w:r><w:{inside} xml:space="preserve">{text}</w:{inside}></w:r>'


@pytest.mark.parametrize(
    ("paragraphs", "core", "title"),
    [
        ([("Title", "Harbour opens"), STORY], "Template 7", "Harbour opens"),
        ([("Heading 1", "Harbour opens"), ("Heading 2", "By Ann Lee"), STORY], "", "Harbour opens"),
        (["Harbour opens again today", "By Ann Lee", STORY], "Template 7", "Harbour opens again today"),
        ([STORY], "Harbour opens", "Harbour opens"),
        ([STORY], "", None),
    ],
)
def test_the_title_of_a_word_file(tmp_path: Path, paragraphs: list[str], core: str, title: str | None) -> None:
    article = read_article(tmp_path, "a.docx", build_docx(paragraphs, core))
    assert (article.title, article.text, article.format) == (title, STORY, "docx")
    assert article.byline == (("Ann Lee",) if len(paragraphs) == 3 else ())


def test_a_word_file_is_read_as_it_is_shown(tmp_path: Path) -> None:
    body = (
        f"<w:p>{build_run(STORY)}<w:ins>{build_run(' They ran.')}</w:ins>"
        f"<w:del>{build_run(' Gone.', 'delText')}</w:del><w:moveFrom>{build_run(' Moved.')}</w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{build_run('Cell')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:sdt><w:sdtContent><w:p>{build_run(QUOTE)}<w:r><w:footnoteReference w:id='1'/></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )
    assert read_article(tmp_path, "a.docx", build_word(body)).text == f"{STORY} They ran.\n\n{QUOTE}"


def test_a_word_file_laid_out_by_a_table_is_read(tmp_path: Path) -> None:
    body = f"<w:tbl><w:tr><w:tc><w:p>{build_run(STORY)}</w:p></w:tc></w:tr></w:tbl>"
    assert read_article(tmp_path, "a.docx", build_word(body)).text == STORY


def test_entities_and_what_lies_elsewhere_are_left_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    plain = build_word(f"<w:p>{build_run('&x;' + STORY)}</w:p>")
    xml = (
        f"<!DOCTYPE x [<!ENTITY x SYSTEM 'file://{secret}'>]><w:document {W}><w:body><w:p>{build_run('&x;' + STORY)}"
        "</w:p></w:body></w:document>"
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        f'Target="file://{secret}" TargetMode="External"/></Relationships>'
    )
    changes = {"word/document.xml": xml.encode(), "word/_rels/document.xml.rels": rels.encode()}
    for found in read_one(tmp_path, "a.docx", replace_in_zip(plain, changes)):
        assert "secret" not in str(found)


def test_what_a_word_file_unpacks_to_is_bounded(tmp_path: Path) -> None:
    content = replace_in_zip(build_docx([STORY]), {"word/media/image1.png": b"\0" * 3_000_000})
    assert reasons(read_one(tmp_path, "a.docx", content, Limits(max_file_bytes=2_000_000))) == ["too_large"]


BAD = {
    "empty Word file": ("a.docx", b"", "empty"),
    "no Word file": ("a.docx", b"PK\x03\x04 no archive", "damaged_file"),
    "half a Word file": ("a.docx", build_docx([STORY])[:9_000], "damaged_file"),
    "Word file without text": ("a.docx", build_docx([]), "empty"),
    "Word file with a password": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "encrypted"),
    "text as rich text": ("a.rtf", STORY.encode(), "binary"),
    "empty rich text": ("a.rtf", b" ", "empty"),
    "rich text without text": ("a.rtf", build_rtf("").encode(), "empty"),
    "empty mail": ("a.eml", b"", "empty"),
    "text as mail": ("a.eml", STORY.encode(), "binary"),
    "mail without text": ("a.eml", b"Subject: Nothing\n\n", "empty"),
    "empty mailbox": ("a.mbox", b"", "empty"),
    "text as mailbox": ("a.mbox", STORY.encode(), "binary"),
    "saved page without page": ("a.mhtml", f"Subject: A\n\n{STORY}".encode(), "no_article_in_html"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_document_is_a_reject(tmp_path: Path, kind: str) -> None:
    name, content, reason = BAD[kind]
    assert reasons(read_one(tmp_path, name, content)) == [reason]


@pytest.mark.parametrize(
    ("name", "advice"),
    [("a.pdf", ".docx"), ("a.doc", ".docx"), ("a.odt", ".docx"), ("a.pages", ".docx"), ("a.msg", ".eml")],
)
def test_a_format_that_is_not_read_is_told_how_to_convert(tmp_path: Path, name: str, advice: str) -> None:
    (found,) = read_one(tmp_path, name, b"x")
    assert isinstance(found, Reject)
    assert found.reason == "unknown_format"
    assert advice in found.message.partition(". ")[0]


def test_rich_text_is_read_as_it_is_shown(tmp_path: Path) -> None:
    body = (
        r"{\b Harbour opens \endash  again}\par By Ann Lee\par "
        rf"{STORY} {{\deleted Gone.}}{{\field{{\*\fldinst HYPERLINK x}}{{\fldrslt Now.}}}}\par "
        r"\ldblquote Caf\'e9, \u8364?9,\rdblquote  said \u268?{\footnote Note.}odor.\par "
        r"{\header Page 1}\trowd a\cell b\cell\row "
    )
    article = read_article(tmp_path, "a.rtf", build_rtf(body))
    assert (article.title, article.byline, article.format) == ("Harbour opens – again", ("Ann Lee",), "rtf")
    assert article.text == f"{STORY} Now.\n\n“Café, €9,” said Čodor."


def test_rich_text_in_the_encoding_of_its_font(tmp_path: Path) -> None:
    text = build_rtf(rf"{STORY} \f1 \'c8odor said so.\par").replace("Times;}", "Times;}{\\f1\\fcharset238 Times CE;}")
    assert read_article(tmp_path, "a.rtf", text).text == f"{STORY} Čodor said so."


def test_rich_text_says_its_title_itself(tmp_path: Path) -> None:
    article = read_article(
        tmp_path, "a.rtf", build_rtf(rf"{STORY}\par", r"{\info{\title Harbour\rquote s day}{\author X}}")
    )
    assert (article.title, article.text) == ("Harbour’s day", STORY)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_mail(tmp_path: Path, charset: str, encoding: str) -> None:
    body = f"{STORY}\n\n{QUOTE}\n".encode(charset)
    packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, lambda text: text)(
        body
    )
    head = MAIL.format(kind="text/plain", charset=charset, encoding=encoding, body="").encode()
    article = read_article(tmp_path, "a.eml", head + packed)
    assert (article.title, article.text, article.format) == ("Harbour – open", f"{STORY}\n\n{QUOTE}", "eml")
    assert (article.published_at, article.byline) == (datetime(2025, 3, 2, 10, 15, tzinfo=UTC), ())


def build_parts(*parts: tuple[str, str]) -> str:
    """The body of a mail in parts."""
    return "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + "--b--\n"


def build_multipart(*parts: tuple[str, str]) -> str:
    return MAIL.format(kind='multipart/mixed; boundary="b"', charset="utf-8", encoding="8bit", body=build_parts(*parts))


PAGE = (
    f"<html><body><p>View this email in your browser</p><table><tr><td><p>{STORY}</p><p>{QUOTE}</p></td></tr></table>"
    "<p>You are receiving this because you asked.</p><p><a>Unsubscribe</a> | <a>Manage preferences</a></p>"
    "<p>1 Quay St</p>"
)


def test_the_page_of_a_newsletter_is_read_where_its_plain_text_says_nothing(tmp_path: Path) -> None:
    mail = build_multipart(("text/plain", "Read it online: http://a.example"), ("text/html; charset=utf-8", PAGE))
    assert read_article(tmp_path, "a.eml", mail).text == f"{STORY}\n\n{QUOTE}"


def test_plain_text_comes_before_a_page_and_files_are_passed_over(tmp_path: Path) -> None:
    attached = ("text/plain; name=a.txt\nContent-Disposition: attachment", "Attached words.")
    mail = build_multipart(attached, ("text/plain; charset=utf-8", f"{STORY}\n\n{QUOTE} Plain."), ("text/html", PAGE))
    assert read_article(tmp_path, "a.eml", mail).text == f"{STORY}\n\n{QUOTE} Plain."


@pytest.mark.parametrize(
    "after",
    [
        "-- \nAnn Lee\nQuay News",
        "On Mon, Mar 3, 2025 at 9:00 AM Bob Roe <bob@a.example> wrote:\n> Old words.\n>\n> More.",
        "On Monday Bob wrote:\n\n> Old words.",
        "-----Original Message-----\nFrom: Bob Roe\nSent: Monday\n\nOld words.",
        "You received this email because you subscribed.\n\nTo unsubscribe, click here.\n\n© 2025 Quay News",
        "Unsubscribe: http://a.example/u",
    ],
)
def test_what_stands_under_a_mail_is_left_out(tmp_path: Path, after: str) -> None:
    mail = MAIL.format(kind="text/plain", charset="utf-8", encoding="8bit", body=f"{STORY}\n\n{QUOTE}\n\n{after}")
    assert read_article(tmp_path, "a.eml", mail).text == f"{STORY}\n\n{QUOTE}"


@pytest.mark.parametrize(
    "last",
    [
        "On Monday she wrote:\n\n“We waited.”",
        "The firm said that readers could not unsubscribe, and did not speak of its privacy policy.",
        "He forwarded the letter to the council.",
    ],
)
def test_an_article_that_speaks_of_mail_is_whole(tmp_path: Path, last: str) -> None:
    mail = MAIL.format(kind="text/plain", charset="utf-8", encoding="8bit", body=f"{STORY}\n\n{last}")
    assert read_article(tmp_path, "a.eml", mail).text == f"{STORY}\n\n{last}"


def test_of_a_mail_that_was_forwarded_the_inner_one_is_the_article(tmp_path: Path) -> None:
    head = "From: X <x@a.example>\nDate: Sat, Mar 1, 2025 at 9:15 AM\nSubject: Tide"
    inner = f"---------- Forwarded message ---------\n{head}\n\n\n"
    mail = MAIL.format(kind="text/plain", charset="utf-8", encoding="8bit", body=f"FYI\n\n{inner}{STORY}")
    article = read_article(tmp_path, "a.eml", mail)
    assert (article.title, article.text) == ("Tide", STORY)
    assert article.published_at == datetime(2025, 3, 1, 9, 15, tzinfo=UTC)


def test_flowed_lines_are_joined(tmp_path: Path) -> None:
    flowed = STORY.replace(" the mayor", " \nthe mayor")
    mail = MAIL.format(kind="text/plain; format=flowed", charset="utf-8", encoding="8bit", body=f"{flowed}\n\n{QUOTE}")
    assert read_article(tmp_path, "a.eml", mail).text == f"{STORY}\n\n{QUOTE}"


def test_a_mailbox_has_an_article_a_mail(tmp_path: Path) -> None:
    mails = [
        MAIL.format(kind="text/plain", charset="utf-8", encoding="8bit", body=f"{STORY}\n\n>From {number}.").replace(
            "1@", f"{number}@"
        )
        for number in range(3)
    ]
    mails[1] = "Subject: Nothing\n\n"
    box = "".join(f"From news@quay.example Sun Mar  2 10:15:00 2025\n{mail}\n" for mail in mails)
    first, second, third = read_one(tmp_path, "a.mbox", box)
    assert reasons([first, second, third]) == ["article", "empty", "article"]
    assert isinstance(first, Article)
    assert first.text == f"{STORY}\n\nFrom 0."
    assert isinstance(third, Article)
    assert (third.record_index, third.format, third.article_id != first.article_id) == (2, "mbox", True)


def test_a_mail_of_a_mailbox_that_is_too_large_costs_itself(tmp_path: Path) -> None:
    start = "From a@b.example Sun Mar  2 10:15:00 2025\nSubject: A\n\n"
    box = f"{start}{'x y ' * 30_000}\n\n{start}{STORY}\n\n{start}{('x y' * 9 + chr(10)) * 9_000}\n\n{start}{STORY}\n"
    found = reasons(read_one(tmp_path, "a.mbox", box, Limits(max_file_bytes=100_000)))
    assert found == ["too_large", "article", "too_large", "article"]


def test_a_page_saved_as_mhtml_keeps_its_address(tmp_path: Path) -> None:
    page = f"<title>Harbour</title><body><article><h1>Harbour</h1><p>{STORY}</p><p>{QUOTE}</p></article>"
    part = ("text/html; charset=utf-8\nContent-Location: https://quay.example/1", page)
    mail = "Snapshot-Content-Location: https://quay.example/2\n" + build_multipart(part, ("image/png", "x"))
    article = read_article(tmp_path, "a.mht", mail)
    assert (article.title, article.url, article.format) == ("Harbour", "https://quay.example/2", "mhtml")
    assert article.text == f"{STORY}\n\n{QUOTE}"

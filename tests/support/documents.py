"""Word files, exports of press databases and mails to deliver."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from docx import Document

STYLED = tuple[str, str]
"""A paragraph's style and its text."""


def build_docx(paragraphs: Sequence[str | STYLED], title: str = "") -> bytes:
    """A Word file of paragraphs, some of them in a style."""
    document = Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        style, text = ("Normal", paragraph) if isinstance(paragraph, str) else paragraph
        document.add_paragraph(text, style=style)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def replace_in_zip(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The same archive with other files under some names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            new.writestr(name, changes[name] if name in changes else old.read(name))
    return packed.getvalue()


def build_rtf(body: str, head: str = "") -> str:
    """Rich text."""
    return f"{{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{{\\fonttbl{{\\f0\\fcharset0 Times;}}}}{head}\n{body}\n}}"


def build_nexis(numbers: Sequence[int]) -> list[str]:
    """The paragraphs of an export of Nexis Uni: a cover with a list of titles, and so many documents."""
    lines = [
        "User Name: Reading Room",
        "Date and Time: Monday, March 3, 2025 8:00:00 AM GMT",
        f"Documents ({len(numbers)})",
    ]
    for place, number in enumerate(numbers, start=1):
        lines += [f"{place}. Harbour story {number}", "Client/Matter: -None-", "Search Terms: harbour"]
    for number in numbers:
        lines += build_nexis_document(number)
    return lines


def build_nexis_document(number: int) -> list[str]:
    """The paragraphs of one document of such an export."""
    return [
        f"Harbour story {number}",
        ("The Quay News", "The Harbor Courier (Port Ellery)")[number % 2],
        f"March {number % 2 + 1}, 2025 Saturday 10:{number % 60:02} AM GMT",
        "Copyright 2025 Quay Media Ltd All Rights Reserved",
        "Section: NEWS; Pg. 3",
        "Length: 41 words",
        "Byline: By ANN LEE and BOB ROE",
        "Highlight: The harbour opens.",
        "Body",
        f"The harbour opened for the {number}th time, the mayor said on Monday, and the ferries will run.",
        "“We waited for the tide,” said Ines Calloway, who has been mayor for nine years.",
        "Graphic",
        "The mayor at the quay.",
        "Classification",
        "Language: ENGLISH",
        "Publication-Type: Newspaper",
        "Subject: HARBOURS (90%)",
        "Load-Date: March 3, 2025",
        "End of Document",
    ]


FACTIVA = """\
Harbour story one
By Ann Lee
1,544 words
2 March 2025
10:15
The Quay News
QUAYN
1 - Late Edition
A3
English
Copyright 2025 Quay Media Ltd.  All Rights Reserved.

The harbour opened for the first time, the mayor said on Monday, and the ferries will run.

“We waited for the tide,” said Ines Calloway, who has been mayor for nine years.

Document QUAYN00020250302el320000x

Harbour story two
120 words
1 March 2025
The Harbor Courier
HARBC
English
(c) 2025 Harbor Courier

The harbour opened for the second time, the mayor said on Monday, and the ferries will run.

Document HARBC00020250301el310000y

Search Summary
Text: harbour
"""
FACTIVA_CODES = """\
HD
Harbour story one
BY
By Ann Lee
WC
1,544 words
PD
2 March 2025
ET
10:15
SN
The Quay News
SC
QUAYN
LA
English
CY
Copyright 2025 Quay Media Ltd.  All Rights Reserved.
LP
The harbour opened for the first time, the mayor said on Monday, and the ferries will run.

TD
“We waited for the tide,” said Ines Calloway, who has been mayor for nine years.

IN BRIEF, the harbour is open, she added.

CO
quayn : Quay Media
NS
gpol : Politics
PUB
Quay Media
AN
Document QUAYN00020250302el320000x

HD Harbour story two
WC 120 words
PD 1 March 2025
SN The Harbor Courier
LP The harbour opened for the second time, the mayor said on Monday, and the ferries will run.
AN Document HARBC00020250301el310000y
"""
OLD_NEXIS = """\
Download Request: Select Items: 1-2

                               1 of 2 DOCUMENTS


                        The Harbor Courier (Port Ellery)

                      March 2, 2025 Sunday 10:15 AM GMT
                              Late Edition - Final

Harbour story one; The mayor
waited for the tide

BYLINE: By ANN LEE; Bob Roe contributed reporting from
Stave

SECTION: Section A; Column 0; National Desk;
Pg. 3

LENGTH: 1,544 words

DATELINE: PORT ELLERY

BODY:

The harbour opened for the first time, the mayor said on Monday, and the ferries
will run as they did before the storm of last winter took the pier away from the
town and its people.

“We waited for the tide,” said Ines Calloway, who has been mayor for nine years.

Subject: the harbour, her letter began.

GRAPHIC: PHOTO: The mayor at the quay.

LOAD-DATE: March 3, 2025

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                     Copyright 2025 The Harbor Courier Company


                               2 of 2 DOCUMENTS

                         Copyright 2025 Quay Media Ltd
                             All Rights Reserved
                                 The Quay News

                              March 1, 2025 Saturday

Harbour story two

LENGTH: 20 words
The harbour opened for the second time, the mayor said on Monday, and the ferries will run.

LOAD-DATE: March 3, 2025
"""
MAIL = """\
From: Quay News <news@quay.example>
Subject: =?utf-8?q?Harbour_=E2=80=93_open?=
Date: Sun, 02 Mar 2025 10:15:00 +0000
Message-ID: <1@quay.example>
MIME-Version: 1.0
Content-Type: {kind}; charset={charset}
Content-Transfer-Encoding: {encoding}

{body}
"""

"""Speakers of long stories: bodies in short or before their names, officers without a body, who goes on speaking."""

import pytest
from spacy.language import Language

from tasks.quotes.naming.resolve import resolve
from tasks.quotes.quote import Attribution
from tests.quotes.test_speakers import find_speakers

CASES: dict[str, tuple[str, list[str], dict[str, object]]] = {
    "a firm in short": (
        "Saltmere Residential has filed 40 cases. Saltmere, which is based in Texas, has no office here. "
        "“We obey the law,” said Saltmere.",
        ["Saltmere|."],
        {"name": "Saltmere Residential", "organisation": "Saltmere Residential"},
    ),
    "a firm with an s of its own": (
        "The supermarket chain Pellinger's has recalled a toy. Pellinger's said it was sorry.",
        ["Pellinger's| said"],
        {"name": "Pellinger's"},
    ),
    "a body of a place": (
        "Sorrel Aid of Central Orlen said the notice was void.",
        ["Sorrel Aid of Central Orlen"],
        {"name": "Sorrel Aid of Central Orlen"},
    ),
    "a local of a union": (
        "Orlen Bakers Local 12 met on Monday. The firm offered money. “It is too late,” the union said.",
        ["the union"],
        {"name": "Orlen Bakers Local 12", "organisation": "Orlen Bakers Local 12"},
    ),
    "a First Nation": (
        "The Elk Narrows First Nation said it was not asked. Chief Tova Brill said she would write.",
        ["Chief Tova Brill"],
        {"name": "Tova Brill", "organisation": "Elk Narrows First Nation"},
    ),
    "a body before its name": (
        "A man died after an ambulance trust failed him. The trust's medical director, Nils Harrow, said it was sorry. "
        "A year passed. A judge in Orlen then wrote a report on the Sorrel Vale Ambulance Trust.",
        ["The trust's medical director, Nils Harrow,"],
        {"organisation": "Sorrel Vale Ambulance Trust"},
    ),
    "a solicitor of a firm": (
        "Her solicitor, Nils Harrow of Brill Harrow, said she would sue.",
        ["Her solicitor, Nils Harrow of Brill Harrow,"],
        {"name": "Nils Harrow", "organisation": "Brill Harrow"},
    ),
    "a president of a union": (
        "The Orlen Nurses Union warned of it in May. President Tova Brill said nobody answered.",
        ["President Tova Brill"],
        {"organisation": "Orlen Nurses Union"},
    ),
    "a president of a state": (
        "The Orlen Nurses Department warned of it in May. President Tova Brill said nobody answered.",
        ["President Tova Brill"],
        {"organisation": None},
    ),
    "a spokesman without a name": (
        "The Orlen Water Board said the well was clean. A spokesman added that it would be closed.",
        ["A spokesman"],
        {"name": None, "organisation": "Orlen Water Board"},
    ),
    "another spokesman": (
        "A spokesman for the Orlen Water Board said it was clean. The Sorrel Hospital was full. A spokesman said no.",
        ["A spokesman for the Orlen Water Board", "A spokesman| said no"],
        {"organisation": "Sorrel Hospital"},
    ),
    "an owner of a plant": (
        "The Orlen Water Board said the well was clean. The plant's owner, Nils Harrow, said no.",
        ["The plant's owner, Nils Harrow,"],
        {"organisation": None},
    ),
    "a firm behind a title": (
        "“It is dear,” said Tova Brill, chief economist, Harrow Securities.",
        ["Tova Brill, chief economist, Harrow Securities"],
        {"name": "Tova Brill", "organisation": "Harrow Securities"},
    ),
    "for a constabulary": (
        "Inspector Tova Brill, for Sorrel Constabulary, said it was late.",
        ["Inspector Tova Brill, for Sorrel Constabulary,"],
        {"organisation": "Sorrel Constabulary"},
    ),
    "a party's spokesman on something": (
        "Clann Rua's spokesman on housing, Nils Harrow, said it was late.",
        ["Clann Rua's spokesman on housing, Nils Harrow,"],
        {"organisation": "Clann Rua"},
    ),
    "a priest": ("Fr Nils Harrow said it was late.", ["Fr Nils Harrow"], {"name": "Nils Harrow"}),
    "an age and what somebody is": (
        "Tova Brill, 74, is an elder of the village. “It was quiet,” Brill said.",
        ["Brill| said"],
        {"name": "Tova Brill", "title": "elder of the village"},
    ),
    "a lawyer with a clause": (
        "The lawyer who represents them, Nils Harrow, said it was late.",
        ["The lawyer who represents them, Nils Harrow,"],
        {"title": "lawyer"},
    ),
    "a head and a title": (
        "The head of the Sorrel Bank, the Rev. Nils Harrow, said it was late.",
        ["The head of the Sorrel Bank, the Rev. Nils Harrow,"],
        {"name": "Nils Harrow", "organisation": "Sorrel Bank"},
    ),
    "a boy named": (
        "A fourth-grader named Nils Harrow said it was late.",
        ["Nils Harrow"],
        {"name": "Nils Harrow", "title": "fourth-grader"},
    ),
    "a spokesman for a department of two fields": (
        "A spokesman for the Department of Works and the Environment said it was late.",
        ["A spokesman for the Department of Works and the Environment"],
        {"title": "spokesman for the Department of Works and the Environment", "label": "person"},
    ),
    "the manager who stays unnamed": (
        "A former manager at the mill said it was so. The manager, who asked not to be named, said she had left.",
        ["A former manager at the mill", "The manager, who asked not to be named,"],
        {"name": None, "title": "former manager at the mill"},
    ),
    "the agency that has just spoken": (
        "Border Patrol Orlen bought a tower. Elm Coastal Commission said it was tall. The agency noted that it shone.",
        ["Elm Coastal Commission", "The agency"],
        {"name": "Elm Coastal Commission"},
    ),
    "a party and a trade": (
        "Orlen Mayor Nils Harrow, a Republican and former football coach, said it was late.",
        ["Orlen Mayor Nils Harrow, a Republican and former football coach,"],
        {"title": "Orlen Mayor"},
    ),
    "a former manager": (
        "A former manager said it was so. The manager said she had left.",
        ["A former manager", "The manager"],
        {"title": "former manager"},
    ),
    "the nephew is": (
        "“It was quiet,” Tova Brill said. The nephew is Nils Harrow, a technician. He said he had counted fish.",
        ["Tova Brill", "He"],
        {"name": "Nils Harrow", "title": "technician"},
    ),
    "the mother of three": (
        "Tova Brill said she had no money. “It is dear,” said the mother of three.",
        ["Tova Brill", "the mother of three"],
        {"name": "Tova Brill"},
    ),
    "the Conservative": (
        "Local MP Nils Harrow said he had written. The Conservative said he would write again.",
        ["Local MP Nils Harrow", "The Conservative"],
        {"name": "Nils Harrow"},
    ),
    "named in the next paragraph": (
        "The Sorrel Hospital will close.\n\nIt is full.\n\nThe mayor of Leeds said it was a blow.\n\n"
        "“People are scared,” Nils Harrow said.",
        ["The mayor of Leeds", "Nils Harrow"],
        {"name": "Nils Harrow", "title": "mayor of Leeds"},
    ),
    "somebody new has stood up": (
        "The road is long, said Nils Harrow, who drives the bus. He said it was late.\n\n"
        "Carl Venn came to the club. He stood by the door.\n\n“I am tired,” he said.",
        ["Nils Harrow", "He| said", "he| said"],
        {"name": "Carl Venn"},
    ),
    "a woman with a man's first name": (
        "Bernie Sorrel owns the field. “It is mine,” said Ms Sorrel.",
        ["Ms Sorrel"],
        {"name": "Bernie Sorrel", "pronoun": None},
    ),
    "an agency in a dateline": (
        "ORLEN (Sorrel Press) — The yard closed on Monday. Chief executive Tova Brill said it was late.",
        ["Chief executive Tova Brill"],
        {"organisation": None},
    ),
    "the court is no project": (
        "The Elm Law Project sent six. In a petition filed in U.S. District Court, the project asked for time.",
        ["the project"],
        {"name": "Elm Law Project"},
    ),
}  # fmt: skip


def test_a_superintendent_is_of_the_district_spoken_of(nlp: Language) -> None:
    text = (
        "Three schools in the Orlen Unified School District would close. Superintendent Nils Harrow said the district "
        "had lost money."
    )
    said, name = text.index("the district"), "Superintendent Nils Harrow"
    where = (text.index(name), text.index(name) + len(name))
    (speaker,) = resolve(nlp(text), [Attribution(((said, len(text)),), None, where, True, 1.0)]).speakers
    assert speaker.organisation == "Orlen Unified School District"


@pytest.mark.parametrize(("text", "mentions", "wanted"), CASES.values(), ids=CASES)
def test_speaker(text: str, mentions: list[str], wanted: dict[str, object], nlp: Language) -> None:
    speaker = find_speakers(nlp, text, *mentions)[-1]
    assert {key: getattr(speaker, key) for key in wanted} == wanted

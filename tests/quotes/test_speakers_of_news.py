"""Speakers as local news names them: organisations by a noun, by whose they are, and roles in short."""

import pytest
from spacy.language import Language

from tests.quotes.test_speakers import find_speakers

CASES = {
    "its chief executive": (
        "Skyvane Travel cut nine routes. “We are sorry,” said its chief executive, Ingrid Sool.",
        "its chief executive, Ingrid Sool",
        {"name": "Ingrid Sool", "organisation": "Skyvane Travel"},
    ),
    "its director, of no document": (
        "The Orlen Housing Forum said the bill would fail. Its director, Tomas Brill, asked for time.",
        "Its director, Tomas Brill,",
        {"organisation": "Orlen Housing Forum"},
    ),
    "the forum's convener": (
        "The Orlen Housing Forum met on Monday. The forum's convener, Tomas Brill, said rents had doubled.",
        "The forum's convener, Tomas Brill,",
        {"organisation": "Orlen Housing Forum"},
    ),
    "the agency": (
        "The Orlen Road Patrol said a slope had moved. The agency said nobody was hurt.",
        "The agency",
        {"name": "Orlen Road Patrol", "label": "organisation"},
    ),
    "the force": (
        "North Orlen Police said a man had been held. The force said it had no motive.",
        "The force",
        {"name": "North Orlen Police"},
    ),
    "an age": (
        "Tova Brill, 79, lost her house. Nils Harrow, a neighbour, said it burned for hours. "
        "“It was my mother's,” the 79-year-old said.",
        "the 79-year-old",
        {"name": "Tova Brill"},
    ),
    "the chief, not a director": (
        "Chief Aldo Venn said the officer was right. The union's legal director, Inga Sool, disagreed. "
        "The chief said no more.",
        "The chief",
        {"name": "Aldo Venn"},
    ),
    "a rank in short": (
        "“He was snoring,” said Lt. Omar Venn. Inga Sool, who owns the house, was out. The lieutenant said he slept.",
        "The lieutenant",
        {"name": "Omar Venn"},
    ),
    "somebody named in the next sentence": (
        "The mayor of Orlen said he would stay. Speaking on the steps, Aldo Venn told reporters he was calm.",
        "The mayor of Orlen",
        {"name": "Aldo Venn"},
    ),
    "an official who stays unnamed": (
        "A ministry official, declining to be identified, said it was late. Labour minister Aldo Venn was away.",
        "A ministry official, declining to be identified,",
        {"name": None},
    ),
    "his wife and a constable": (
        "“They took it,” said Aldo Venn. His wife said one had apologised. Constable Inga Sool said they had gone.",
        "His wife",
        {"name": None},
    ),
    "surnamed": ("The woman, surnamed Venn, said she was ill.", "The woman, surnamed Venn,", {"name": "Venn"}),
    "a name that somebody gave": (
        "A baker who gave her name only as Mrs Venn said it was dark.",
        "A baker who gave her name only as Mrs Venn",
        {"name": "Venn", "title": "baker"},
    ),
    "they, of a spokesperson": (
        "A spokesperson said: “A man was held.” They added: “We would ask people to call.”",
        "They",
        {"label": "person"},
    ),
    "a water company": (
        "Yorvale Water, which owns the lake, said it was clean.",
        "Yorvale Water, which owns the lake,",
        {"name": "Yorvale Water", "label": "organisation"},
    ),
    "his employer": (
        "Aldo Venn drove the lorry. His employer, Sunvale Freight, said he had been suspended.",
        "His employer, Sunvale Freight,",
        {"name": "Sunvale Freight", "label": "organisation"},
    ),
    "a steelmaker": (
        "Steelmaker Dovrane said it had no leaks.",
        "Steelmaker Dovrane",
        {"name": "Dovrane", "label": "organisation"},
    ),
    "a body behind a clause": (
        "The trust that runs the school, Beacon Sorrel, said it was sorry.",
        "The trust that runs the school, Beacon Sorrel,",
        {"name": "Beacon Sorrel"},
    ),
    "an airline is no country": (
        "Kenya Airways said it would cut jobs. Kenya said it regretted that.",
        "Kenya",
        {"name": "Kenya"},
    ),
    "a filing of the company": (
        "Paranell Mining said in a filing that a wall had cracked. The filing said it was 40 metres long.",
        "The filing",
        {"name": "Paranell Mining", "label": "document"},
    ),
    "the charity before its name": (
        "“We called them,” said Lena Tuss of the charity Havenreach.",
        "Lena Tuss of the charity Havenreach",
        {"organisation": "Havenreach"},
    ),
    "a ministry is no dateline": (
        "QUITO — Guards closed the road. The trade ministry said it would open.",
        "The trade ministry",
        {"name": None, "label": "organisation"},
    ),
    "letters behind a name": (
        "Her barrister, Bola Venn KC, said she was ill.",
        "Her barrister, Bola Venn KC,",
        {"name": "Bola Venn"},
    ),
    "a councillor in short": ("Cllr Inga Sool said no.", "Cllr Inga Sool", {"name": "Inga Sool", "title": "Cllr"}),
    "a role that only the speaker's phrase has": (
        "“It was dry,” said Dr Inga Sool. The ecologist said rain would come.",
        "The ecologist",
        {"name": "Inga Sool", "title": "ecologist"},
    ),
    "farmers": ("Farmers in Orlen said they had not been paid.", "Farmers in Orlen", {"name": None, "label": "group"}),
    "a managing director": (
        "Zamvane managing director Aldo Venn said the lake was low.",
        "Zamvane managing director Aldo Venn",
        {"name": "Aldo Venn", "organisation": "Zamvane"},
    ),
    "the unit's, and no role": (
        "The Orlen Ice Unit found a boot. The unit's Inga Sool said it was laced.",
        "The unit's Inga Sool",
        {"organisation": "Orlen Ice Unit"},
    ),
    "a union with its owners": (
        "The Machinists' Brotherhood said the deal was bad.",
        "The Machinists' Brotherhood",
        {"name": "Machinists' Brotherhood"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "mention", "wanted"), CASES.values(), ids=CASES)
def test_speaker(text: str, mention: str, wanted: dict[str, object], nlp: Language) -> None:
    (speaker,) = find_speakers(nlp, text, mention)
    assert {key: getattr(speaker, key) for key in wanted} == wanted

"""Speakers that are bodies, or of one: names tagged in parts, officers without a body, ranks, couples."""

import pytest
from spacy.language import Language

from tests.quotes.test_speakers import find_speakers

CASES = {
    "a compound noun is one description": (
        "The clerk left the Orlen County School District. The school district said it had found the error itself.",
        "The school district",
        {"name": "Orlen County School District"},
    ),
    "a chain behind its name": (
        "The food bank was shut. Alder Foods, the supermarket chain that gives most, said it now had less to give. The "
        "chain said it was sorry.",
        "The chain",
        {"name": "Alder Foods"},
    ),
    "a name with of is the subject": (
        "Orlen Jet said nothing.\n\nThe Association of Fuel Traders denied that. “We are not done,” it said.",
        "it",
        {"name": "Association of Fuel Traders"},
    ),
    "a charity by its apposition": (
        "Songs Beyond Walls, a prison charity, said it had heard nothing.",
        "Songs Beyond Walls, a prison charity,",
        {"name": "Songs Beyond Walls", "label": "organisation"},
    ),
    "a trust of two places": (
        "Orlen and Strath Housing Trust said it was deeply sorry.",
        "Orlen and Strath Housing Trust",
        {"name": "Orlen and Strath Housing Trust", "label": "organisation"},
    ),
    "a subcommittee on something": (
        "The Senate Subcommittee on Harbours said the road was shut.",
        "The Senate Subcommittee on Harbours",
        {"name": "Senate Subcommittee on Harbours"},
    ),
    "a list of people speaks for no body": (
        "The Orlen School Board met. Parents, students and school staff demanded to know why.",
        "Parents, students and school staff",
        {"name": None, "label": "group"},
    ),
    "a body tagged as a place": (
        "The Alder Valley Stockgrowers said that 60 calves were missing.",
        "The Alder Valley Stockgrowers",
        {"name": "Alder Valley Stockgrowers", "label": "organisation"},
    ),
    "a body tagged in parts": (
        "NHS Strathorlen said that 40 units opened late.",
        "NHS Strathorlen",
        {"name": "NHS Strathorlen", "label": "organisation"},
    ),
    "a body in a place": (
        "The Board of Control for Rowing in Orlen said it would look into that.",
        "The Board of Control for Rowing in Orlen",
        {"name": "Board of Control for Rowing in Orlen", "label": "organisation"},
    ),
    "a union of three trades": (
        "But the Rail, Tram and Ferry Union said that the authority had sacked a third.",
        "the Rail, Tram and Ferry Union",
        {"name": "Rail, Tram and Ferry Union"},
    ),
    "a campaign group": (
        "The Sorrel Watch campaign group said the plan was bad.",
        "The Sorrel Watch campaign group",
        {"name": "Sorrel Watch", "label": "organisation"},
    ),
    "a contractor that is a firm": (
        "The contractor, Stanmoor Civils, insisted it had followed the plans.",
        "The contractor, Stanmoor Civils,",
        {"name": "Stanmoor Civils", "label": "organisation"},
    ),
    "a contractor who is a person": (
        "The contractor, Nils Harrow, said it had followed the plans.",
        "The contractor, Nils Harrow,",
        {"name": "Nils Harrow", "label": "person"},
    ),
    "a charity for something": (
        "The charity, Carts for Kids, said it had lent none.",
        "The charity, Carts for Kids,",
        {"name": "Carts for Kids", "label": "organisation"},
    ),
    "a spokesman of the hospital": (
        "The Orlen General Hospital is full. Hospital spokesman Nils Harrow said so.",
        "Hospital spokesman Nils Harrow",
        {"name": "Nils Harrow", "organisation": "Orlen General Hospital"},
    ),
    "a council spokesperson": (
        "The Orlen City Council will mend the road. “We are sorry,” a council spokesperson said.",
        "a council spokesperson",
        {"organisation": "Orlen City Council", "label": "person"},
    ),
    "an officer of who spoke before": (
        "The Orlen Library Alliance called it a relief. Executive director Nils Harrow said that two rooms had closed.",
        "Executive director Nils Harrow",
        {"organisation": "Orlen Library Alliance"},
    ),
    "a mayor is no officer of a firm": (
        "The Orlen Library Alliance called it a relief. Mayor Nils Harrow said that two rooms had closed.",
        "Mayor Nils Harrow",
        {"organisation": None},
    ),
    "through its spokesman": (
        "The Orlen Customs Service, through its spokesman, Nils Harrow, said no.",
        "Nils Harrow",
        {"title": "spokesman", "organisation": "Orlen Customs Service"},
    ),
    "its regional director": (
        "Zovane's regional director, Dr Nils Harrow, said it was hard.",
        "Zovane's regional director, Dr Nils Harrow,",
        {"name": "Nils Harrow", "organisation": "Zovane"},
    ),
    "the head of a firm, named later": (
        "The chairman of Orlen Town FC has said sorry. Nils Harrow said a supplier had misread it.",
        "Nils Harrow",
        {"title": "chairman of Orlen Town FC", "organisation": "Orlen Town FC"},
    ),
    "a detective": ("DI Tova Brill said no.", "DI Tova Brill", {"name": "Tova Brill", "title": "DI"}),
    "a constable": ("Det Con Lee Brill said no.", "Det Con Lee Brill", {"name": "Lee Brill", "title": "Det Con"}),
    "a minister who is a Guy": (
        "Labour Minister Guy Sool said no.",
        "Labour Minister Guy Sool",
        {"name": "Guy Sool", "title": "Labour Minister"},
    ),
    "one of several, named": (
        "One of the victims, retired welder Nils Harrow, said it knew him.",
        "One of the victims, retired welder Nils Harrow,",
        {"name": "Nils Harrow", "label": "person"},
    ),
    "one of several": ("One of the pilots said he sang.", "One of the pilots", {"name": None, "label": "person"}),
    "a co-pilot": ("His co-pilot said no.", "His co-pilot", {"label": "person", "title": "co-pilot"}),
    "a fiancée": ("His fiancée, Tova Brill, said no.", "His fiancée, Tova Brill,", {"name": "Tova Brill"}),
    "who asked to be called": (
        "A former resident, who asked to be called only Jo, said she was glad.",
        "A former resident, who asked to be called only Jo,",
        {"name": "Jo", "title": "former resident"},
    ),
    "a name behind a clause": (
        "The member who read the texts, Nils Harrow, said he had been handed the phone.",
        "The member who read the texts, Nils Harrow,",
        {"name": "Nils Harrow"},
    ),
    "a husband, of a couple": (
        "Aldo and Inga Sool own the house. “We ran,” Inga Sool said. Her husband said he had not.",
        "Her husband",
        {"name": "Aldo Sool"},
    ),
    "the Ledger's own inquiry": (
        "That is what an investigation by the Orlen Ledger has found.",
        "an investigation by the Orlen Ledger",
        {"name": "Orlen Ledger", "label": "document"},
    ),
    "a sheriff who is a husband": (
        "Tova Harrow beat her husband, Sheriff Nils Harrow. Nils Harrow said he would go.",
        "Nils Harrow",
        {"title": "Sheriff"},
    ),
    "the Swede": (
        "Nils Harrow dismissed them. “They will learn,” the Swede said.",
        "the Swede",
        {"name": "Nils Harrow"},
    ),
    "who wrote it": (
        "The memo was written by the chief of staff, Tova Brill. Ms Brill said it was true.",
        "Ms Brill",
        {"name": "Tova Brill", "title": "chief of staff"},
    ),
    "a letter, which somebody keeps": (
        "Tova Brill is the bishop's sister. The letter, which Tova Brill keeps, says he was late.",
        "The letter, which Tova Brill keeps,",
        {"name": None, "label": "document"},
    ),
    "a firm that ends in an acronym": (
        "The bank shut three. One of the operators, Zenith Star BDC, said the bank was wrong.",
        "One of the operators, Zenith Star BDC,",
        {"name": "Zenith Star BDC", "label": "organisation"},
    ),
    "an analyst at a firm with a place's name": (
        "An analyst at Harrow Row, Tova Brill, said it could fetch more.",
        "An analyst at Harrow Row, Tova Brill,",
        {"name": "Tova Brill", "organisation": "Harrow Row"},
    ),
    "at a bank": (
        "Tova Brill at Harrow Bank said it was a lot.",
        "Tova Brill at Harrow Bank",
        {"name": "Tova Brill", "organisation": "Harrow Bank"},
    ),
    "letters and a word": ("JBR Packing denied it.", "JBR Packing", {"label": "organisation"}),
    "a team in short": (
        "The Orlen Scorpions lost. Scorpions coach Nils Harrow said they were tired.",
        "Scorpions coach Nils Harrow",
        {"organisation": "Orlen Scorpions"},
    ),
    "neighbours for a place": (
        "The plan is bad, said Neighbours for Koramangala.",
        "Neighbours for Koramangala",
        {"name": "Neighbours for Koramangala", "label": "organisation"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "mention", "wanted"), CASES.values(), ids=CASES)
def test_speaker(text: str, mention: str, wanted: dict[str, object], nlp: Language) -> None:
    (speaker,) = find_speakers(nlp, text, mention)
    assert {key: getattr(speaker, key) for key in wanted} == wanted

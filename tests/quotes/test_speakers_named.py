"""People as newspapers of many countries name them: posts, ranks and forms of address, leads that name nobody yet."""

import pytest
from spacy.language import Language

from tests.quotes.test_speakers import find_speakers

CASES = {
    "a rank and retired": (
        "The Orlen Rescue Force dug by hand. Its commandant, Col. (retd) Nils Harrow, said hope was small.",
        "Its commandant, Col. (retd) Nils Harrow,",
        {"name": "Nils Harrow", "organisation": "Orlen Rescue Force"},
    ),
    "a form of address": ("Alhaja Tova Brill said it was late.", "Alhaja Tova Brill", {"name": "Tova Brill"}),
    "a post in short": (
        "Deputy Public Prosecutor Inga Sool asked for six years. “He knew it,” said DPP Sool.",
        "DPP Sool",
        {"name": "Inga Sool", "title": "Deputy Public Prosecutor"},
    ),
    "one of several": (
        "One of the traders, Mrs. Tova Brill, a mother of four, said she took a loan.",
        "One of the traders,",
        {"name": "Tova Brill", "label": "person"},
    ),
    "one of several, with a title": (
        "“He ran,” said one of the officers, Constable Nils Harrow.",
        "one of the officers, Constable Nils Harrow",
        {"name": "Nils Harrow", "title": "Constable"},
    ),
    "a justice is the judge": (
        "Justice Inga Sool said it was late. “That is no hearing,” the judge ruled.",
        "the judge",
        {"name": "Inga Sool"},
    ),
    "somebody named in the next paragraph": (
        "A cook who fed the poor was fined.\n\nNils Harrow, 79, got the letter on Monday.\n\n“I read it,” he said.",
        "he| said",
        {"name": "Nils Harrow", "title": "cook"},
    ),
    "a spokesperson is nobody named later": (
        "A Corvane spokesperson said it was sorry.\n\nNils Harrow, 79, was asleep when the pipe burst.",
        "A Corvane spokesperson",
        {"name": None},
    ),
    "an age, and not who is named next": (
        "Painter Nils Harrow is back.\n\n“I was not ill,” the 71-year-old said.\n\nHis dealer, Inga Sool, laughed.",
        "the 71-year-old",
        {"name": "Nils Harrow"},
    ),
    "what a senator was before": (
        "The senator Nils Harrow wrote the bill. Asked whether it would pass, the former shearer said it would.",
        "the former shearer",
        {"name": "Nils Harrow"},
    ),
    "no more than an article": (
        "The deputy mayor, Inga Sool, was away. The deputy mayor posted on Friday: “It is late.”",
        "The| deputy mayor posted",
        {"name": "Inga Sool"},
    ),
    "a word that is no role": (
        "Former pradhan Tova Brill said she wrote in August.",
        "Former pradhan Tova Brill",
        {"title": "Former pradhan"},
    ),
    "the words of somebody": (
        "That was the description of the farm spokeswoman, Inga Sool, who said it was late.",
        "who",
        {"name": "Inga Sool", "title": "farm spokeswoman"},
    ),
    "an employer behind the title": (
        "Inga Sool, chief economist, Harrow Bank: “It is late.”",
        "Inga Sool, chief economist, Harrow Bank",
        {"title": "chief economist", "organisation": "Harrow Bank"},
    ),
    "whom somebody leads now": (
        "Tova Brill, who began at 12 and now leads the Loom Workers' League, said so.",
        "Tova Brill, who began at 12 and now leads the Loom Workers' League,",
        {"organisation": "Loom Workers' League"},
    ),
    "a company lawyer": (
        "The deal with Skyvane Travel ends the case. It was filed in 2024. A company lawyer, Inga Sool, was glad.",
        "A company lawyer, Inga Sool,",
        {"organisation": "Skyvane Travel"},
    ),
    "a chairman with a title of honour": (
        "Skyvane Travel made less. Sales rose by a tenth. Chairman Sir Nils Harrow said taxes were too high.",
        "Chairman Sir Nils Harrow",
        {"organisation": "Skyvane Travel"},
    ),
    "an office of somebody": (
        "Prime Minister's Office spokesperson Inga Sool said the area was calm.",
        "Prime Minister's Office spokesperson Inga Sool",
        {"organisation": "Prime Minister's Office"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "mention", "wanted"), CASES.values(), ids=CASES)
def test_speaker(text: str, mention: str, wanted: dict[str, object], nlp: Language) -> None:
    (speaker,) = find_speakers(nlp, text, mention)
    assert {key: getattr(speaker, key) for key in wanted} == wanted

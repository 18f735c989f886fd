"""Entities of any text: whatever the recogniser tags and whatever speaks, names stand in order and none overlap."""

import random
from itertools import pairwise

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from tasks.quotes.naming.resolve import resolve
from tasks.quotes.quote import Attribution

BLANK = spacy.blank("en")  # making one takes 0.1 s
TEXT = """Carla Berg Anna Moro de la Fuente and John of the Mayor Senate ( ) , said - ' " Mr Juno Perry Adair AP
Associated Press Kelden London 12"""
WORDS = [*TEXT.split(), "\n\n"]
PARTS = {"and": "CCONJ", "de": "X", "la": "X", "of": "ADP", "the": "DET", "12": "NUM", "\n\n": "SPACE"}
PARTS |= {"said": "VERB", "Leaves": "VERB"}
LABELS = ("PERSON", "ORG", "GPE", "DATE", "NORP", "FAC")


def build_doc(words: list[str]) -> Doc:
    parts = [PARTS.get(word, "PROPN" if word[0].isalpha() else "PUNCT") for word in words]
    return Doc(BLANK.vocab, words, pos=parts, tags=[""] * len(words))


def find_entities(doc: Doc, speakers: list[Attribution]) -> list[str]:
    entities = resolve(doc, speakers).entities
    assert all(one.end <= other.start for one, other in pairwise(entities))
    assert all(0 <= one.start < one.end <= len(doc.text) for one in entities)
    return [doc.text[one.start : one.end] for one in entities]


@pytest.mark.parametrize("seed", range(8))
def test_names_do_not_overlap(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(150):
        doc = build_doc([chance.choice(WORDS) for _ in range(chance.randint(5, 40))])
        starts = sorted(chance.sample(range(len(doc)), 5))
        doc.ents = [
            Span(doc, start, chance.randint(start + 1, end), chance.choice(LABELS))
            for start, end in pairwise([*starts, len(doc)])
        ]
        spoken = [doc[start : start + chance.randint(1, 5)] for start in chance.sample(range(len(doc)), 3)]
        speakers = [Attribution((), None, (span.start_char, span.end_char), True, 1.0) for span in spoken]
        find_entities(doc, speakers)


def test_a_first_name_between_two_people_is_of_the_second() -> None:
    doc = build_doc(["List", ":", "said", "Carla", "Berg", "Anna", "Moro", "and", "others", "."])
    doc.ents = [Span(doc, 3, 5, "PERSON"), Span(doc, 6, 7, "PERSON")]
    assert find_entities(doc, []) == ["Carla Berg", "Anna Moro"]


def test_a_hyphen_between_two_people_joins_them_to_no_third() -> None:
    doc = build_doc(["They", "said", "of", "the", "Adair", "-", "Berg", "campaign", "."])
    doc.ents = [Span(doc, 4, 5, "PERSON"), Span(doc, 6, 7, "PERSON")]
    assert find_entities(doc, []) == ["Adair", "Berg"]


def test_a_bracket_without_its_other_half_ends_a_name() -> None:
    doc = build_doc(["In", "Kelden", "(", "Associated", "Press", ")", "and", "Moro", "(", "Berg", ")", "said"])
    doc.ents = [Span(doc, 1, 5, "ORG"), Span(doc, 7, 11, "ORG")]
    assert find_entities(doc, []) == ["Kelden", "Associated Press", "Moro ( Berg"]


def test_the_model_finds_those_whom_the_news_names_most(nlp: Language) -> None:
    text = (
        "Donald Trump met Hillary Clinton in Ohio on Monday. Trump said that he had asked Barack Obama. "
        "Vladimir Putin was in Moscow, Clinton said."
    )
    found = {(text[entity.start : entity.end], entity.label) for entity in resolve(nlp(text), ()).entities}
    people = {"Donald Trump", "Hillary Clinton", "Trump", "Barack Obama", "Vladimir Putin", "Clinton"}
    assert {*((name, "PERSON") for name in people), ("Ohio", "GPE"), ("Moscow", "GPE")} <= found


def test_a_headline_adds_nothing_to_a_name_of_the_article() -> None:
    doc = build_doc(["Ellen", "Moro", "Checks", "In", "\n\n", "There", "was", "Ellen", "Moro", "again", "."])
    doc.ents = [Span(doc, 0, 3, "PERSON"), Span(doc, 7, 9, "PERSON")]
    assert find_entities(doc, [])[0] == "Ellen Moro"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ellen Moro Checks Into Clinic \n\n There was no word of Moro on Friday .", "Ellen Moro"),
        ("Ellen Moro Vega Leaves The Clinic \n\n There was no word of Moro , or of Vega .", "Ellen Moro Vega"),
        ("then Ellen Moro Vega left the town \n\n There was no word of Moro on Friday .", "Ellen Moro Vega"),
        ("Xu Linwei Leaves The Clinic \n\n There was no word of Xu on Friday .", "Xu Linwei"),
    ],
    ids=["surname alone elsewhere", "called both", "no headline", "surname first"],
)
def test_a_name_in_a_headline_ends_with_the_surname_of_the_article(words: str, name: str) -> None:
    doc = build_doc(words.split(" "))
    start, body = words.split(" ").index(name.split()[0]), words.split(" ").index("\n\n")
    short = [n for n, word in enumerate(words.split(" ")) if word in {"Moro", "Vega", "Xu"} and n > body]
    end = start + len(name.split()) + ("Checks" in words)
    doc.ents = [Span(doc, start, end, "PERSON"), *(Span(doc, n, n + 1, "PERSON") for n in short)]
    assert find_entities(doc, [])[0] == name


def test_what_somebody_does_is_no_part_of_the_name() -> None:
    doc = build_doc(["There", "Comedian", "Ellen", "Moro", "met", "them", ";", "Ellen", "Moro", "stayed", "."])
    doc.ents = [Span(doc, 1, 4, "PERSON"), Span(doc, 7, 9, "PERSON")]
    assert find_entities(doc, []) == ["Ellen Moro", "Ellen Moro"]


def test_a_title_is_no_person_beside_who_bears_it() -> None:
    doc = build_doc(["Then", "Col", ".", "Carla", "Berg", "met", "Col", "again", "."])
    doc.ents = [Span(doc, 1, 2, "PERSON"), Span(doc, 3, 5, "PERSON"), Span(doc, 6, 7, "PERSON")]
    assert find_entities(doc, []) == ["Carla Berg", "Col"]

"""Speaker mentions resolved to names, entities mended: each case a line of data, and properties of any document."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as TokenSpan
from spacy.vocab import Vocab

from tasks.quotes.naming.resolve import Resolution, resolve
from tasks.quotes.quote import Attribution, Span

CASES = [
    json.loads(line) for line in (Path(__file__).parents[1] / "cases/naming.jsonl").read_text("utf-8").splitlines()
]


def find_attributions(case: dict[str, object]) -> list[Attribution]:
    """An attribution for each speaker of a case, mentions in text order; what stands behind a "|" only places one."""
    text, start, found = str(case["text"]), 0, []
    for mention, _, _, *content in case["speakers"]:  # type: ignore[attr-defined]
        words, _, behind = mention.partition("|")
        at = text.index(words + behind, start)
        start = at + len(words)
        inside: tuple[Span, ...] = tuple((text.index(c), text.index(c) + len(c)) for c in content)
        found.append(Attribution(inside, None, (at, start), True, 1.0))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_speakers(case: dict[str, object], request: pytest.FixtureRequest, nlp: Language) -> None:
    if case["expect"] == "fail":
        request.node.add_marker(pytest.mark.xfail(strict=True))
    found = resolve(nlp(str(case["text"])), find_attributions(case)).speakers
    wanted = [tuple(speaker[1:3]) for speaker in case["speakers"]]  # type: ignore[attr-defined]
    assert [(speaker.name, speaker.label) for speaker in found] == wanted


def entity_rows(nlp: Language, text: str) -> list[tuple[str, str, str | None]]:
    return [(text[e.start : e.end], e.label, e.name) for e in resolve(nlp(text), []).entities]


@pytest.mark.parametrize(
    ("label", "named"),
    [
        ("Amble Town Council", ("Amble Town Council", "organisation")),
        ("Queen's Portrait Society", ("Queen's Portrait Society", "organisation")),
        ("Gareth Church", ("Gareth Church", "person")),
    ],
)
def test_labels_may_be_organisations(nlp: Language, label: str, named: tuple[str, str]) -> None:
    turn = Attribution(((len(label) + 2, len(label) + 8),), None, (0, len(label)), True, 0.9, "listed quotation")
    (speaker,) = resolve(nlp(f"{label}: “No!”"), [turn]).speakers
    assert (speaker.name, speaker.label) == named


def test_labels_agree_within_a_cluster(nlp: Language) -> None:
    text = "Germany’s Defense Minister Boris Pistorius criticized it. Pistorius told ARD so. “No,” Pistorius said."
    rows = entity_rows(nlp, text)
    assert [row for row in rows if "Pistorius" in row[0]] == [
        ("Boris Pistorius", "PERSON", "Boris Pistorius"),
        ("Pistorius", "PERSON", "Boris Pistorius"),
        ("Pistorius", "PERSON", "Boris Pistorius"),
    ]


def test_dates_belong_to_no_cluster(nlp: Language) -> None:
    entities = resolve(nlp("Ann Lee came on Monday."), []).entities
    assert [(e.label, e.cluster_id is None, e.name) for e in entities] == [
        ("PERSON", False, "Ann Lee"),
        ("DATE", True, None),
    ]


def test_speakers_share_clusters_with_entities(nlp: Language) -> None:
    text = "Ann Lee came. “No,” she said. A man said yes."
    attributions = [Attribution((), None, (text.index(w), text.index(w) + len(w)), True, 1.0) for w in ("she", "A man")]
    resolution = resolve(nlp(text), attributions)
    assert resolution.speakers[0].cluster_id == resolution.entities[0].cluster_id
    assert resolution.speakers[1].cluster_id not in {e.cluster_id for e in resolution.entities}


def test_unnamed_speakers_in_the_same_words_are_one(nlp: Language) -> None:
    text = "A source said yes. The source said no. Officials said nothing."
    spans = [(text.index(w), text.index(w) + len(w)) for w in ("A source", "The source", "Officials")]
    ids = [s.cluster_id for s in resolve(nlp(text), [Attribution((), None, s, True, 1.0) for s in spans]).speakers]
    assert ids[0] == ids[1] != ids[2]


SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda span: span[0] < span[1])
WORDS = st.sampled_from(
    re.split(" ", "Mr. Lee said “ ” he it who I WHO ( ) the minister , . \n \n\n ’s of U.S. - Q : A 42 é 你好 x@y.z by")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS | st.text(min_size=1, max_size=6), max_size=30), st.lists(SPANS, max_size=4))
def test_any_document_is_resolved(words: list[str], spans: list[Span]) -> None:
    """No parse, no tags, no entities: one speaker an attribution, entities in order on the text's edges."""
    check_resolution(Doc(Vocab(), words), spans)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=40), st.lists(SPANS, max_size=4))
def test_any_annotated_document_is_resolved(nlp: Language, words: list[str], spans: list[Span]) -> None:
    check_resolution(nlp(" ".join(words)), spans)


def check_resolution(doc: Doc, spans: list[Span]) -> None:
    attributions = [
        Attribution((span,), None, other, True, 1.0) for span, other in zip(spans, spans[::-1], strict=True)
    ]
    resolution: Resolution = resolve(doc, attributions)
    assert len(resolution.speakers) == len(attributions)
    assert all(doc.char_span(entity.start, entity.end) is not None for entity in resolution.entities)
    edges = [edge for entity in resolution.entities for edge in (entity.start, entity.end)]
    assert edges == sorted(edges)
    assert resolve(doc, attributions) == resolution


def test_a_surname_of_hundreds_is_that_of_the_last_named(nlp: Language) -> None:
    """Who is looked for among many is looked for among those nearest to the mention."""
    count, words, spans = 300, [], []
    for number in range(count):
        words += [f"{chr(65 + number % 26)}{chr(97 + number // 26)}xo", "Lee", "came", ".", "Lee", "left", "."]
        spans += [(7 * number, 7 * number + 2), (7 * number + 4, 7 * number + 5)]
    doc = Doc(nlp.vocab, words)
    doc.set_ents([TokenSpan(doc, start, end, label="PERSON") for start, end in spans])
    names = [entity.name for entity in resolve(doc, []).entities]
    assert len(set(names)) == count
    assert names[::2] == names[1::2]

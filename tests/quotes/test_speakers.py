"""What is said of speakers beside their names: each case a line of data, and how sure names are."""

import json
import tomllib
from pathlib import Path

import pytest
from spacy.language import Language

from tasks.quotes import naming
from tasks.quotes.naming.resolve import resolve
from tasks.quotes.quote import Attribution, Speaker

CASES = [
    json.loads(line) for line in (Path(__file__).parents[1] / "cases/speakers.jsonl").read_text("utf-8").splitlines()
]


def find_speakers(nlp: Language, text: str, *mentions: str) -> tuple[Speaker, ...]:
    """The speakers of mentions in text order; what stands behind a "|" only places one."""
    attributions, start = [], 0
    for mention in mentions:
        words, _, behind = mention.partition("|")
        at = text.index(words + behind, start)
        start = at + len(words)
        attributions.append(Attribution((), None, (at, start), True, 1.0))
    return resolve(nlp(text), attributions).speakers


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_details(case: dict[str, object], request: pytest.FixtureRequest, nlp: Language) -> None:
    if case["expect"] == "fail":
        request.node.add_marker(pytest.mark.xfail(strict=True))
    mentions = case["speaker"] if isinstance(case["speaker"], list) else [str(case["speaker"])]
    speaker = find_speakers(nlp, str(case["text"]), *mentions)[-1]  # the last of several mentions is asked for
    wanted: dict[str, object] = case["wanted"]  # type: ignore[assignment]
    assert {key: getattr(speaker, key) for key in wanted} == wanted


def test_a_superintendent_is_of_the_district_spoken_of(nlp: Language) -> None:
    text = (
        "Three schools in the Orlen Unified School District would close. Superintendent Nils Harrow said the district "
        "had lost money."
    )
    said, name = text.index("the district"), "Superintendent Nils Harrow"
    where = (text.index(name), text.index(name) + len(name))
    (speaker,) = resolve(nlp(text), [Attribution(((said, len(text)),), None, where, True, 1.0)]).speakers
    assert speaker.organisation == "Orlen Unified School District"


def test_a_lead_before_the_last_name_of_a_text(nlp: Language) -> None:
    (speaker,) = find_speakers(nlp, "A cook said the road was shut.\n\nNils Harrow", "A cook")
    assert speaker.title == "cook"


def test_a_signature_of_one_word_ends_a_text(nlp: Language) -> None:
    text = "“We want a road.” – Imran"
    signed = Attribution(((0, 17),), None, (20, 25), True, 0.9, "signed quotation")
    assert resolve(nlp(text), [signed]).speakers[0].name == "Imran"


def test_a_full_name_is_surer_than_a_surname_alone_and_that_than_nobody(nlp: Language) -> None:
    text = "Ute Marr left. Marr said the stage was small. Oster said it was large. He said no more."
    full, alone, pronoun = find_speakers(nlp, text, "Marr| said", "Oster", "He")
    assert full.confidence > alone.confidence
    assert all(0 < speaker.confidence < 1 for speaker in (full, alone, pronoun))


def test_candidates_explain_a_choice_and_their_chances_sum_to_1(nlp: Language) -> None:
    (speaker,) = find_speakers(nlp, "Ute Marr met Nils Ferro on Monday. She said the stage was small.", "She")
    names = [candidate.name for candidate in speaker.candidates]
    assert names[0] == speaker.name == "Ute Marr"
    assert sum(candidate.score for candidate in speaker.candidates) == pytest.approx(1)
    sizes = [abs(value) for _, value in speaker.candidates[0].reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > 3


def test_every_feature_that_is_weighed_has_a_sentence() -> None:
    folder = Path(naming.__file__).parent
    weighed = {name for kind in json.loads((folder / "choice_weights.json").read_text()).values() for name in kind}
    sentences = tomllib.loads((folder / "referents" / "features.toml").read_text("utf-8"))
    assert set(sentences) == weighed
    assert all(sentence.endswith(".") for sentence in sentences.values())


def test_a_name_has_no_candidates(nlp: Language) -> None:
    (speaker,) = find_speakers(nlp, "Ute Marr said the stage was small.", "Ute Marr")
    assert speaker.candidates == ()

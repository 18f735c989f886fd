"""The metric of quote attribution and of entities: cases small enough to work out by hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from tasks.quotes.scoring.compare import Words, compare, find_double_quoted
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.scoring.score import PARTS, Rate, Score, normalise_name, score
from tasks.quotes.scoring.score_entities import score_entities

TEXT = (
    "“We will not sell the farm,” said Ann Lee. She added that the offer was too low. “Not today, not ever,” "
    "her brother Bo said. Bo hopes that it rains."
)
FARM, LOW, EVER, RAIN = (
    "We will not sell the farm",
    "that the offer was too low",
    "Not today, not ever",
    "that it rains",
)


def quote(content: str, speaker: str | None = None, kind: str = "direct", **more: Any) -> dict[str, Any]:
    """A quote whose content and speaker are the first such strings of the text."""
    return {
        "type": kind,
        "content": [find(content)],
        "cue": None,
        "speaker": [find(speaker)] if speaker else None,
    } | more


def find(part: str) -> list[int]:
    start = TEXT.index(part)
    return [start, start + len(part)]


def run(gold: Sequence[dict[str, Any]], predicted: Sequence[dict[str, Any]], **settings: Any) -> Score:
    wanted: Document = {"doc_id": "a", "text": TEXT, "quotes": gold}
    return score([wanted], {"a": {"quotes": predicted}}, **settings)


GOLD = [
    quote(FARM, "Ann Lee", speaker_name="Ann Lee"),
    quote(LOW, "She", "indirect", speaker_name="Ann Lee", cue_kind="speech"),
    quote(EVER, "her brother Bo", speaker_name="Bo Lee", speaker_aliases=["Bo"]),
    quote(RAIN, "Bo", "indirect", cue_kind="other"),
]


def rate(p: float, r: float, f: float) -> Rate:
    return {"p": p, "r": r, "f": f}


HALF, ALL, NONE = rate(100.0, 50.0, 66.7), rate(100.0, 100.0, 100.0), rate(0.0, 0.0, 0.0)


def test_gold_as_prediction_is_perfect() -> None:
    result = run(GOLD, GOLD, names=True)
    assert result["tok"] == result["all"]["e2e"] == result["all"]["name"] == ALL
    assert result["all"]["gold"] == result["all"]["pred"] == 4
    assert [result[part] for part in PARTS] == [ALL, NONE, ALL]  # no cues marked


def test_nothing_predicted() -> None:
    result = run(GOLD, [])
    assert result["all"]["e2e"] == NONE
    assert (result["direct"]["gold"], result["direct"]["pred"]) == (2, 0)


@pytest.mark.parametrize(
    ("content", "matches", "exact"),
    [
        (f"“{FARM},”", True, True),  # marks and commas hold no words
        ("sell the farm", True, False),  # 3 of 6 words: just enough
        ("the farm", False, False),
        ("We will not sell the farm,” said Ann Lee. She added that", True, False),  # 6 of 12
        ("We will not sell the farm,” said Ann Lee. She added that the", False, False),  # 6 of 13
    ],
)
def test_half_of_the_words_together_make_a_match(content: str, matches: bool, exact: bool) -> None:
    figures = run(GOLD[:1], [quote(content, "Ann")])["direct"]
    assert (figures["match"] == ALL, figures["exact"] == ALL) == (matches, exact)


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        ("Ann Lee", "Lee", True),
        ("Ann Lee", "Bo", False),
        ("Ann Lee", None, False),
        (None, None, True),
        (None, "Bo", False),
    ],
)
def test_speakers_need_to_overlap(gold: str | None, predicted: str | None, right: bool) -> None:
    figures = run([quote(FARM, gold)], [quote(FARM, predicted)])["all"]
    assert figures["match"] == ALL
    assert (figures["e2e"] == ALL) is right
    assert (figures["spk"] == 100.0) is (right and gold is not None)


def test_one_prediction_matches_one_gold_quote() -> None:
    figures = run([quote(FARM, "Ann Lee")], [quote(FARM, "Ann Lee"), quote(FARM, "Ann Lee")])["all"]
    assert (figures["gold"], figures["pred"], figures["e2e"]) == (1, 2, rate(50.0, 100.0, 66.7))


def test_a_false_claim_counts_for_the_type_it_looks_like() -> None:
    claims = [quote("said Ann Lee"), quote(FARM), quote("farm,” said Ann Lee")]
    figures = run([], claims)
    assert [figures[kind]["pred"] for kind in ("all", "direct", "indirect", "mixed")] == [3, 1, 1, 1]


def test_attitudes_are_neither_demanded_nor_punished() -> None:
    for predicted in (GOLD[:3], GOLD):
        result = run(GOLD, predicted, speech_only=True)
        assert (result["all"]["gold"], result["all"]["pred"]) == (3, 3)
        assert result["all"]["e2e"] == result["tok"] == ALL
    assert run(GOLD, GOLD[:3])["indirect"]["e2e"] == HALF


def test_nested_quotes_are_ignored() -> None:
    nested = quote("not sell the farm", "Bo", nested=True)
    for gold in ([*GOLD, nested], [nested]):
        figures = run(gold, [*gold[:-1], quote("sell the farm")])
        assert figures["all"]["gold"] == figures["all"]["pred"] == len(gold) - 1
    assert run([nested], [nested])["content"] == NONE
    assert run([*GOLD, nested], GOLD)["content"] == ALL


def test_quoted_segments() -> None:
    whole = quote(f"{FARM},” said Ann Lee. She added {LOW}", "Ann Lee")
    short = quote("Ann Lee")
    result = run(GOLD, [whole, short], extent="quoted")
    assert (result["all"]["gold"], result["all"]["pred"]) == (2, 1)  # indirect quotes have no segment
    assert result["all"]["e2e"] == HALF
    assert result.keys().isdisjoint(PARTS)


def test_names_by_alias_and_without_titles() -> None:
    predicted = [
        quote(FARM, "Ann Lee", speaker_name="Ms. Ann Lee"),
        quote(LOW, "She", speaker_name=None),
        quote(EVER, "her brother Bo", speaker_name="bo"),
        quote(RAIN, "Bo", speaker_name="Zoë"),  # its gold has no name: left out
    ]
    figures = run(GOLD, predicted, names=True)["all"]["name"]
    assert figures == rate(66.7, 66.7, 66.7)
    assert "name" not in run(GOLD, predicted)["all"]


def test_flat_spans_are_compared_by_character() -> None:
    result = run(GOLD[:2], [quote(FARM, "Ann Lee"), quote("the offer was too low", "She")])
    assert result["source"] == ALL
    assert result["content"] == rate(50.0, 50.0, 50.0)


def test_documents_without_a_prediction_are_left_out() -> None:
    assert score([{"doc_id": "a", "text": TEXT, "quotes": GOLD}], {})["all"]["gold"] == 0


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('say "a b" and "c"', ["a b", "c"]),
        ("“open\nnext", ["open"]),
        ("“one “two” three", ["one ", "two"]),
        ("to the end “of it", ["of it"]),
        ("an “” empty one”", []),
    ],
)
def test_double_quoted_stretches(text: str, inside: list[str]) -> None:
    assert [text[start:end] for start, end in find_double_quoted(text)] == inside


def test_words_of_spans() -> None:
    words = Words("Don’t go - now")
    assert words.inside([(0, 1)]) == {0}  # a touched word is inside
    assert words.inside([(6, 14)]) == {1, 2}
    assert words.inside([(8, 11)]) == words.inside(None) == frozenset()


@pytest.mark.parametrize(
    ("name", "normal"),
    [("Prime Minister José Núñez", "jose nunez"), ("The Post’s", "posts"), ("Lee's", "lee"), (None, ""), ("Mr.", "")],
)
def test_normal_names(name: str | None, normal: str) -> None:
    assert normalise_name(name) == normal


def test_outcomes_name_what_was_paired() -> None:
    outcomes = compare({"text": TEXT, "quotes": GOLD[:2]}, {"quotes": [GOLD[1], GOLD[3]]}).outcomes
    pairs = [(o.gold.quote["content"] if o.gold else None, o.speaker_right) for o in outcomes]
    assert pairs == [(GOLD[0]["content"], False), (GOLD[1]["content"], True), (None, False)]


def test_entities_without_articles_and_possessives() -> None:
    text = "The BBC’s Ann Lee left Paris on Monday."
    gold = [[4, 7, "Organization"], [10, 17, "PERSON"], [23, 28, "GPE"], [32, 38, "DATE"]]
    found = [[0, 9, "ORG"], [14, 17, "PER"], [23, 28, "PERSON"], [0, 3, "NORP"]]
    result = score_entities([{"doc_id": "a", "text": text, "entities": gold}], {"a": {"entities": found}})
    assert result["all"] == rate(33.3, 33.3, 33.3) | {"gold": 3, "pred": 3}
    assert (result["organisation"], result["person"]["pred"], result["place"]["pred"]) == (
        ALL | {"gold": 1, "pred": 1},
        2,
        0,
    )

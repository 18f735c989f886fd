"""An article cut into stretches, and two wordings compared."""

import time
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.browse.article import build_speakers, cut_text
from flows.browse.differences import MAX_WORDS, compare_words


def build_quote(spans: Sequence[tuple[int, int]], **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("cue_start", "cue_end", "speaker_start", "speaker_end", "speaker_text", "speaker_mention"))
    content = {"content_start": spans[0][0], "content_spans": [{"start": start, "end": end} for start, end in spans]}
    return {**empty, "speaker_name": None, "speaker_cluster_id": None, **content, **values}


def test_a_quote_in_two_stretches_and_one_inside_another() -> None:
    text = "“I will,” she said, “say ‘no’ now.”"
    quotes = [
        build_quote([(0, 9), (20, 35)], speaker_start=10, speaker_end=13, cue_start=14, cue_end=18),
        build_quote([(25, 29)]),
    ]
    found = [(one.text, one.quote, one.is_cue, one.is_speaker, one.begins) for one in cut_text(text, quotes)]
    assert found == [
        ("“I will,”", 0, False, False, (0,)),
        (" ", None, False, False, ()),
        ("she", None, False, True, ()),
        (" ", None, False, False, ()),
        ("said", None, True, False, ()),
        (", ", None, False, False, ()),
        ("“say ", 0, False, False, ()),
        ("‘no’", 1, False, False, (1,)),
        (" now.”", 0, False, False, ()),
    ]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_stretches_are_the_text_and_every_quote_begins_once(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(min(one), max(one)) for one in spans if min(one) < max(one) <= len(text)]
    stretches = list(cut_text(text, [build_quote([one], cue_start=one[0], cue_end=one[1]) for one in inside]))
    assert "".join(one.text for one in stretches) == text
    assert sorted(number for one in stretches for number in one.begins) == list(range(len(inside)))


def test_a_long_article_of_many_quotes_is_cut_in_linear_time() -> None:
    quotes = [
        build_quote([(place, place + 90)], cue_start=place, cue_end=place + 5) for place in range(0, 900_000, 100)
    ]
    begun = time.process_time()
    assert len(list(cut_text("x" * 1_000_000, quotes))) > 20_000
    assert time.process_time() - begun < 3


def test_speakers_have_a_colour_each_and_nobody_none() -> None:
    who = (
        {"speaker_name": "Ann Lee"},
        {},
        {"speaker_cluster_id": 4, "speaker_mention": "an aide"},
        {"speaker_name": "Ann Lee"},
    )
    speakers = build_speakers([build_quote([(0, 1)], **one) for one in who])
    assert [(one.name, one.colour, len(one.quotes)) for one in speakers] == [
        ("Ann Lee", "c0", 2),
        ("(nobody)", "nobody", 1),
        ("(an aide)", "c1", 1),
    ]


def test_words_that_differ_are_told() -> None:
    assert list(compare_words("We will pay, soon.", "We won’t pay.")) == [
        ("same", "We "),
        ("gone", "will "),
        ("new", "won’t "),
        ("same", "pay"),
        ("gone", ", soon"),
        ("same", "."),
    ]
    assert list(compare_words(None, "all of it")) == [("new", "all of it")]


def test_very_long_wordings_are_not_compared() -> None:
    long = "word " * MAX_WORDS + "end"
    assert [kind for kind, _ in compare_words(long, long + "s")] == ["gone", "new"]

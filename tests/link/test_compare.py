"""Two versions of an article: what was added, withdrawn, reworded or given to somebody else, and what only looks so."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.link.compare import Version, Words, compare_versions, count_shared, match_quotes, split_words
from tests.support.editions import Said, build_text

BOOKS = Said("We asked for the books in November and were given a brochure.")
BROCHURE = Said("We asked for the ledgers in November and were handed a brochure.")
SNOW = Said("The snow plow never came to our street.", "Bo Ray")
VOTE = Said("The council will vote on the budget next week.", "Rafe Dolan")


def build_version(*story: Said, text: str | None = None) -> Version:
    """A version with these quotes; where its text is another, they are looked for in it."""
    text = build_text(story) if text is None else text
    quotes, start = [], 0
    for number, said in enumerate(story):
        start = max(text.find(said.text, start), 0)
        at = {"quote_id": str(number), "content_start": start, "content_end": start + len(said.text)}
        words = {"content_text": said.text, "quote_text": said.text}
        quotes.append(at | words | {"speaker_name": said.name or said.speaker})
    return Version("a", "harbor-courier", text, quotes)


def compare(old: Version, new: Version) -> list[tuple[str, str]]:
    return sorted((row["change"], row["quote_id"]) for row in compare_versions(old, new))


def test_each_kind_of_change() -> None:
    old = build_version(BOOKS, SNOW, VOTE)
    new = build_version(Said("Nobody asked us anything before that."), BROCHURE, Said(VOTE.text, "Una Threadgold"))
    assert compare(old, new) == [("added", "0"), ("reworded", "1"), ("speaker", "2"), ("withdrawn", "1")]


def test_a_change_has_both_texts_and_speakers() -> None:
    (row,) = compare_versions(build_version(BOOKS), build_version(BROCHURE))
    assert (row["old_text"], row["new_text"]) == (BOOKS.text, BROCHURE.text)
    assert (row["old_speaker"], row["new_speaker"]) == ("Ann Lee", "Ann Lee")


def test_other_words_of_another_speaker_are_two_changes() -> None:
    changes = compare(build_version(BOOKS), build_version(Said(BROCHURE.text, "Bo Ray")))
    assert changes == [("reworded", "0"), ("speaker", "0")]


@pytest.mark.parametrize(
    "new",
    [
        Said("“We asked for the books, in November; and were given a brochure”"),
        Said("we asked for the books in November and were given a brochure."),
        Said(BOOKS.text, "Mayor Ann Lee"),
        Said(BOOKS.text, "she"),
        Said(BOOKS.text, None),
    ],
)
def test_marks_capitals_and_fuller_names_are_no_change(new: Said) -> None:
    assert compare(build_version(BOOKS, SNOW), build_version(SNOW, new)) == []


@pytest.mark.parametrize(
    ("old", "new"), [("It cost $1.5 million.", "It cost $15 million."), ("It cost $5.", "It cost €5.")]
)
def test_numbers_and_currencies_are_words(old: str, new: str) -> None:
    assert compare(build_version(Said(old)), build_version(Said(new))) == [("reworded", "0")]


@pytest.mark.parametrize(
    "cut", ["We asked for the books in November.", "the books in November and were given a brochure"]
)
def test_a_quote_that_is_cut_or_grows_is_the_same_quote(cut: str) -> None:
    long = build_version(Said(BOOKS.text + " Nobody on the council has said a word about it since, and nobody will."))
    assert compare(long, build_version(Said(cut))) == compare(build_version(Said(cut)), long) == [("reworded", "0")]


def test_words_that_stand_in_both_texts_were_neither_added_nor_withdrawn() -> None:
    text = build_text([BOOKS, SNOW])
    found, missed = build_version(BOOKS, SNOW, text=text), build_version(BOOKS, text=text + "\n\nA line more.")
    assert compare(found, missed) == compare(missed, found) == []
    shorter = build_version(Said("We asked for the books in November"), SNOW, text=text + "\n\nA line more.")
    assert compare(found, shorter) == compare(shorter, found) == []


def test_in_paragraphs_that_are_the_same_nothing_has_changed() -> None:
    """Whatever was found in them: short quotes and whom a pronoun means depend on how the rest is read."""
    text = build_text([BOOKS, Said("No.", "she"), SNOW])
    was = build_version(BOOKS, Said("No.", "she", "Ann Lee"), SNOW, text=text)
    for quotes in ([BOOKS, SNOW], [BOOKS, Said("No.” said", "she"), SNOW], [BOOKS, Said("No.", "she", "Bo Ray"), SNOW]):
        became = build_version(*quotes, text=text + "\n\nA line more.")
        assert compare(was, became) == compare(became, was) == []


def test_a_pronoun_that_means_somebody_else_since_the_paragraph_before_has_changed() -> None:
    was = build_version(Said("No.", "she", "Ann Lee"), text="Ann Lee came in.\n\n“No.” said she.")
    became = build_version(Said("No.", "she", "Una Threadgold"), text="Una Threadgold came in.\n\n“No.” said she.")
    assert compare(was, became) == [("speaker", "0")]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("Ann Lee", "Bo Lee", 1),
        ("Ann Lee", "Mayor Ann Lee", 0),
        ("the board of realtors", "The board", 0),
        ("a state report on Monday", "the state report", 0),
        ("the mayor", "a nurse", 1),
    ],
)
def test_other_words_for_a_speaker_are_not_always_another_speaker(old: str, new: str, changes: int) -> None:
    def build(speaker: str) -> Version:
        version = build_version(Said(BOOKS.text, speaker))
        name = speaker if speaker.istitle() else None
        (quote,) = version.quotes
        return replace(version, quotes=[{**quote, "speaker_name": name, "speaker_mention": speaker}])

    assert len(compare(build(old), build(new))) == changes


def test_an_article_that_is_gone_takes_all_with_it_and_brings_all_back() -> None:
    here, gone = build_version(BOOKS, SNOW), Version("a", "harbor-courier", None)
    assert compare(here, gone) == [("withdrawn", "0"), ("withdrawn", "1")]
    assert compare(gone, here) == [("added", "0"), ("added", "1")]


def test_quotes_of_the_same_words_are_paired_in_their_order() -> None:
    words = [split_words(text) for text in ("No comment.", "We go.", "No comment.", "No comment.")]
    assert match_quotes(words, [words[0], words[2], words[1]]) == {0: 0, 2: 1, 1: 2}


QUOTES = st.lists(st.lists(st.sampled_from("abc"), max_size=6).map(tuple), max_size=6)


@given(QUOTES, QUOTES)
def test_pairs_are_one_to_one(old: Sequence[Words], new: Sequence[Words]) -> None:
    pairs = match_quotes(old, new)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(old)))
    assert set(pairs.values()) <= set(range(len(new)))


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_words_in_the_same_order_are_counted_as_by_the_book(first: Sequence[str], second: Sequence[str]) -> None:
    table = [0] * (len(second) + 1)
    for one in first:
        before = 0
        for at, other in enumerate(second, 1):
            before, table[at] = table[at], before + 1 if one == other else max(table[at], table[at - 1])
    assert count_shared(tuple(first), tuple(second)) == table[-1]


def test_articles_of_many_quotes_and_quotes_of_many_words_take_no_time() -> None:
    source = random.Random(1)
    words = [f"word{number}" for number in range(2_000)] + ["the", "of", "and", "to"] * 200
    many = [Said(" ".join(source.choices(words, k=30))) for _ in range(200)]
    edited = [Said(f"so {said.text.replace('the', 'a')}") for said in reversed(many)]
    long = [Said(" ".join(source.choices(words, k=20_000)))]
    longer = [Said(long[0].text.replace("and", "or"))]
    start = time.process_time()
    assert {change for change, _ in compare(build_version(*many), build_version(*edited))} == {"reworded"}
    assert compare(build_version(*long), build_version(*longer)) == [("reworded", "0")]
    assert time.process_time() - start < 10

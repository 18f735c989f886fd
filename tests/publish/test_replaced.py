"""What publishing replaces is kept, in the same step: no version is lost, none is kept twice, whatever is killed."""

from pathlib import Path

import pytest

from tasks.batch.manifest import read_manifest
from tasks.zones import local
from tests.support.editions import Newsroom, Said, build_text

GO, STAY, NOW = Said("We go at dawn."), Said("We stay until noon."), Said("Now is the time.", "Bo Ray")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def test_nothing_replaced_costs_no_file(newsroom: Newsroom) -> None:
    newsroom.publish({1: [GO], 2: []}, 9)
    newsroom.publish({1: [GO], 2: [], 3: [NOW]}, 10)  # one more, and a batch made anew by other code
    assert not newsroom.batch.replaced.exists()
    assert (manifest := read_manifest(newsroom.batch)) is not None
    assert manifest.kept == 0


def test_other_texts_and_withdrawn_articles_are_kept(newsroom: Newsroom) -> None:
    newsroom.publish({1: [GO, NOW], 2: [], 3: [NOW], 4: [GO]}, 9)
    newsroom.publish({1: [STAY], 2: [GO], 4: [GO]}, 10)
    assert newsroom.read_kept() == [
        (1, build_text([GO, NOW]), [GO.text, NOW.text], 10, "correction"),
        (2, build_text([]), [], 10, "correction"),
        (3, build_text([NOW]), [NOW.text], 10, "withdrawal"),
    ]
    assert (manifest := read_manifest(newsroom.batch)) is not None
    assert manifest.kept == 3


def test_every_correction_is_kept_one_that_restores_the_first_text_too(newsroom: Newsroom) -> None:
    for hour, said in enumerate((GO, STAY, STAY, GO)):
        newsroom.publish({1: [said]}, hour)
    kept = [(quotes, hour, end) for _, _, quotes, hour, end in newsroom.read_kept()]
    assert kept == [([GO.text], 1, "correction"), ([STAY.text], 3, "correction")]


def test_an_article_that_comes_back_leaves_word_of_its_absence(newsroom: Newsroom) -> None:
    for hour, stories in enumerate(({1: [GO], 2: []}, {2: []}, {2: []}, {1: [STAY], 2: []})):
        newsroom.publish(stories, hour)
    assert newsroom.read_kept() == [
        (1, build_text([GO]), [GO.text], 1, "withdrawal"),
        (1, None, [], 3, "return"),
    ]


def test_a_record_that_is_rejected_for_once_is_not_withdrawn(newsroom: Newsroom) -> None:
    newsroom.publish({1: [GO], 2: []}, 9)
    newsroom.publish({2: []}, 10, rejected=[1])
    newsroom.publish({1: [GO], 2: []}, 11)
    assert newsroom.read_kept() == [(1, build_text([GO]), [GO.text], 10, "reject")]


def test_a_clock_that_is_set_back_leaves_the_order(newsroom: Newsroom) -> None:
    for hour, said in ((12, GO), (14, STAY), (13, NOW)):
        newsroom.publish({1: [said]}, hour)
    assert [quotes for _, _, quotes, _, _ in newsroom.read_kept()] == [[GO.text], [STAY.text]]


def test_what_a_lost_table_held_is_not_known(newsroom: Newsroom) -> None:
    newsroom.publish({1: [GO]}, 9)
    newsroom.batch.published("quotes").unlink()
    newsroom.publish({1: [STAY]}, 10)
    assert newsroom.read_kept() == []


@pytest.mark.parametrize("renames", range(9))
def test_a_kill_neither_loses_nor_doubles_a_version(
    newsroom: Newsroom, renames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.publish({1: [GO], 2: [NOW]}, 9)
    newsroom.publish({1: [STAY], 2: [NOW]}, 10)
    left, real = iter(range(renames)), local.replace_file

    def die_after(new: Path, target: Path) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        real(new, target)

    with pytest.raises(KeyboardInterrupt), newsroom.stage({1: [NOW]}, 11) as publish:  # noqa: PT012
        monkeypatch.setattr(local, "replace_file", die_after)
        publish()
    monkeypatch.undo()
    newsroom.publish({1: [NOW]}, 12)
    ended = 11 if renames else 12
    assert newsroom.read_kept() == [
        (1, build_text([GO]), [GO.text], 10, "correction"),
        (1, build_text([STAY]), [STAY.text], ended, "correction"),
        (2, build_text([NOW]), [NOW.text], ended, "withdrawal"),
    ]

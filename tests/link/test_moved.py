"""Names that mean somebody else once a day is new: what they concern is linked anew, in whatever batch it is."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tasks.link import actors
from tasks.link.link import link
from tasks.zones.local import LocalPlace
from tests.bench import year
from tests.support.linked import find_differing

DAYS = [date(2025, 4, 1) + timedelta(days) for days in range(14)]
APART = DAYS[::2]
NEW = 3
"""Batches that come after the others are linked, one by one."""
GIVEN = ("Ann", "Anna", "Ben", "Benjamin", "Carla", "C.", "David", "Ann Marie")
SURNAMES = ("Holm", "Lind", "Berg-Lind", "van Holm")
PLACES = ("Calder Bank", "Calder University", "Lind Group", "Holm Party", "Northern Calder Rail", "NCR")


def build_small_world() -> year.World:
    """A world of so few names that almost each is short for several, and moves from day to day."""
    people = [(f"{given} {surname}", surname) for given in GIVEN for surname in SURNAMES]
    names, surnames = (np.resize(np.array(column), year.NAMES) for column in zip(*people, strict=True))
    organisations = np.resize(np.array(PLACES), year.ORGANISATIONS)
    words = np.resize(np.array(["dan", "eve", "fay", "gus"]), year.RARE)
    return year.World(names, surnames, organisations, words, np.linspace(0, 1, year.RARE))


def link_days(root: Path, days: Sequence[date], number: int) -> Iterator[list[str]]:
    """Yield, after each batch that is new, the files that differ from those of linking from nothing."""
    source, curated = random.Random(number), root / "zone"
    shuffled = source.sample(days, len(days))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(year, "build_world", cache(build_small_world))
        for one in shuffled[:-NEW]:
            year.write_day(curated, one, source.randint(3, 12))
        link(LocalPlace(curated))
        for one in shuffled[-NEW:]:
            year.write_day(curated, one, source.randint(3, 12))
            link(LocalPlace(curated))
            yield find_differing(LocalPlace(curated), root / "anew")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_what_a_moved_name_concerns_is_linked_as_from_nothing(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    real = actors.relink_batches
    monkeypatch.setattr(actors, "relink_batches", lambda *given: (one for one in real(*given) if not calls.append(one)))
    assert list(link_days(tmp_path, APART, number)) == [[]] * NEW
    assert calls, "no batch far from the new ones was linked anew"

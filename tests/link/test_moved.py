"""Names that mean somebody else once a day is new: what they concern is linked anew, in whatever batch it is."""

import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tasks.link import actors
from tasks.link.link import link
from tasks.zones.local import LocalPlace
from tests.bench import year
from tests.support.linked import find_differing

DAYS = [date(2025, 4, 1) + timedelta(days) for days in range(14)]
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


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_what_a_moved_name_concerns_is_linked_as_from_nothing(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, curated, calls = build_small_world(), tmp_path / "zone", []
    monkeypatch.setattr(year, "build_world", lambda: world)
    real = actors.relink_batches
    monkeypatch.setattr(actors, "relink_batches", lambda *given: (one for one in real(*given) if not calls.append(one)))
    source = random.Random(number)
    days = source.sample(DAYS, len(DAYS))
    for one in days[:-3]:
        year.write_day(curated, one, source.randint(3, 12))
    link(LocalPlace(curated))
    for one in days[-3:]:
        year.write_day(curated, one, source.randint(3, 12))
        link(LocalPlace(curated))
        assert find_differing(LocalPlace(curated), tmp_path / "anew") == []
    assert calls, "no batch far from the new ones was linked anew"

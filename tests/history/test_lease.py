"""`clean` and `compact` hold locks for as long as the settings say."""

from datetime import UTC, datetime
from typing import Any

import pytest

from schemas import TABLES
from tasks.history.clean import clean_zone
from tasks.history.compact import compact_copies
from tasks.history.litter import Policy
from tasks.history.months import plan_copies
from tasks.zones.local import LocalPlace
from tests.conftest import Zones
from tests.support.history import write_batch


def test_the_lease_of_the_settings_is_taken(zones: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    curated, seen = zones.settings.curated, []
    write_batch(curated, zones.batch.batch_date, 3)
    left = zones.batch.staging / "read"
    left.mkdir(parents=True)
    (curated / "_staging" / "_monthly").mkdir()
    hold = LocalPlace.hold

    def watch(self: LocalPlace, *arguments: Any) -> Any:
        seen.append((self.name, arguments[-1]))
        return hold(self, *arguments)

    monkeypatch.setattr(LocalPlace, "hold", watch)
    now = datetime(2099, 1, 1, tzinfo=UTC)
    list(clean_zone(zones.settings.raw, curated, zones.settings.recipe, Policy(1, 5), now, False, 7.0))
    list(compact_copies(curated, plan_copies(curated, TABLES), 8.0))
    assert seen == [(zones.batch.lock.name, 7.0), ("_monthly.lock", 7.0), ("_monthly.lock", 8.0)]

"""What linking has to do: the published batches as they are, against those that were linked last. Reads small files."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tasks.batch.manifest import list_manifests, read_summary
from tasks.link.places import Links
from tasks.link.recipe import read_link_recipe
from tasks.zones.place import Place

DELETED = "deleted"
"""In place of a recipe, where not all is there that was linked by one: it is linked anew."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """Which batches are linked, and by what."""

    recipe: str = ""
    batches: Mapping[date, str] = field(default_factory=dict)
    """By date, as `LinkPlan.published` has it."""
    gone: tuple[date, ...] = ()
    """Batches that were linked before and are no more: their files are removed with the decision."""


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What has changed since batches were linked last."""

    recipe: str
    state: LinkState
    published: Mapping[date, str]
    """By date, what tells every published batch: its fingerprint, and how many versions of articles it has replaced."""
    waiting: Sequence[date] = ()
    """Batches whose tables are not those of their manifest now, and that stay as they were linked."""

    @property
    def is_fresh(self) -> bool:
        """Whether all is linked anew: for the first time, or since linking itself has changed."""
        return self.recipe != self.state.recipe

    @property
    def changed(self) -> list[date]:
        """The batches to link: new, published anew, or all."""
        known = {} if self.is_fresh else self.state.batches
        return [one for one, fingerprint in self.published.items() if known.get(one) != fingerprint]

    @property
    def gone(self) -> list[date]:
        """The batches that were linked and are there no more."""
        return sorted(self.state.batches.keys() - self.published.keys())

    @property
    def why(self) -> str:
        """Why there is anything to do, in words; empty where there is nothing."""
        if self.is_fresh and self.published:
            known = {"": "never linked", DELETED: "a link table was deleted"}
            return known.get(self.state.recipe, "linking itself or the list of known people has changed")
        counts = ((len(self.changed), "new or published anew"), (len(self.gone), "gone"))
        return ", ".join(
            f"{number} {'batch' if number == 1 else 'batches'} {what}" for number, what in counts if number
        )


def plan_links(curated: Place, people: Path | None) -> LinkPlan:
    """Return what has changed since batches were linked last; of a zone far away, manifests are read side by side."""
    stored = list_manifests(curated)
    with ThreadPoolExecutor(curated.parallel) as pool:
        summaries = (
            pool.map(read_summary, stored.values()) if curated.parallel > 1 else map(read_summary, stored.values())
        )
        published = {
            one: f"{found.fingerprint} {found.kept}" for one, found in zip(stored, summaries, strict=True) if found
        }
    links = Links(curated)
    state = read_state(links.state)
    return LinkPlan(read_link_recipe(people), state if links.has_all(state.batches) else LinkState(DELETED), published)


def read_state(place: Place) -> LinkState:
    """Return which batches are linked; none where nothing ever was, or the file cannot be understood."""
    try:
        fields = json.loads(place.read_text())
        batches = {date.fromisoformat(one): fingerprint for one, fingerprint in fields["batches"].items()}
        return LinkState(fields["recipe"], batches, tuple(map(date.fromisoformat, fields["gone"])))
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return LinkState()


def build_state_json(state: LinkState) -> str:
    """Return the text of a state as stored."""
    batches = {one.isoformat(): fingerprint for one, fingerprint in sorted(state.batches.items())}
    return json.dumps({"recipe": state.recipe, "gone": list(map(str, state.gone)), "batches": batches}, indent=1)

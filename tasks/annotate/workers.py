"""The workers of a run: they load the spaCy pipeline before their first work, and are all of one code and model."""

from dataclasses import dataclass
from functools import partial

from tasks.batch.recipe import RowSettings, find_differences, read_recipe
from tasks.workers.pool import Workers
from tasks.workers.scheduler import Scheduler

PRELOADED_MODEL, PRELOADED_TAGGER = "_QUOTEWIRE_PRELOADED_MODEL", "_QUOTEWIRE_PRELOADED_TAGGER"
"""Variables that tell `preload.py` which weights to load."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the pipeline is loaded from."""

    model: str
    """A spaCy pipeline: an installed package or a folder."""
    tagger: str | None = None
    """The folder of a trained tagger; None for the package's own."""


def build_weights(settings: RowSettings) -> Weights:
    """Return the weights that the settings name."""
    tagger = settings.get("tagger")
    return Weights(str(settings["model"]), str(tagger) if tagger else None)


def build_workers(count: int, settings: RowSettings, scheduler: Scheduler | None = None) -> Workers:
    """Return workers on this machine, or those of a Dask cluster; `settings` are those that decide rows."""
    weights = build_weights(settings)
    environment = {PRELOADED_MODEL: weights.model, PRELOADED_TAGGER: weights.tagger or ""}
    differences = partial(find_differences, read_recipe(settings), settings) if scheduler else list
    return Workers(count, ("tasks.annotate.preload",), environment, scheduler, differences)

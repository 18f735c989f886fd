"""The fitted weights of naming, as `tasks/quotes/training/naming_referents.py` writes them."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_weights(name: str) -> Mapping[str, Any]:
    """Return cue or feature → its fitted weights, from `<name>.json` beside this module."""
    weights: dict[str, Any] = json.loads(files(__package__).joinpath(f"{name}.json").read_text())
    return weights

"""Steps of a batch replaced, for the tests that want one to fail or to do more."""

from collections.abc import Callable
from typing import Any

from flows.batch import RunStep


def replacing(step: Callable[..., Any], other: Callable[..., Any]) -> RunStep:
    """Run every step as it is, but another function in the place of one."""
    return lambda one, *arguments: (other if one is step else one)(*arguments)

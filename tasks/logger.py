"""The logger of quotewire, whose lines say which batch, shard and article they are about."""

import logging
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

NAME = "quotewire"
IDS: ContextVar[Mapping[str, str]] = ContextVar("ids", default=MappingProxyType({}))
"""What the lines logged here are about: batch, shard and article, as far as it is known."""


class AboutIds(logging.LoggerAdapter[logging.Logger]):
    """A logger whose lines begin with the ids they are about, and carry them; `extra` holds figures of the line."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Return the line with its ids in front, for those who show its text alone."""
        ids = dict(IDS.get())
        return build_prefix(ids) + str(msg), {**kwargs, "extra": {"ids": ids, "figures": kwargs.get("extra") or {}}}


LOGGER = AboutIds(logging.getLogger(NAME))


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Mark the lines logged inside as about these, and about what was named further out."""
    token = IDS.set({**IDS.get(), **ids})
    try:
        yield
    finally:
        IDS.reset(token)


def build_prefix(ids: Mapping[str, str]) -> str:
    """Return how a line about these begins: ``2025-04-28 shard 0a1b: ``; empty where it is about nothing particular."""
    words = [value if name == "batch" else f"{name} {value}" for name, value in ids.items()]
    return f"{' '.join(words)}: " if words else ""

"""The setting of a zone to its place."""

from pathlib import Path

from tasks.zones.local import LocalPlace
from tasks.zones.place import Place


def open_zone(setting: str | Path) -> Place:
    """The folder of this machine that the setting names."""
    return LocalPlace(setting)

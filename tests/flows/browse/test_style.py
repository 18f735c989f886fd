"""Colours of the style sheet: text can be read on every ground, by day and by night."""

import re
from pathlib import Path

import pytest

from flows.browse import app

STYLE = (Path(app.__file__).with_name("static") / "browse.css").read_text()
COLOURS = {
    (owner or "", name): (by_day, by_night)
    for owner, block in re.findall(r"^(?:\.(\w+)|:root) \{(.*?)\}", STYLE, re.MULTILINE | re.DOTALL)
    for name, by_day, by_night in re.findall(r"--(\w+): light-dark\(#(\w+), #(\w+)\)", block)
}
TINTS = sorted(owner for owner, name in COLOURS if name == "own")


def find_luminance(colour: str) -> float:
    """As WCAG 2 defines it, from 0 to 1."""
    full = "".join(2 * digit for digit in colour) if len(colour) == 3 else colour
    parts = [int(full[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def find_contrast(text: tuple[str, str], ground: tuple[str, str]) -> float:
    """The contrast of a text on its ground, the lesser of the one by day and the one by night."""
    pairs = [sorted(map(find_luminance, pair)) for pair in zip(text, ground, strict=True)]
    return min((light + 0.05) / (dark + 0.05) for dark, light in pairs)


@pytest.mark.parametrize("speaker", TINTS)
def test_words_can_be_read_on_the_colour_of_every_speaker(speaker: str) -> None:
    assert find_contrast(COLOURS["", "ink"], COLOURS[speaker, "own"]) >= 7
    assert find_contrast(COLOURS[speaker, "edge"], COLOURS["", "paper"]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "back", "good", "bad", "warn"])
def test_small_print_can_be_read(ground: str) -> None:
    assert find_contrast(COLOURS["", "ink"], COLOURS["", ground]) >= 7
    assert find_contrast(COLOURS["", "soft"], COLOURS["", ground]) >= 4.5
    assert ground != "paper" or find_contrast(COLOURS["", "link"], COLOURS["", ground]) >= 4.5


def test_there_is_a_colour_for_each_of_as_many_speakers_as_the_app_counts() -> None:
    from flows.browse.article import COLOURS as COUNT

    assert [*(f"c{number}" for number in range(COUNT)), "nobody"] == TINTS

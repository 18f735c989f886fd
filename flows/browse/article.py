"""An article cut into stretches: whose quote each is in, and whether it is a cue or words for a speaker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

COLOURS = 10
"""In the style sheet; more speakers share them, and the numbers of their quotes tell them apart."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an article's text that is one thing."""

    text: str
    quote: int | None
    """The place in the list of quotes; of a quote inside another, the inner one's."""
    is_cue: bool
    is_speaker: bool
    begins: tuple[int, ...]
    """The quotes whose content begins here."""


@dataclass(slots=True)
class Speaker:
    """Somebody quoted in the article, with the quotes of theirs."""

    name: str
    colour: str
    quotes: list[dict[str, Any]]


def name_speaker(quote: dict[str, Any]) -> str:
    """Return the speaker's name, or in brackets what the article has in its place."""
    return quote["speaker_name"] or f"({quote['speaker_mention'] or quote['speaker_text'] or 'nobody'})"


def build_speakers(quotes: Sequence[dict[str, Any]]) -> list[Speaker]:
    """Return who is quoted, in the order of their first quotes."""
    speakers: dict[object, Speaker] = {}
    for quote in quotes:
        who = quote["speaker_name"] or quote["speaker_cluster_id"]
        colour = "nobody" if who is None else f"c{sum(one is not None for one in speakers) % COLOURS}"
        speakers.setdefault(who, Speaker(name_speaker(quote), colour, [])).quotes.append(quote)
    return list(speakers.values())


def cut_text(text: str, quotes: Sequence[dict[str, Any]]) -> Iterator[Stretch]:
    """Yield the stretches of a text, in order; together they are the text. Linear in the lengths of both."""
    owner, marks = np.full(len(text) + 1, -1), np.zeros((2, len(text) + 1), bool)
    begins: dict[int, list[int]] = {}
    for number, quote in enumerate(quotes):
        begins.setdefault(quote["content_start"], []).append(number)
        for span in quote["content_spans"]:
            owner[span["start"] : span["end"]] = number
        for mark, name in enumerate(("cue", "speaker")):
            if quote[f"{name}_start"] is not None:
                marks[mark, quote[f"{name}_start"] : quote[f"{name}_end"]] = True
    changes = np.flatnonzero((np.diff(owner) != 0) | (np.diff(marks) != 0).any(axis=0)) + 1
    cuts = sorted(one for one in {0, len(text), *changes.tolist(), *begins} if one <= len(text))
    for start, end in pairwise(cuts):
        whose = int(owner[start])
        is_cue, is_speaker = marks[:, start].tolist()
        begun = tuple(begins.get(start, ()))
        yield Stretch(text[start:end], None if whose < 0 else whose, is_cue, is_speaker, begun)

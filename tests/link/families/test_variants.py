"""Variants of made-up utterances find what they are made from, and nothing else."""

from datetime import date

import pytest

from tasks.link.families.files import PAIRS
from tasks.link.families.link import link_families
from tests.support.families import KINDS, MemoryFiles, Speech, build_articles, build_quote, build_quotes

FIRST, SECOND = date(2025, 3, 1), date(2025, 3, 9)
UTTERANCES = 250
LEAST_FOUND = 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_variants_are_found_and_nothing_else(kind: str) -> None:
    speech, files = Speech(11), MemoryFiles()
    said = [speech.say(speech.random.randint(12, 30)) for _ in range(UTTERANCES)]
    originals = [build_quote(number, " ".join(words), speaker="Ann Lee") for number, words in enumerate(said)]
    form = "mixed" if kind == "divide" else "direct"
    variants = [
        build_quote(1000 + number, speech.vary(words, kind), form, None if number % 3 == 0 else "Ann Lee")
        for number, words in enumerate(said)
    ]
    files.deliver(FIRST, build_quotes(originals), build_articles([]))
    files.deliver(SECOND, build_quotes(variants), build_articles([]))
    link_families(files, [FIRST, SECOND], [], [FIRST, SECOND])
    pairs = {(int(one[:16], 16) - 1000, int(other[:16], 16)) for _, _, one, _, other in files.list_rows(PAIRS)}
    assert {pair for pair in pairs if pair[0] != pair[1]} == set()
    assert len(pairs) >= LEAST_FOUND * UTTERANCES

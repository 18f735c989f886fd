"""Variants of real quotes: how many are linked with what they are made from, and what else is linked.

    python -m tests.bench.families ../shared/corpora/polnear/train.jsonl

Of every quote that tells enough to be found, in a corpus of quotes, one variant is made, with seeded chance: its ends
cut off, one to three words changed, an ellipsis, or two fragments in a reporter's sentence; in an article of another
outlet up to two weeks later, one in three without the speaker's name. The corpus has no resolved names: who is not
named in a title's case has the name before. Prints by kind and type of quote the share that
is linked, and up to 40 pairs of a variant and a quote that is not kin of what the variant is made from, to read.
"""

import json
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tasks.link.families.files import PAIRS
from tasks.link.families.link import link_families
from tests.support.families import KINDS, MemoryFiles, Speech, build_articles, build_quote, build_quotes

FEWEST_WORDS = 6
PRONOUNS = ("He", "She", "They", "It", "I", "We")
MARKS = "“”\"'"
ORIGINALS, VARIANTS = date(2025, 1, 1), date(2025, 1, 2)
MOST_SHOWN = 40


def read_quotes(path: Path) -> list[dict[str, Any]]:
    """Return the quotes of a corpus as rows of `quotes`, the last word of a capitalised speaker as its name."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        document = json.loads(line)
        text, day = document["text"], date.fromisoformat(document["date"])
        name = None
        for index, quote in enumerate(document["quotes"]):
            said, speaker = (" ".join(text[a:b] for a, b in quote[part] or ()) for part in ("content", "speaker"))
            name = speaker if speaker.istitle() and speaker not in PRONOUNS else name
            rows.append(build_quote(number, said, quote["type"], name, day, index))
    return [row for row in rows if len(row["quote_text"].split()) >= FEWEST_WORDS]


def make_variant(speech: Speech, number: int, quote: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return a variant of a quote, in an article of its own, and its kind."""
    kind = speech.random.choice(KINDS if quote["type"] == "direct" else KINDS[:-1])
    words = quote["quote_text"].strip(MARKS) if quote["type"] == "direct" else quote["quote_text"]
    text = speech.vary(words.split(), kind)
    day = quote["published_at"].date() + timedelta(speech.random.randint(0, 14))
    name = None if speech.random.random() < 1 / 3 else quote["speaker_name"]
    return build_quote(10**9 + number, text, "mixed" if kind == "divide" else quote["type"], name, day), kind


def link(quotes: list[dict[str, Any]], variants: list[dict[str, Any]]) -> tuple[set[str], pl.DataFrame]:
    """Return the ids of the quotes that could be found, and all pairs."""
    files = MemoryFiles()
    for day, rows in ((ORIGINALS, quotes), (VARIANTS, variants)):
        files.deliver(day, build_quotes(rows), build_articles([]))
    link_families(files, [ORIGINALS, VARIANTS], [], [ORIGINALS, VARIANTS])
    wordings = files.read("wordings", ORIGINALS)
    pairs = [found for day in (ORIGINALS, VARIANTS) if (found := files.read(PAIRS, day)) is not None]
    return set() if wordings is None else set(wordings["quote_id"]), pl.concat(pairs)


def main() -> None:
    """Print the shares and what is to be read."""
    speech, quotes = Speech(1), read_quotes(Path(sys.argv[1]))
    made = [make_variant(speech, number, quote) for number, quote in enumerate(quotes)]
    variants = [variant for variant, _ in made]
    known, pairs = link(quotes, variants)
    texts = {row["quote_id"]: row["quote_text"] for row in quotes + variants}
    linked = {(one, other) for _, one, _, other in pairs.iter_rows()}
    count: Counter[tuple[str, str, bool]] = Counter()
    for quote, (variant, kind) in zip(quotes, made, strict=True):
        if quote["quote_id"] in known:
            count[quote["type"], kind, (variant["quote_id"], quote["quote_id"]) in linked] += 1
    for kind, how in sorted({key[:2] for key in count}):
        found, missed = count[kind, how, True], count[kind, how, False]
        print(f"{kind:9} {how:10} {found + missed:6} {found / (found + missed):7.1%}")
    found = sum(number for key, number in count.items() if key[2])
    print(f"{'all':20} {count.total():6} {found / count.total():7.1%}   of {len(quotes)} quotes")
    show_others(quotes, variants, linked, texts)


def show_others(
    quotes: list[dict[str, Any]], variants: list[dict[str, Any]], linked: set[tuple[str, str]], texts: dict[str, str]
) -> None:
    """Print the pairs of a variant and a quote that is not linked with what the variant is made from."""
    origin = {one["quote_id"]: quote["quote_id"] for one, quote in zip(variants, quotes, strict=True)}
    both = linked | {(other, one) for one, other in linked}
    others = sorted(
        (one, other)
        for one, other in linked
        if one in origin and other not in origin and other != origin[one] and (origin[one], other) not in both
    )
    print(len(others), "pairs with other quotes that the original is not linked with")
    for one, other in others[:MOST_SHOWN]:
        print("-", texts[one], "\n ", texts[other])


if __name__ == "__main__":
    main()

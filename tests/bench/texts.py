"""Texts to measure on: real news where it is there, else articles generated from the project's own."""

import json
import random
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from tests.conftest import Zones

CORPUS = Path(__file__).parents[1] / "corpus"
POLNEAR = Path(__file__).parents[3] / "shared" / "corpora" / "polnear" / "train.jsonl"
SURNAMES = ("Abara", "Bexley", "Corvino", "Dahl", "Eriksen", "Fontaine", "Grau", "Hollis", "Ibarra", "Jansen", "Kettle")


def read_texts(count: int) -> list[str]:
    """So many news articles: PolNeAR's training split, over and over; generated ones where it is not there."""
    if not POLNEAR.exists():
        return build_articles(count)
    with POLNEAR.open(encoding="utf-8") as lines:
        return list(islice(cycle([json.loads(line)["text"] for line in lines]), count))


def read_own_texts() -> list[str]:
    """The articles of the project's own annotated corpus."""
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return [json.loads(line)["text"] for line in lines]


def build_articles(count: int, least: int = 200, most: int = 900) -> list[str]:
    """Generated articles, the same for the same numbers."""
    source, corpus = random.Random(0), read_own_texts()
    return [build_article(source, corpus, least, most) for _ in range(count)]


def build_article(source: random.Random, texts: Sequence[str], least: int = 200, most: int = 900) -> str:
    """Runs of paragraphs out of a few articles, some names in them exchanged: `least` to `most` words and a little."""
    wanted, paragraphs, words = source.randint(least, most), [], 0
    while words < wanted:
        own = source.choice(texts).split("\n\n")
        start = source.randrange(len(own))
        for paragraph in own[start : start + source.randint(2, 8)]:
            paragraphs.append(swap_names(source, paragraph))
            words += len(paragraph.split())
    return "\n\n".join(paragraphs)


def swap_names(source: random.Random, paragraph: str) -> str:
    """Exchange now and then a capitalised word inside a sentence for a surname."""
    words = paragraph.split(" ")
    for index in range(1, len(words)):
        if words[index].istitle() and words[index].isalpha() and words[index - 1].isalpha() and source.random() < 0.1:
            words[index] = source.choice(SURNAMES)
    return " ".join(words)


def count_words(texts: list[str]) -> int:
    """Words of all texts, cut at white space."""
    return sum(len(text.split()) for text in texts)


def deliver(zones: Zones, texts: Sequence[str]) -> None:
    """Half of the articles as txt files, half as records of jsonl files of 100."""
    for number, text in enumerate(texts[::2]):
        zones.deliver(f"{number:05}.txt", text)
    others = texts[1::2]
    for start in range(0, len(others), 100):
        records = [
            {"id": str(start + n), "body": text, "title": "t"} for n, text in enumerate(others[start : start + 100])
        ]
        zones.deliver(f"{start:05}.jsonl", "\n".join(map(json.dumps, records)) + "\n", "second-post")

"""Copies of documents with other people's names, so that names of every origin are learned, not the famous ones."""

import random
from collections.abc import Iterable, Sequence

from tasks.quotes.lists import read_rows
from tasks.quotes.scoring.corpus import Document

DOUBLE, FOREIGN, PARTICLE = 0.08, 0.3, 0.08
"""Shares of family names: with a hyphen; made of a first name, of which the list has more origins; with a particle."""
PARTICLES = ("al-", "van ", "de ", "bin ", "el-", "von ", "O'", "Mc", "ben ", "da ", "di ", "Abdul ")


def list_families(documents: Iterable[Document]) -> list[str]:
    """Return the last words of the names of people, each once, sorted."""
    people = (
        document["text"][start:end].split()
        for document in documents
        for start, end, label in document.get("entities", ())
        if label == "person"
    )
    return sorted({words[-1] for words in people if len(words) > 1 and words[-1].isalpha() and words[-1].istitle()})


def swap_people(document: Document, families: Sequence[str], draw: random.Random) -> Document:
    """Return the document with every word of its people's names replaced, alike everywhere, and the spans moved.

    A word that is the last of a name becomes a family name, another one a first name; initials and particles stay.
    """
    text, swapped, done = document["text"], "", 0
    new: dict[str, str] = {}
    entities = []
    for start, end, label in sorted(document["entities"]):
        if start >= done:  # of two that overlap the first one
            swapped += text[done:start]
            words = text[start:end].split()
            name = " ".join(change_words(words, families, new, draw)) if label == "person" else text[start:end]
            entities.append([len(swapped), len(swapped) + len(name), label])
            swapped, done = swapped + name, end
    return document | {"text": swapped + text[done:], "entities": entities}


def change_words(words: Sequence[str], families: Sequence[str], new: dict[str, str], draw: random.Random) -> list[str]:
    """Return a name with its words replaced by those chosen before, or by new ones."""
    if len(words) == 1 and words[0] not in new:
        new[words[0]] = draw_family(families, draw) if draw.random() < 0.6 else draw_given(draw)
    changed = []
    for number, word in enumerate(words):
        is_plain = word.isalpha() and word.istitle() and len(word) > 1
        if is_plain and word not in new:
            new[word] = draw_family(families, draw) if number == len(words) - 1 else draw_given(draw)
        changed.append(new.get(word, word))
    return changed


def draw_given(draw: random.Random) -> str:
    """Return a first name."""
    return draw.choice(read_rows("first_names"))[0].title()


def draw_family(families: Sequence[str], draw: random.Random) -> str:
    """Return a family name."""
    family = draw_given(draw) if draw.random() < FOREIGN or not families else draw.choice(families)
    if draw.random() < DOUBLE:
        return f"{family}-{draw.choice(families) if families else draw_given(draw)}"
    return draw.choice(PARTICLES) + family if draw.random() < PARTICLE else family

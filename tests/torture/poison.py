"""A spaCy pipeline that loads at once, and a reader, for which some words are poison: they hang, kill or fail."""

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from schemas.formats import FORMATS
from schemas.rejects import Problem
from tasks.ingest.limits import Limits
from tasks.ingest.read import ReadPiece
from tasks.ingest.readers.plain_text import read_text
from tasks.ingest.readers.record import RawStream, Record
from tasks.zones.place import Place


@Language.component("poison")
def swallow(doc: Doc) -> Doc:
    """Hang, die, take more memory than there is, or fail, where the text says so."""
    text = doc.text
    if "HANG" in text:
        time.sleep(3600)
    if "KILL" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    once = re.search(r"ONCE=(\S+)", text)
    if once and not Path(once[1]).exists():
        Path(once[1]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "MEMORY" in text:
        raise MemoryError
    if "FAIL" in text:
        raise ValueError("a bug that this text brings out")
    return doc


def build_model(folder: Path) -> Path:
    """A pipeline with the component in it, written to the folder."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("poison")
    nlp.to_disk(folder)
    return folder


@dataclass(frozen=True, slots=True)
class PoisonedReading(ReadPiece):
    """Reading with the poisoned reader in the place of the one of plain text."""

    def __call__(self) -> Place:
        """Read, in a worker."""
        FORMATS["txt"] = replace(FORMATS["txt"], reader="tests.torture.poison:read_poison")
        return ReadPiece.__call__(self)


def read_poison(raw: RawStream, limits: Limits) -> Iterator[Record | Problem]:
    """Plain text, unless it is poison. It hangs as readers do: inside C code that lets no other thread run."""
    content = raw.stream.read()
    raw.stream.seek(0)
    if b"READ-HANG" in content:
        re.match(r"(a+)+$", "a" * 60 + "!")
    if b"READ-KILL" in content:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"READ-FAIL" in content:
        raise KeyError("a bug that this file brings out")
    yield from read_text(raw, limits)

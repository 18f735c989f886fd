"""Corrections by people, read for the articles of a batch: each goes with the text that it is of."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pyarrow as pa

from schemas.rejects import ProblemError
from tasks.batch.corrections import CorrectionFiles, build_key, find_article_id, find_folder, find_key
from tasks.batch.places import Batch
from tasks.batch.raw_files import RawFile
from tasks.logger import LOGGER
from tasks.zones.place import Place


@dataclass(frozen=True, slots=True)
class ReadCorrections:
    """The corrections of a batch."""

    files: tuple[RawFile, ...]
    """With the hashes of what was read."""
    said: Mapping[str, str]
    """What people said, as JSON, by article and text."""
    invalid: int
    """Files that cannot be understood."""

    @property
    def articles(self) -> int:
        """Number of articles that there are corrections of."""
        return len({find_article_id(key) for key in self.said})


def read_corrections(batch: Batch, listed: CorrectionFiles) -> ReadCorrections:
    """Return the corrections in the files listed; one that cannot be understood is warned of."""
    folder = find_folder(batch)
    problems = [f"{one.raw_path}: {one.message}" for one in listed.rejects]
    files: list[RawFile] = []
    said: dict[str, str] = {}
    for file in listed.files:
        try:
            content = read_bytes(folder, file)
            files.append(replace(file, sha256=hashlib.sha256(content).hexdigest()))
            said[find_key(file.path)] = parse_file(content, find_key(file.path))
        except (ProblemError, ValueError) as error:
            problems.append(f"{file.path}: {error}")
    for problem in problems:
        LOGGER.warning("corrections are passed over: %s/%s; write them anew or remove the file", folder, problem)
    return ReadCorrections(tuple(files), said, len(problems))


def read_bytes(folder: Place, file: RawFile) -> bytes:
    """Return the content of a file. Raises ProblemError."""
    with folder.open_raw(file.path) as opened:
        return opened.stream.read()


def parse_file(content: bytes, key: str) -> str:
    """Return what a file of corrections says, in one form of JSON. Raises ValueError where it has another name."""
    from tasks.quotes.corrections import build_value, parse_value  # not where nobody has corrected anything

    try:
        value = json.loads(content)
        text = value["text"]
        is_known = build_key(value["article_id"], text) == key
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("it is no file of corrections") from None
    if not is_known:
        raise ValueError("its name is not that of its article and text")
    return json.dumps(build_value(parse_value(value, text)), sort_keys=True)


def find_corrections(articles: pa.Table, said: Mapping[str, str]) -> Iterator[str | None]:
    """Yield for each article what people said of it as it is now, or None."""
    known = {find_article_id(key) for key in said}
    for one, text in zip(articles["article_id"].to_pylist(), articles["text"].to_pylist(), strict=True):
        yield said.get(build_key(one, text)) if one in known else None


def count_corrections(read: ReadCorrections, applied: Iterable[int]) -> dict[str, int]:
    """Return the counts of the manifest, given the number of articles corrected in each shard; nothing where none."""
    corrected = sum(applied)
    counts = {"applied": corrected, "outdated": read.articles - corrected, "invalid": read.invalid}
    return counts if any(counts.values()) else {}

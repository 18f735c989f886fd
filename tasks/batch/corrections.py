"""Where the corrections of a batch lie in the raw zone, and which of them have changed since it was published.

``raw/corrections/<date>/<publisher>/<article id>-<hash of the text>.json``: beside the batches, since no reader of
articles has a use for them, and by date, so that a plan looks at those of its own batch alone.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schemas.rejects import ProblemError, Reject, build_reject
from tasks.batch.places import Batch
from tasks.batch.raw_files import RawFile, describe_raw_file, list_raw_files
from tasks.zones.place import Place

CORRECTIONS = "corrections"
"""The folder of the raw zone."""


@dataclass(frozen=True, slots=True)
class CorrectionFiles:
    """The files of a batch's corrections, by path, and what else lies among them."""

    files: tuple[RawFile, ...] = ()
    rejects: tuple[Reject, ...] = ()


def find_folder(batch: Batch) -> Place:
    """Return where the corrections of a batch lie."""
    return batch.raw_root / CORRECTIONS / batch.batch_date.isoformat()


def build_key(article_id: str, text: str) -> str:
    """Return what corrections are known by: the article, and a hash of the text that their offsets point into."""
    return f"{article_id}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def find_key(path: str) -> str:
    """Return what the corrections in a file are known by."""
    return path.rpartition("/")[2].partition(".")[0]


def find_article_id(key: str) -> str:
    """Return which article corrections are of, from what they are known by."""
    return key.partition("-")[0]


def list_corrections(batch: Batch, known: Mapping[str, RawFile], listed_at_ns: int) -> CorrectionFiles:
    """Return the correction files of a batch with their hashes; one that has kept size and stamp is not read."""
    folder = find_folder(batch)
    if not folder.is_dir():
        return CorrectionFiles()
    found, rejects = list_raw_files(folder, known, listed_at_ns)
    files: list[RawFile] = []
    for one in found:
        try:
            files.append(one if one.sha256 else describe_raw_file(folder, one.path))
        except ProblemError as error:
            rejects.append(build_reject(one.path, None, 0, error.problem))
    return CorrectionFiles(tuple(files), tuple(rejects))


def find_changed(new: Iterable[RawFile], old: Iterable[RawFile]) -> set[str]:
    """Return the ids of the articles whose corrections are others than before."""
    contents = ({(one.path, one.sha256) for one in files} for files in (new, old))
    return {find_article_id(find_key(path)) for path, _ in set.symmetric_difference(*contents)}


def describe_waiting(counts: Mapping[str, int], batch_date: date) -> list[str]:
    """Return in lines for people which corrections of a published batch do not apply, and what to do."""
    lines = []
    if outdated := counts.get("outdated"):
        what = f"{outdated:,} corrected {'article' if outdated == 1 else 'articles'} with another text now, or gone"
        lines.append(f"{what}; ask again: quotewire review {batch_date} --to FILE")
    if invalid := counts.get("invalid"):
        lines.append(f"{invalid:,} in {CORRECTIONS}/{batch_date} cannot be understood; the log of the run says which")
    return lines

"""Pieces of work that cannot be done are halved, until the one raw file or article at fault is known and rejected.

No executor does that: at most they call again what failed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from tasks.logger import LOGGER
from tasks.workers.faults import Fault, find_fault
from tasks.workers.pool import find_begun
from tasks.zones.place import Place


class Piece(Protocol):
    """Work on some raw files or articles, which can also be done in parts."""

    @property
    def folder(self) -> Place:
        """The folder it writes, named by its content."""

    def __call__(self) -> Place:
        """Do it, in a worker."""

    def halve(self) -> Sequence["Piece"]:
        """Return the same work as two pieces; none where it is for one file or article only."""

    def reject(self, fault: Fault) -> None:
        """Finish the folder without the work: a reject is in it."""


class TooManyFaultsError(Exception):
    """So many files or articles had to be rejected that the fault is not theirs."""


class Rescue:
    """Decides what replaces a piece that failed; one for each step of a run.

    After more than `most` rejects it raises TooManyFaultsError: the fault is not that of the files or articles.
    """

    def __init__(self, most: int) -> None:
        self.most, self.rejected = most, 0
        self._tried: set[Place] = set()

    def __call__(self, piece: Piece, error: Exception) -> Mapping[Place, Piece]:
        """Return, by folder, the piece once more, its halves, or itself with a reject; raises an error not its own.

        A worker may die because the machine was short of memory: only what kills a second one is at fault. Raises
        TooManyFaultsError after more than `most` rejects.
        """
        fault = find_fault(error)
        if fault is None:
            raise error
        if fault.cause == "crash" and piece.folder not in self._tried:
            LOGGER.warning("%s: %s; it is tried once more", piece.folder.name, fault.detail)
            self._tried.add(piece.folder)
            return {piece.folder: piece}
        if halves := piece.halve():
            LOGGER.warning("%s: %s; it is halved to find what is at fault", piece.folder.name, fault.detail)
            find_mark(piece.folder).write_atomically("")
            replacing = {half.folder: half for half in halves}
            self._tried.update(replacing)
            return replacing
        self._reject(piece, fault, error)
        return {piece.folder: piece}

    def _reject(self, piece: Piece, fault: Fault, error: Exception) -> None:
        self.rejected += 1
        if self.rejected > self.most:
            raise TooManyFaultsError(
                f"{self.rejected} files or articles failed, more than QUOTEWIRE_MAX_REJECT_SHARE allows, the last one: "
                f"{fault.detail}; look at the model, the memory of the workers and QUOTEWIRE_SHARD_SECONDS"
            )
        LOGGER.warning("%s: %s; rejected", piece.folder.name, fault.detail, exc_info=fault.cause == "error" and error)
        piece.reject(fault)


def unfold(pieces: Iterable[Piece]) -> dict[Place, Piece]:
    """Return the pieces by folder, cut where an earlier run had to cut them, so that its time is not spent again."""
    every = list(pieces)
    begun = find_begun(piece.folder for piece in every)
    parts = (part for one in every for part in (find_parts(one) if one.folder.parent in begun else [one]))
    return {part.folder: part for part in parts}


def find_parts(piece: Piece) -> Iterator[Piece]:
    """Yield the piece, or the parts into which an earlier run had to cut it."""
    if not piece.folder.is_finished() and find_mark(piece.folder).exists():
        for half in piece.halve():
            yield from find_parts(half)
    else:
        yield piece


def find_mark(folder: Place) -> Place:
    """Return the file that records that a piece had to be halved."""
    return folder.parent / f"{folder.name}.halved"

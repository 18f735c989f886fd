"""Raw files that have not changed since the batch was published: what they hold is taken from its tables."""

from dataclasses import dataclass

from schemas.rejects import COSTLY, Reject
from tasks.batch.known_rejects import read_rejects
from tasks.batch.plan import Plan
from tasks.batch.raw_files import RawFile

READ_AGAIN = COSTLY | {"duplicate_article", "unreadable", "vanished"}
"""Reasons of rejects that depend on other files, on time or on the moment; a file that has one is read again.

So the loser of two records with one id is at hand where the winner is gone.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """Files that need not be read again, and their rejects; their articles lie in the published table."""

    files: tuple[RawFile, ...]
    rejects: tuple[Reject, ...]

    @property
    def paths(self) -> list[str]:
        """The files' paths."""
        return [file.path for file in self.files]


def find_kept(plan: Plan) -> Kept:
    """Return the files whose articles and rejects are those of the published tables; none where the recipe differs."""
    if not plan.is_reusable:
        return Kept((), ())
    rejects = read_rejects(plan.batch.published("rejects"))
    again = {reject.raw_path for reject in rejects if reject.reason in READ_AGAIN}
    files = {file.path: file for file in plan.files if file.records is not None and file.path not in again}
    return Kept(tuple(files.values()), tuple(reject for reject in rejects if reject.raw_path in files))

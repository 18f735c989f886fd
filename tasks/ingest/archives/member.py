"""One file in an archive: its name, which is only ever a name, and its bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from schemas.rejects import ProblemError
from tasks.batch.raw_files import show_path

MAX_NAME = 1_000
OUTSIDE = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)
"""A name that leads out of the folder that the archive would be unpacked in."""
HIDDEN = re.compile(r"(?:.*/)?(?:\.(?!\.(?:/|$))|__MACOSX/|(?:Thumbs\.db|desktop\.ini)$)", re.DOTALL)
"""A name that systems give to what they add themselves."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    name: str
    """With `/`; empty for the archive itself, where it or the rest of it cannot be read."""
    size: int
    """In bytes, unpacked, as the archive has it."""
    read: Callable[[], bytes]
    """Returns its bytes. Raises ProblemError. To be called before the next member is looked at."""


def build_member(name: str, size: int, read: Callable[[], bytes]) -> Member:
    """Return a member with its name in one form; one that cannot be read where no raw file could have that name."""
    name = re.sub(r"/(?:\.?/)+", "/", show_path(name).replace("\\", "/")).removeprefix("./")
    if OUTSIDE.match(name):
        read = partial(refuse, ProblemError("bad_path", "Its name leads out of the archive"))
    elif len(name) > MAX_NAME:
        read = partial(refuse, ProblemError("bad_path", f"Its name has over {MAX_NAME:,} characters"))
    return Member(name[:MAX_NAME], size, read)


def is_hidden(member: Member) -> bool:
    """Return whether a member is passed over, as hidden files of the raw zone are."""
    return HIDDEN.match(member.name) is not None


def refuse(error: ProblemError) -> NoReturn:
    """Raise the error: what a member that cannot be read has for bytes."""
    raise error

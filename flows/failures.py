"""Errors that end a batch, in words that say what to do next."""

from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS

from tasks.zones.place import Place

FULL = {ENOSPC, EDQUOT}
UNWRITABLE = {EROFS, EACCES, EPERM}
SAID = ("no space left on device", "database or disk is full", "disk quota exceeded")
"""What libraries say that raise errors of their own."""


def explain(error: Exception, curated: Place) -> str:
    """Why a batch was not published; what an error means that is no bug, and what to do about it."""
    if is_full(error):
        place = find_place(error, curated)
        return f"no space is left on the disk of {place}; free some and run it again: what is finished is kept"
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        place = find_place(error, curated)
        return f"{place}: {error.strerror}; change who may write there, or how it is mounted, and run it again"
    return f"{type(error).__name__}: {error}"


def is_full(error: Exception) -> bool:
    """Whether a disk or quota was full."""
    return getattr(error, "errno", None) in FULL or any(words in str(error).lower() for words in SAID)


def find_place(error: Exception, curated: Place) -> object:
    """The file that the error is about; where it does not say, the curated zone."""
    return getattr(error, "filename", None) or curated

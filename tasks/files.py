"""Writing so that a reader, or a crash, never meets half a file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST, ENOTEMPTY
from pathlib import Path
from socket import gethostname


def sync(path: Path) -> None:
    """Make a file or folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(new: Path, target: Path) -> None:
    """Put the durable file `new` in the place of `target` at once; they lie on one file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new.replace(target)
    sync(target.parent)


def write_atomically(target: Path, text: str) -> None:
    """Write a text file that is there whole or not at all, whatever ends this process."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.new")
    new.write_text(text)
    sync(new)
    replace_file(new, target)


@contextmanager
def finish_folder(folder: Path) -> Iterator[Path]:
    """A folder to write to, which takes the name `folder` once all is in it; gone where the body raises.

    Where another worker has finished the same work meanwhile (a cluster may try twice), its folder stays.
    """
    unfinished = folder.with_name(f"{folder.name}.{gethostname()}-{os.getpid()}.unfinished")
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        unfinished.rename(folder)
    except OSError as error:
        if error.errno not in (EEXIST, ENOTEMPTY):
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)

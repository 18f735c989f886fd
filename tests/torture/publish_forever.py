"""Publishes two editions in turn, without end, in a child of this process: what the kills inside publishing aim at.

python -m tests.torture.publish_forever DATE PREPARED: PREPARED has a curated zone for each edition. For each line of
standard input a child begins, whose process id is printed; the line after it is read when the child is dead.
"""

import os
import shutil
import sys
from datetime import date
from itertools import cycle
from pathlib import Path

from tasks.batch.hold import hold_batch
from tasks.batch.manifest import Manifest, read_manifest
from tasks.batch.places import Batch
from tasks.publish.publish import finish_publishing, publish_tables
from tasks.zones.zone import open_zone


def read_prepared(batch: Batch) -> Manifest:
    """The manifest of an edition."""
    manifest = read_manifest(batch)
    assert manifest is not None
    return manifest


def publish(batch: Batch, editions: list[tuple[Batch, Manifest]]) -> None:
    """End what was begun, then publish and publish."""
    with hold_batch(batch) as hold:
        finish_publishing(batch, hold)
        for prepared, manifest in cycle(editions):
            batch.staged_tables.remove()
            with batch.staged_tables.staged_folder(durable=True) as staged:
                for name, path in prepared.published_files.items():
                    shutil.copyfile(str(path), staged / f"{name}.parquet")
            publish_tables(batch, hold, manifest)


def main() -> None:
    """One child after the other."""
    day = date.fromisoformat(sys.argv[1])
    raw = open_zone(os.environ["QUOTEWIRE_RAW"])
    batch = Batch(day, raw, open_zone(os.environ["QUOTEWIRE_CURATED"]))
    prepared = [Batch(day, raw, open_zone(folder)) for folder in sorted(Path(sys.argv[2]).iterdir())]
    editions = [(one, read_prepared(one)) for one in prepared]
    for _ in sys.stdin:
        if (child := os.fork()) == 0:
            publish(batch, editions)
        print(child, flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()

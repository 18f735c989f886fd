"""A raw file as its reader is given it."""

import json
from io import BufferedReader

from schemas.formats import is_gzip
from tasks.batch.raw_files import RawFile
from tasks.ingest.readers.record import RawStream


def build_stream(stream: BufferedReader, file: RawFile) -> RawStream:
    """Return an open raw file with all that its reader may know of it."""
    return RawStream(stream, is_gzip(file.path), file.size, json.loads(file.columns) if file.columns else {})

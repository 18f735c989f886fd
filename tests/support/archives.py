"""Archives to deliver: files by name, packed in each of the ways that are read."""

import gzip
import io
import tarfile
import warnings
import zipfile
from collections.abc import Sequence

import pyarrow as pa

type Files = Sequence[tuple[str, bytes]]


def build_zip(files: Files) -> bytes:
    """A .zip."""
    packed = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def build_tar(files: Files, links: Sequence[str] = ()) -> bytes:
    """A .tar, with links at its end."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/hostname"
            archive.addfile(info)
    return packed.getvalue()


def build_zstd(content: bytes) -> bytes:
    """Any bytes, packed by zstd."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(content)
    return bytes(sink.getvalue())


def pack_files(name: str, files: Files) -> bytes:
    """The archive that a name says."""
    if name.endswith(".zip"):
        return build_zip(files)
    tar = build_tar(files)
    return build_zstd(tar) if name.endswith(".zst") else tar if name.endswith(".tar") else gzip.compress(tar)

"""What a file is by its first bytes, and what is inside an archive, with bombs refused while unpacking."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from nigotis.reading.types import Unreadable

Format = Literal["text", "workbook", "parquet"]

# A gigabyte of text is about ten million lines of sales; more must come in parts.
MAX_UNPACKED = 1 << 30
# Real exports pack 5 to 40 times; deflate's own ceiling is about 1,030. Judged only past the first 32 MB, so a small
# file of equal rows is still read.
MAX_RATIO = 200
RATIO_JUDGED_FROM = 32 << 20
MAX_FILES_IN_ARCHIVE = 100
# Damage shows as any of these in the standard library's zip reader.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError, struct.error)
_CHUNK = 1 << 20
_DATA_SUFFIXES = {".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".parquet", ".gz", ""}
_OTHER_FORMATS: dict[bytes, str] = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"{\\rtf": "RTF",
    b"GIF8": "GIF",
}


@dataclass(frozen=True)
class Blob:
    """One table file out of its wrappings."""

    name: str
    format: Format
    data: bytes


def unwrap(path: Path, also: tuple[str, ...] = ()) -> list[Blob]:
    """The table files of `path`: a file, a folder, or either kind inside gzip or zip. Raises Unreadable.

    `also` names further endings that are data inside a folder or an archive.
    """
    if path.is_dir():
        inside = sorted(p for p in path.iterdir() if p.is_file() and _is_data_name(p.name, also))
        return [blob for p in inside for blob in unwrap(p, also)] or _nothing_inside()
    if path.stat().st_size > MAX_UNPACKED:
        raise Unreadable("reading.too_large", limit=MAX_UNPACKED >> 20)
    return _unwrap(path.name, path.read_bytes(), 0, also)


def _unwrap(name: str, data: bytes, depth: int, also: tuple[str, ...]) -> list[Blob]:
    if data.startswith(b"\x1f\x8b"):
        if depth > 1:
            raise Unreadable("reading.nested_archive")
        return _unwrap(name.removesuffix(".gz"), _gunzip(data), depth + 1, also)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _unzip(name, data, depth, also)
    if data.startswith(b"PAR1"):
        return [Blob(name, "parquet", data)]
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable("reading.password" if encrypted else "reading.old_excel")
    _refuse_other_formats(data)
    return [Blob(name, "text", data)]


def _refuse_other_formats(data: bytes) -> None:
    for magic, label in _OTHER_FORMATS.items():
        if data.startswith(magic):
            raise Unreadable("reading.other_format", format=label)


def _gunzip(data: bytes) -> bytes:
    """All members of a gzip file, within the limits."""
    parts: list[bytes] = []
    size = 0
    rest = data
    while rest.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=31)
        feed = rest
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(feed, _CHUNK)
            except zlib.error as error:
                raise Unreadable("reading.broken_archive") from error
            feed = unpacker.unconsumed_tail
            if not piece and not feed and not unpacker.eof:
                raise Unreadable("reading.cut_archive")
            parts.append(piece)
            size += len(piece)
            _check_growth(size, len(data))
        rest = unpacker.unused_data
    return b"".join(parts)


def _check_growth(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED:
        raise Unreadable("reading.too_large", limit=MAX_UNPACKED >> 20)
    if unpacked > RATIO_JUDGED_FROM and unpacked > packed * MAX_RATIO:
        raise Unreadable("reading.bomb")


def _unzip(name: str, data: bytes, depth: int, also: tuple[str, ...]) -> list[Blob]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [info for info in archive.infolist() if not info.is_dir()]
    except ZIP_ERRORS as error:
        raise Unreadable("reading.cut_archive") from error
    if any(info.filename == "xl/workbook.xml" for info in names):
        return [Blob(name, "workbook", data)]
    if any(info.filename == "mimetype" for info in names):
        raise Unreadable("reading.other_format", format="OpenDocument")
    if depth > 0:
        raise Unreadable("reading.nested_archive")
    return _members(archive, names, len(data), also)


def _members(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], packed: int, also: tuple[str, ...]) -> list[Blob]:
    wanted = [info for info in infos if _is_data_name(info.filename, also)]
    if len(wanted) > MAX_FILES_IN_ARCHIVE:
        raise Unreadable("reading.too_many_files", limit=MAX_FILES_IN_ARCHIVE)
    if any(info.filename.lower().endswith(".zip") for info in infos):
        raise Unreadable("reading.nested_archive")
    found: list[Blob] = []
    size = 0
    for info in wanted:
        content = _member(archive, info, packed, size)
        size += len(content)
        found += _unwrap(PurePosixPath(info.filename).name, content, 1, also)
    return found or _nothing_inside()


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, packed: int, before: int) -> bytes:
    if info.flag_bits & 1:
        raise Unreadable("reading.password")
    parts: list[bytes] = []
    size = before
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                parts.append(piece)
                size += len(piece)
                _check_growth(size, packed)
    except ZIP_ERRORS as error:
        raise Unreadable("reading.broken_archive") from error
    return b"".join(parts)


def _is_data_name(name: str, also: tuple[str, ...]) -> bool:
    path = PurePosixPath(name)
    hidden = path.name.startswith((".", "~$")) or "__MACOSX" in path.parts
    return not hidden and path.suffix.lower() in {*_DATA_SUFFIXES, *also}


def _nothing_inside() -> list[Blob]:
    raise Unreadable("reading.nothing_inside")

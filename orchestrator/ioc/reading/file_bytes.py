"""A list file's bytes, out of at most one wrapping, within bounds; and bytes as text."""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from orchestrator.documents.encodings import UnsoundEncodingError, decoded, decoded_in_part
from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import MAX_FILE_BYTES, MIB
from orchestrator.ioc.reading.line_tokens import DAMAGED
from orchestrator.text.message import say

_MAGIC: Mapping[bytes, str] = {
    b"\x1f\x8b": "gz",
    b"\xfd7zXZ\x00": "xz",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"BZh": "bz2",
    b"%PDF-": "pdf",
    b"\xd0\xcf\x11\xe0": "old-office",
}
_UNREAD: Mapping[bytes, str] = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
    b"MSCF": "CAB",
    b"{\\rtf": "RTF",
    b"SQLite format 3\0": "SQLite",
}
_NO_ARCHIVES = ("RTF", "SQLite")
_TAR_MARK, _TAR_AT = b"ustar", 257
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_MAC_LEFTOVERS = ("__MACOSX/", ".DS_Store")
_MAX_STREAMS = 100
_XZ_DICTIONARY = 64 * MIB  # that of `xz -9`
_XZ_MEMORY = _XZ_DICTIONARY + 16 * MIB
_XZ_LIMIT = "Memory usage limit exceeded"  # the library's words
_DAMAGED_SHARE = 10  # of so many characters one may be damaged


class FileContent(NamedTuple):
    """What a file holds: `kind` is `text`, `xlsx`, `docx` or `pdf`."""

    kind: str
    content: bytes


def file_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ListError: It cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ListError.one(
            say("list_file.unread", path=path, why=error.strerror),
            say("list_file.mend.readable"),
        ) from error
    if len(raw) > MAX_FILE_BYTES:
        raise _too_large()
    return raw


def unwrap(raw: bytes) -> FileContent:
    """Return what the bytes hold, out of gzip, xz or a zip archive of one file.

    Raises:
        ListError: The wrapping is damaged, locked, holds another one, or swells without bounds.
    """
    kind = _kind(raw)
    if kind not in _OPENERS:
        return _source(kind, raw)
    try:
        inner = _OPENERS[kind](raw)
    except _DAMAGE as error:
        what = say("list_file.archive", kind=kind, why=(error.args or (error,))[0])
        raise ListError.one(what, say("list_file.mend.unpack")) from error
    if _kind(inner) in _OPENERS:
        raise ListError.one(say("list_file.nested"), say("list_file.mend.unpack"))
    return _source(_kind(inner), inner)


def decode(raw: bytes) -> str:
    """Return text with every line ended by a line feed, and `DAMAGED` for what is none.

    Raises:
        ListError: It is no text in UTF-8 or marked UTF-16, or too much of it is none.
    """
    unsound: UnsoundEncodingError | None = None
    try:
        text = decoded(raw)
    except UnsoundEncodingError as error:
        text, unsound = decoded_in_part(raw), error
    if "\0" in text:
        text = text.replace("\0", DAMAGED)
    if DAMAGED in text:
        _refuse_damaged(text, unsound)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _refuse_damaged(text: str, unsound: UnsoundEncodingError | None) -> None:
    """A damaged cell costs that cell; a file in another encoding is damaged all over."""
    if text.count(DAMAGED) * _DAMAGED_SHARE <= len(text):
        return
    line = unsound.line if unsound else text.count("\n", 0, text.index(DAMAGED)) + 1
    what = (
        say("list_file.encoding", name=unsound.encoding.upper())
        if unsound
        else say("list_file.nul")
    )
    raise ListError.one(what, say("list_file.mend.save"), Place(file="", line=line)) from unsound


_DAMAGE = (
    *(OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile),
    *(RuntimeError, NotImplementedError, ValueError),
)


def _kind(raw: bytes) -> str:
    found = next((kind for magic, kind in _MAGIC.items() if raw.startswith(magic)), "text")
    if found != "zip":
        return found
    from orchestrator.documents.package import document_kind  # noqa: PLC0415 - it reads XML

    return document_kind(raw) or found


def _source(kind: str, raw: bytes) -> FileContent:
    unread = _unread(raw) if kind == "text" else None
    if unread:
        what = say("list_file.packed", kind=unread)
        mend = "list_file.mend.save" if unread in _NO_ARCHIVES else "list_file.mend.unpack"
        raise ListError.one(what, say(mend))
    if kind == "old-office" and _LOCKED_OFFICE in raw:
        raise ListError.one(say("list_file.locked"), say("list_file.mend.unlock"))
    if kind == "old-office":
        raise ListError.one(say("list_file.old_office"), say("list_file.mend.new_office"))
    return FileContent(kind, raw)


def _unread(raw: bytes) -> str | None:
    """Return the name of a form of file that nobody here reads, None for any other."""
    if raw.startswith(_TAR_MARK, _TAR_AT):
        return "tar"
    return next((name for magic, name in _UNREAD.items() if raw.startswith(magic)), None)


def _bounded(stream: IO[bytes] | gzip.GzipFile) -> bytes:
    content = stream.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise _too_large()
    return content


def _too_large() -> ListError:
    return ListError.one(say("list_file.large", n=MAX_FILE_BYTES // MIB), say("mend.split"))


def _gz(raw: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
        return _bounded(stream)


def _xz(raw: bytes) -> bytes:
    parts, size, rest = list[bytes](), 0, raw
    for _ in range(_MAX_STREAMS):  # `xz` appends one to another
        part, rest = _xz_stream(rest, MAX_FILE_BYTES + 1 - size)
        parts.append(part)
        size += len(part)
        if size > MAX_FILE_BYTES:
            raise _too_large()
        if not rest:
            return b"".join(parts)
    what = say("list_file.archive_files", n=_MAX_STREAMS + 1)
    raise ListError.one(what, say("list_file.mend.unpack"))


def _xz_stream(raw: bytes, most: int) -> tuple[bytes, bytes]:
    """Return what a stream holds, and what follows it; its padding is left out."""
    found = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
    try:
        content = found.decompress(raw, most)
    except lzma.LZMAError as error:
        if str(error) != _XZ_LIMIT:
            raise
        what = say("list_file.xz_dictionary", n=_XZ_DICTIONARY // MIB)
        raise ListError.one(what, say("list_file.mend.unpack")) from error
    if not found.eof and len(content) < most:
        raise EOFError(say("list_file.cut"))
    return content, found.unused_data.lstrip(b"\0")


def _bz2(raw: bytes) -> bytes:
    import bz2  # noqa: PLC0415 - few lists are packed so

    with bz2.BZ2File(io.BytesIO(raw)) as stream:
        return _bounded(stream)


def _zip(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [one.filename for one in archive.infolist() if _is_file(one.filename)]
        if len(names) != 1:
            what = say("list_file.archive_files", n=len(names))
            raise ListError.one(what, say("list_file.mend.unpack"))
        with archive.open(names[0]) as stream:
            return _bounded(stream)


def _is_file(name: str) -> bool:
    """Whether a name in an archive is that of a file, and of none that a system adds by itself."""
    added = name.startswith(_MAC_LEFTOVERS[0]) or name.rpartition("/")[2] == _MAC_LEFTOVERS[1]
    return not added and not name.endswith("/")


_OPENERS: Mapping[str, Callable[[bytes], bytes]] = {"gz": _gz, "xz": _xz, "bz2": _bz2, "zip": _zip}

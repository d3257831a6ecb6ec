"""Logs as blocks of whole lines: plain, gzip, xz, bzip2 or standard input, in little memory."""

import bz2
import codecs
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from orchestrator.errors import InputError
from orchestrator.text.message import say

BLOCK_BYTES = 256 * 1024
MAX_LINE_BYTES = 8 * 1024 * 1024
MAX_RATIO, RATIO_FROM_BYTES = 200, 256 * 1024 * 1024  # a log packs to a twentieth
_GZIP, _GZIP_BITS = b"\x1f\x8b", 31
_XZ, _BZIP2 = b"\xfd7zXZ\x00", b"BZh"
_XZ_MEMORY_BYTES = 128 * 1024 * 1024  # `xz -9` needs 65 MiB
_UNREADABLE = {
    b"PK\x03\x04": "zip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"\x04\x22\x4d\x18": "lz4",
}
_OTHER_CONTENT = {
    b"ElfFile\0": ".evtx",
    **dict.fromkeys((b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1"), ".pcap"),
    b"\x0a\x0d\x0d\x0a": ".pcapng",
    b"SQLite format 3\0": "SQLite",
    b"%PDF-": "PDF",
}
# Control characters that no log has many of; what is packed has one in ten bytes. Some logs part
# their fields by others, or colour them; long runs of zeros are room that nobody wrote to.
_TEXT = bytes(set(range(256)) - {*range(9), *range(0x0E, 0x1B), 0x7F} | {1, 2, 8})
_FILLING = re.compile(rb"\0{64,}")
_FEW_CONTROLS, _TEXT_SHARE, _UTF16_SHARE = 4, 50, 4
_WINDOW_BYTES = 16 * 1024
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def log_blocks(path: Path, stdin: BinaryIO) -> Iterator[bytes]:
    """Yield a log's blocks; all but the last end with a line's end. `-` is standard input.

    UTF-16 becomes UTF-8.

    Raises:
        InputError: It cannot be read, is empty, packed in another way, damaged, swells beyond
            reason, has a line of more than 8 MiB, or goes on with what is no text: names in it
            would not be found, and not finding them would look like good news.
    """
    try:
        if str(path) == "-":
            yield from _blocks(stdin)
            return
        with path.open("rb") as stream:
            yield from _blocks(stream)
    except (OSError, EOFError, OverflowError, zlib.error, lzma.LZMAError) as error:
        raise InputError.one(say("file.log_unread", path=path, why=_why(error))) from error


def _why(error: Exception) -> object:
    match error:
        case FileNotFoundError():
            return say("file.log_missing")
        case IsADirectoryError():
            return say("file.log_folder")
        case PermissionError():
            return say("file.log_denied")
        case _:
            return getattr(error, "strerror", None) or (error.args or (error,))[0]


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    first = stream.read(BLOCK_BYTES)
    if not first:  # nothing was looked at: that is no finding of nothing
        raise EOFError(say("file.log_empty"))
    pieces = chain((first,), iter(lambda: stream.read(BLOCK_BYTES), b""))
    rest = b""
    for piece in _texts(_utf8(_plain(first, pieces))):
        end = piece.rfind(b"\n") + 1
        if end:
            yield rest + piece[:end]
            rest = piece[end:]
        else:
            rest += piece
        if len(rest) > MAX_LINE_BYTES:
            raise OverflowError(say("file.log_line", n=MAX_LINE_BYTES))
    if rest:
        yield rest


def _plain(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return what is packed, unpacked, and everything else as it is."""
    if first.startswith(_GZIP):
        return _unpacked(pieces)
    if first.startswith(_XZ):
        return _streams(pieces, _xz)
    if first.startswith(_BZIP2):
        return _streams(pieces, bz2.BZ2Decompressor)
    for marks, what in ((_UNREADABLE, "file.log_packed"), (_OTHER_CONTENT, "file.log_other")):
        for mark, kind in marks.items():
            if first.startswith(mark):
                raise OverflowError(say(what, kind=kind))
    return pieces


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)


def _streams(
    pieces: Iterator[bytes], opened: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor]
) -> Iterator[bytes]:
    """Yield what streams of xz or bzip2, one after the other, hold."""
    unpack, given, taken, inside = opened(), 0, 0, False
    for piece in pieces:
        taken += len(piece)
        rest = piece
        while rest or (inside and not unpack.needs_input):
            found = unpack.decompress(rest, BLOCK_BYTES)
            given += len(found)
            _refuse_swelling(given, taken)
            yield found
            rest, inside = b"", not unpack.eof
            if not inside:
                rest, unpack = unpack.unused_data.lstrip(b"\0"), opened()
    if inside:
        raise EOFError(say("file.log_cut"))


def _refuse_swelling(given: int, taken: int) -> None:
    if given > max(RATIO_FROM_BYTES, MAX_RATIO * taken):
        raise OverflowError(say("file.log_swells", n=MAX_RATIO))


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what gzip members, one after the other, hold."""
    unzip, given, taken, inside = zlib.decompressobj(_GZIP_BITS), 0, 0, False
    for piece in pieces:
        taken += len(piece)
        rest = piece
        while rest:
            found = unzip.decompress(rest, BLOCK_BYTES)
            given += len(found)
            _refuse_swelling(given, taken)
            yield found
            inside = not unzip.eof
            rest = unzip.unconsumed_tail
            if not inside:
                rest, unzip = unzip.unused_data.lstrip(b"\0"), zlib.decompressobj(_GZIP_BITS)
    if inside:
        yield unzip.flush()
    if inside and not unzip.eof:
        raise EOFError(say("file.log_cut"))


def _texts(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces up to one that is no text."""
    passed, written = 0, False
    for piece in pieces:
        controls = piece.translate(None, _TEXT)
        if len(controls) > _FEW_CONTROLS:
            for start in range(0, len(piece), _WINDOW_BYTES):
                _refuse_binary(piece[start : start + _WINDOW_BYTES], passed + start)
        written = written or bool(piece.strip(b"\0"))
        passed += len(piece)
        yield piece
    if not written:
        raise EOFError(say("file.log_empty"))


def _refuse_binary(window: bytes, place: int) -> None:
    text = _FILLING.sub(b"", window)
    controls = text.translate(None, _TEXT)
    if len(controls) <= _FEW_CONTROLS or len(controls) * _TEXT_SHARE <= len(text):
        return
    if text.count(0) * _UTF16_SHARE > len(text):
        raise OverflowError(say("file.log_utf16"))
    raise OverflowError(say("file.log_binary", n=place))


def _utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces, b"")
    if not first.startswith(_UTF16):
        yield from chain((first,), pieces)
        return
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for piece in chain((first,), pieces):
        yield decoder.decode(piece).encode("utf-8", "replace")

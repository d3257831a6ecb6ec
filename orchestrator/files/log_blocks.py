"""Logs as blocks of whole lines: plain, gzip, xz, bzip2 or standard input, in little memory."""

import bz2
import codecs
import lzma
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
_UNREADABLE = {b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"7z\xbc\xaf\x27\x1c": "7z"}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def log_blocks(path: Path, stdin: BinaryIO) -> Iterator[bytes]:
    """Yield a log's blocks; all but the last end with a line's end. `-` is standard input.

    UTF-16 becomes UTF-8.

    Raises:
        InputError: It cannot be read, is empty, packed in another way, damaged, swells beyond
            reason, or has a line of more than 8 MiB.
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
    for piece in _utf8(_plain(first, pieces)):
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
    for mark, kind in _UNREADABLE.items():
        if first.startswith(mark):
            raise OverflowError(say("file.log_packed", kind=kind))
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


def _utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces, b"")
    if not first.startswith(_UTF16):
        yield from chain((first,), pieces)
        return
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for piece in chain((first,), pieces):
        yield decoder.decode(piece).encode("utf-8", "replace")

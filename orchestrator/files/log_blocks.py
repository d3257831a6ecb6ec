"""Logs as blocks of whole lines: plain, gzip or standard input, of any size in little memory."""

import codecs
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from orchestrator.errors import InputError
from orchestrator.text.message import say

BLOCK_BYTES = 256 * 1024
MAX_LINE_BYTES = 8 * 1024 * 1024
MAX_RATIO, RATIO_FROM_BYTES = 200, 256 * 1024 * 1024  # a log packs to a twentieth
_GZIP, _GZIP_BITS = b"\x1f\x8b", 31
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def log_blocks(path: Path, stdin: BinaryIO) -> Iterator[bytes]:
    """Yield a log's blocks; all but the last end with a line's end. `-` is standard input.

    UTF-16 becomes UTF-8.

    Raises:
        InputError: It cannot be read, is a damaged gzip or one that swells beyond reason, or
            has a line of more than 8 MiB.
    """
    try:
        if str(path) == "-":
            yield from _blocks(stdin)
            return
        with path.open("rb") as stream:
            yield from _blocks(stream)
    except (OSError, EOFError, OverflowError, zlib.error) as error:
        why = getattr(error, "strerror", None) or (error.args or (error,))[0]
        raise InputError.one(say("file.log_unread", path=path, why=why)) from error


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    first = stream.read(BLOCK_BYTES)
    pieces = chain((first,), iter(lambda: stream.read(BLOCK_BYTES), b""))
    rest = b""
    for piece in _utf8(_unpacked(pieces) if first.startswith(_GZIP) else pieces):
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


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what gzip members, one after the other, hold."""
    unzip, given, taken, inside = zlib.decompressobj(_GZIP_BITS), 0, 0, False
    for piece in pieces:
        taken += len(piece)
        rest = piece
        while rest:
            found = unzip.decompress(rest, BLOCK_BYTES)
            given += len(found)
            if given > max(RATIO_FROM_BYTES, MAX_RATIO * taken):
                raise OverflowError(say("file.log_swells", n=MAX_RATIO))
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

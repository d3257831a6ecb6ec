"""Which names and addresses stand in a text: a setting, a command line, a row of no known shape."""

import base64
import binascii
import contextlib
import re
import zlib
from collections.abc import Iterator
from itertools import chain

from orchestrator.checks.values import address, name
from orchestrator.model.observation import ConfiguredText, Sight
from orchestrator.text.host_texts import loose_ipv4

_LONGEST = 32_768  # characters of one text that are looked at; Windows takes no longer command line
# Behind one backslash stands a part of a path (`C:\\app.example\\1.2.3.4\\`), behind two a server.
_START = r"(?<![\w.-])(?:(?<!\\)|(?<=\\\\))"
_NAME = re.compile(
    _START
    + r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.){1,30}(?:xn--[a-z0-9-]{1,59}|[a-z]{2,63})(?![\w-])",
    re.ASCII | re.IGNORECASE,
)
_IPV4 = re.compile(_START + r"\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)", re.ASCII)
_URL_HOST = re.compile(
    r"//(?:[^\s/@]{0,256}@)?([0-9a-fx.]{1,60})(?=[:/?#\s\"']|\Z)", re.ASCII | re.IGNORECASE
)
# PowerShell takes every beginning of `-EncodedCommand`, behind any of its dashes or a slash.
_ENCODED = re.compile(
    r"(?<!\w)[-/\u2013\u2014\u2015](e[a-z]{0,13})[\s:]+[\"']?([A-Za-z0-9+/]{16,}={0,2})",
    re.IGNORECASE,
)
# The literal of a script that undoes base64 itself: text, or packed by gzip or deflate.
_LITERAL = re.compile(
    r"FromBase64String[\s(]+[\"']([A-Za-z0-9+/\s]{8,}={0,2})\s*[\"']", re.ASCII | re.IGNORECASE
)
_UNWRITTEN = re.compile(r"[\x00-\x1f\x7f]+")
_GZIP_OR_ZLIB, _DEFLATE = 47, -15  # as zlib calls them
_ENCODED_COMMAND, _ITS_ALIAS = "encodedcommand", "ec"
_DEPTH = 3
_IPV6 = re.compile(
    r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.ASCII | re.IGNORECASE
)


def names_in(text: str) -> tuple[str, ...]:
    """Return the DNS names in a text, lower case, each once; a file's name may look like one."""
    return tuple(dict.fromkeys(name(found[0]) for found in _NAME.finditer(text[:_LONGEST])))


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses in a text as `ipaddress` writes them, each once.

    Behind `//` also those that are written as one number, in octal or in hexadecimal digits.
    """
    text = text[:_LONGEST]
    words = (found[0] for found in chain(_IPV4.finditer(text), _IPV6.finditer(text)))
    plain = (found for word in words if (found := address(word)) is not None)
    hosts = (loose_ipv4(found[1]) for found in _URL_HOST.finditer(text))
    return tuple(dict.fromkeys((*plain, *(found for found in hosts if found is not None))))


def decoded(text: str) -> Iterator[str]:
    """Yield what encoded commands and literals in a text say, one inside another, three deep."""
    for _ in range(_DEPTH):
        text = text[:_LONGEST]
        undone = chain(
            map(_undone, _ENCODED.finditer(text)), map(_literal, _LITERAL.finditer(text))
        )
        inner = tuple(filter(None, undone))
        if not inner:
            return
        yield from inner
        text = "\n".join(inner)


def _undone(found: re.Match[str]) -> str | None:
    """Return the text behind the base64 of UTF-16 that PowerShell takes."""
    option, packed = found[1].lower(), found[2] + "=" * (-len(found[2]) % 4)
    if not _ENCODED_COMMAND.startswith(option) and option != _ITS_ALIAS:
        return None
    try:
        text = base64.b64decode(packed, validate=True).decode("utf-16-le")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return " ".join(text.split())


def _literal(found: re.Match[str]) -> str | None:
    """Return the text in a literal, of which nobody says how it was written."""
    packed = "".join(found[1].split())
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except binascii.Error:
        return None
    content = _inflated(content) or content
    wide = content[1::2].count(0) * 2 > len(content[1::2])
    text = content.decode("utf-16-le" if wide else "utf-8", "replace")
    return " ".join(_UNWRITTEN.sub(" ", text).split())


def _inflated(content: bytes) -> bytes:
    """Return what gzip, zlib or bare deflate packed, as far as is looked at; else nothing."""
    for form in (_GZIP_OR_ZLIB, _DEFLATE):
        opened = zlib.decompressobj(form)
        with contextlib.suppress(zlib.error):
            text = opened.decompress(content, _LONGEST)
            if opened.eof or opened.unconsumed_tail:  # other bytes may begin as if they were packed
                return text
    return b""


def configured(where: str, text: str, seen: Sight, *, in_force: bool = True) -> ConfiguredText:
    """Return a setting with the names and addresses that stand in it, encoded commands undone."""
    line = f"{where}\t{text}"
    text = "\n".join((text, *decoded(text)))
    return ConfiguredText(
        sight=seen,
        where=where,
        text=text,
        names=names_in(text),
        addresses=addresses_in(text),
        in_force=in_force,
        raw=line,
    )

"""Whom a CMS envelope is for: the recipients' serial numbers, read off its outer DER.

What opens an envelope says only that a key does not fit; a person must be told which one would.
"""

from collections.abc import Iterator
from typing import Final

_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_OID: Final = 0x06
_INTEGER: Final = 0x02
_EXPLICIT_0: Final = 0xA0
_ENVELOPED_DATA: Final = bytes.fromhex("2a864886f70d010703")
_MOST_RECIPIENTS: Final = 16
_MOST_SERIAL_BYTES: Final = 20  # RFC 5280
_LONG_FORM: Final = 0x80
_MOST_LENGTH_BYTES: Final = 4


class EnvelopeFormError(ValueError):
    """The bytes are no whole CMS EnvelopedData in DER."""


def recipients(der: bytes) -> tuple[int, ...]:
    """Return the serial number of each recipient's certificate, in the envelope's order.

    Raises:
        EnvelopeFormError: The bytes are no whole EnvelopedData, or have no recipient of this kind.
    """
    outer = _Cursor(der, 0, len(der))
    content_info = outer.into(_SEQUENCE)
    outer.end()
    if content_info.value(_OID) != _ENVELOPED_DATA:
        raise EnvelopeFormError("another kind of content")
    enveloped = content_info.into(_EXPLICIT_0).into(_SEQUENCE)
    enveloped.value(_INTEGER)
    serials = tuple(_serials(enveloped.into(_SET)))
    if not 0 < len(serials) <= _MOST_RECIPIENTS:
        raise EnvelopeFormError("too many recipients or none")
    return serials


def _serials(infos: "_Cursor") -> Iterator[int]:
    while not infos.at_end:
        info = infos.into(_SEQUENCE)
        info.value(_INTEGER)
        identifier = info.into(_SEQUENCE)
        identifier.value(_SEQUENCE)
        serial = identifier.value(_INTEGER)
        if not 0 < len(serial) <= _MOST_SERIAL_BYTES:
            raise EnvelopeFormError("a serial number of another size")
        yield int.from_bytes(serial, signed=True)


class _Cursor:
    """Walks the values of one constructed DER value, never past its end."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self._data = data
        self._at = at
        self._end = end

    @property
    def at_end(self) -> bool:
        return self._at == self._end

    def end(self) -> None:
        if not self.at_end:
            raise EnvelopeFormError("bytes too many")

    def value(self, tag: int) -> bytes:
        start, end = self._next(tag)
        return self._data[start:end]

    def into(self, tag: int) -> "_Cursor":
        start, end = self._next(tag)
        return _Cursor(self._data, start, end)

    def _next(self, tag: int) -> tuple[int, int]:
        if self._byte() != tag:
            raise EnvelopeFormError("another tag")
        length = self._length()
        start, self._at = self._at, self._at + length
        if self._at > self._end:
            raise EnvelopeFormError("cut")
        return start, self._at

    def _length(self) -> int:
        first = self._byte()
        if first < _LONG_FORM:
            return first
        count = first - _LONG_FORM
        if not 0 < count <= _MOST_LENGTH_BYTES:
            raise EnvelopeFormError("a length of another form")
        return int.from_bytes(bytes(self._byte() for _ in range(count)))

    def _byte(self) -> int:
        if self._at >= self._end:
            raise EnvelopeFormError("cut")
        self._at += 1
        return self._data[self._at - 1]

"""The seal of what comes home by file: CMS EnvelopedData over gzip, between two marks of text.

One profile passes .NET 2.0, `openssl cms` and Python alike: RSA PKCS#1 v1.5 and AES-256 in CBC.
It keeps strangers from reading; it proves nothing about who wrote. Accidents on the way are found
by the digest inside.
"""

import base64
import binascii
import gzip
import hashlib
import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from msgspec import Struct

from orchestrator.roads.answer_head import AnswerHead, HeadError, parted
from orchestrator.roads.envelope_recipients import EnvelopeFormError, recipients
from orchestrator.roads.kit_keys import KitKey, OpenKey, name_of_serial
from orchestrator.text.catalogue import catalogue

BEGIN: Final = b"-----BEGIN CMS-----"
END: Final = b"-----END CMS-----"
MOST_FILE_BYTES: Final = 12 * 1024 * 1024
MOST_PLAIN_BYTES: Final = 16 * 1024 * 1024

_LINE: Final = 64
_BLANK: Final = re.compile(rb"[ \t\r\n]+")


class SealFault(StrEnum):
    """Why a file is not opened."""

    NOT_OURS = "not_ours"  # no mark of a seal in it
    CUT = "cut"  # it begins, and does not end
    OTHER_KEY = "other_key"
    TOO_LARGE = "too_large"  # the file, or what is packed in it
    DAMAGED = "damaged"  # whatever else: a hostile file learns nothing from which


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsealedAnswer:
    """What a file held.

    Attributes:
        head: What the kit says of the run.
        answer: The script's own bytes.
        sha256: Of head and answer together: two files of one answer have the same.
    """

    head: AnswerHead
    answer: bytes = field(repr=False)
    sha256: str


class StillSealed(Struct, frozen=True, kw_only=True):
    """Why a file was not opened; `keys` names those that would open it, if it is for others."""

    fault: SealFault
    keys: tuple[str, ...] = ()


def explanation() -> str:
    """Return the first line of a sealed file: whoever opens it learns what to do with it."""
    return catalogue("vi")("kit_result.explanation")


def seal(plain: bytes, sealed_for: Collection[KitKey]) -> bytes:
    """Return a sealed file's bytes.

    Args:
        plain: What `with_answer` returns.
        sealed_for: The keys of which each opens it; at least one.
    """
    text = base64.b64encode(enveloped(plain, sealed_for))
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return b"\n".join((explanation().encode(), BEGIN, *lines, END, b""))


def enveloped(plain: bytes, sealed_for: Collection[KitKey]) -> bytes:
    """Return the seal itself, DER, around any bytes; see `seal`."""
    from cryptography.hazmat.primitives.ciphers import algorithms  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.serialization.pkcs7 import (  # noqa: PLC0415 - likewise
        PKCS7EnvelopeBuilder,
        PKCS7Options,
    )

    builder = (
        PKCS7EnvelopeBuilder()
        .set_data(gzip.compress(plain, mtime=0))
        .set_content_encryption_algorithm(algorithms.AES256)
    )
    for key in sealed_for:
        builder = builder.add_recipient(key.certificate)
    return builder.encrypt(Encoding.DER, [PKCS7Options.Binary])


def opened(data: bytes, keys: Collection[OpenKey]) -> UnsealedAnswer | StillSealed:
    """Return what a sealed file holds, or the one reason why not; never raises.

    Args:
        data: The file's bytes, from anywhere; more than `MOST_FILE_BYTES` are not looked at.
        keys: The private keys at hand.
    """
    der = _der(data)
    plain = der if isinstance(der, StillSealed) else unenveloped(der, keys)
    return plain if isinstance(plain, StillSealed) else _answer(plain)


def unenveloped(der: bytes, keys: Collection[OpenKey]) -> bytes | StillSealed:
    """Return what lies in the seal itself, or the one reason why not; never raises.

    Args:
        der: From anywhere, of a size that the caller bounds.
        keys: The private keys at hand.
    """
    try:
        serials = recipients(der)
    except EnvelopeFormError:
        return StillSealed(fault=SealFault.DAMAGED)
    fitting = [key for key in keys if key.serial in serials]
    if not fitting:
        names = tuple(sorted(name_of_serial(serial) for serial in serials))
        return StillSealed(fault=SealFault.OTHER_KEY, keys=names)
    return _plain(der, fitting[0])


def _der(data: bytes) -> bytes | StillSealed:
    if len(data) > MOST_FILE_BYTES:
        return StillSealed(fault=SealFault.TOO_LARGE)
    _, begin, rest = data.partition(BEGIN)
    if not begin:
        return StillSealed(fault=SealFault.NOT_OURS)
    text, end, _ = rest.partition(END)
    if not end:
        return StillSealed(fault=SealFault.CUT)
    try:
        return base64.b64decode(_BLANK.sub(b"", text), validate=True)
    except binascii.Error:
        return StillSealed(fault=SealFault.DAMAGED)


def _plain(der: bytes, key: OpenKey) -> bytes | StillSealed:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.serialization.pkcs7 import (  # noqa: PLC0415 - likewise
        pkcs7_decrypt_der,
    )

    try:
        packed = pkcs7_decrypt_der(der, key.certificate, key.private, [])
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return StillSealed(fault=SealFault.DAMAGED)
    return _unpacked(packed)


def _unpacked(packed: bytes) -> bytes | StillSealed:
    """Unpack one gzip member, whole and nothing after it, and never more than the bound."""
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = stream.decompress(packed, MOST_PLAIN_BYTES + 1)
    except zlib.error:
        return StillSealed(fault=SealFault.DAMAGED)
    if len(plain) > MOST_PLAIN_BYTES:
        return StillSealed(fault=SealFault.TOO_LARGE)
    if not stream.eof or stream.unused_data:
        return StillSealed(fault=SealFault.DAMAGED)
    return plain


def _answer(plain: bytes) -> UnsealedAnswer | StillSealed:
    try:
        head, answer = parted(plain)
    except HeadError:
        return StillSealed(fault=SealFault.DAMAGED)
    return UnsealedAnswer(head=head, answer=answer, sha256=hashlib.sha256(plain).hexdigest())

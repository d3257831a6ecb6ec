"""How lists lie in the store: compressed, each with a digest by which damage is found."""

import hashlib
import zlib

from orchestrator.evidence.codec import pack_body
from orchestrator.evidence.records import KeptList, ListForm

_MAX_LIST_BYTES = 1 << 30


def pack_list(iocs: KeptList) -> bytes:
    """Return the bytes to keep; a table, which is not what the list's digest is over, has its own.

    It stands before the table, in a line of its own.
    """
    match iocs.form:
        case ListForm.JSON:
            return pack_body(iocs.body)
        case ListForm.TABLE:
            return pack_body(_digest(iocs.body) + b"\n" + iocs.body)


def unpack_list(sha256: str, dated: str, form: str, blob: bytes) -> KeptList:
    """Return the list of `pack_list`; ValueError if it is not what was kept."""
    try:
        body = zlib.decompressobj().decompress(blob, _MAX_LIST_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    kept = ListForm(form)
    digest = sha256.encode()
    if kept is ListForm.TABLE:
        digest, _, body = body.partition(b"\n")
    if _digest(body) != digest:
        msg = "wrong digest"
        raise ValueError(msg)
    return KeptList(sha256=sha256, dated=dated, form=kept, body=body)


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()

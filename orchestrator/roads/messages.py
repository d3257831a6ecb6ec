"""Messages between the district and its sites: signed, bound to kind, site and body, and bounded.

A message is `base64(signature) LF head LF body`. The head is JSON with its keys sorted, in the one
way in which this program writes it, and holds kind, site, the SHA-256 of the body, and what its
kind says (`message_heads`). Signed is `orchestrator 1 LF` and the head; the body by its digest.

Reading has two steps, so that nothing is believed too early: `parted` tells whose a message says
that it is, `UnprovenMessage.proven` what it says if the right key signed it. Neither raises.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from msgspec import Struct

from orchestrator.files.typed_json import compact_json, load_json, typed
from orchestrator.model.site_names import SITE_NAME
from orchestrator.roads.message_heads import (
    HEADS,
    KINDS,
    HelloHead,
    MessageHead,
    MessageKind,
    Speaker,
    speaker_of,
)
from orchestrator.roads.signing_keys import SIGNATURE_BYTES, SigningKey, is_signed

MOST_MESSAGE_BYTES: Final = 8 * 1024 * 1024
"""As much as a broker of ours carries."""
MOST_MESSAGE_HEAD_BYTES: Final = 4 * 1024

_SIGNED: Final = b"orchestrator 1\n"
_BASE64_BYTES: Final = 4 * ((SIGNATURE_BYTES + 2) // 3)
_MOST_TOGETHER: Final = MOST_MESSAGE_BYTES - _BASE64_BYTES - 2  # head and body
_OWN: Final = ("kind", "site", "sha256")


class MessageFault(StrEnum):
    """Why bytes are no message that counts: the first thing that does not hold."""

    TOO_LARGE = "too_large"
    FORM = "form"  # no signature, head and body
    KIND = "kind"  # a kind that this version does not know
    HEAD = "head"  # not what a head of its kind says, or not written as we write
    DIGEST = "digest"  # another body than the head speaks of
    SITE = "site"  # another site's, or none's
    SPEAKER = "speaker"  # a kind that is not the signer's to say
    SIGNATURE = "signature"


class SignedMessage(Struct, frozen=True, kw_only=True):
    """A message that the right key signed.

    Attributes:
        site: The site that it is of, or for.
        head: What its kind says.
        sha256: Of the body.
        body: It.
    """

    site: str
    head: MessageHead
    sha256: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class UnprovenMessage:
    """A message of which nobody knows yet who wrote it: it shows nothing that could be believed.

    Attributes:
        kind: What it says that it is.
        site: Whose it says that it is; a well-formed name.
    """

    kind: MessageKind
    site: str
    _head: MessageHead = field(repr=False)
    _body: bytes = field(repr=False)
    _signed: bytes = field(repr=False)
    _signature: bytes = field(repr=False)

    def proven(self, public: str, site: str, speaker: Speaker) -> SignedMessage | MessageFault:
        """Return the message if the right key signed it, or why it is none.

        Args:
            public: The public key of whom it must be (hexadecimal).
            site: Of or for which site it must be: the name is under the signature.
            speaker: Who signs with that key: a site's result is none if the hub signed it.
        """
        if self.site != site:
            return MessageFault.SITE
        if speaker_of(self.kind) is not speaker:
            return MessageFault.SPEAKER
        if not is_signed(self._signed, self._signature, public):
            return MessageFault.SIGNATURE
        digest = hashlib.sha256(self._body).hexdigest()
        return SignedMessage(site=site, head=self._head, sha256=digest, body=self._body)

    def introduced(self) -> HelloHead | MessageFault:
        """Return what a greeting says that the key which it names signed.

        That proves only that whoever wrote it holds that key; whose key it is, a person says.
        """
        if not isinstance(self._head, HelloHead):
            return MessageFault.KIND
        found = self.proven(self._head.key, self.site, Speaker.SITE)
        return found if isinstance(found, MessageFault) else self._head


def signed_message(site: str, head: MessageHead, body: bytes, key: SigningKey) -> bytes:
    """Return the bytes of a message.

    Args:
        site: The site that says it, or that it is for.
        head: What is said; its class tells the kind.
        body: What follows it.
        key: Of the speaker.

    Raises:
        ValueError: It would be larger than anybody takes, or that is no site's name.
    """
    text = _head_text(site, head, body)
    fits = len(text) <= MOST_MESSAGE_HEAD_BYTES and len(body) + len(text) <= _MOST_TOGETHER
    if not fits or not SITE_NAME.fullmatch(site):
        msg = "no message can be made of it"
        raise ValueError(msg)
    return b"\n".join((base64.b64encode(key.sign(_SIGNED + text)), text, body))


def _head_text(site: str, head: MessageHead, body: bytes) -> bytes:
    said = json.loads(compact_json(head))
    own = {"kind": KINDS[type(head)], "site": site, "sha256": hashlib.sha256(body).hexdigest()}
    return _canonical({**said, **own})


def _canonical(said: dict[str, object]) -> bytes:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")  # `dumps` escapes whatever else


def parted(raw: bytes) -> UnprovenMessage | MessageFault:
    """Return whose a message says that it is, its body compared with its head.

    Args:
        raw: Bytes from anywhere.
    """
    if len(raw) > MOST_MESSAGE_BYTES:
        return MessageFault.TOO_LARGE
    signature, text, body = _cut(raw)
    if len(signature) != SIGNATURE_BYTES or not 0 < len(text) <= MOST_MESSAGE_HEAD_BYTES:
        return MessageFault.FORM
    said = _said(text)
    if said is None:
        return MessageFault.HEAD
    head = _typed_head(said)
    if isinstance(head, MessageFault):
        return head
    return _unproven(said, head, body, signed=_SIGNED + text, signature=signature)


def _unproven(
    said: dict[str, object], head: MessageHead, body: bytes, *, signed: bytes, signature: bytes
) -> UnprovenMessage | MessageFault:
    if hashlib.sha256(body).hexdigest() != said["sha256"]:
        return MessageFault.DIGEST
    site = said["site"]
    if not isinstance(site, str) or not SITE_NAME.fullmatch(site):
        return MessageFault.SITE
    kind = KINDS[type(head)]
    return UnprovenMessage(
        kind=kind, site=site, _head=head, _body=body, _signed=signed, _signature=signature
    )


def _cut(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Return signature, head and body; empty where there is none."""
    signed, _, rest = raw.partition(b"\n")
    text, mark, body = rest.partition(b"\n")
    if len(signed) != _BASE64_BYTES or not mark:
        return b"", b"", b""
    try:
        signature = base64.b64decode(signed, validate=True)
    except binascii.Error:
        return b"", b"", b""
    # One way to write it: the spare bits of the last letter are nothing that anybody signed.
    return (signature, text, body) if base64.b64encode(signature) == signed else (b"", b"", b"")


def _said(text: bytes) -> dict[str, object] | None:
    """Return what a head says, None where it is not written as we write.

    Written again it is the same: no key stands in it twice, and no value in another form.
    """
    try:
        said = load_json(text)
        if isinstance(said, dict) and _canonical(said) == text and said.keys() >= set(_OWN):
            return said
    except ValueError:
        return None
    return None


def _typed_head(said: dict[str, object]) -> MessageHead | MessageFault:
    kind = said["kind"]
    if kind not in tuple(HEADS):
        return MessageFault.KIND
    rest = {key: value for key, value in said.items() if key not in _OWN}
    try:
        return typed(rest, HEADS[MessageKind(str(kind))])
    except ValueError:
        return MessageFault.HEAD

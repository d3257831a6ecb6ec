"""The heads of the messages between the district and its sites: one frozen class a kind.

What a class does not name is refused, and so is a value out of its bounds: a head is a stranger's
until its signature is proven, and may be a liar's afterwards.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

SITE_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,30}[a-z0-9])?", re.ASCII)
"""A site's name: it stands in names of files and of subjects, so it is small letters and digits."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}", re.ASCII)
_MOST: Final = 10_000_000


class MessageKind(StrEnum):
    """What a message is; the members of `BY_SITES` are said by sites, the others by the hub."""

    HELLO = "hello"
    TASK = "task"
    GET = "get"
    BODY = "body"
    RESULT = "result"
    RECEIPT = "receipt"
    PERMIT = "permit"
    PERMITTED = "permitted"


BY_SITES: Final = frozenset(
    (MessageKind.HELLO, MessageKind.GET, MessageKind.RESULT, MessageKind.PERMIT)
)


class Speaker(StrEnum):
    """Who signs a message."""

    HUB = "hub"
    SITE = "site"


def speaker_of(kind: MessageKind) -> Speaker:
    """Return who says messages of a kind: nobody else may."""
    return Speaker.SITE if kind in BY_SITES else Speaker.HUB


def _need(*holds: object) -> None:
    """Refuse a head of which something does not hold; ValueError."""
    if not all(holds):
        msg = "a value out of its bounds"
        raise ValueError(msg)


def _counts(*numbers: int) -> bool:
    return all(0 <= number <= _MOST for number in numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class HelloHead:
    """A site says that it is there, and by which key it speaks.

    Attributes:
        key: Its public key, hexadecimal.
        version: Of its program.
        clock: What its clock said (aware).
        backlog: How many bundles have no receipt yet; in a file, how many follow.
    """

    key: str
    version: str
    clock: datetime
    backlog: int

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        _need(_SHA256.fullmatch(self.key), _VERSION.fullmatch(self.version))
        _need(self.clock.tzinfo, _counts(self.backlog))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultHead:
    """A site says what its machines answered; the body is sealed for the district.

    Attributes:
        sweep: The sweep's id.
        shard: Which part of it.
        machines: How many machines it is about.
        answers: How many answers are in it.
    """

    sweep: str
    shard: str
    machines: int
    answers: int

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        _need(_ID.fullmatch(self.sweep), _ID.fullmatch(self.shard))
        _need(_counts(self.machines, self.answers))


class ReceiptWord(StrEnum):
    """What the hub says of a result message."""

    TAKEN = "taken"
    UNREADABLE = "unreadable"  # whatever was wrong with seal, packing or head: never which
    REFUSED = "refused"  # it reads well, and cannot be taken here


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptHead:
    """The hub says that it has what a result message brought, or that it has not.

    Attributes:
        message: SHA-256 of the result message's body, as it was sent.
        bundle: SHA-256 of what was sealed in it; empty where it could not be opened.
        word: Whether it is taken: only then need it not be sent again.
        taken: How many tries are kept under their machines now.
        before: How many were kept already.
        waiting: How many wait for a person's word.
        out_of_scope: How many were of machines that are not that site's, and put aside.
    """

    message: str
    bundle: str
    word: ReceiptWord
    taken: int = 0
    before: int = 0
    waiting: int = 0
    out_of_scope: int = 0

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        _need(_SHA256.fullmatch(self.message))
        _need(_SHA256.fullmatch(self.bundle) or (not self.bundle and not self.is_taken))
        _need(_counts(self.taken, self.before, self.waiting, self.out_of_scope))

    @property
    def is_taken(self) -> bool:
        """Whether it need not be sent again."""
        return self.word is ReceiptWord.TAKEN


MessageHead = HelloHead | ResultHead | ReceiptHead

HEADS: Mapping[MessageKind, type[MessageHead]] = {
    MessageKind.HELLO: HelloHead,
    MessageKind.RESULT: ResultHead,
    MessageKind.RECEIPT: ReceiptHead,
}
"""The class of each kind's head; a kind without one is refused like one that is unknown."""

KINDS: Mapping[type[MessageHead], MessageKind] = {head: kind for kind, head in HEADS.items()}

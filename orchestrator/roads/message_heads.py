"""The heads of the messages between the district and its sites: one frozen class a kind.

What a class does not name is refused, and so is a value out of its bounds: a head is a stranger's
until its signature is proven, and may be a liar's afterwards.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}", re.ASCII)
_MOST: Final = 10_000_000
_MOST_ACCOUNT: Final = 255
_ASK: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
MOST_BODY_PARTS: Final = 64
"""Of one thing that a site asks for; each fits into a message."""


class MessageKind(StrEnum):
    """What a message is; the members of `BY_SITES` are said by sites, the others by the hub."""

    HELLO = "hello"
    TASK = "task"
    TAKEN = "taken"
    GET = "get"
    BODY = "body"
    RESULT = "result"
    RECEIPT = "receipt"
    PERMIT = "permit"
    PERMITTED = "permitted"


BY_SITES: Final = frozenset(
    (
        MessageKind.HELLO,
        MessageKind.TAKEN,
        MessageKind.GET,
        MessageKind.RESULT,
        MessageKind.PERMIT,
    )
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


class HelloHead(Struct, frozen=True, kw_only=True):
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


class ResultHead(Struct, frozen=True, kw_only=True):
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


class ReceiptHead(Struct, frozen=True, kw_only=True):
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


class TaskHead(Struct, frozen=True, kw_only=True):
    """The hub says what a site is to ask; the body names the machines (`task_bodies`).

    No credential, and nothing that is run: what is asked is what the site's own person allowed.

    Attributes:
        sweep: The hub's sweep.
        shard: Which part of it, from 1.
        playbook: SHA-256 of the playbook's file.
        list: SHA-256 of the list that the hub judges by.
        seconds: How long the site may take, from when it begins: clocks differ.
        issued_at: By the hub's clock (aware).
    """

    sweep: str
    shard: int
    playbook: str
    list: str
    seconds: int
    issued_at: datetime

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        _need(_ID.fullmatch(self.sweep), self.shard > 0, _counts(self.shard, self.seconds))
        _need(_SHA256.fullmatch(self.playbook), _SHA256.fullmatch(self.list))
        _need(self.seconds > 0, self.issued_at.tzinfo)


class TaskWord(StrEnum):
    """What a site says of a task."""

    TAKEN = "taken"  # it is kept, and will be done
    NOT_ALLOWED = "not_allowed"  # kept, and waits for a person there to allow the playbook
    DONE = "done"


class TakenHead(Struct, frozen=True, kw_only=True):
    """A site says that it has a task; the body names of whom no answer will come."""

    sweep: str
    shard: int
    word: TaskWord

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        _need(_ID.fullmatch(self.sweep), self.shard > 0, _counts(self.shard))


class AskedFor(StrEnum):
    """What a site asks its hub for."""

    PLAYBOOK = "playbook"
    LIST = "list"


class GetHead(Struct, frozen=True, kw_only=True):
    """A site asks for what a task names, by its digest; `part` counts from 0."""

    what: AskedFor
    digest: str
    part: int

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        _need(_SHA256.fullmatch(self.digest), _counts(self.part))


class BodyHead(Struct, frozen=True, kw_only=True):
    """The hub sends a part of what a site asked for: `parts` of them, together compressed."""

    what: AskedFor
    digest: str
    part: int
    parts: int

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        _need(_SHA256.fullmatch(self.digest), _counts(self.part, self.parts))
        _need(self.part < self.parts <= MOST_BODY_PARTS)


class PermitSaid(StrEnum):
    """What a site says of a shared account."""

    ASKING = "asking"  # whether it may be tried once
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNHEARD = "unheard"  # nobody said yes or no, or it was not tried after all


class PermitHead(Struct, frozen=True, kw_only=True):
    """A site asks for leave to try a shared account, or says what came of it.

    Attributes:
        account: Its name, as `principal_of` writes it; no password, and no digest of one.
        ask: Names this one try: random.
        said: Which of both.
    """

    account: str
    ask: str
    said: PermitSaid

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        named = 0 < len(self.account) <= _MOST_ACCOUNT and self.account.isprintable()
        _need(named, _ASK.fullmatch(self.ask))


class PermitWord(StrEnum):
    """What the hub answers."""

    YES = "yes"  # once, soon
    WAIT = "wait"  # others are trying it
    NO = "no"  # two in a row rejected it
    PROVEN = "proven"  # machines of two sites took it
    NOTED = "noted"  # it knows what came of the try


class PermittedHead(Struct, frozen=True, kw_only=True):
    """The hub answers a `PermitHead`."""

    ask: str
    word: PermitWord

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        _need(_ASK.fullmatch(self.ask))


MessageHead = (
    HelloHead
    | ResultHead
    | ReceiptHead
    | TaskHead
    | TakenHead
    | GetHead
    | BodyHead
    | PermitHead
    | PermittedHead
)

HEADS: Mapping[MessageKind, type[MessageHead]] = {
    MessageKind.HELLO: HelloHead,
    MessageKind.RESULT: ResultHead,
    MessageKind.RECEIPT: ReceiptHead,
    MessageKind.TASK: TaskHead,
    MessageKind.TAKEN: TakenHead,
    MessageKind.GET: GetHead,
    MessageKind.BODY: BodyHead,
    MessageKind.PERMIT: PermitHead,
    MessageKind.PERMITTED: PermittedHead,
}
"""The class of each kind's head; a kind without one is refused like one that is unknown."""

KINDS: Mapping[type[MessageHead], MessageKind] = {head: kind for kind, head in HEADS.items()}

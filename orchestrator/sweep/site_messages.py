"""What sites say, by whichever road it came: whose it is, whether it counts, what it is answered.

Not in the room's face: a bundle's file and the broker hand messages in here, and nowhere else.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from orchestrator import evidence
from orchestrator.roads.message_heads import (
    GetHead,
    MessageKind,
    PermitHead,
    ReceiptHead,
    ReceiptWord,
    Speaker,
    TakenHead,
    TaskWord,
)
from orchestrator.roads.messages import (
    MessageFault,
    SignedMessage,
    UnprovenMessage,
    parted,
    signed_message,
)
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.roads.task_bodies import read_left
from orchestrator.sweep.bundle_taking import NotTaken, TakeFault, TakenPart, Taker
from orchestrator.sweep.site_enrolment import own_words


class SenderFault(StrEnum):
    """Why whoever signed a message is not listened to."""

    UNKNOWN_SITE = "unknown_site"
    NOT_ACCEPTED = "not_accepted"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    OTHER_WORDS = "other_words"  # its key has not the words that were accepted
    NO_GREETING = "no_greeting"  # nothing says yet by which key the site speaks
    NO_SHARD = "no_shard"  # it speaks of a shard that it was not given
    INCOMPLETE = "incomplete"  # fewer messages than the sender put into the file


_UNHEARD: Final = {
    evidence.SiteState.NEW: SenderFault.NOT_ACCEPTED,
    evidence.SiteState.REVOKED: SenderFault.REVOKED,
    evidence.SiteState.SUSPENDED: SenderFault.SUSPENDED,
}


_SIGNED: Final = frozenset(
    (MessageKind.RESULT, MessageKind.TAKEN, MessageKind.GET, MessageKind.PERMIT)
)
"""What counts only by the key that was accepted."""


class Greeted(Struct, frozen=True, kw_only=True):
    """A site said that it is there, by the key that was accepted.

    Attributes:
        site: Which.
        key: That key, hexadecimal.
        clock: What its clock said (aware).
        backlog: How many results it has for which there is no receipt.
    """

    site: str
    key: str
    clock: datetime
    backlog: int


class TakenMessage(Struct, frozen=True, kw_only=True):
    """A result that is kept; `receipt` is the hub's own message for its site."""

    site: str
    part: TakenPart
    receipt: bytes


class RefusedMessage(Struct, frozen=True, kw_only=True):
    """A result that its site signed, and of which nothing is kept; its site is told so."""

    site: str
    fault: TakeFault
    receipt: bytes


class TaskHeard(Struct, frozen=True, kw_only=True):
    """A site said how a task stands; `left` are machines of which no answer will come."""

    site: str
    sweep: str
    shard: int
    word: TaskWord
    left: int


class BodyWanted(Struct, frozen=True, kw_only=True):
    """A site asks for what a task names."""

    site: str
    head: GetHead


class PermitWanted(Struct, frozen=True, kw_only=True):
    """A site asks for leave to try an account, or says what came of it."""

    site: str
    head: PermitHead


Found = (
    Greeted
    | TakenMessage
    | RefusedMessage
    | TaskHeard
    | BodyWanted
    | PermitWanted
    | MessageFault
    | SenderFault
)


class MessageDesk:
    """Looks at messages one by one; what many of them have in common is read once."""

    def __init__(
        self, store: evidence.Store, taker: Taker, hub: SigningKey, *, dry_run: bool = False
    ) -> None:
        """Read who may speak; with `dry_run` nothing is written."""
        self._store = store
        self._taker = taker
        self._hub = hub
        self._dry_run = dry_run
        self._sites = store.sites()
        self._greeted: dict[str, str] = {}

    def message(self, raw: bytes, at: datetime, of_site: str | None = None) -> Found:
        """Return what a message came to; what it brought is kept when this returns.

        Args:
            raw: Its bytes, from anywhere.
            at: Now (aware UTC): when it came.
            of_site: Whose road it came by; None where the road is nobody's own.

        Raises:
            StateError: Nothing was swept here yet, or the state folder is damaged.
            UnwrittenError: It cannot be written: nothing of this message is.
        """
        message = parted(raw)
        if isinstance(message, MessageFault):
            return message
        if of_site not in {None, message.site}:
            return MessageFault.SITE
        site = self._sender(message.site)
        if isinstance(site, SenderFault):
            return site
        match message.kind:
            case MessageKind.HELLO:
                return self._greeting(message, site)
            case kind if kind in _SIGNED:
                return self._proven(message, site, at)
            case _:
                return MessageFault.SPEAKER

    def _sender(self, name: str) -> evidence.SiteRow | SenderFault:
        site = self._sites.get(name)
        if site is None:
            return SenderFault.UNKNOWN_SITE
        return _UNHEARD.get(site.state) or site

    def _greeting(
        self, message: UnprovenMessage, site: evidence.SiteRow
    ) -> Greeted | MessageFault | SenderFault:
        """Remember by which key a site speaks, if that one was accepted."""
        found = message.introduced()
        if isinstance(found, MessageFault):
            return found
        if site.word is None or own_words(found.key) != site.word.words:
            return SenderFault.OTHER_WORDS
        self._greeted[site.name] = found.key
        return Greeted(site=site.name, key=found.key, clock=found.clock, backlog=found.backlog)

    def _proven(self, message: UnprovenMessage, site: evidence.SiteRow, at: datetime) -> Found:
        """Take what a site signed by the key that was accepted."""
        key = site.key or self._greeted.get(site.name)
        if key is None:
            return SenderFault.NO_GREETING
        proven = message.proven(key, site.name, Speaker.SITE)
        match proven:
            case SignedMessage(head=GetHead() as head):
                return BodyWanted(site=site.name, head=head)
            case SignedMessage(head=PermitHead() as head):
                return PermitWanted(site=site.name, head=head)
            case SignedMessage(head=TakenHead() as head, body=body):
                return self._task(site.name, head, body, at)
            case SignedMessage():
                return self._result(proven, site, key, at)
            case MessageFault():
                return proven

    def _task(self, site: str, head: TakenHead, body: bytes, at: datetime) -> Found:
        try:
            left = read_left(body)
        except ValueError:
            return MessageFault.HEAD
        word = evidence.ShardWord(
            site=site, sweep=head.sweep, shard=head.shard, said=head.word, left=left, at=at
        )
        if not self._dry_run and not self._store.hear_of_shard(word):
            return SenderFault.NO_SHARD
        return TaskHeard(
            site=site, sweep=head.sweep, shard=head.shard, word=head.word, left=len(left)
        )

    def _result(
        self, proven: SignedMessage, site: evidence.SiteRow, key: str, at: datetime
    ) -> TakenMessage | RefusedMessage:
        found = self._taker.take(proven, site, at)
        if not self._dry_run:
            self._hear(site, key, found, at)
        receipt = signed_message(site.name, _receipt(proven, found), b"", self._hub)
        if isinstance(found, NotTaken):
            return RefusedMessage(site=site.name, fault=found.fault, receipt=receipt)
        return TakenMessage(site=site.name, part=found, receipt=receipt)

    def _hear(
        self, site: evidence.SiteRow, key: str, found: TakenPart | NotTaken, at: datetime
    ) -> None:
        """Keep that a site was heard; who sends too much that nobody can open is not any more."""
        if isinstance(found, NotTaken) and found.fault is TakeFault.UNREADABLE:
            self._store.count_unreadable(site.name)
        else:
            self._store.hear(site.name, key, at)
        self._sites = self._store.sites()


def _receipt(message: SignedMessage, found: TakenPart | NotTaken) -> ReceiptHead:
    match found:
        case NotTaken(fault=TakeFault.UNREADABLE):
            return ReceiptHead(message=message.sha256, bundle="", word=ReceiptWord.UNREADABLE)
        case NotTaken(bundle=bundle):
            return ReceiptHead(message=message.sha256, bundle=bundle, word=ReceiptWord.REFUSED)
        case TakenPart():
            return ReceiptHead(
                message=message.sha256,
                bundle=found.bundle,
                word=ReceiptWord.TAKEN,
                taken=found.taken,
                before=found.before,
                waiting=found.waiting,
                out_of_scope=found.out_of_scope,
            )

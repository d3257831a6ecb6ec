"""`runner receipts` and `runner status`: what the hub has, and what still waits to be sent.

Not in the room's face: only `runner` asks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from orchestrator import evidence
from orchestrator.errors import ExitCode
from orchestrator.evidence.opening import FILE
from orchestrator.files import regular_stream
from orchestrator.roads.bundle_text import TextFault, messages_in
from orchestrator.roads.enrolment import Enrolment
from orchestrator.roads.message_heads import ReceiptHead, Speaker
from orchestrator.roads.messages import MessageFault, parted
from orchestrator.sweep.site_enrolment import enrolled, own_words
from orchestrator.text.catalogue import iso


class ReceiptFault(StrEnum):
    """Why a receipt marks nothing."""

    NO_RECEIPT = "no_receipt"  # another message of the hub
    NOT_SENT = "not_sent"  # of a part that was not made here
    NOT_TAKEN = "not_taken"  # the hub says that it has not taken it


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsRead:
    """What receipts came to.

    Attributes:
        marked: Parts that need not be sent again, since now.
        before: Those that were known already.
        faults: What was wrong with how many.
        unsent: Parts that still have no receipt.
    """

    marked: int
    before: int
    faults: Mapping[ReceiptFault | MessageFault | TextFault, int]
    unsent: int

    @property
    def exit_code(self) -> ExitCode:
        """2 where there is no receipt among them, 4 where one marks nothing."""
        if not self.faults:
            return ExitCode.DONE
        return ExitCode.INCOMPLETE if self.marked + self.before else ExitCode.BAD_INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """Where a site stands with its hub.

    Attributes:
        enrolment: For whom it works.
        key_words: The eight words of its own key.
        parts: How many parts were made.
        unsent: How many of them have no receipt.
        oldest: When the oldest of these was made (aware); None where there is none.
        unmade: How many machines' tries are in no part yet.
    """

    enrolment: Enrolment
    key_words: str
    parts: int
    unsent: int
    oldest: datetime | None
    unmade: int


def read_receipts(state: Path, files: Iterable[Path], at: datetime) -> ReceiptsRead:
    """Mark what the hub has, by its receipts.

    Args:
        state: The site's state folder.
        files: As `bundle import` wrote them.
        at: Now (aware UTC).

    Raises:
        InputError: The folder was not enrolled, or a file cannot be read.
    """
    enrolment, _ = enrolled(state)
    faults: Counter[ReceiptFault | MessageFault | TextFault] = Counter()
    marked = before = 0
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        sent = {part.sha256: part for part in store.outbox()}
        for raw in _messages(files):
            found = raw if isinstance(raw, TextFault) else proven_receipt(raw, enrolment)
            if not isinstance(found, ReceiptHead):
                faults[found] += 1
            elif not found.is_taken:
                faults[ReceiptFault.NOT_TAKEN] += 1
            elif found.bundle not in sent:
                faults[ReceiptFault.NOT_SENT] += 1
            elif isinstance(raw, bytes) and store.receive_receipt(found.bundle, raw, at):
                marked += 1
            else:
                before += 1
        unsent = sum(part.received_at is None for part in store.outbox())
    return ReceiptsRead(marked=marked, before=before, faults=dict(faults), unsent=unsent)


def _messages(files: Iterable[Path]) -> Iterable[bytes | TextFault]:
    for path in files:
        with regular_stream(path) as stream:
            yield from messages_in(stream)


def proven_receipt(raw: bytes, enrolment: Enrolment) -> ReceiptHead | ReceiptFault | MessageFault:
    """Return a receipt that the hub of this site signed for this site."""
    message = parted(raw)
    if isinstance(message, MessageFault):
        return message
    found = message.proven(enrolment.hub, enrolment.site, Speaker.HUB)
    if isinstance(found, MessageFault):
        return found
    return found.head if isinstance(found.head, ReceiptHead) else ReceiptFault.NO_RECEIPT


def site_status(state: Path) -> SiteStatus:
    """Return where a site stands with its hub.

    Raises:
        InputError: The folder was not enrolled, or cannot be read.
    """
    enrolment, key = enrolled(state)
    parts: tuple[evidence.OutboxPart, ...] = ()
    unmade = 0
    if (state / FILE).exists():  # else nothing was swept yet
        with closing(evidence.open_store(state, create=False)) as store:
            parts = store.outbox()
            unmade = sum(_unmade(store, sweep, enrolment) for sweep in store.sweeps())
    waiting = [part for part in parts if part.received_at is None]
    return SiteStatus(
        enrolment=enrolment,
        key_words=own_words(key.public),
        parts=len(parts),
        unsent=len(waiting),
        oldest=min((part.made_at for part in waiting), default=None),
        unmade=unmade,
    )


def _unmade(store: evidence.Store, sweep: str, enrolment: Enrolment) -> int:
    """Return how many machines of a sweep have tries that are in no part."""
    if store.sweep_site(sweep)[1] is not None:
        return 0
    done, last, theirs = store.in_parts(sweep), store.last_tries(sweep), set(enrolment.units)
    rows = (one.number for one in store.machines(sweep) if one.scoped.row.unit in theirs)
    return sum(last.get(number, 0) > done.get(number, 0) for number in rows)


def receipts_as_json(done: ReceiptsRead) -> Mapping[str, object]:
    """Return what `runner receipts --json` prints."""
    return {
        "marked": done.marked,
        "before": done.before,
        "unsent": done.unsent,
        "faults": {str(fault): n for fault, n in sorted(done.faults.items())},
    }


def status_as_json(status: SiteStatus) -> Mapping[str, object]:
    """Return what `runner status --json` prints."""
    return {
        "site": status.enrolment.site,
        "district": status.enrolment.district,
        "key_words": status.key_words,
        "enrolment_words": status.enrolment.words,
        "units": list(status.enrolment.units),
        "parts": status.parts,
        "unsent": status.unsent,
        "oldest": iso(status.oldest) if status.oldest else None,
        "unmade_machines": status.unmade,
    }

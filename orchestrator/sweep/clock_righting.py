"""`campaign clock`: what is dated later than now, and a person's word that it was dated wrongly.

Not in the room's face: only `campaign` asks.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.findings.act_content import tidy
from orchestrator.findings.act_refusals import SLACK, said_refusals
from orchestrator.model.clock_word import ClockWord
from orchestrator.model.deed import Signed
from orchestrator.model.look import Look
from orchestrator.sweep.acting import claim, refusal
from orchestrator.sweep.clock import Clock
from orchestrator.sweep.reading_again import bring_up_if_free
from orchestrator.text.catalogue import iso
from orchestrator.text.message import say
from orchestrator.text.visible import visible


class LookAhead(Struct, frozen=True, kw_only=True):
    """A look that is dated later than now.

    Attributes:
        evidence: Its number.
        place: `UNIT/MACHINE`; of one that names no machine, its unit and who told it.
        dated: When it was taken, by the clock of then.
    """

    evidence: int
    place: str
    dated: datetime


class ClockView(Struct, frozen=True, kw_only=True):
    """What a state folder keeps that is ahead of the clock.

    Attributes:
        at: What the clock says (aware UTC).
        newest: The latest moment that is ahead of it, None where none is.
        looks: The looks that are, by their machine.
        acts: How many words of persons are.
        words: What was said of the clock so far, the first first.
    """

    at: datetime
    newest: datetime | None
    looks: tuple[LookAhead, ...]
    acts: int
    words: tuple[ClockWord, ...]


def ahead_of_clock(state: Path, at: datetime) -> ClockView:
    """Return what is dated later than a moment, and was not said to be dated wrongly.

    Raises:
        StateError: There is no such folder, or it is damaged.
    """
    with closing(evidence.open_store(state, create=False)) as store:
        bring_up_if_free(store, state, at)
        return _view(store, at)


def put_right(state: Path, clock: Clock, signed: Signed) -> ClockView:
    """Record that the clock is right, so that what is dated later was dated wrongly.

    Args:
        state: The state folder.
        clock: The clock; it is read when nothing else is written any more.
        signed: Who says so, and why.

    Returns:
        What it is about, as it was before.

    Raises:
        UsageError: Nothing is dated later, or nobody answers for it; nothing is recorded.
        StateError: There is no such folder, it is damaged or in use, or cannot be written.
    """
    if refused := tuple(said_refusals(signed)):
        raise UsageError(map(refusal, refused))
    with closing(evidence.open_store(state, create=False)) as store:
        bring_up_if_free(store, state, clock())
        with evidence.writer_lock(state):
            found = _view(store, clock())
            if found.newest is None or found.newest <= found.at + SLACK:
                raise UsageError.one(say("clock.nothing"), say("clock.mend.nothing"))
            store.keep_clock_word(found.at, tidy(signed.actor), tidy(signed.reason))
    return found


def signed_now(actor: str, reason: str, at: datetime) -> Signed:
    """Return who says something now."""
    return Signed(actor=actor, reason=reason, claim=claim(None, at))


def _view(store: evidence.Store, at: datetime) -> ClockView:
    return ClockView(
        at=at,
        newest=max(store.ahead(at), default=None),
        looks=tuple(sorted(_looks(store, at), key=lambda one: (one.place, one.evidence))),
        acts=sum(act.recorded > at for act in store.acts()),
        words=store.clock_words(),
    )


def _looks(store: evidence.Store, at: datetime) -> Iterator[LookAhead]:
    late = tuple(look for look in store.looks() if look.span.hi > at)
    names = {one.number: f"{one.row.unit}/{one.row.machine}" for one in store.placed()}
    for look in late:
        yield LookAhead(evidence=look.evidence, place=_place(look, names), dated=look.span.hi)


def _place(look: Look, names: Mapping[int, str]) -> str:
    if look.machine is None:
        return f"{look.unit} ({look.source})"
    return names.get(look.machine, f"{look.unit}/{look.machine}")


def as_json(found: ClockView, *, done: bool) -> Mapping[str, object]:
    """Return what `campaign clock --json` prints."""
    return {
        "at": iso(found.at),
        "done": done,
        "newest": iso(found.newest) if found.newest else None,
        "looks": [
            {"evidence": one.evidence, "place": visible(one.place), "dated": iso(one.dated)}
            for one in found.looks
        ],
        "acts": found.acts,
        "words": [
            {
                "at": iso(one.at),
                "actor": one.actor,
                "reason": one.reason,
                "evidence": one.evidence,
            }
            for one in found.words
        ],
    }

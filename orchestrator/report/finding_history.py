"""What became of a finding, day by day: seen, given to somebody, handled, seen again, closed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from orchestrator.model.act import AcceptedRisk, Act, Assigned, FalsePositive, Handled
from orchestrator.model.campaign import Finding, MachineStanding
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible

_MOST = 8  # lines of one finding; the newest stay


class _Event(NamedTuple):
    at: datetime
    said: str


def looks_at(one: MachineStanding) -> Mapping[int, datetime]:
    """Return when the looks were taken that a machine's checks rest on, by their evidence."""
    looks = (check.look for check in one.checks)
    return {look.evidence: look.span.lo for look in looks if look is not None}


def history(one: Finding, looks: Mapping[int, datetime], say: Catalogue) -> tuple[str, ...]:
    """Return what became of a finding, a line an event, the oldest first.

    Args:
        one: The finding; of one that was only ever seen there is nothing to tell.
        looks: When looks were taken, by their evidence; one that closed it and is not among them
            is told of without its day.
        say: The words.
    """
    events = sorted(_events(one, looks, say))
    if not events:
        return ()
    lines = [_line(_Event(min(met.span.hi for met in one.met), say("history.first")), say)]
    lines += [_line(event, say) for event in events]
    if one.verified_by is not None and one.verified_by not in looks:
        lines.append(say("history.verified"))
    return tuple(lines[-_MOST:])


def _line(event: _Event, say: Catalogue) -> str:
    return f"{say.day(event.at)} {say.clock(event.at)}: {event.said}"


def _events(one: Finding, looks: Mapping[int, datetime], say: Catalogue) -> Iterator[_Event]:
    for act in one.acts:
        yield _Event(act.recorded, _act(act, say))
    if (listed := _listed_later(one, looks)) is not None:
        yield _Event(listed, say("history.listed"))
    if (again := _seen_again(one)) is not None:
        yield _Event(again, say("history.again"))
    for dropped in {met.dropped for met in one.met if met.dropped is not None}:
        yield _Event(dropped.at, say("history.withdrawn"))
    if one.verified_by is not None and one.verified_by in looks:
        yield _Event(looks[one.verified_by], say("history.verified"))


def _listed_later(one: Finding, looks: Mapping[int, datetime]) -> datetime | None:
    """Return since when it is listed, if that is later than the look that shows it first."""
    first = min(one.met, key=lambda met: met.span.hi)
    looked = looks.get(first.evidence)
    return first.since if looked is not None and looked < first.since else None


def _seen_again(one: Finding) -> datetime | None:
    """Return when it was first seen again after the newest word that it was handled."""
    handled = [act.recorded for act in one.acts if isinstance(act, Handled)]
    later = (met.span.hi for met in one.met if handled and met.span.lo > max(handled))
    return min(later, default=None)


def _act(act: Act, say: Catalogue) -> str:
    about = _about(act, say)
    kind = say(f"act_kind.{act.kind}")
    what = f"{kind} ({about})" if about else kind
    return say("history.act", what=what, who=visible(act.actor), why=visible(act.reason))


def _about(act: Act, say: Catalogue) -> str:
    match act:
        case Assigned(owner=owner, due=None):
            return visible(owner)
        case Assigned(owner=owner, due=datetime() as due):
            return f"{visible(owner)}, {say('kept.due', day=say.day(due))}"
        case Handled(remedy=remedy):
            return say.word("remedy", remedy)
        case (
            FalsePositive(until=until, approver=approver)
            | AcceptedRisk(until=until, approver=approver)
        ):
            return say("history.approved", until=say.day(until), approver=visible(approver))
        case _:
            return ""

"""`notice add`: what an authority tells of a unit's address becomes a finding of the unit.

Not in the room's face: only `notice` takes notices.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.errors import Problem, UsageError
from orchestrator.findings.act_content import tidy
from orchestrator.findings.act_refusals import SLACK, ActFault, RefusedAct, is_said, is_text
from orchestrator.findings.spans import look_span, notice_span
from orchestrator.findings.targets import FindingRow, NoTarget, TargetFault, finding_rows
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.model.act import EvidenceClass
from orchestrator.model.campaign import Judged
from orchestrator.model.indicator import Kind, Unused
from orchestrator.model.look import Carrier, Look, Met, Origin, Span, Trust
from orchestrator.model.result import Status
from orchestrator.sweep.acting import no_target, refusal, refuse_clock_back, written_moment
from orchestrator.sweep.finding_list import finding_as_json
from orchestrator.sweep.standing import standing
from orchestrator.sweep.unit_names import code_meant
from orchestrator.text.catalogue import iso
from orchestrator.text.message import say
from orchestrator.text.moments import TypedMoment
from orchestrator.text.visible import visible

CHECK = "notice"
"""What a sighting of a notice has where others have their check."""
_ADDRESSES = (Kind.IPV4, Kind.IPV6)
_DAY = timedelta(days=1) - timedelta(seconds=1)


class NoticeRequest(Struct, frozen=True, kw_only=True):
    """A notice as it was typed.

    Attributes:
        unit: The code of the unit whose address it is.
        address: The unit's public address.
        at: When it was seen to talk to the indicator.
        indicator: To what, defanged or not.
        actor: Who answers for the record.
        reason: Who told it, and by which document.
    """

    unit: str
    address: str
    at: str
    indicator: str
    actor: str
    reason: str


class NoticeAdded(Struct, frozen=True, kw_only=True):
    """Whether the notice is new, and the unit's finding that it belongs to."""

    at: datetime
    new: bool
    rows: tuple[FindingRow, ...]


class _Notice(Struct, frozen=True, kw_only=True):
    unit: str
    address: str
    at: TypedMoment
    value: str
    actor: str
    reason: str

    @property
    def span(self) -> Span:
        """When it happened: a day without a time is the whole of it."""
        last = self.at.at.astimezone(UTC)
        first = last - _DAY if self.at.whole_day else last
        return Span(notice_span(first).lo, notice_span(last).hi)


def add_notice(state: Path, request: NoticeRequest, now: datetime) -> NoticeAdded:
    """Keep a notice; the same one twice is one.

    Args:
        state: The state folder.
        request: The notice.
        now: Now (aware UTC).

    Raises:
        UsageError: Something of it cannot be; nothing is kept.
        StateError: There is no such folder, it is damaged, or it cannot be written.
    """
    refuse_clock_back(state, now)
    judged = standing(state, now)
    notice = _checked(judged, request)
    told = evidence.ToldEvidence(
        origin=Origin.NOTICE,
        unit=notice.unit,
        source=notice.reason,
        collected_at=judged.at,
        earliest=notice.span.lo,
        body=_body(notice),
    )
    with closing(evidence.open_store(state, create=False)) as store:
        new = store.keep_told(told, _looked(notice, judged))
    rows = (row for row in finding_rows(standing(state, now)) if _is_of(row, notice))
    return NoticeAdded(at=judged.at, new=new, rows=tuple(rows))


def as_json(done: NoticeAdded) -> Mapping[str, object]:
    """Return what `notice add --json` prints."""
    return {
        "at": iso(done.at),
        "new": done.new,
        "findings": [finding_as_json(row) for row in done.rows],
    }


def _checked(judged: Judged, request: NoticeRequest) -> _Notice:
    known = tuple(one.unit.code for one in judged.units)
    meant = code_meant(request.unit, (one.unit for one in judged.units))
    request = replace(request, unit=meant)
    if request.unit not in known:
        raise no_target(NoTarget(fault=TargetFault.NO_UNIT, given=request.unit, known=known))
    at = written_moment(request.at)
    address, value = (normalise(refang(g.strip())) for g in (request.address, request.indicator))
    problems = tuple(_problems(judged, request, at, address, value))
    if problems or isinstance(address, Unused) or isinstance(value, Unused):
        raise UsageError(problems)
    return _Notice(
        unit=request.unit,
        address=address.text,
        at=at,
        value=_with_port(value),
        actor=tidy(request.actor),
        reason=tidy(request.reason),
    )


def _problems(
    judged: Judged, request: NoticeRequest, at: TypedMoment, address: Value | Unused, value: object
) -> Iterator[Problem]:
    if not is_text(request.actor, request.reason):
        yield refusal(RefusedAct(fault=ActFault.NO_TEXT))
    if not is_said(request.actor):
        yield refusal(RefusedAct(fault=ActFault.NO_ACTOR))
    if not is_said(request.reason):
        yield refusal(RefusedAct(fault=ActFault.NO_REASON))
    first = at.at - _DAY if at.whole_day else at.at
    if first > judged.at + SLACK:
        yield refusal(RefusedAct(fault=ActFault.FUTURE, about=at.told))
    if isinstance(address, Unused) or address.kind not in _ADDRESSES:
        given = visible(request.address)
        yield Problem(what=say("notice.no_address", given=given), mend=say("notice.mend.address"))
    if isinstance(value, Unused):
        why, given = say(f"unused.{value}"), visible(request.indicator)
        what = say("notice.no_indicator", given=given, why=why)
        yield Problem(what=what, mend=say("notice.mend.indicator"))


def _with_port(value: Value) -> str:
    if value.port is None:
        return value.text
    host = f"[{value.text}]" if value.kind is Kind.IPV6 else value.text
    return f"{host}:{value.port}"


def _body(notice: _Notice) -> bytes:
    told = {
        "unit": notice.unit,
        "address": notice.address,
        "at": notice.at.told,
        "indicator": notice.value,
        "by": notice.actor,
        "reason": notice.reason,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _looked(notice: _Notice, judged: Judged) -> evidence.Looked:
    """Return the look that a notice is: of no machine, and of no check."""
    look = Look(
        evidence=0,
        machine=None,
        unit=notice.unit,
        origin=Origin.NOTICE,
        trust=Trust.RELAYED,
        carrier=Carrier.FILE,
        source=notice.reason,
        span=look_span(Origin.NOTICE, judged.at, notice.span.lo),
    )
    met = Met(
        evidence=0,
        value=notice.value,
        klass=EvidenceClass.REPORTED,
        status=Status.CONNECTED,
        check=CHECK,
        observed=notice.value,
        span=notice.span,
        raw=f"{notice.address} -> {notice.value}: {notice.reason}",
        since_list=judged.list.sha256,
        since=notice.span.lo,  # no list found it: it was told
    )
    return evidence.Looked(look=look, met=(met,), whole=False)


def _is_of(row: FindingRow, notice: _Notice) -> bool:
    key = row.finding.key
    about = (key.unit, key.value, key.klass)
    return about == (notice.unit, notice.value, EvidenceClass.REPORTED)

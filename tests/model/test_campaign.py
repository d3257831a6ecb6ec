"""The values of a campaign: what cannot be made, what they say of themselves, how they are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from orchestrator.files.typed_json import compact_json, read_json
from orchestrator.model.act import (
    ACTS,
    Act,
    EvidenceClass,
    Handled,
    Handling,
)
from orchestrator.model.answer import Note, Unread, Window
from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import UnitType
from orchestrator.model.campaign import (
    CLOSED_STATES,
    CheckStanding,
    Finding,
    FindingKey,
    FindingState,
    MachineScope,
    MachineStanding,
    UnitStanding,
)
from orchestrator.model.district import Unit
from orchestrator.model.indicator import Indicator, Kind
from orchestrator.model.look import Look, LookControl, Met, Origin, Said, Span, Trust
from orchestrator.model.observation import CachedName, HostsLine, Lookup, Sight
from orchestrator.model.plan import ControlRule
from orchestrator.model.result import (
    AnswerKind,
    ControlResult,
    ControlVerdict,
    Hit,
    Rule,
    ScopeRow,
    Status,
    UnitVerdict,
    Verdict,
    Weakness,
)

AT = datetime(2026, 11, 2, tzinfo=UTC)
LATER = AT + timedelta(days=3)
SIGHT = Sight(source="dns_cache")
KEY = FindingKey(machine=7, unit="u1", value="bad.example", klass=EvidenceClass.LOOKUP)
MET = Met(
    evidence=1,
    value="bad.example",
    klass=EvidenceClass.LOOKUP,
    status=Status.RESOLVED,
    check="dns_cache",
    observed="x.bad.example",
    span=Span(AT, AT),
    since=AT,
)
CONTROL = LookControl(
    result=ControlResult(control="EP-01", title="t", severity="high", verdict=ControlVerdict.PASS),
    rules=(ControlRule.OS_SUPPORT,),
)
LOOK = Look(
    evidence=1,
    machine=7,
    unit="u1",
    origin=Origin.KIT,
    trust=Trust.WITNESSED,
    span=Span(AT, LATER),
    answers={
        "connections": Said(
            kind=AnswerKind.ANSWERED, source="ss", window=Window(start=AT), notes=(Note.MOVED,)
        ),
        "dns_cache": Said(kind=AnswerKind.UNANSWERED, reason=Unread.DENIED, detail="no"),
    },
    watch_from=AT,
    box="A",
    controls=(CONTROL,),
)
HANDLED = Handled(
    id="a",
    machine=7,
    unit="u1",
    claimed=AT,
    recorded=AT,
    actor="a",
    reason="r",
    remedy=Handling.ISOLATED,
)


def finding(state: FindingState = FindingState.NEW, **more: object) -> Finding:
    span = Span(AT, AT)
    return Finding(key=KEY, state=state, met=(MET,), first=span, last=span, looks_seen=1, **more)


def test_no_span_ends_before_it_begins():
    with pytest.raises(ValueError, match="a span from"):
        Span(LATER, AT)
    assert Span(AT, AT) < Span(AT, LATER) < Span(LATER, LATER)


@pytest.mark.parametrize("value", [LOOK, MET, HANDLED], ids=["look", "met", "act"])
def test_a_row_comes_back_from_its_json(value: Look | Met | Handled):
    assert read_json(compact_json(value), type(value)) == value


def test_every_kind_of_act_has_its_word():
    assert set(ACTS.values()) == set(Act.__args__)
    assert all(kind.kind == word for word, kind in ACTS.items())


def test_the_machine_itself_spoke_in_a_sweep_and_in_a_kit():
    own = {one for one in Origin if replace(LOOK, origin=one).is_own}
    assert own == {Origin.SWEEP, Origin.KIT}


def test_what_is_weak_or_blocked_makes_no_finding():
    assert MET.counts
    assert not replace(MET, weakness=Weakness.OLD_TRACE).counts
    assert not replace(MET, status=Status.HOSTS_BLOCK).counts


def test_a_finding_keeps_its_number_and_another_kind_has_another():
    assert finding().number == KEY.number
    assert len(KEY.number) == 8
    others = (
        replace(KEY, machine=8),
        replace(KEY, machine=None),
        replace(KEY, klass=EvidenceClass.CONTACT),
        replace(KEY, value="bad.example:443"),
    )
    assert len({KEY.number, *(one.number for one in others)}) == 5
    assert replace(others[1], unit="u2").number != others[1].number


@pytest.mark.parametrize("state", FindingState)
def test_only_the_first_three_states_are_closed(state: FindingState):
    closed = state in tuple(FindingState)[:3]
    assert finding(state).is_open is not closed
    assert (state in CLOSED_STATES) is closed


def test_only_what_is_closed_by_a_word_awaits_a_look():
    assert finding(FindingState.FALSE_POSITIVE, next_look=AT).awaits_look
    assert not finding(FindingState.FALSE_POSITIVE).awaits_look
    assert not finding(FindingState.HANDLED, next_look=AT).awaits_look


def test_a_hit_leads_to_the_finding_of_its_value_and_kind_alone():
    scope = MachineScope(number=7, row=ScopeRow(machine="m1", unit="u1"))
    one = MachineStanding(scope=scope, verdict=Verdict.FAIL, findings=(finding(),))
    name = CachedName(sight=SIGHT, name="x.bad.example", lookup=Lookup.ANSWERED, raw="")
    listed = Indicator(value="bad.example", kind=Kind.DOMAIN, citations=())
    hit = Hit(
        indicator=listed,
        rule=Rule.PARENT,
        status=Status.RESOLVED,
        check="dns_cache",
        observed=name.name,
        observation=name,
    )
    assert one.finding_of(hit) == finding()
    other = replace(listed, value="other.example")
    assert one.finding_of(replace(hit, indicator=other)) is None
    setting = HostsLine(sight=SIGHT, address="192.0.2.1", names=(name.name,), line=1, raw="")
    assert one.finding_of(replace(hit, observation=setting)) is None


def test_what_a_later_list_named_was_seen_before():
    assert not finding().before_listing
    listed = replace(finding(), met=(replace(MET, since=LATER),))
    assert listed.before_listing


def test_a_check_says_when_it_was_looked_at():
    said = LOOK.answers["connections"]
    row = CheckStanding(check="connections", required=True, said=said, look=LOOK, counts=True)
    assert row.looked_at == AT
    assert replace(row, look=None).looked_at is None


def test_a_unit_counts_its_machines_and_those_that_pass_by_their_own_word():
    scope = MachineScope(number=7, row=ScopeRow(machine="m1", unit="u1"))
    passed = MachineStanding(scope=scope, verdict=Verdict.PASS, trust=Trust.ASKED)
    failed = MachineStanding(
        scope=scope,
        verdict=Verdict.FAIL,
        trust=Trust.DECLARED,
        findings=(finding(), finding(FindingState.CLOSED_VERIFIED)),
    )
    kind = UnitType(code="k", name=Bilingual(vi="k", en="k"))
    unit = UnitStanding(
        unit=Unit(code="u1", name="U", type=kind),
        verdict=UnitVerdict.FAIL,
        machines=(passed, replace(passed, trust=Trust.DECLARED), failed),
        basis="",
    )
    assert unit.count(Verdict.PASS) == 2
    assert unit.declared == 1
    assert failed.open_findings == (finding(),)


def test_the_own_looks_of_a_machine_are_those_of_its_checks_each_once():
    first, later, told = (
        Look(evidence=evidence, machine=1, unit="u", span=Span(AT, AT), origin=origin)
        for evidence, origin in ((1, Origin.SWEEP), (2, Origin.KIT), (3, Origin.INGEST))
    )
    said = Said(kind=AnswerKind.ANSWERED)
    checks = tuple(
        CheckStanding(check=name, required=True, said=said, look=of, counts=True)
        for name, of in (("a", later), ("b", first), ("c", None), ("d", later), ("e", told))
    )
    scope = MachineScope(number=1, row=ScopeRow(machine="m", unit="u"))
    one = MachineStanding(scope=scope, verdict=Verdict.PASS, checks=checks)
    assert one.own_looks == (later, first)

"""`junit.xml`: one test case a machine, for schedulers that show such files.

Green is a machine that passes, in a unit that passes, and nothing else: what was not looked at is
an error, and a set in which there is nothing is one, too.
"""

from collections.abc import Iterator
from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from msgspec import Struct

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.result import (
    ControlVerdict,
    MachineResult,
    Subject,
    UnitResult,
    UnitVerdict,
    Verdict,
)
from orchestrator.report.exchange.data_table import Teller
from orchestrator.report.inert import EMPTY, Inert
from orchestrator.report.shown import Shown
from orchestrator.text import reasons
from orchestrator.text.catalogue import Catalogue, iso

_MOST_HITS = 40  # the tables have them all


class CaseEnd(StrEnum):
    """How a test case that is not green ends, by the name of its element."""

    FAILURE = "failure"
    ERROR = "error"
    SKIPPED = "skipped"


class JunitCase(Struct, frozen=True, kw_only=True):
    """One test case; `end` is None for a green one, `kind` is a machine word for programs."""

    suite: Inert
    name: Inert
    end: CaseEnd | None = None
    kind: str = ""
    message: Inert = EMPTY
    lines: tuple[Inert, ...] = ()


def junit_bytes(shown: Shown, say: Catalogue) -> bytes:
    """Return the document, suites by the units' codes."""
    teller = Teller.of(shown, say)
    units = sorted(shown.result.units, key=lambda unit: unit.unit.code)
    of_units = (tuple(_of_unit(unit, shown, teller)) for unit in units)
    suites = (_whole(shown, teller), *of_units)
    root = Element("testsuites", name=teller.people.text(shown.result.authority.campaign))
    _count(root, [case for suite in suites for case in suite])
    for cases in suites:
        _suite(root, cases, iso(shown.result.ended_at).removesuffix("Z"))
    indent(root, " ")
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _whole(shown: Shown, teller: Teller) -> tuple[JunitCase, ...]:
    """Return the case of the set itself: whether it is whole, and its list good for a pass."""
    result, say, text = shown.result, teller.say, teller.people.text
    suite, name = Inert("orchestrator"), text(say("data_case.set"))
    faults = tuple(
        text(say(key))
        for key, holds in (
            ("data_case.unfinished", not result.finished),
            ("data_case.list", result.list_bars_pass),
            ("data_case.nothing", not any(unit.in_scope for unit in result.units)),
            ("data_case.controls", result.subject is Subject.CONTROLS),
        )
        if holds
    )
    if not faults:
        return (JunitCase(suite=suite, name=name),)
    case = JunitCase(
        suite=suite, name=name, end=CaseEnd.ERROR, kind="set", message=faults[0], lines=faults
    )
    return (case,)


def _of_unit(unit: UnitResult, shown: Shown, teller: Teller) -> Iterator[JunitCase]:
    yield _verdict(unit, teller)
    for machine in sorted(unit.machines, key=lambda machine: machine.scope.machine):
        yield _machine(unit, machine, shown.result.subject, teller)
    for one in shown.removed(unit.unit.code):
        if one.open_findings:
            yield _removed(unit, one, teller)


def _verdict(unit: UnitResult, teller: Teller) -> JunitCase:
    """Return the case of a unit as a whole: it can fail where none of its machines does."""
    text, say = teller.people.text, teller.say
    suite, name = text(unit.unit.code), text(say("data_case.unit", unit=unit.unit.name))
    ends = {UnitVerdict.FAIL: CaseEnd.FAILURE, UnitVerdict.INSUFFICIENT: CaseEnd.ERROR}
    if (end := ends.get(unit.verdict)) is None:
        return JunitCase(suite=suite, name=name)
    message = text(say.word("verdict", unit.verdict))
    return JunitCase(suite=suite, name=name, end=end, kind=str(unit.verdict), message=message)


def _machine(
    unit: UnitResult, machine: MachineResult, subject: Subject, teller: Teller
) -> JunitCase:
    text, say = teller.people.text, teller.say
    suite, name = text(unit.unit.code), text(machine.scope.machine)
    broken = tuple(row for row in machine.controls if row.verdict is ControlVerdict.FAIL)
    match machine.verdict:
        case Verdict.PASS:
            return JunitCase(suite=suite, name=name)
        case Verdict.FAIL:
            return JunitCase(
                suite=suite, name=name, end=CaseEnd.FAILURE, kind=str(Verdict.FAIL),
                message=text(say.word("verdict", machine.verdict)),
                lines=tuple(_hits(machine, teller)),
            )  # fmt: skip
        case Verdict.EXCLUDED:
            why = machine.scope.excluded
            return JunitCase(
                suite=suite, name=name, end=CaseEnd.SKIPPED, kind=str(Verdict.EXCLUDED),
                message=text(why.reason if why else say.word("verdict", machine.verdict)),
            )  # fmt: skip
        case Verdict.NOT_ASSESSED if subject is Subject.CONTROLS and broken:
            return JunitCase(
                suite=suite, name=name, end=CaseEnd.FAILURE, kind="control",
                message=text(say.word("verdict", Verdict.FAIL)),
                lines=tuple(text(f"{row.control}: {row.title}") for row in broken),
            )  # fmt: skip
        case Verdict.NOT_ASSESSED:
            told = reasons.machine(machine, say)
            return JunitCase(
                suite=suite, name=name, end=CaseEnd.ERROR, kind=str(machine.reason),
                message=text(told.title), lines=(text(told.sentence), text(told.remedy)),
            )  # fmt: skip


def _removed(unit: UnitResult, one: MachineStanding, teller: Teller) -> JunitCase:
    """Return the case of a machine that left the inventory with something open."""
    text, say = teller.people.text, teller.say
    lines = (f"{row.number}: {say.word('finding_state', row.state)}" for row in one.open_findings)
    return JunitCase(
        suite=text(unit.unit.code), name=text(one.scope.row.machine), end=CaseEnd.FAILURE,
        kind="removed", message=text(say("data_case.removed")), lines=tuple(map(text, lines)),
    )  # fmt: skip


def _hits(machine: MachineResult, teller: Teller) -> Iterator[Inert]:
    hits = [hit for hit in machine.hits if hit.fails]
    for hit in hits[:_MOST_HITS]:
        status, seen = teller.say.word("status", hit.status), teller.people.listed(hit.observed)
        yield teller.people.text(f"{status}: {seen} ({hit.indicator.citations[0].list})")
    if hits[_MOST_HITS:]:
        yield teller.people.text(teller.say("page.more", n=len(hits) - _MOST_HITS))


def _suite(root: Element, cases: tuple[JunitCase, ...], at: str) -> None:
    suite = SubElement(root, "testsuite", name=cases[0].suite, timestamp=at, time="0")
    _count(suite, list(cases))
    for case in cases:
        row = SubElement(suite, "testcase", classname=case.suite, name=case.name, time="0")
        if case.end is not None:
            ended = SubElement(row, case.end, message=case.message)
            if case.end is not CaseEnd.SKIPPED:
                ended.set("type", case.kind)
            ended.text = "\n".join(case.lines) or None


def _count(element: Element, cases: list[JunitCase]) -> None:
    counts = {"tests": len(cases)}
    for name, end in (
        ("failures", CaseEnd.FAILURE),
        ("errors", CaseEnd.ERROR),
        ("skipped", CaseEnd.SKIPPED),
    ):
        counts[name] = sum(case.end is end for case in cases)
    for name, number in counts.items():
        element.set(name, str(number))

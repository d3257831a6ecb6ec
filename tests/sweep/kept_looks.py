"""A state folder with built looks: when they were taken, and what they met, is a test's choice."""

from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from orchestrator import ioc
from orchestrator.evidence import Looked, open_store
from orchestrator.model.act import EvidenceClass
from orchestrator.model.ioc_table import as_table
from orchestrator.model.look import Look, Met, Said, Span
from orchestrator.model.result import AnswerKind, Status
from orchestrator.model.rules import RULES
from orchestrator.sweep.judging import to_keep
from tests.evidence.building import SCRIPT, UNIT, record, scope, trip

LOOKED = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
MACHINES = ("a", "b")
BAD = "bad.example"
GRAVE = "203.0.113.7"
WORSE = "worse.example"


def looked_at(
    state: Path,
    sweep: str,
    at: datetime,
    *values: str,
    answering: tuple[str, ...] = MACHINES,
    there: tuple[str, ...] = MACHINES,
    boxes: Mapping[str, str] = MappingProxyType({}),
    met_by: tuple[str, ...] = ("a",),
    family: str = "",
) -> None:
    """Keep a sweep in which machines were read whole, and some of them met these values.

    Of those that are `there`, those answer that are `answering`; `boxes` name their hardware.
    `family` is what the list calls the malware behind all of its values.
    """
    listed = state.parent / "list.csv"
    more = f",{family}" if family else ""
    head_row = "domain,malware" if family else "domain"
    rows = (head_row, f"{BAD}{more}", f"{GRAVE}{more}", f"{WORSE}{more.upper()}")
    listed.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    iocs = ioc.load([listed], today=LOOKED.date())
    head = replace(
        record(sweep), ioc_sha256=iocs.sha256, started_at=at - timedelta(minutes=1), ended_at=at
    )
    with closing(open_store(state, create=True)) as store:
        store.begin(head, scope(*there), (SCRIPT,), to_keep(as_table(iocs)))
        for stored in store.machines(head.id):
            name = stored.scoped.row.machine
            if name not in answering:
                continue
            came = replace(
                trip(name, f"{sweep} {name}".encode()),
                started_at=at,
                ended_at=at,
            )
            met = tuple(_met(value, at, iocs.sha256) for value in values) if name in met_by else ()
            found = Looked(
                look=_look(stored.number, at, boxes.get(name, f"box {name}")), met=met, whole=True
            )
            store.add(head, came, stored, SCRIPT, {}, None, found)


def _look(number: int, at: datetime, box: str) -> Look:
    return Look(
        evidence=0,
        machine=number,
        unit=UNIT.code,
        span=Span(at, at),
        answers={check: Said(kind=AnswerKind.ANSWERED, rows=1) for check in RULES.required},
        watch_from=at - timedelta(days=3),
        box=box,
    )


def _met(value: str, at: datetime, listed: str) -> Met:
    contact = value == GRAVE
    return Met(
        evidence=0,
        value=value,
        klass=EvidenceClass.CONTACT if contact else EvidenceClass.LOOKUP,
        status=Status.CONNECTED if contact else Status.RESOLVED,
        check="connections" if contact else "dns_cache",
        observed=value,
        span=Span(at, at),
        process=r"C:\Users\x\=cmd.exe (PID 7)" if contact else None,
        since_list=listed,
        since=at,
    )

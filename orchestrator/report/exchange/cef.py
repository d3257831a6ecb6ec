"""`events.cef`: lines for a SIEM, one a machine and one a hit, values as they are, times in UTC.

Every machine of the scope has a line, whatever is known of it: a search for machines that passed
finds none that nobody looked at.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from orchestrator.model.observation import Connection
from orchestrator.model.result import Hit, MachineResult, UnitResult, Verdict
from orchestrator.report.finding_view import process_of
from orchestrator.report.inert import raw
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import iso
from orchestrator.text.host_texts import address_of

_VERDICT, _HIT = "machine", "hit"
_SEVERITY = {Verdict.FAIL: 8, Verdict.NOT_ASSESSED: 5, Verdict.EXCLUDED: 2, Verdict.PASS: 0}
_HIT_FAILS, _HIT_NOTED = 9, 3
_LONGEST = 1023  # what collectors take of one value


def cef_bytes(shown: Shown) -> bytes:
    """Return the lines, by unit, then machine; each machine's verdict, then its hits."""
    return "".join(f"{line}\n" for line in _lines(shown)).encode()


def _lines(shown: Shown) -> Iterator[str]:
    for unit in sorted(shown.result.units, key=lambda unit: unit.unit.code):
        for machine in sorted(unit.machines, key=lambda machine: machine.scope.machine):
            yield _machine(unit, machine, shown)
            for hit in (*machine.hits, *machine.suppressed):
                yield _hit(unit, machine, hit, shown)


def _machine(unit: UnitResult, machine: MachineResult, shown: Shown) -> str:
    standing = shown.standing(machine)
    said = {
        **_about(unit, machine, shown, machine.attempted_at),
        "cat": _VERDICT,
        "outcome": str(machine.verdict),
        "reason": str(machine.reason or ""),
        "cs3": str(machine.outcome),
        "cs3Label": "attempt",
        "cs4": iso(standing.good_until) if standing and standing.good_until else "",
        "cs4Label": "good_until",
        "cnt": str(sum(hit.fails for hit in machine.hits)),
    }
    name = f"machine {machine.verdict}"
    return _line(f"{_VERDICT}.{machine.verdict}", name, _SEVERITY[machine.verdict], said)


def _hit(unit: UnitResult, machine: MachineResult, hit: Hit, shown: Shown) -> str:
    source, finding = hit.indicator.citations[0], shown.finding(machine, hit)
    seen = hit.observation.sight.seen_to or hit.observation.sight.seen_from
    tlp = source.context.tlp if source.context else None
    is_address = address_of(hit.observed) is not None
    said = {
        **_about(unit, machine, shown, seen or machine.attempted_at),
        "cat": _HIT,
        "outcome": "fail" if hit.fails else "noted",
        "reason": str(hit.weakness or ("allowed" if hit.allowed else "")),
        "dst" if is_address else "dhost": hit.observed,
        "dpt": str(hit.observation.remote_port) if isinstance(hit.observation, Connection) else "",
        "sproc": str(process_of(hit) or ""),
        "cs3": source.published,
        "cs3Label": "indicator",
        "cs4": f"{source.list}:{source.line}",
        "cs4Label": "list",
        "cs5": hit.check,
        "cs5Label": "check",
        "cs6": f"TLP:{tlp}".upper() if tlp else "",
        "cs6Label": "tlp",
        "externalId": finding.number if finding else "",
    }
    severity = _HIT_FAILS if hit.fails else _HIT_NOTED
    return _line(f"{_HIT}.{hit.status}", str(hit.status), severity, said)


def _about(
    unit: UnitResult, machine: MachineResult, shown: Shown, at: datetime | None
) -> dict[str, str]:
    """Return what every line says: when, of which machine and unit, of which sweep and list."""
    when = at or shown.result.ended_at
    scope = machine.scope
    place = {"src": scope.address} if scope.address and address_of(scope.address) else {}
    return {
        "rt": str(int(when.timestamp() * 1000)),
        "shost": scope.machine,
        **place,
        "cs1": unit.unit.code,
        "cs1Label": "unit",
        "cs2": shown.result.list.sha256,
        "cs2Label": "list_sha256",
        "deviceExternalId": shown.result.sweep,
    }


def _line(signature: str, name: str, severity: int, said: Mapping[str, str]) -> str:
    """Return one line; a label without a value is left out."""
    head = "|".join(("CEF:0", "orchestrator", "orchestrator", "1", signature, _head(name)))
    kept = {key: raw(text)[:_LONGEST] for key, text in said.items() if text}
    pairs = " ".join(
        f"{key}={_escaped(text)}"
        for key, text in kept.items()
        if not key.endswith("Label") or key.removesuffix("Label") in kept
    )
    return f"{head}|{severity}|{pairs}"


def _head(text: str) -> str:
    return raw(text).replace("\\", "\\\\").replace("|", "\\|")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("=", "\\=")

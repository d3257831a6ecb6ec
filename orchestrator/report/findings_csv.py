"""`findings.csv`: one row a hit, raw as evidence, and harmless when a spreadsheet opens it."""

from collections.abc import Iterator

from orchestrator.model.campaign import Finding
from orchestrator.model.indicator import ListedContext, context_as_json
from orchestrator.model.result import Hit, MachineResult, UnitResult
from orchestrator.report.csv_writer import table_pieces
from orchestrator.report.finding_view import process_of
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import iso

CONTEXT_COLUMNS = (
    "ioc_family", "ioc_tags", "ioc_phases", "ioc_tlp", "ioc_first_seen", "ioc_last_seen",
    "ioc_description", "ioc_source",
)  # fmt: skip
COLUMNS = (
    "unit", "unit_name", "ward", "machine", "indicator", "status", "check", "observed", "process",
    "rule", "list", "version", "line", "seen", "evidence_sha256", "verdict", "weak",
    "allowed_by", *CONTEXT_COLUMNS, "finding", "state",
)  # fmt: skip


def csv_pieces(shown: Shown) -> Iterator[bytes]:
    """Yield the table, hits by unit, then machine."""
    return table_pieces(COLUMNS, rows(shown))


def rows(shown: Shown) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table, each as long as `COLUMNS`; what is not known is empty."""
    for unit in shown.units_by_code():
        for machine in sorted(unit.machines, key=lambda machine: machine.scope.machine):
            for hit in (*machine.hits, *machine.suppressed):
                yield (*_row(unit, machine, hit), *_finding(shown.finding(machine, hit)))


def _row(unit: UnitResult, machine: MachineResult, hit: Hit) -> tuple[str, ...]:
    source = hit.indicator.citations[0]
    return (
        unit.unit.code,
        unit.unit.name,
        unit.unit.ward or "",
        machine.scope.machine,
        source.published,
        str(hit.status),
        hit.check,
        hit.observed,
        str(process_of(hit) or ""),
        str(hit.rule),
        source.list,
        source.version,
        str(source.line),
        _seen(hit),
        " ".join(evidence.sha256 for evidence in machine.evidence),
        str(machine.verdict),
        str(hit.weakness or ""),
        _allowed_by(hit),
        *_context(source.context),
    )


def _finding(one: Finding | None) -> tuple[str, str]:
    """Return the number of the finding that a hit belongs to, and where that stands."""
    return (one.number, str(one.state)) if one else ("", "")


def _context(context: ListedContext | None) -> tuple[str, ...]:
    said = context_as_json(context) if context else {}
    texts = (said.get(column.removeprefix("ioc_"), "") for column in CONTEXT_COLUMNS)
    return tuple(", ".join(text) if isinstance(text, list) else str(text) for text in texts)


def _allowed_by(hit: Hit) -> str:
    by = hit.allowed
    return f"{by.owner}: {by.reason} ({by.expires})" if by else ""


def _seen(hit: Hit) -> str:
    sight = hit.observation.sight
    ends = tuple(iso(end) if end else ".." for end in (sight.seen_from, sight.seen_to))
    return "" if ends == ("..", "..") else "/".join(ends)

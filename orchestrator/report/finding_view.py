"""The evidence drill-down: a card a machine, a block for each fact on it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from orchestrator.model.observation import Connection, LookedUp, Process, mentioned
from orchestrator.model.result import Evidence, Hit, MachineResult, Status, SweepResult
from orchestrator.report.check_view import SourceRow, source_rows, title
from orchestrator.report.fact_blocks import FactKey, facts, findings, key_of
from orchestrator.report.hit_lines import (
    BlockLine,
    citation_words,
    hit_lines,
    seen_words,
    short,
    why_weak,
)
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang


def process_of(hit: Hit) -> Process | None:
    """Return who held the connection or asked for the name; None where none was read."""
    seen = hit.observation
    return seen.process if isinstance(seen, Connection | LookedUp) else None


def listed_values(result: SweepResult) -> Iterator[str]:
    """Yield every name and address that must be defanged: what was hit, and where it led to."""
    for unit in result.units:
        for machine in unit.machines:
            for hit in (*machine.hits, *machine.suppressed):
                yield hit.observed
                yield hit.indicator.value
                yield from (citation.published for citation in hit.indicator.citations)
                yield from mentioned(hit.observation).values


MOST_PARTS = 40  # a machine may lie as much as it likes: the page stays readable, the CSV whole
_MOST_LINES = 12
_MOST_VALUES = 8  # names and addresses in the head of a fact

_Group = tuple[Hit, ...]


class FactSource(Struct, frozen=True, kw_only=True):
    """What one source shows of a fact, in full: for a technician, folded."""

    status: str
    code: str
    lines: tuple[BlockLine, ...]
    source: str
    excerpt: tuple[str, ...]


class Block(Struct, frozen=True, kw_only=True):
    """One fact: `what` was met, the findings that it makes, and in a few lines who and when."""

    sign: str
    status: str
    what: tuple[str, ...]
    tags: tuple[str, ...]
    numbers: tuple[str, ...]
    lines: tuple[BlockLine, ...]
    parts: tuple[FactSource, ...]


class Card(Struct, frozen=True, kw_only=True):
    """All facts of one machine, gravest first; `findings` counts those that fail it."""

    anchor: str
    sign: str
    name: str
    says: str
    room: str
    findings: int
    about: tuple[BlockLine, ...]
    partly: bool
    blocks: tuple[Block, ...]
    more: int
    sources: tuple[SourceRow, ...]
    evidence: tuple[BlockLine, ...]


def card(shown: Shown, machine: MachineResult, anchor: str, say: Catalogue) -> Card:
    """Return the card of a machine that has hits."""
    groups = _groups(machine.hits)
    kept = groups[:MOST_PARTS]
    first = next((hit for hit in machine.hits if hit.fails), machine.hits[0])
    return Card(
        anchor=anchor,
        sign="fail" if first.fails else "out",
        name=machine.scope.machine,
        says=say(f"says.{first.status}", what=_what(first, say)),
        room=machine.scope.room or "",
        findings=findings(machine),
        about=tuple(_about(machine, say)),
        partly=any(check.missed for check in machine.checks),
        blocks=tuple(_block(shown, machine, fact, say) for fact in _by_fact(kept)),
        more=len(groups) - len(kept),
        sources=source_rows(machine, say),
        evidence=tuple(_evidence(machine.evidence, say)),
    )


def _groups(hits: Sequence[Hit]) -> tuple[_Group, ...]:
    """Return hits that differ in nothing but their rows, together."""
    grouped: dict[object, list[Hit]] = {}
    for hit in hits:
        key = (hit.status, hit.check, hit.observed, hit.indicator.value, hit.indicator.port,
               hit.rule, hit.weakness, process_of(hit))  # fmt: skip
        grouped.setdefault(key, []).append(hit)
    return tuple(tuple(group) for group in grouped.values())


def _by_fact(groups: Sequence[_Group]) -> Iterator[tuple[_Group, ...]]:
    """Yield the groups of each fact."""
    for fact in facts(tuple(hit for group in groups for hit in group)):
        keys: set[FactKey] = {key_of(hit) for hit in fact}
        yield tuple(group for group in groups if key_of(group[0]) in keys)


def _what(hit: Hit, say: Catalogue) -> str:
    seen = defang(hit.observed)
    if isinstance(hit.observation, Connection):
        return say("says.port", what=seen, port=str(hit.observation.remote_port))
    return seen


def _about(machine: MachineResult, say: Catalogue) -> Iterator[BlockLine]:
    scope, facts_read = machine.scope, machine.facts
    system = (facts_read.os if facts_read else None) or scope.os
    known = (scope.machine, scope.label, scope.address, system)
    yield BlockLine(label=say("found.machine"), values=(" · ".join(filter(None, known)),))
    if facts_read and facts_read.elevated is not None:
        word = "found.elevated" if facts_read.elevated else "found.not_elevated"
        yield BlockLine(label=say("found.account"), values=(say(word),))


def _block(shown: Shown, machine: MachineResult, groups: Sequence[_Group], say: Catalogue) -> Block:
    hits = tuple(hit for group in groups for hit in group)
    heads = tuple(group[0] for group in groups)
    found = (shown.finding(machine, hit) for hit in heads)
    observed = tuple(dict.fromkeys(defang(hit.observed) for hit in heads))
    return Block(
        sign="fail" if any(hit.fails for hit in hits) else "out",
        status=" · ".join(dict.fromkeys(say.word("status", hit.status) for hit in heads)),
        what=observed[:_MOST_VALUES],
        tags=tuple(dict.fromkeys(say(tag) for tag in map(_tag, heads) if tag)),
        numbers=tuple(dict.fromkeys(one.number for one in found if one is not None)),
        lines=tuple(_summary(groups, machine.attempted_at, say)),
        parts=tuple(_part(group, machine.attempted_at, say) for group in groups),
    )


def _summary(
    groups: Sequence[_Group], read_at: datetime | None, say: Catalogue
) -> Iterator[BlockLine]:
    """Yield what everybody should know of a fact: who did it, who lists it, when it was seen."""
    heads = tuple(group[0] for group in groups)
    if any(hit.of_own_address for hit in heads):
        yield BlockLine(label=say("found.own"), values=(say("found.own_is"),))
    weak = dict.fromkeys(why_weak(hit.weakness, hit, say) for hit in heads if hit.weakness)
    if weak:
        yield BlockLine(label=say("found.why_weak"), values=tuple(weak))
    owners = dict.fromkeys(str(owner) for hit in heads if (owner := process_of(hit)) is not None)
    if owners:
        yield BlockLine(label=say("found.process"), values=_few(owners), mono=True)
    devices = dict.fromkeys(filter(None, (hit.observation.sight.subject for hit in heads)))
    if devices:
        yield BlockLine(label=say("found.device"), values=_few(devices))
    lists = dict.fromkeys(
        citation_words(source, say) for hit in heads for source in hit.indicator.citations
    )
    yield BlockLine(label=say("found.lists"), values=_few(lists))
    seen = dict.fromkeys(
        say(
            "found.seen_in",
            check=title(group[0].check, say),
            at=seen_words(group, read_at, say),
        )
        for group in groups
    )
    yield BlockLine(label=say("found.seen"), values=_few(seen))


def _few(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)[:_MOST_VALUES]


def _part(group: Sequence[Hit], read_at: datetime | None, say: Catalogue) -> FactSource:
    hit = group[0]
    return FactSource(
        status=say.word("status", hit.status),
        code=str(hit.status),
        lines=tuple(hit_lines(group, read_at, say)),
        source=hit.observation.sight.source,
        excerpt=tuple(dict.fromkeys(_columns(row.observation.raw) for row in group))[:_MOST_LINES],
    )


def _tag(hit: Hit) -> str:
    if hit.status is Status.HOSTS_BLOCK:
        return "found.defence"
    return "found.weak" if hit.weak else ""


def _evidence(rows: Sequence[Evidence], say: Catalogue) -> Iterator[BlockLine]:
    for row in rows:
        note = say("found.evidence_note", size=row.size_bytes, script=row.script_sha256)
        values = [say("found.evidence_is", sha256=row.sha256), note]
        if row.clock_offset_s is not None and abs(row.clock_offset_s) >= 1:
            values.append(say("found.clock", seconds=round(row.clock_offset_s)))
        yield BlockLine(label=say("found.evidence"), values=tuple(values), mono=True)


def _columns(raw: str) -> str:
    """Return a row cut to size, its tabs as the gaps that a person reads them as."""
    return "   ".join(short(raw).split("\t"))

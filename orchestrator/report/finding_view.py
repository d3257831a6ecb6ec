"""The evidence drill-down: a card a machine, a block for each distinct finding on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator.model.indicator import Citation
from orchestrator.model.observation import (
    CachedName,
    ConfiguredText,
    Connection,
    Detection,
    HostsLine,
    LookedUp,
    OwnAddress,
    Posture,
    Process,
    ResolverSetting,
    Transfer,
    mentioned,
)
from orchestrator.model.result import Evidence, Hit, MachineResult, Status, SweepResult, Weakness
from orchestrator.report.check_view import SourceRow, source_rows
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.context_words import context_words
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


MOST_BLOCKS = 40  # a machine may lie as much as it likes: the page stays readable, the CSV whole
_MOST_LINES = 12
_LINE_LENGTH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLine:
    """One line of a block: what, and its values; `mono` for text as the machine wrote it."""

    label: str
    values: tuple[str, ...]
    mono: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One finding: the hits that differ in nothing but their rows."""

    status: str
    code: str
    tag: str  # catalogue id of a mark, or empty
    sign: str
    lines: tuple[BlockLine, ...]
    source: str
    excerpt: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All findings of one machine, gravest first."""

    anchor: str
    sign: str
    name: str
    says: str
    room: str
    hits: int
    about: tuple[BlockLine, ...]
    partly: bool
    blocks: tuple[Block, ...]
    more: int
    sources: tuple[SourceRow, ...]
    evidence: tuple[BlockLine, ...]


def card(machine: MachineResult, anchor: str, say: Catalogue) -> Card:
    """Return the card of a machine that has hits."""
    groups = _groups(machine.hits)
    shown = groups[:MOST_BLOCKS]
    first = next((hit for hit in machine.hits if hit.fails), machine.hits[0])
    return Card(
        anchor=anchor,
        sign="fail" if first.fails else "out",
        name=machine.scope.machine,
        says=say(f"says.{first.status}", what=_what(first, say)),
        room=machine.scope.room or "",
        hits=len(groups),
        about=tuple(_about(machine, say)),
        partly=any(check.missed for check in machine.checks),
        blocks=tuple(_block(group, machine.attempted_at, say) for group in shown),
        more=len(groups) - len(shown),
        sources=source_rows(machine, say),
        evidence=tuple(_evidence(machine.evidence, say)),
    )


def findings(machine: MachineResult) -> int:
    """Return how many distinct failing findings a machine has."""
    return len(_groups(tuple(hit for hit in machine.hits if hit.fails)))


def _groups(hits: Sequence[Hit]) -> tuple[tuple[Hit, ...], ...]:
    grouped: dict[object, list[Hit]] = {}
    for hit in hits:
        key = (hit.status, hit.check, hit.observed, hit.indicator.value, hit.indicator.port,
               hit.rule, hit.weakness, process_of(hit))  # fmt: skip
        grouped.setdefault(key, []).append(hit)
    return tuple(tuple(group) for group in grouped.values())


def _what(hit: Hit, say: Catalogue) -> str:
    seen = defang(hit.observed)
    if isinstance(hit.observation, Connection):
        return say("says.port", what=seen, port=str(hit.observation.remote_port))
    return seen


def _about(machine: MachineResult, say: Catalogue) -> Iterator[BlockLine]:
    scope, facts = machine.scope, machine.facts
    system = (facts.os if facts else None) or scope.os
    known = (scope.machine, scope.label, scope.address, system)
    yield BlockLine(label=say("found.machine"), values=(" · ".join(filter(None, known)),))
    if facts and facts.elevated is not None:
        word = "found.elevated" if facts.elevated else "found.not_elevated"
        yield BlockLine(label=say("found.account"), values=(say(word),))


def _block(group: Sequence[Hit], read_at: datetime | None, say: Catalogue) -> Block:
    hit = group[0]
    return Block(
        status=say.word("status", hit.status),
        code=str(hit.status),
        tag=_tag(hit),
        sign="fail" if hit.fails else "out",
        lines=tuple(_lines(group, read_at, say)),
        source=hit.observation.sight.source,
        excerpt=tuple(dict.fromkeys(_columns(row.observation.raw) for row in group))[:_MOST_LINES],
    )


def _tag(hit: Hit) -> str:
    if hit.status is Status.HOSTS_BLOCK:
        return "found.defence"
    return "found.weak" if hit.weak else ""


def _lines(group: Sequence[Hit], read_at: datetime | None, say: Catalogue) -> Iterator[BlockLine]:
    hit = group[0]
    yield BlockLine(label=say("found.observed"), values=(defang(hit.observed),), mono=True)
    if hit.of_own_address:
        yield BlockLine(label=say("found.own"), values=(say("found.own_is"),))
    if hit.weakness:
        yield BlockLine(label=say("found.why_weak"), values=(_why_weak(hit.weakness, hit, say),))
    yield from _detail(hit, say)
    if hit.observation.sight.subject:
        yield BlockLine(label=say("found.device"), values=(hit.observation.sight.subject,))
    published = dict.fromkeys(defang(source.published) for source in hit.indicator.citations)
    rule = say.word("rule", hit.rule)
    yield BlockLine(
        label=say("found.indicator"), values=tuple(f"{text} ({rule})" for text in published)
    )
    yield BlockLine(
        label=say("found.lists"),
        values=tuple(_citation(source, say) for source in hit.indicator.citations),
    )
    if context := tuple(_contexts(hit.indicator.citations, say)):
        yield BlockLine(label=say("found.context"), values=context)
    yield BlockLine(label=say("found.seen"), values=(_seen(group, read_at, say),))


def _why_weak(why: Weakness, hit: Hit, say: Catalogue) -> str:
    one = hit.indicator
    day = one.valid_from if why is Weakness.NOT_YET_VALID else one.valid_until
    return say(f"weak.{why}", day=say.day(day) if day else "", port=str(one.port), owner=one.shared)


def _detail(hit: Hit, say: Catalogue) -> Iterator[BlockLine]:
    match hit.observation:
        case Connection() as row:
            yield from _connection(row, say)
        case CachedName() as row:
            yield from _leads_to(filter(None, (row.target, row.address)), say)
        case HostsLine() as row:
            said = say("found.hosts_line_is", line=str(row.line), address=row.address)
            yield BlockLine(label=say("found.hosts_line"), values=(said,))
        case ResolverSetting() as row:
            key = "found.setting_is" if row.interface else "found.setting_whole"
            said = say(key, interface=row.interface, origin=str(row.origin))
            yield BlockLine(label=say("found.setting"), values=(said,))
        case LookedUp() as row:
            yield from _looked_up(row, say)
        case ConfiguredText() | Transfer() as row:
            yield from _text(row, say)
        case Posture() | OwnAddress() as row:
            yield from _posture(row, say)


def _text(row: ConfiguredText | Transfer, say: Catalogue) -> Iterator[BlockLine]:
    """Return where a text is set; of a transfer whose it is, where to, and what it runs."""
    if isinstance(row, ConfiguredText):
        yield BlockLine(label=say("found.configured"), values=(defang(row.where),), mono=True)
        return
    job = tuple(filter(None, (row.job, row.owner)))
    yield BlockLine(label=say("found.transfer"), values=job, mono=True)
    if row.target:
        yield BlockLine(label=say("found.transfer_to"), values=(row.target,), mono=True)
    if row.command:
        values = (defang(row.command),)
        yield BlockLine(label=say("found.transfer_runs"), values=values, mono=True)
    if row.when is not None:
        yield BlockLine(label=say("found.transfer_at"), values=(say.moment(row.when),))


def _posture(row: Posture | OwnAddress, say: Catalogue) -> Iterator[BlockLine]:
    """Return what is known of an antivirus detection; other rows are whole in the excerpt."""
    if isinstance(row, Posture) and isinstance(row.trait, Detection):
        yield BlockLine(label=say("found.threat"), values=(row.trait.threat,), mono=True)
        if row.trait.found_at is not None:
            yield BlockLine(label=say("found.detected"), values=(say.moment(row.trait.found_at),))


def _looked_up(row: LookedUp, say: Catalogue) -> Iterator[BlockLine]:
    yield from _leads_to((*row.targets, *row.addresses), say)
    if row.when is not None:
        yield BlockLine(label=say("found.looked_up"), values=(say.moment(row.when),))
    if row.process is not None:
        yield from _process(row.process, say)


def _leads_to(ends: Iterable[str], say: Catalogue) -> Iterator[BlockLine]:
    values = tuple(map(defang, ends))
    if values:
        yield BlockLine(label=say("found.leads_to"), values=values, mono=True)


def _connection(row: Connection, say: Catalogue) -> Iterator[BlockLine]:
    said = say(
        "found.connection_is",
        protocol=row.protocol.upper(),
        local=_end(row.local_address, row.local_port),
        remote=defang(_end(row.remote_address, row.remote_port)),
        state=str(row.state),
    )
    yield BlockLine(label=say("found.connection"), values=(said,))
    if row.process is None:
        yield BlockLine(label=say("found.process"), values=(say("found.process_unread"),))
    else:
        yield from _process(row.process, say)


def _process(owner: Process, say: Catalogue) -> Iterator[BlockLine]:
    yield BlockLine(label=say("found.process"), values=(str(owner),), mono=True)
    if owner.command_line:
        line = _short(owner.command_line)
        yield BlockLine(label=say("found.command_line"), values=(line,), mono=True)
    if owner.user:
        yield BlockLine(label=say("found.user"), values=(owner.user,), mono=True)
    if owner.started_at:
        yield BlockLine(label=say("found.started"), values=(say.moment(owner.started_at),))


def _end(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _citation(source: Citation, say: Catalogue) -> str:
    said = say(
        "found.list_is", list=source.list, version=say.day(source.version), line=str(source.line)
    )
    if source.confidence is None:
        return said
    return say("found.list_confidence", source=said, confidence=source.confidence)


def _contexts(sources: Iterable[Citation], say: Catalogue) -> Iterator[str]:
    """Yield what lists say of an indicator; a unit's page leaves the district."""
    for context in dict.fromkeys(one.context for one in sources if one.context):
        if context.restricted:
            yield say("found.context_restricted", tlp=f"TLP:{context.tlp}".upper())
        else:
            yield context_words(context, say)


def _seen(group: Sequence[Hit], read_at: datetime | None, say: Catalogue) -> str:
    sights = tuple(hit.observation.sight for hit in group)
    starts = tuple(sight.seen_from for sight in sights if sight.seen_from)
    ends = tuple(sight.seen_to for sight in sights if sight.seen_to)
    if starts and ends and min(starts) != max(ends):
        return say("found.seen_between", start=say.moment(min(starts)), end=say.moment(max(ends)))
    if starts and not ends:
        return say("found.seen_since", start=say.moment(min(starts)))
    if ends:
        return say.moment(max(ends))
    if read_at:
        return say("found.seen_unknown", at=say.moment(read_at))
    return say("found.seen_unknown_bare")


def _evidence(rows: Sequence[Evidence], say: Catalogue) -> Iterator[BlockLine]:
    for row in rows:
        note = say("found.evidence_note", size=row.size_bytes, script=row.script_sha256)
        values = [say("found.evidence_is", sha256=row.sha256), note]
        if row.clock_offset_s is not None and abs(row.clock_offset_s) >= 1:
            values.append(say("found.clock", seconds=round(row.clock_offset_s)))
        yield BlockLine(label=say("found.evidence"), values=tuple(values), mono=True)


def _short(text: str) -> str:
    return text if len(text) <= _LINE_LENGTH else f"{text[:_LINE_LENGTH]}…"


def _columns(raw: str) -> str:
    """Return a row cut to size, its tabs as the gaps that a person reads them as."""
    return "   ".join(raw[:_LINE_LENGTH].split("\t"))

"""What is known of hits, line by line: where, by whom, when, and by which list."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

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
)
from orchestrator.model.result import Hit, Weakness
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.context_words import context_words
from orchestrator.text.defang import defang

_LINE_LENGTH = 400


class BlockLine(Struct, frozen=True, kw_only=True):
    """One line of a block: what, and its values; `mono` for text as the machine wrote it."""

    label: str
    values: tuple[str, ...]
    mono: bool = False


def hit_lines(
    group: Sequence[Hit], read_at: datetime | None, say: Catalogue
) -> Iterator[BlockLine]:
    """Yield all that is known of hits that differ in nothing but their rows."""
    hit = group[0]
    yield BlockLine(label=say("found.observed"), values=(defang(hit.observed),), mono=True)
    if hit.of_own_address:
        yield BlockLine(label=say("found.own"), values=(say("found.own_is"),))
    if hit.weakness:
        yield BlockLine(label=say("found.why_weak"), values=(why_weak(hit.weakness, hit, say),))
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
        values=tuple(citation_words(source, say) for source in hit.indicator.citations),
    )
    if context := tuple(_contexts(hit.indicator.citations, say)):
        yield BlockLine(label=say("found.context"), values=context)
    yield BlockLine(label=say("found.seen"), values=(seen_words(group, read_at, say),))


def why_weak(why: Weakness, hit: Hit, say: Catalogue) -> str:
    """Return why a hit is shown and fails nobody."""
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
        line = short(owner.command_line)
        yield BlockLine(label=say("found.command_line"), values=(line,), mono=True)
    if owner.user:
        yield BlockLine(label=say("found.user"), values=(owner.user,), mono=True)
    if owner.started_at:
        yield BlockLine(label=say("found.started"), values=(say.moment(owner.started_at),))


def _end(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def citation_words(source: Citation, say: Catalogue) -> str:
    """Return which list names an indicator, and where."""
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


def seen_words(group: Sequence[Hit], read_at: datetime | None, say: Catalogue) -> str:
    """Return when something was seen, as far as its source tells.

    Args:
        group: What shows it.
        read_at: When the machine was read, for sources that tell no time.
        say: The words.
    """
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


def short(text: str) -> str:
    """Return a text of a machine cut to a length that a page bears."""
    return text if len(text) <= _LINE_LENGTH else f"{text[:_LINE_LENGTH]}…"

"""What commands of `findings` print for people: defanged, and with nothing hidden in it."""

from collections.abc import Iterator
from datetime import datetime

from orchestrator.cli.showing.printing import terminal_columns
from orchestrator.cli.showing.table import fitted
from orchestrator.errors import Problem
from orchestrator.model.act import AcceptedRisk, Act, Assigned, FalsePositive, Handled
from orchestrator.model.campaign import Finding, FindingState
from orchestrator.model.look import Met, Span
from orchestrator.sweep import acting, finding_import, finding_list, noticing
from orchestrator.text.catalogue import NOTHING, Catalogue
from orchestrator.text.defang import Defanger, defang
from orchestrator.text.visible import visible

_SHOWN = 20  # refused rows; all of them are in --json
_COLUMNS = ("number", "state", "unit", "machine", "indicator", "kind", "age", "next")
_FIGURES = frozenset({6})
_SPARE = (_COLUMNS.index("kind"), _COLUMNS.index("age"))  # where a terminal has no room
_SIGHTINGS = 10  # of one finding on the screen; all of them are in --json
SHORT_ID = 12  # digits of an act's id, enough to name it


def list_lines(done: finding_list.FindingList, words: Catalogue) -> Iterator[str]:
    """Yield the table of findings, and how many there are."""
    if done.rows:
        yield finding_table(finding_list.by_place(done.rows), done.judged.at, words)
        yield ""
    shown, still_open = finding_list.counts(done.rows)
    yield words("finding.counts", n=shown, open=still_open)


def incident_lines(done: finding_list.FindingList, words: Catalogue) -> Iterator[str]:
    """Yield what is on several machines."""
    for one in done.incidents:
        numbers = ", ".join(finding.number for finding in one.findings)
        what, program = defang(visible(one.what)), visible(one.program)
        yield words("finding.incident", id=one.id, what=what, n=len(one.machines))
        if program:
            yield f"  {words('finding.program', program=program)}"
        yield f"  {numbers}"
    if not done.incidents:
        yield words("finding.no_incident")


def recording_lines(done: acting.Recording, words: Catalogue) -> Iterator[str]:
    """Yield what was recorded, and where its findings stand now."""
    for act in done.new:
        yield from act_lines(act, words, known=False)
    for act in done.same:
        yield from act_lines(act, words, known=True)
    if done.rows:
        yield ""
        yield finding_table(done.rows, done.at, words)


def act_lines(act: Act, words: Catalogue, *, known: bool) -> Iterator[str]:
    """Yield whether an act was recorded now or before."""
    said = "act.same" if known else "act.recorded"
    yield words(said, kind=words(f"act_kind.{act.kind}"), id=act.id[:SHORT_ID])


def notice_lines(done: noticing.NoticeAdded, words: Catalogue) -> Iterator[str]:
    """Yield whether a notice is new, and where its finding stands."""
    yield words("notice.added" if done.new else "notice.same")
    yield ""
    yield finding_table(done.rows, done.at, words)


def finding_lines(row: finding_list.FindingRow, words: Catalogue) -> Iterator[str]:
    """Yield all that is known of one finding."""
    one = row.finding
    state, kind = (
        words.word("finding_state", one.state),
        words.word("evidence_class", one.key.klass),
    )
    yield f"{one.number}  {_place(row)}: {defang(visible(one.key.value))} ({kind}): {state}"
    first, last = _span(one.first, words), _span(one.last, words)
    yield f"  {words('finding.seen', first=first, last=last, n=one.looks_seen)}"
    yield from (f"  {line}" for line in _progress_lines(one, words))
    yield from (f"  {_sighting(met, words)}" for met in one.met[:_SIGHTINGS])
    if len(one.met) > _SIGHTINGS:
        yield f"  {words('page.more', n=len(one.met) - _SIGHTINGS)}"
    yield from (f"  {_act_line(act, words)}" for act in one.acts)


def _progress_lines(one: Finding, words: Catalogue) -> Iterator[str]:
    if (said := _next(one, words)) != NOTHING:
        yield words("finding.next", said=said)
    if one.not_seen_since is not None:
        yield words("finding.unseen", at=words.moment(one.not_seen_since))
    if one.reopened:
        yield words("finding.reopened", n=one.reopened)
    if one.wanting:
        why = ", ".join(words.word("shortfall", word) for word in one.wanting)
        yield words("finding.wanting", why=why)
    if one.remedy is not None:
        said = "finding.remedy_shown" if one.remedy_shown is not None else "finding.remedy"
        yield words(said, remedy=words.word("remedy", one.remedy))


def _sighting(met: Met, words: Catalogue) -> str:
    status, check = words.word("status", met.status), _source(met, words)
    harmless = Defanger.of((met.value, met.observed))
    process = f"; {harmless.text(visible(met.process))}" if met.process else ""
    seen = defang(visible(met.observed))
    return f"- {_span(met.span, words)}: {status}: {seen} ({check}{process})"


def _source(met: Met, words: Catalogue) -> str:
    """Return what showed a sighting: a check, or one who told it."""
    if met.check == noticing.CHECK:
        return words("notice.source", said=defang(visible(met.raw)))
    return words(f"check.{met.check}.title")


def _act_line(act: Act, words: Catalogue) -> str:
    kind = words(f"act_kind.{act.kind}")
    about = _about(act, words)
    more = f" ({about})" if about else ""
    when = words.moment(act.recorded)
    who, why = visible(act.actor), visible(act.reason)
    return f"* {when}  {act.id[:SHORT_ID]}  {kind}{more}, {who}: {why}"


def _about(act: Act, words: Catalogue) -> str:
    match act:
        case Assigned(owner=owner, due=due):
            until = f", {words('finding.due', day=words.day(due))}" if due else ""
            return f"{visible(owner)}{until}"
        case Handled(remedy=remedy):
            return words.word("remedy", remedy)
        case (
            FalsePositive(until=until, approver=approver)
            | AcceptedRisk(until=until, approver=approver)
        ):
            return f"{words('finding.until', day=words.day(until))}, {visible(approver)}"
        case _:
            return ""


def finding_table(rows: tuple[finding_list.FindingRow, ...], at: datetime, words: Catalogue) -> str:
    """Return findings as a table, as they stand at a moment."""
    titles = [words(f"finding_column.{column}") for column in _COLUMNS]
    cells = [_cells(row, at, words) for row in rows]
    return fitted(titles, cells, _FIGURES, terminal_columns(), _SPARE)


def _cells(row: finding_list.FindingRow, at: datetime, words: Catalogue) -> list[str]:
    one = row.finding
    return [
        one.number,
        words.word("finding_state", one.state),
        visible(row.unit.code),
        visible(row.machine_name) or NOTHING,
        defang(visible(one.key.value)),
        words.word("evidence_class", one.key.klass),
        words.number(finding_list.age(one, at).days),
        _next(one, words),
    ]


def _next(one: Finding, words: Catalogue) -> str:
    """Return what is waited for; nothing where nothing is."""
    match one.state:
        case FindingState.HANDLED | FindingState.VERIFYING if one.next_look is not None:
            at = one.next_look
            return words("finding.look_from", at=f"{words.clock(at)} {words.day(at)}")
        case FindingState.ASSIGNED:
            due = f", {words('finding.due', day=words.day(one.due))}" if one.due else ""
            return f"{visible(one.owner or NOTHING)}{due}"
        case FindingState.FALSE_POSITIVE | FindingState.IOC_WITHDRAWN if one.awaits_look:
            return words("finding.awaits_look")
        case FindingState.FALSE_POSITIVE | FindingState.ACCEPTED_RISK if one.until is not None:
            return words("finding.until", day=words.day(one.until))
        case FindingState.NEW | FindingState.TRIAGED | FindingState.REOPENED:
            return words("finding.to_handle")
        case _:
            return NOTHING


def _place(row: finding_list.FindingRow) -> str:
    return visible(row.place)


def _span(span: Span, words: Catalogue) -> str:
    if span.lo == span.hi:
        return words.moment(span.lo)
    return words("finding.span", start=words.moment(span.lo), end=words.moment(span.hi))


def import_lines(done: finding_import.Imported, words: Catalogue) -> Iterator[str]:
    """Yield the figures, the refused rows, and whether anything was kept."""
    yield words(
        "act.imported",
        read=done.read,
        taken=len(done.taken),
        same=len(done.same),
        refused=len(done.refused),
    )
    for row in done.refused[:_SHOWN]:
        yield f"  {row.cell}: {_problem(row, words)}"
    if len(done.refused) > _SHOWN:
        yield f"  {words('page.more', n=len(done.refused) - _SHOWN)}"
    if done.dry_run:
        yield words("act.dry_run")


def _problem(row: finding_import.RefusedRow, words: Catalogue) -> Problem:
    family = "sheet_fault" if isinstance(row.fault, finding_import.SheetFault) else "act_fault"
    why = words(f"{family}.{row.fault}.why", about=visible(row.about))
    mend = words(f"{family}.{row.fault}.mend")
    return Problem(what=why, mend=mend)

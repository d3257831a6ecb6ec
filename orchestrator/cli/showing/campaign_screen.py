"""A campaign on a terminal: where it stands, what changed, who its machines are, its timers."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from orchestrator.cli.showing.printing import terminal_columns
from orchestrator.cli.showing.table import fits, table
from orchestrator.model.campaign import UnitStanding
from orchestrator.model.district import Unit
from orchestrator.model.result import Verdict
from orchestrator.sweep.campaign_compare import Compared, Comparison, FindingChange, Incomparable
from orchestrator.sweep.campaign_status import CampaignStatus, Owed
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang
from orchestrator.text.viet import SortKey, sort_key
from orchestrator.text.visible import visible

if TYPE_CHECKING:  # what `campaign status` shows needs none of what makes these
    from orchestrator.sweep.campaign_rounds import RoundDone
    from orchestrator.sweep.campaign_schedule import Schedule
    from orchestrator.sweep.machine_identity import IdentityRow

_FOLDER = "/etc/systemd/system"
_COMPARE_COLUMNS = ("change", "unit", "machine", "indicator", "finding")
_COMPARE_MOST = 100  # lines; the JSON has all
_COLUMNS = ("unit", "machines", "assessed", "pass", "fail", "not_assessed", "verdict")
_FIGURES = frozenset({1, 2, 3, 4, 5})
_MOST = 20  # lines of one kind; the JSON has all


def status_screen(status: CampaignStatus, words: Catalogue) -> str:
    """Return all that is said of a campaign today."""
    parts = ["\n".join(_head(status, words)), _table(status, words), *_reasons(status, words)]
    parts.append("\n".join(_today(status, words)))
    return "\n\n".join(parts)


def _head(status: CampaignStatus, words: Catalogue) -> Iterator[str]:
    yield words(
        "campaign_status.title", name=visible(status.about.name), at=words.moment(status.at)
    )
    yield _deadline(status, words)
    yield words(
        "campaign_status.list", day=words.day(status.list.dated), sha=status.list.sha256[:12]
    )
    yield words(
        "campaign_status.coverage",
        assessed=status.assessed,
        machines=status.machines,
        share=words.percent(status.assessed, status.machines),
    )
    split = status.split
    if status.count(Verdict.FAIL) or split.new or split.waiting or split.reopened or split.risk:
        yield words(
            "campaign_status.split",
            new=split.new,
            waiting=split.waiting,
            reopened=split.reopened,
            risk=split.risk,
        )


def _deadline(status: CampaignStatus, words: Catalogue) -> str:
    left = status.days_left
    if status.about.deadline is None or left is None:
        return words("campaign_status.no_deadline")
    day = words.day(status.about.deadline)
    if left < 0:
        return words("campaign_status.deadline_over", day=day, days=-left)
    return words("campaign_status.deadline", day=day, days=left)


def _table(status: CampaignStatus, words: Catalogue) -> str:
    """Return the table; units by their codes alone where a terminal has no room for names."""
    room = terminal_columns()
    units = sorted(status.units, key=lambda one: _by_name(one.unit))
    titles = [words(f"campaign_status.column_{name}") for name in _COLUMNS]
    rows = [_row(unit, words) for unit in units]
    whole = table(titles, rows, _FIGURES, room)
    if fits(whole, room):
        return whole
    named = zip(units, rows, strict=True)
    coded = [[visible(unit.unit.code), *row[1:]] for unit, row in named]
    return table(titles, coded, _FIGURES, room)


def _by_name(unit: Unit) -> tuple[SortKey, str]:
    return sort_key(unit.name), unit.code


def _row(unit: UnitStanding, words: Catalogue) -> list[str]:
    passed, failed = unit.count(Verdict.PASS), unit.count(Verdict.FAIL)
    there = len(unit.machines) - unit.count(Verdict.EXCLUDED)
    figures = (there, passed + failed, passed, failed, unit.count(Verdict.NOT_ASSESSED))
    return [
        _called(unit.unit),
        *(words.number(one) for one in figures),
        words.word("verdict", unit.verdict),
    ]


def _called(unit: Unit) -> str:
    return visible(f"{unit.name} ({unit.code})")


def _reasons(status: CampaignStatus, words: Catalogue) -> Iterator[str]:
    if status.reasons:
        told = (
            f"  {words.number(n)}  {words.word('reason', reason)}"
            for reason, n in status.reasons.items()
        )
        yield "\n".join((words("campaign_status.reasons"), *told))


def _today(status: CampaignStatus, words: Catalogue) -> Iterator[str]:
    kinds = (
        ("overdue", [_owed("overdue_row", one, words) for one in status.overdue]),
        ("looks_due", [_owed("look_row", one, words) for one in status.looks_due]),
        ("unread", [_called(one) for one in sorted(status.unread, key=_by_name)]),
        ("exceptions", [_owed("exception_row", one, words) for one in status.exceptions]),
        ("unannounced", [_called(one) for one in sorted(status.unannounced, key=_by_name)]),
        ("undeclared", [_called(one) for one in sorted(status.undeclared, key=_by_name)]),
    )
    yield words("campaign_status.today")
    if not any(rows for _, rows in kinds):
        yield f"  {words('campaign_status.nothing')}"
    for kind, rows in kinds:
        if rows:
            yield f"  {words(f'campaign_status.{kind}', n=len(rows))}"
            yield from _lines(rows, words)


def _lines(rows: Iterable[str], words: Catalogue) -> Iterator[str]:
    left = iter(rows)
    yield from (f"    {row}" for row in islice(left, _MOST))
    if more := sum(1 for _ in left):
        yield f"    {words('campaign_status.more', n=more)}"


def _owed(key: str, one: Owed, words: Catalogue) -> str:
    return words(
        f"campaign_status.{key}",
        number=one.finding.number,
        machine=visible(one.machine or words("kept.own")),
        unit=one.unit.code,
        indicator=visible(defang(one.finding.key.value)),
        owner=visible(one.finding.owner or ""),
        day=words.day(one.at),
        state=words.word("finding_state", one.finding.state),
    )


def round_end(done: "RoundDone", words: Catalogue) -> str:
    """Return what is said of one round."""
    return "\n".join(_round(done, words))


def next_round(begins: datetime, words: Catalogue) -> str:
    """Return when the next round begins."""
    return words("campaign_run.next", at=words.moment(begins))


def _round(done: "RoundDone", words: Catalogue) -> Iterator[str]:
    yield words(
        "campaign_run.round",
        at=words.moment(done.begun),
        asked=done.asked,
        assessed=done.status.assessed,
        machines=done.status.machines,
    )
    if done.waiting:
        told = (
            words("campaign_run.waits", n=n, why=words(f"campaign.waits.{why}"))
            for why, n in done.waiting.items()
        )
        yield words("campaign_run.waiting", words=", ".join(told))
    if done.reports is not None:
        yield words("campaign_run.reports", path=done.reports / "index.html")
    if not done.finished:
        yield words("campaign_run.interrupted")
    if done.over:
        yield words("campaign_run.over")


def compare_screen(found: Compared, words: Catalogue) -> str:
    """Return all that is said of two dates."""
    return "\n".join(_compare_lines(found, words))


def _compare_lines(found: Compared, words: Catalogue) -> Iterator[str]:
    since, until = words.moment(found.since), words.moment(found.until)
    yield words("compared.title", since=since, until=until)
    match found.outcome:
        case Incomparable(whys=whys):
            yield words("compared.not")
            yield from (f"  {words.word('why_not', why)}" for why in whys)
        case Comparison() as made:
            yield words("compared.scope", common=made.common, gone=made.gone, added=made.added)
            counts = ((change, made.count(change)) for change in FindingChange)
            said = (
                f"{words.word('change', change)}: {words.number(n)}" for change, n in counts if n
            )
            yield "; ".join(said) or words("compared.nothing")
            if made.changes:
                yield ""
                yield _compare_table(found, made, words)


def _compare_table(found: Compared, one: Comparison, words: Catalogue) -> str:
    rows = [
        [
            words.word("change", row.change),
            row.finding.key.unit,
            visible(found.machines.get(row.finding.key.machine or 0, "")),
            defang(row.finding.key.value),
            row.finding.number,
        ]
        for row in one.changes[:_COMPARE_MOST]
    ]
    shown = table(
        [words(f"compared.{column}") for column in _COMPARE_COLUMNS],
        rows,
        frozenset(),
        terminal_columns(),
    )
    more = len(one.changes[_COMPARE_MOST:])
    return f"{shown}\n{words('page.more', n=more)}" if more else shown


def identity_lines(rows: "tuple[IdentityRow, ...]", words: Catalogue) -> Iterator[str]:
    """Yield a machine and below it what should be known of it."""
    for row in sorted(rows, key=lambda row: sort_key(row.place)):
        yield visible(row.place)
        yield from (f"  {line}" for line in _told(row, words))
    if not rows:
        yield words("identity.none")


def _told(row: "IdentityRow", words: Catalogue) -> Iterator[str]:
    removed = row.machine.scope.removed_at
    if removed is not None:
        n = len(row.machine.open_findings)
        yield words("identity.removed", day=words.day(removed), n=n)
    for doubt in row.machine.doubts:
        yield words.word("machine_doubt", doubt)
    if row.also:
        names = ", ".join(map(visible, sorted(row.also, key=sort_key)))
        yield words("identity.also", names=names)
    if row.moved_from is not None:
        place, older = visible(row.place), visible(row.moved_from)
        yield words("identity.proposed", place=place, older=older)


def schedule_screen(made: "Schedule", words: Catalogue) -> str:
    """Return what is printed: comments say where each text goes, and nothing was installed."""
    service, timer = f"{made.name}.service", f"{made.name}.timer"
    command = f"systemctl daemon-reload && systemctl enable --now {timer}"
    return "\n".join(
        (
            f"# {words('campaign_run.systemd', folder=_FOLDER, command=command)}",
            f"# {_FOLDER}/{service}",
            made.service,
            f"# {_FOLDER}/{timer}",
            made.timer,
            f"# {words('campaign_run.windows')}",
            made.task.replace("\r\n", "\n"),
        )
    ).rstrip()

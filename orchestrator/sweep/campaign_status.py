"""Where a campaign stands today, and who must act: what `campaign status` shows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import ExitCode, UsageError
from orchestrator.model.campaign import Finding, Judged, UnitStanding
from orchestrator.model.district import Unit
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.result import ListInfo, Reason, UnitVerdict, Verdict
from orchestrator.report.annex_view import missing
from orchestrator.report.standing_view import FailSplit, fail_split
from orchestrator.sweep.campaign_files import used_campaign
from orchestrator.sweep.clock import now
from orchestrator.sweep.scope import ALL_KEPT
from orchestrator.sweep.standing import standing
from orchestrator.sweep.unit_names import code_meant
from orchestrator.text.catalogue import iso
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.vault import Vault

SOON = timedelta(days=7)
"""An exception that ends within it must be decided again."""
_SHOWN = 5  # of the names that could be meant


class Headline(Struct, frozen=True, kw_only=True):
    """What a campaign is called and when its last day is over; `deadline` None if nobody said."""

    id: str
    name: str
    deadline: date | None


class Owed(Struct, frozen=True, kw_only=True):
    """One finding that somebody must act on; `machine` is None for a unit's own.

    `at` is since when: it was due, a look can decide it, or its exception ends.
    """

    unit: Unit
    machine: str | None
    finding: Finding
    at: datetime


class CampaignStatus(Struct, frozen=True, kw_only=True):
    """Where a campaign stands at a moment, for the units that were asked for.

    Attributes:
        about: The campaign.
        at: When.
        list: The list in force.
        units: The units, by code.
        split: How the failing machines stand.
        reasons: Why machines are not assessed, and how many.
        overdue: Findings whose owner is late, the latest first.
        looks_due: Findings that a look could decide now, those that wait longest first.
        exceptions: Findings whose exception ends within a week, the first to end first.
        unread: Units of which no machine was ever read.
        unannounced: Units of which nobody said that the campaign was announced to their staff.
        undeclared: Units that have not declared all of the annex.
    """

    about: Headline
    at: datetime
    list: ListInfo
    units: tuple[UnitStanding, ...]
    split: FailSplit
    reasons: Mapping[Reason, int]
    overdue: tuple[Owed, ...]
    looks_due: tuple[Owed, ...]
    exceptions: tuple[Owed, ...]
    unread: tuple[Unit, ...]
    unannounced: tuple[Unit, ...]
    undeclared: tuple[Unit, ...]

    def count(self, verdict: Verdict) -> int:
        """Return the number of machines in the inventory with that verdict."""
        return sum(unit.count(verdict) for unit in self.units)

    @property
    def machines(self) -> int:
        """How many machines are in scope, those excluded with approval left out."""
        there = sum(len(unit.machines) for unit in self.units)
        return there - self.count(Verdict.EXCLUDED)

    @property
    def assessed(self) -> int:
        """How many of them have a verdict."""
        return self.count(Verdict.PASS) + self.count(Verdict.FAIL)

    @property
    def days_left(self) -> int | None:
        """How many days are left after today; negative once the deadline is over."""
        if self.about.deadline is None:
            return None
        return (self.about.deadline - self.at.astimezone(VIETNAM).date()).days

    @property
    def exit_code(self) -> ExitCode:
        """A unit that fails wins over one that is not known well enough."""
        verdicts = {unit.verdict for unit in self.units}
        if UnitVerdict.FAIL in verdicts:
            return ExitCode.FOUND
        return ExitCode.INCOMPLETE if verdicts != {UnitVerdict.PASS} else ExitCode.DONE


class Narrowed(Struct, frozen=True, kw_only=True):
    """Which units are shown: by code or name, by the name of their body; empty for all."""

    units: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()

    def of(self, judged: Judged) -> tuple[UnitStanding, ...]:
        """Return the units that are meant.

        Raises:
            UsageError: Nothing is called so.
        """
        units = tuple(one.unit for one in judged.units)
        codes = [unit.code for unit in units]
        wards = sorted({one.unit.ward for one in judged.units if one.unit.ward})
        named = [code_meant(given, units) for given in self.units]
        _refuse_unknown("--unit", named, codes)
        _refuse_unknown("--ward", self.wards, wards)
        return tuple(
            one
            for one in judged.units
            if (not named or one.unit.code in named)
            and (not self.wards or one.unit.ward in self.wards)
        )


def _refuse_unknown(option: str, given: Iterable[str], known: list[str]) -> None:
    for word in given:
        if word not in known:
            meant = did_you_mean(word, known) or ", ".join(known[:_SHOWN])
            raise UsageError.one(
                say("campaign_status.unknown", option=option, word=word),
                say("campaign_status.mend_unknown", word=meant),
            )


def campaign_status(
    state: Path,
    file: Path | None,
    at: datetime | None,
    vault: Vault,
    narrowed: Narrowed | None = None,
) -> CampaignStatus:
    """Return where a state folder's campaign stands; its file, if there is one, is read again.

    Args:
        state: The state folder.
        file: The campaign file; None for the one that the folder knows, or all that is kept.
        at: When (aware UTC), None for now; the scope is as it is now in any case.
        vault: What opens vaulted values of the campaign's inventory.
        narrowed: Which units are shown.

    Raises:
        InputError: The file, its inventory or the state folder cannot be used, or nothing was
            swept yet.
    """
    used = used_campaign(state, file, now(), vault)
    about = None
    if used is not None:
        told = used.campaign
        about = Headline(id=told.id, name=told.name, deadline=told.deadline)
    return status_of(standing(state, at or now()), about, narrowed)


def status_of(
    judged: Judged, about: Headline | None = None, narrowed: Narrowed | None = None
) -> CampaignStatus:
    """Return where a campaign stands.

    Args:
        judged: Where all its machines stand.
        about: What its file says; None where there is no file, and the inventory says it.
        narrowed: Which units are shown; None for all.
    """
    units = (narrowed or Narrowed()).of(judged)
    found = tuple(_findings(units))
    late = (_owed(one, one[2].due) for one in found if one[2].is_open)
    looks = (_owed(one, one[2].next_look) for one in found)
    ends = (_owed(one, one[2].until) for one in found)
    return CampaignStatus(
        about=about or _told(judged),
        at=judged.at,
        list=judged.list,
        units=units,
        split=fail_split(units),
        reasons=_reasons(units),
        overdue=_sorted(one for one in late if one is not None and one.at < judged.at),
        looks_due=_sorted(one for one in looks if one is not None and one.at <= judged.at),
        exceptions=_sorted(
            one for one in ends if one is not None and judged.at < one.at <= judged.at + SOON
        ),
        unread=tuple(one.unit for one in units if _is_unread(one)),
        unannounced=tuple(one.unit for one in units if one.machines and one.announced is None),
        undeclared=tuple(one.unit for one in units if one.machines and missing(one.unit)),
    )


def _told(judged: Judged) -> Headline:
    """Return what the inventory calls the campaign."""
    day = judged.authority.deadline
    return Headline(
        id=ALL_KEPT,
        name=judged.authority.campaign,
        deadline=date.fromisoformat(day) if day else None,
    )


_Found = tuple[Unit, str | None, Finding]


def _findings(units: Iterable[UnitStanding]) -> Iterator[_Found]:
    for unit in units:
        for machine in (*unit.machines, *unit.removed):
            for one in machine.findings:
                yield unit.unit, machine.scope.row.machine, one
        for own in unit.findings:
            yield unit.unit, None, own


def _owed(found: _Found, at: datetime | None) -> Owed | None:
    unit, machine, finding = found
    return None if at is None else Owed(unit=unit, machine=machine, finding=finding, at=at)


def _sorted(found: Iterable[Owed]) -> tuple[Owed, ...]:
    return tuple(sorted(found, key=lambda one: (one.at, one.unit.code, one.finding.number)))


def _reasons(units: Iterable[UnitStanding]) -> Mapping[Reason, int]:
    """Return the reasons in their own order."""
    counted = Counter(one.reason for unit in units for one in unit.machines)
    return {reason: counted[reason] for reason in Reason if counted[reason]}


def _is_unread(unit: UnitStanding) -> bool:
    """Whether nobody ever read one of its machines that are to be read."""
    asked = [one for one in unit.machines if one.verdict is not Verdict.EXCLUDED]
    return bool(asked) and not any(
        check.look is not None for machine in asked for check in machine.checks
    )


def status_as_json(status: CampaignStatus) -> Mapping[str, object]:
    """Return it as JSON values: times in UTC, names as they stand, nothing defanged."""
    day = status.about.deadline
    return {
        "campaign": status.about.id,
        "name": status.about.name,
        "at": iso(status.at),
        "deadline": day.isoformat() if day else None,
        "days_left": status.days_left,
        "list": {"sha256": status.list.sha256, "dated": status.list.dated},
        "machines": status.machines,
        "assessed": status.assessed,
        "verdicts": {str(verdict): status.count(verdict) for verdict in Verdict},
        "fail_split": {
            "new": status.split.new,
            "waiting": status.split.waiting,
            "reopened": status.split.reopened,
            "risk": status.split.risk,
        },
        "reasons": {str(reason): n for reason, n in status.reasons.items()},
        "units": [
            {
                "code": one.unit.code,
                "name": one.unit.name,
                "ward": one.unit.ward,
                "verdict": str(one.verdict),
                "machines": len(one.machines) - one.count(Verdict.EXCLUDED),
                **{str(verdict): one.count(verdict) for verdict in Verdict},
            }
            for one in status.units
        ],
        "today": {
            "overdue": [_owed_json(one) for one in status.overdue],
            "looks_due": [_owed_json(one) for one in status.looks_due],
            "exceptions": [_owed_json(one) for one in status.exceptions],
            "unread": [unit.code for unit in status.unread],
            "unannounced": [unit.code for unit in status.unannounced],
            "undeclared": [unit.code for unit in status.undeclared],
        },
    }


def _owed_json(one: Owed) -> Mapping[str, object]:
    return {
        "finding": one.finding.number,
        "unit": one.unit.code,
        "machine": one.machine,
        "value": one.finding.key.value,
        "class": str(one.finding.key.klass),
        "state": str(one.finding.state),
        "owner": one.finding.owner,
        "at": iso(one.at),
    }

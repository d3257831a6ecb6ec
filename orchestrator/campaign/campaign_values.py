"""What a campaign file says, as values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.campaign.quiet import DAY_MINUTES, Quiet, Weekly
from orchestrator.model.district import Letter
from orchestrator.model.rules import Rules

ATTEMPTS_A_DAY = 3
KEPT_BEYOND = timedelta(days=30)
"""Observations are kept so much longer than a reading carries a pass: no list may come too late
for what still counts."""


class Ask(Struct, frozen=True, kw_only=True):
    """One playbook that the campaign asks; without `every` in every round."""

    playbook: str
    every: timedelta | None = None

    def is_due(self, asked: datetime | None, now: datetime) -> bool:
        """Return whether its time has come again for a machine that was last asked it then."""
        return self.every is None or asked is None or now - asked >= self.every


class Tightening(Struct, frozen=True, kw_only=True):
    """What a campaign asks beyond the program's own rules; it can loosen none of them.

    `required` are checks beside those that are always required; None leaves a rule as it is.
    `accept_declared`: whether a machine may pass by its own word, as the program's rules have it.
    """

    required: tuple[str, ...] = ()
    good_for: timedelta | None = None
    verify_after: timedelta | None = None
    old_address: timedelta | None = None
    old_name: timedelta | None = None
    accept_declared: bool = True

    def over(self, rules: Rules) -> Rules:
        """Return the rules, tightened; a value that would loosen one changes nothing."""
        return replace(
            rules,
            required=tuple(dict.fromkeys((*rules.required, *self.required))),
            good_for=min(rules.good_for, self.good_for or rules.good_for),
            verify_after=max(rules.verify_after, self.verify_after or rules.verify_after),
            old_address=max(rules.old_address, self.old_address or rules.old_address),
            old_name=max(rules.old_name, self.old_name or rules.old_name),
            accept_declared=rules.accept_declared and self.accept_declared,
        )

    def since(self, opens: datetime, rules: Rules) -> Rules:
        """Return the rules, tightened, where only readings from a moment (aware) on count."""
        return replace(self.over(rules), opens=opens.astimezone(UTC))


class Campaign(Struct, frozen=True, kw_only=True):
    """A whole campaign file.

    Attributes:
        id: What the store, folders and timers call it: small letters, digits, hyphens.
        name: What people call it.
        letters: The letters that ordered it.
        opens: Its first day.
        deadline: Its last day; all of it still counts.
        inventory: Paths of the inventory that is its scope; all of it.
        asks: What it asks, in the order of the file; at least one in every round.
        quiet: When nobody is asked.
        machine_a_day: How many times a machine may be tried on one day of the district.
        reports: Where its reports go, None for where the command line says.
        keep_observations: How long observations are kept, None where the file does not say.
        tightening: What it asks beyond the program's own rules.
        sha256: Digest of the file.
    """

    id: str
    name: str
    letters: tuple[Letter, ...] = ()
    opens: date
    deadline: date
    inventory: tuple[str, ...]
    asks: tuple[Ask, ...]
    quiet: Quiet = field(default_factory=Quiet)
    machine_a_day: int = ATTEMPTS_A_DAY
    reports: str | None = None
    keep_observations: timedelta | None = None
    tightening: Tightening = Tightening()
    sha256: str

    def begins(self, zone: tzinfo) -> datetime:
        """Return its first moment, in UTC."""
        return _midnight(self.opens, zone)

    def ends(self, zone: tzinfo) -> datetime:
        """Return the moment at which its last day is over, in UTC."""
        return _midnight(self.deadline + timedelta(days=1), zone)

    def is_open(self, now: datetime, zone: tzinfo) -> bool:
        """Return whether machines are asked for it at a moment."""
        return self.begins(zone) <= now < self.ends(zone)

    def rules(self, rules: Rules, zone: tzinfo) -> Rules:
        """Return what its verdicts rest on: the program's rules, tightened, from its opening on."""
        return self.tightening.since(self.begins(zone), rules)

    def as_json(self) -> Mapping[str, object]:
        """Return it as JSON values: dates in ISO form, spans of time in whole hours."""
        return {
            "campaign": self.id,
            "name": self.name,
            "letters": [{"number": one.number, "date": one.date} for one in self.letters],
            "opens": self.opens.isoformat(),
            "deadline": self.deadline.isoformat(),
            "inventory": list(self.inventory),
            "ask": [
                {"playbook": one.playbook, "every_hours": _hours(one.every)} for one in self.asks
            ],
            "quiet": {
                "weekly": [_weekly(one) for one in self.quiet.weekly],
                "days": [day.isoformat() for day in self.quiet.days],
            },
            "attempts": {"machine_a_day": self.machine_a_day},
            "reports": self.reports,
            "prune": {"observations_hours": _hours(self.keep_observations)},
            "rules": {
                "required": list(self.tightening.required),
                "good_for_hours": _hours(self.tightening.good_for),
                "verify_after_hours": _hours(self.tightening.verify_after),
                "old_address_hours": _hours(self.tightening.old_address),
                "old_name_hours": _hours(self.tightening.old_name),
                "accept_declared": self.tightening.accept_declared,
            },
            "sha256": self.sha256,
        }


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _hours(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(hours=1)


def _weekly(one: Weekly) -> Mapping[str, object]:
    ends = (one.begins + one.minutes) % DAY_MINUTES
    return {"days": [day + 1 for day in one.days], "from": _clock(one.begins), "to": _clock(ends)}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

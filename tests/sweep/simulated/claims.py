"""What is compared with the truth each evening: every claim that is made of every machine."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

from orchestrator.campaign.campaign_values import ATTEMPTS_A_DAY
from orchestrator.model.campaign import Judged, MachineStanding
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.lockout import MAX_REJECTIONS
from tests.sweep.simulated.truth import GOOD_FOR, REQUIRED, Machine, expected
from tests.sweep.simulated.weeks import Weeks

_A_DAY = timedelta(days=1)


class WrongClaimError(AssertionError):
    """Something that is said is not so."""


def compare(weeks: Weeks, judged: Judged) -> None:
    """Compare all that is said with the truth.

    Raises:
        WrongClaimError: The first claims that are wrong, with the seed and the moment.
    """
    there = {m.scope.row.machine: m for unit in judged.units for m in unit.machines}
    gone = {m.scope.row.machine: m for unit in judged.units for m in unit.removed}
    wrong = list(_locked_out(weeks))
    for one in weeks.machines.values():
        wrong += _tried_too_often(one)
        wrong += _untrue(weeks, one, (gone if one.removed else there).get(one.name))
    if wrong:
        raise WrongClaimError("\n".join([f"seed {weeks.seed}, {weeks.now}", *wrong[:8]]))


def _untrue(weeks: Weeks, one: Machine, found: MachineStanding | None) -> Iterator[str]:
    """Yield what is said of a machine and is not so."""
    due = expected(one, weeks.listed, weeks.now)
    if found is None:
        if not one.removed or due.verdict == "fail":
            yield f"{one.name} is not shown, due {due}"
        return
    said = {row.key.value: str(row.state) for row in found.findings}
    if said != due.states:
        yield f"{one.name} findings {said}, due {due.states}"
    # One that left can still fail; whether it would pass is nobody's question.
    told = {str(found.verdict), due.verdict}
    if len(told) > 1 and (not one.removed or "fail" in told):
        yield f"{one.name} {found.verdict} {found.reason}, due {due.verdict}"
    yield from _untrue_dates(weeks, found)


def _tried_too_often(one: Machine) -> Iterator[str]:
    days = Counter(at.astimezone(VIETNAM).date() for at in one.tries)
    yield from (
        f"{one.name} was tried {n} times on {d}" for d, n in days.items() if n > ATTEMPTS_A_DAY
    )


def _untrue_dates(weeks: Weeks, found: MachineStanding) -> list[str]:
    """Return the readings that carry a pass and that the machine never gave then."""
    if found.verdict != "pass":
        return []
    given = weeks.machines[found.scope.row.machine].given
    return [
        f"{found.scope.row.machine} passes by {one.check} of {one.looked_at}"
        for one in found.checks
        if one.check in REQUIRED
        and not any(
            look.at == one.looked_at and one.check in look.read and look.at >= weeks.now - GOOD_FOR
            for look in given
        )
    ]


def _locked_out(weeks: Weeks) -> list[str]:
    """Return the accounts that machines rejected more often in a day than is allowed."""
    by_account = defaultdict(list)
    for account, at in weeks.rejected:
        by_account[account].append(at)
    return [
        f"{account} was rejected too often from {first}"
        for account, times in by_account.items()
        for first in times
        if sum(first <= at < first + _A_DAY for at in times) > MAX_REJECTIONS
    ]

"""What of a machine was read, check by check, by the newest look that is good for it."""

from collections.abc import Iterable, Iterator
from itertools import chain

from orchestrator.findings.clearing import reads
from orchestrator.findings.judging_time import JudgingTime
from orchestrator.model.answer import Unread
from orchestrator.model.campaign import CheckStanding
from orchestrator.model.look import Look, Said, Trust
from orchestrator.model.result import AnswerKind, Reason
from orchestrator.model.rules import Rules

NEVER_ASKED = Said(kind=AnswerKind.UNANSWERED, reason=Unread.NOT_ASKED)
"""What became of a check that nobody ever asked."""
_TRUSTS = tuple(Trust)


def check_standings(
    looks: tuple[Look, ...], rules: Rules, now: JudgingTime
) -> tuple[CheckStanding, ...]:
    """Return every check that was asked or is required, the required ones first.

    Args:
        looks: Those that may carry coverage, oldest first.
        rules: What is required, and how long a reading is good.
        now: When.
    """
    newest_first = looks[::-1]
    asked = chain.from_iterable(look.answers for look in newest_first)
    checks = dict.fromkeys((*rules.required, *asked))
    return tuple(_standing(check, newest_first, rules, now) for check in checks)


def _standing(check: str, looks: tuple[Look, ...], rules: Rules, now: JudgingTime) -> CheckStanding:
    required = check in rules.required
    tried: Look | None = None
    old: Look | None = None
    for look in looks:
        if reads(look, check, rules):
            if counts(look, rules, now):
                return _row(check, look, required=required, counted=True, tried=tried)
            old = old or look
        elif old is None and tried is None and _was_asked(look, check):
            tried = look
    if old is not None:
        return _row(check, old, required=required, counted=False, tried=tried)
    last = tried or next((look for look in looks if check in look.answers), None)
    return _row(check, last, required=required, counted=False)


def _row(
    check: str, look: Look | None, *, required: bool, counted: bool, tried: Look | None = None
) -> CheckStanding:
    return CheckStanding(
        check=check,
        required=required,
        said=look.answers[check] if look else NEVER_ASKED,
        look=look,
        counts=counted,
        newest_try=tried,
    )


def _was_asked(look: Look, check: str) -> bool:
    said = look.answers.get(check)
    return said is not None and said.reason is not Unread.NOT_ASKED


def counts(look: Look, rules: Rules, now: JudgingTime) -> bool:
    """Whether a look carries a pass now: young enough, of this campaign, and believed."""
    if look.dated is not None:
        return False
    if look.trust is Trust.DECLARED and not rules.accept_declared:
        return False
    if rules.opens is not None and look.span.lo < rules.opens:
        return False
    return look.span.lo >= now.of_look(look) - rules.good_for


def why_missing(checks: Iterable[CheckStanding], rules: Rules) -> Reason | None:
    """Return why what is required is not all read, None if it is: the first that holds."""
    whys = {_why(one, rules) for one in checks if one.required and not one.counts}
    if not whys:
        return None
    if whys == {Reason.NOT_ASKED}:
        return Reason.NOT_ASKED
    if not whys.isdisjoint({Reason.NOT_ASKED, Reason.PARTIAL}):
        return Reason.PARTIAL
    return Reason.DECLARED_ONLY if Reason.DECLARED_ONLY in whys else Reason.AGED


def _why(one: CheckStanding, rules: Rules) -> Reason:
    if one.look is None or one.said.reason is Unread.NOT_ASKED:
        return Reason.NOT_ASKED
    if one.newest_try is not None or not reads(one.look, one.check, rules):
        return Reason.PARTIAL
    if one.look.trust is Trust.DECLARED and not rules.accept_declared:
        return Reason.DECLARED_ONLY
    return Reason.AGED


def carriers(checks: Iterable[CheckStanding]) -> Iterator[Look]:
    """Yield the looks that carry the required checks."""
    for one in checks:
        if one.required and one.counts and one.look is not None:
            yield one.look


def lowest(trusts: Iterable[Trust]) -> Trust | None:
    """Return the lowest trust, None of none."""
    return max(trusts, key=_TRUSTS.index, default=None)


def highest(trusts: Iterable[Trust]) -> Trust | None:
    """Return the highest trust, None of none."""
    return min(trusts, key=_TRUSTS.index, default=None)

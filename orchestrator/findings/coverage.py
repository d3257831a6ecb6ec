"""What of a machine was read, check by check, by the newest look that is good for it."""

from collections.abc import Iterable, Iterator
from itertools import chain

from orchestrator.findings.clearing import reads
from orchestrator.findings.judging_time import JudgingTime
from orchestrator.model.answer import Unread
from orchestrator.model.campaign import CheckStanding
from orchestrator.model.look import Carrier, Look, Said, Trust
from orchestrator.model.result import AnswerKind, Reason
from orchestrator.model.rules import Rules

NEVER_ASKED = Said(kind=AnswerKind.UNANSWERED, reason=Unread.NOT_ASKED)
"""What became of a check that nobody ever asked."""
_TRUSTS = tuple(Trust)
_CARRIERS = tuple(Carrier)
_UNTRUSTED = (Reason.DECLARED_ONLY, Reason.MISDATED, Reason.AGED)  # the first that holds is said


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
    asked = chain.from_iterable([look.answers for look in newest_first])
    checks = dict.fromkeys(chain(rules.required, asked))
    if not looks or not counts(newest_first[0], rules, now):
        return tuple([_standing(check, newest_first, rules, now) for check in checks])
    newest = newest_first[0]  # mostly it reads them all: then no other look is asked
    return tuple(
        [
            _counted(check, newest, rules)
            if reads(newest, check, rules)
            else _standing(check, newest_first, rules, now)
            for check in checks
        ]
    )


def _standing(check: str, looks: tuple[Look, ...], rules: Rules, now: JudgingTime) -> CheckStanding:
    """Return how a check stands, by looks, the newest first."""
    required = check in rules.required
    tried: Look | None = None
    old: Look | None = None
    for look in looks:
        if reads(look, check, rules):
            if counts(look, rules, now):
                return _counted(check, look, rules, tried)
            old = old or look
        elif old is None and tried is None and _was_asked(look, check):
            tried = look
    if old is not None:
        return _not_counted(check, old, required=required, tried=tried)
    last = tried or next((look for look in looks if check in look.answers), None)
    return _not_counted(check, last, required=required)


def _counted(check: str, look: Look, rules: Rules, tried: Look | None = None) -> CheckStanding:
    return CheckStanding(
        check=check,
        required=check in rules.required,
        said=look.answers[check],
        look=look,
        counts=True,
        newest_try=tried,
    )


def _not_counted(
    check: str, look: Look | None, *, required: bool, tried: Look | None = None
) -> CheckStanding:
    return CheckStanding(
        check=check,
        required=required,
        said=look.answers[check] if look else NEVER_ASKED,
        look=look,
        counts=False,
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
    return next(why for why in _UNTRUSTED if why in whys)


def _why(one: CheckStanding, rules: Rules) -> Reason:
    if one.look is None or one.said.reason is Unread.NOT_ASKED:
        return Reason.NOT_ASKED
    if one.newest_try is not None or not reads(one.look, one.check, rules):
        return Reason.PARTIAL
    if one.look.trust is Trust.DECLARED and not rules.accept_declared:
        return Reason.DECLARED_ONLY
    return Reason.AGED if one.look.dated is None else Reason.MISDATED


def carriers(checks: Iterable[CheckStanding]) -> Iterator[Look]:
    """Yield the looks that carry the required checks."""
    for one in checks:
        if one.required and one.counts and one.look is not None:
            yield one.look


def least_sure(looks: Iterable[Look]) -> Look | None:
    """Return the look of the lowest trust, of them one that came least directly; None of none."""
    return max(looks, key=_worth, default=None)


def surest(looks: Iterable[Look]) -> Look | None:
    """Return the look of the highest trust, of them one that came most directly; None of none."""
    return min(looks, key=_worth, default=None)


def _worth(look: Look) -> tuple[int, int]:
    return _TRUSTS.index(look.trust), _CARRIERS.index(look.carrier)

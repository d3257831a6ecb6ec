"""Why a machine or a check was not read, in sentences for people."""

from msgspec import Struct

from orchestrator.model.answer import Unread
from orchestrator.model.indicator import Unused
from orchestrator.model.outcome import Barrier, Ended, Outcome, Phase, ServiceFault, Why
from orchestrator.model.result import MachineResult, Reason
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import Message, say


class Explanation(Struct, frozen=True, kw_only=True):
    """What a person reads: a short title, what happened, and who does what about it."""

    title: str
    sentence: str
    remedy: str


def refusal(reason: str) -> Message:
    """Return why a text of a list is not used: a few words without a full stop.

    Args:
        reason: A word of `Unused`, as a `Refusal` carries it.
    """
    return say(f"unused.{Unused(reason)}")


def refusal_mend(reason: str) -> Message:
    """Return what a person may do about a text of a list that is not used: a sentence.

    Args:
        reason: A word of `Unused`.
    """
    return say(f"unused_mend.{Unused(reason)}")


def check_title(check: str, words: Catalogue) -> str:
    """Return what a check reads, in lower-case words; the check's own id if it has none."""
    key = f"check.{check}.title"
    return words(key) if key in words else check


def machine(result: MachineResult, words: Catalogue) -> Explanation:
    """Return why a machine was not (fully) read.

    A machine that was reached names each required check that stayed unread, and why.
    """
    missed = tuple(
        (check.check, check.reason or Unread.FAILED) for check in result.checks if check.missed
    )
    if result.outcome.ended in (Ended.OK, Ended.PARTIAL) and missed:
        return _half_read(missed, result.reason or Reason.PARTIAL, words)
    # A verdict may know better than the ending: `connections` did not apply.
    half = result.reason is Reason.PARTIAL and result.outcome.fault is None
    ending = str(Ended.PARTIAL) if half else ending_of(result.outcome)
    return Explanation(
        title=words.word("reason", result.reason) if result.reason else "",
        sentence=words(f"ended.{ending}.sentence"),
        remedy=_remedy(ending, words),
    )


def ending_of(outcome: Outcome) -> str:
    """Return the part of an id that says how an attempt ended: `refused`, `stalled.banner`."""
    match outcome:
        case Outcome(ended=Ended.STALLED, at=Phase() as phase):
            return f"{Ended.STALLED}.{phase}"
        case Outcome(ended=Ended.AUTH_STALLED, fault=None):
            return f"{Ended.STALLED}.{Phase.LOGIN}"
        case Outcome(ended=Ended.NOT_ATTEMPTED):
            return f"{Ended.NOT_ATTEMPTED}.{outcome.why or Why.NOT_RUN}".replace(" ", "_")
        case Outcome(ended=Ended.SCRIPT_BLOCKED):
            return f"{Ended.SCRIPT_BLOCKED}.{outcome.barrier or Barrier.NOT_STARTED}"
        case Outcome(fault=ServiceFault() as fault):
            return f"fault.{fault}"
        case _:
            return str(outcome.ended)


def _remedy(ending: str, words: Catalogue) -> str:
    own = f"ended.{ending}.remedy"
    return words(own if own in words else f"ended.{ending.partition('.')[0]}.remedy")


def _half_read(
    missed: tuple[tuple[str, Unread], ...], reason: Reason, words: Catalogue
) -> Explanation:
    named = (
        words(
            "ended.half_read_check",
            check=check_title(check, words),
            why=words(f"missed.{why}.title"),
        )
        for check, why in missed
    )
    remedies = dict.fromkeys(words(f"missed.{why}.remedy") for _, why in missed)
    return Explanation(
        title=words.word("reason", reason),
        sentence=words("ended.half_read", checks=", ".join(named)),
        remedy=" ".join(remedies),
    )

"""Which machines of a kept sweep are asked again: all not assessed, or those of some reasons."""

from collections.abc import Iterable
from enum import StrEnum

from orchestrator.errors import UsageError
from orchestrator.model.result import MachineResult, Reason, Verdict
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean


class RetryGroup(StrEnum):
    """The words of `--only` that stand for no reason of their own."""

    NOT_ASSESSED = "not_assessed"  # whatever the reason
    FAILED = "failed"  # a finding was met: to see whether it still is


RetryWord = RetryGroup | Reason
Only = frozenset[RetryWord]

EVERY_REASON: Only = frozenset({RetryGroup.NOT_ASSESSED})
"""What `--retry` means alone."""

_WORDS: dict[str, RetryWord] = {
    word.value: word for words in (RetryGroup, Reason) for word in words
}


def wanted(given: Iterable[str]) -> Only:
    """Return what `--only` names, between commas; all that is not assessed where it names nothing.

    Raises:
        UsageError: A word is none of the closed set.
    """
    asked = tuple(word.strip() for text in given for word in text.split(",") if word.strip())
    unknown = [word for word in asked if word not in _WORDS]
    if unknown:
        meant = did_you_mean(unknown[0], _WORDS)
        mend = (
            say("mend.did_you_mean", meant=meant)
            if meant
            else say("sweep.only_words", words=", ".join(_WORDS))
        )
        raise UsageError.one(say("sweep.only_unknown", word=unknown[0]), mend)
    return frozenset(_WORDS[word] for word in asked) or EVERY_REASON


def is_meant(machine: MachineResult, words: Only) -> bool:
    """Whether a machine is asked again; one that the sweep never selected is not."""
    if not machine.scope.selected:
        return False
    if machine.verdict is Verdict.FAIL and RetryGroup.FAILED in words:
        return True
    return machine.reason is not None and (
        RetryGroup.NOT_ASSESSED in words or machine.reason in words
    )

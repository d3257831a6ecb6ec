"""Which word of a report says why a machine is not assessed: decided by how the attempt ended."""

from collections.abc import Mapping

from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.result import Reason

_OF_ENDING: Mapping[Ended, Reason | None] = {
    Ended.OK: None,
    Ended.PARTIAL: Reason.PARTIAL,
    Ended.UNREACHABLE: Reason.UNREACHABLE,
    Ended.REFUSED: Reason.REFUSED,
    Ended.NO_ROUTE: Reason.NO_ROUTE,
    Ended.STALLED: Reason.TIMEOUT,
    Ended.FLOODED: Reason.FLOODED,
    Ended.HOSTKEY_CHANGED: Reason.HOST_KEY,
    Ended.AUTH_REJECTED: Reason.AUTH,
    Ended.AUTH_STALLED: Reason.TIMEOUT,
    Ended.PROTOCOL_ERROR: Reason.PROTOCOL,
    Ended.TOO_OLD: Reason.TOO_OLD,
    Ended.BUG: Reason.BUG,
}
_OF_NO_ATTEMPT: Mapping[Why, Reason | None] = {
    Why.EXCLUDED: None,
    Why.NOT_SELECTED: Reason.NOT_SELECTED,
    Why.UNSUPPORTED: Reason.UNSUPPORTED,
    Why.CREDENTIAL_PAUSED: Reason.CREDENTIAL_PAUSED,
    Why.NO_CREDENTIAL: Reason.NO_CREDENTIAL,
    Why.INTERRUPTED: Reason.INTERRUPTED,
    Why.NOT_RUN: Reason.NOT_RUN,
}


def reason_of(outcome: Outcome) -> Reason | None:
    """Return why a machine with that outcome is not assessed.

    Returns:
        None where the outcome alone is no reason: `ok`, and machines excluded with approval.
    """
    if outcome.ended is Ended.NOT_ATTEMPTED:
        return _OF_NO_ATTEMPT[outcome.why or Why.NOT_RUN]
    return _OF_ENDING[outcome.ended]

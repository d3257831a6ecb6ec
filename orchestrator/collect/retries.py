"""Which attempts are made again within a machine's deadline, and after how long.

A busy machine is asked again a little later; one that said no is not. Never again goes what may
have been rejected: a password that left and was not accepted counts as one try, and stays one.
"""

from collections.abc import Mapping

from orchestrator.model.outcome import Ended, Outcome, ServiceFault

_BUSY_S = (1.0, 4.0, 12.0)
_AFTER_S: Mapping[Ended | ServiceFault, tuple[float, ...]] = {
    # Mostly nobody listens there; a service that restarts, or is full, is back in a moment.
    Ended.REFUSED: (1.0,),
    ServiceFault.CLOSED: (1.0, 4.0),
    ServiceFault.MAX_STARTUPS: _BUSY_S,
    ServiceFault.SERVER_ERROR: _BUSY_S,
    ServiceFault.BUSY: _BUSY_S,
    ServiceFault.QUOTA: _BUSY_S,
    ServiceFault.PENALTY: (16.0, 31.0),  # OpenSSH's shortest is 15 seconds
}
_MIN_ATTEMPT_S = 1.0


def again_after_s(outcome: Outcome, times: int) -> float | None:
    """Return after how many seconds a machine is asked again; None if it is not.

    Args:
        outcome: How the last attempt ended.
        times: How often it was asked again already.
    """
    if outcome.ended is Ended.REFUSED:
        pauses = _AFTER_S[Ended.REFUSED]
    elif outcome.ended is Ended.PROTOCOL_ERROR and outcome.fault is not None:
        pauses = _AFTER_S.get(outcome.fault, ())
    else:
        return None
    return pauses[times] if times < len(pauses) else None


class Retries:
    """What is left of the deadlines of machines that are asked again; each by one thread a time."""

    def __init__(self, timeout_s: float) -> None:
        """Give each machine that many seconds, its pauses among them."""
        self._timeout_s = timeout_s
        self._left: dict[str, tuple[int, float]] = {}

    def left_s(self, machine: str) -> float:
        """Return the seconds that a machine's next attempt may take."""
        return self._left.get(machine, (0, self._timeout_s))[1]

    def pause_s(self, machine: str, outcome: Outcome, spent_s: float) -> float | None:
        """Return after how many seconds a machine is asked again, None if that was its end.

        Args:
            machine: Its name.
            outcome: How the attempt ended.
            spent_s: How long it took.
        """
        times, left_s = self._left.pop(machine, (0, self._timeout_s))
        pause_s = again_after_s(outcome, times)
        if pause_s is None or left_s - spent_s - pause_s < _MIN_ATTEMPT_S:
            return None
        self._left[machine] = (times + 1, left_s - spent_s - pause_s)
        return pause_s

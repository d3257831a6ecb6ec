"""How far a clock that was seen for a moment is off ours; pure."""

from datetime import datetime, timedelta

_RESOLUTION = timedelta(seconds=1)


def offset_s(shown: datetime, began: datetime, ended: datetime) -> float:
    """Return the machine's clock minus ours, in seconds; 0 where it may be right.

    Args:
        shown: What its clock said, in whole seconds, rounded down (aware UTC).
        began: When we asked it, by our clock.
        ended: When its answer was read.
    """
    early = (shown + _RESOLUTION - began).total_seconds()
    late = (shown - ended).total_seconds()
    return early if early < 0 else max(0.0, late)

"""How often a machine may be tried: a number a day, and ever further apart while it is silent."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from msgspec import Struct

from orchestrator.campaign.profile import explores
from orchestrator.model.logon import Logon
from orchestrator.model.look import MachineTry
from orchestrator.model.outcome import Ended

FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)

_HEARD = (Ended.OK, Ended.PARTIAL)
_DOUBLED = 5  # times until an hour is more than a day


class Try(Struct, frozen=True, kw_only=True):
    """One try of a machine.

    `heard`: it brought something to read. `explored`: it was made in the machine's hour of
    finding out, and that nobody answered then says little.
    """

    at: datetime
    heard: bool
    explored: bool = False


def tries_of(
    machine: str, attempts: Iterable[MachineTry], logons: Iterable[Logon], zone: tzinfo
) -> tuple[Try, ...]:
    """Return the tries of one machine, the oldest first.

    Args:
        machine: Its name.
        attempts: How asking it ended; where nothing was sent there was no try.
        logons: Its rows of the ledger. One without an end was a try that a power cut or a kill
            kept out of the attempts.
        zone: The district's.
    """
    sent = [(one.at, one.outcome.ended) for one in attempts]
    tries = [
        *((at, ended in _HEARD) for at, ended in sent if ended is not Ended.NOT_ATTEMPTED),
        *((row.sent_at, False) for row in logons if row.machine == machine and row.end is None),
    ]
    return tuple(
        Try(at=at, heard=heard, explored=explores(machine, at, zone)) for at, heard in sorted(tries)
    )


def earliest_try(
    tries: Iterable[Try], now: datetime, *, machine_a_day: int, zone: tzinfo
) -> datetime:
    """Return the first moment from now on at which a machine may be tried again; aware.

    Args:
        tries: Its tries so far, in any order. Those that claim to be more than a day ahead of now
            are the word of a clock that was wrong, and are not counted.
        now: When; aware.
        machine_a_day: How many tries a day of the district may have.
        zone: The district's.
    """
    known = sorted(
        (one for one in tries if one.at <= now + LONGEST_WAIT), key=lambda one: (one.at, one.heard)
    )
    moment = max((now, *_spaced(known)))
    days = [one.at.astimezone(zone).date() for one in known]
    while days.count(day := moment.astimezone(zone).date()) >= machine_a_day:
        moment = _midnight_after(day, zone, moment)
    return moment


def _spaced(known: Sequence[Try]) -> Iterable[datetime]:
    """Yield when the last try is far enough away, and when the last silent one is."""
    if known:
        yield known[-1].at + FIRST_WAIT
    silent = list[datetime]()
    for one in known:
        if one.heard:
            silent.clear()
        elif not one.explored:
            silent.append(one.at)
    if silent:
        yield silent[-1] + min(FIRST_WAIT * 2 ** min(len(silent) - 1, _DOUBLED), LONGEST_WAIT)


def _midnight_after(day: date, zone: tzinfo, moment: datetime) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time.min, zone)
    return midnight.astimezone(moment.tzinfo)

"""Times at the beginning of lines, each as its log writes it; what a log leaves out stays open."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from orchestrator.match.logs.line_reading import LogTime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(?P<month>(?i:" + "|".join(MONTHS) + "))"
_CLOCK = r"(?P<clock>[0-9]{1,2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]{1,9})?"
_ZONE = r"(?: ?(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
_ISO = (
    rf"(?P<year>[0-9]{{4}})[-/](?P<month>[0-9]{{1,2}})[-/](?P<day>[0-9]{{1,2}})[T ]{_CLOCK}{_ZONE}"
)
_DAY = "(?P<day>[0-9]{1,2})"
_YEAR = "(?P<year>[0-9]{4})"
# The order matters: what tells more comes first.
_STAMPS = tuple(
    re.compile(rf"(?:<[0-9]{{1,3}}>)?(?:[0-9] )?(?P<told>{form})(?=[ \t\]]|$)")
    for form in (
        _ISO,
        rf"[A-Z][a-z]{{2}} {_MONTH} +{_DAY} {_CLOCK} {_YEAR}",
        rf"{_DAY}[-/]{_MONTH}[-/]{_YEAR}[ :]{_CLOCK}{_ZONE}",
        rf"{_MONTH} +{_DAY},? {_YEAR} {_CLOCK}{_ZONE}",
        rf"{_MONTH}/{_DAY}/{_YEAR} {_CLOCK}",
        rf"{_MONTH}(?: +|/){_DAY} {_CLOCK}",
        _CLOCK,
    )
)
_EPOCH = re.compile(r"\[?(?P<told>(?P<seconds>[0-9]{9,10})(?P<rest>\.[0-9]{1,9})?)(?=[\]\s]|$)\]?")
_UNITS = {10: 1, 13: 1000, 16: 1_000_000, 19: 1_000_000_000}
_LATEST = 253_402_300_799  # the last second of the year 9999
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2}) ([0-9]{1,2}:[0-9]{2}:[0-9]{2})")
_EITHER = re.compile(
    r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}) ([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?: (\w{2}))?"
)
_AFTERNOON, _FORENOON = ("PM", "CH"), ("AM", "SA")
_NOON = 12

Maker = Callable[[re.Match[str]], LogTime]


def stamped(line: str) -> tuple[LogTime | None, str]:
    """Return the time at the beginning of a line, and what follows it.

    Every form in which syslog, resolvers and routers begin a line, a priority before it
    included; a line that begins otherwise is returned whole.
    """
    for form in _STAMPS:
        found = form.match(line)
        if found:
            return _time(found), line[found.end() :].lstrip()
    found = _EPOCH.match(line)
    if found:
        return epoch(found["told"]), line[found.end() :].lstrip()
    return None, line


def stated(text: str) -> LogTime | None:
    """Return the time that a text is; None where it is none."""
    time, rest = stamped(text.strip())
    return None if rest else time


def epoch(text: str) -> LogTime | None:
    """Return seconds since 1970 (10 digits), or thousandths, millionths and milliardths, as time.

    They count from a moment that is the same everywhere: their zone is UTC.
    """
    whole, _, fraction = text.partition(".")
    unit = _UNITS.get(max(len(whole), min(_UNITS)))
    if unit is None or not (whole.isascii() and whole.isdigit()):
        return None
    seconds = int(whole) // unit
    if seconds > _LATEST or not (fraction or "0").isalnum():
        return None
    return LogTime(
        told=text, iso=f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}", zone="UTC"
    )


def dated(year: int, month: int, day: int, clock: str, zone: str | None, told: str) -> LogTime:
    """Return a whole time; one that no calendar has is only told."""
    hour, minute, second = map(int, clock.split(":"))
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - as it is told
        offset = _offset(zone)
    except ValueError:
        return LogTime(told=told, zone=zone)
    if offset is not None:
        moment = moment.replace(tzinfo=offset)
    written = moment.isoformat()
    return LogTime(told=told, iso=written.replace("+00:00", "Z"), zone=_zone(zone))


def either_order(text: str) -> LogTime:
    """Return a time whose day and month stand as the computer's language has them.

    It is put in order only where one of the two can be no month.
    """
    compact = _COMPACT.fullmatch(text)
    if compact is not None:
        return dated(int(compact[1]), int(compact[2]), int(compact[3]), compact[4], None, text)
    found = _EITHER.fullmatch(text)
    if found is None:
        return stated(text) or LogTime(told=text)
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    clock = _by_day(found)
    if first > _NOON >= second:
        return dated(year, second, first, clock, None, text)
    if second > _NOON >= first or first == second:
        return dated(year, first, second, clock, None, text)
    return LogTime(told=text)


def _by_day(found: re.Match[str]) -> str:
    hour, half = int(found[4]), (found[7] or "").upper()
    if half in _AFTERNOON and hour < _NOON:
        hour += _NOON
    elif half in _FORENOON and hour == _NOON:
        hour = 0
    return f"{hour}:{found[5]}:{found[6]}"


def _time(found: re.Match[str]) -> LogTime:
    parts = found.groupdict()
    month = parts.get("month")
    if month is None or parts.get("year") is None:
        return LogTime(told=parts["told"])
    number = int(month) if month.isdigit() else MONTHS.index(month.lower()) + 1
    return dated(
        int(parts["year"]),
        number,
        int(parts["day"]),
        parts["clock"],
        parts.get("zone"),
        parts["told"],
    )


def _offset(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    if zone in ("Z", "UTC"):
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if zone.startswith("-") else size)


def _zone(zone: str | None) -> str | None:
    if zone is None or zone in ("Z", "UTC"):
        return zone and "UTC"
    return f"{zone[:3]}:{zone[-2:]}"

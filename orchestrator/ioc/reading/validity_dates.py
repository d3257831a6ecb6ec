"""What lists say of the time in which a value is an indicator."""

import re
from datetime import UTC, date, datetime, time, timedelta

# A feed says when it last saw a server at work; the next machine may call it weeks later.
LAST_SEEN_HOLDS = timedelta(days=90)

_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)")
_LAST_MOMENT = time(23, 59, 59, 999999)


def until_of(text: str) -> datetime | None:
    """Return the last moment (aware) that a text names, None if it names none.

    Args:
        text: An ISO date or time, or a date as dd/mm/yyyy. A day counts to its end; a time
            without a zone is UTC.
    """
    return _moment(text, _LAST_MOMENT)


def since_of(text: str) -> datetime | None:
    """Return the first moment (aware) that a text names; see `until_of`."""
    return _moment(text, time.min)


def last_seen(text: str) -> datetime | None:
    """Return the moment (aware) until which a value that was last seen then is an indicator."""
    seen = until_of(text)
    return None if seen is None else seen + LAST_SEEN_HOLDS


def day_of(text: str) -> date | None:
    """Return the day that a text is: an ISO date, or dd/mm/yyyy."""
    found = since_of(text)
    return found.date() if found and found == datetime.combine(found, time.min, UTC) else None


def _moment(text: str, of_day: time) -> datetime | None:
    written = text.strip().removesuffix("UTC").rstrip()
    if not written:
        return None
    local = _VIETNAMESE.fullmatch(written)
    if local:
        written = f"{local[3]}-{local[2]:0>2}-{local[1]:0>2}{local[4]}"
    try:
        if len(written) <= len("2022-09-30"):
            return datetime.combine(date.fromisoformat(written), of_day, UTC)
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

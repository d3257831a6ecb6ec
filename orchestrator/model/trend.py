"""How failing and coverage went: earlier dates that compare with today, by today's list."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class TrendPoint(Struct, frozen=True, kw_only=True):
    """How many machines were what at a moment; `in_scope` is the denominator of that day."""

    at: datetime
    in_scope: int
    assessed: int
    failed: int


class SinceLast(Struct, frozen=True, kw_only=True):
    """What became of findings since the date before; `why_not` says why nothing can be said.

    `counts` are words of a closed set (`change.*`), each with its number, none that is zero.
    """

    since: datetime
    counts: tuple[tuple[StrEnum, int], ...] = ()
    why_not: tuple[StrEnum, ...] = ()


class Trend(Struct, frozen=True, kw_only=True):
    """Points in the order of time, today's last; `left_out` are dates that do not compare."""

    points: tuple[TrendPoint, ...]
    left_out: int = 0
    since_last: SinceLast | None = None

"""How failing and coverage went: earlier dates that compare with today, by today's list."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """How many machines were what at a moment; `in_scope` is the denominator of that day."""

    at: datetime
    in_scope: int
    assessed: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceLast:
    """What became of findings since the date before; `why_not` says why nothing can be said.

    `counts` are words of a closed set (`change.*`), each with its number, none that is zero.
    """

    since: datetime
    counts: tuple[tuple[StrEnum, int], ...] = ()
    why_not: tuple[StrEnum, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Points in the order of time, today's last; `left_out` are dates that do not compare."""

    points: tuple[TrendPoint, ...]
    left_out: int = 0
    since_last: SinceLast | None = None

"""Counting machines, and drawing counts as bars."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from orchestrator.model.result import MachineResult, Reason, UnitResult, UnitVerdict, Verdict

_WHOLE = 1000  # a bar is a thousand parts wide: widths are written in tenths of a percent


class Figures(Struct, frozen=True, kw_only=True):
    """How many machines are what; `not_selected` are among the `not_assessed`."""

    passed: int = 0
    failed: int = 0
    not_assessed: int = 0
    not_selected: int = 0
    excluded: int = 0

    @property
    def assessed(self) -> int:
        """Machines with a verdict."""
        return self.passed + self.failed

    @property
    def in_scope(self) -> int:
        """Machines that count: the denominator."""
        return self.assessed + self.not_assessed

    @property
    def machines(self) -> int:
        """All machines of the inventory."""
        return self.in_scope + self.excluded

    @property
    def unread(self) -> int:
        """Machines that were to be assessed and could not be."""
        return self.not_assessed - self.not_selected


def count(machines: Iterable[MachineResult]) -> Figures:
    """Return the figures of some machines."""
    rows = tuple((machine.verdict, machine.reason) for machine in machines)
    verdicts = tuple(verdict for verdict, _ in rows)
    return Figures(
        passed=verdicts.count(Verdict.PASS),
        failed=verdicts.count(Verdict.FAIL),
        not_assessed=verdicts.count(Verdict.NOT_ASSESSED),
        not_selected=sum(reason is Reason.NOT_SELECTED for _, reason in rows),
        excluded=verdicts.count(Verdict.EXCLUDED),
    )


def summed(some: Iterable[Figures]) -> Figures:
    """Return the figures of all machines that some figures are of."""
    rows = tuple(some)
    return Figures(
        passed=sum(row.passed for row in rows),
        failed=sum(row.failed for row in rows),
        not_assessed=sum(row.not_assessed for row in rows),
        not_selected=sum(row.not_selected for row in rows),
        excluded=sum(row.excluded for row in rows),
    )


class Sign(Struct, frozen=True, kw_only=True):
    """One verdict as it is drawn: which sign, which word, and its place in a worst-first order."""

    sign: str  # "fail", "unk", "pass" or "out": symbol and colour
    key: str  # catalogue id of its word
    rank: int


MACHINE_SIGNS = {
    Verdict.FAIL: Sign(sign="fail", key="verdict.fail", rank=0),
    Verdict.NOT_ASSESSED: Sign(sign="unk", key="verdict.not_assessed", rank=1),
    Verdict.PASS: Sign(sign="pass", key="verdict.pass", rank=2),
    Verdict.EXCLUDED: Sign(sign="out", key="verdict.excluded", rank=3),
}
UNIT_SIGNS = {
    UnitVerdict.FAIL: Sign(sign="fail", key="verdict.fail", rank=0),
    UnitVerdict.INSUFFICIENT: Sign(sign="unk", key="verdict.insufficient", rank=1),
    UnitVerdict.PASS: Sign(sign="pass", key="verdict.pass", rank=2),
}


class Share(Struct, frozen=True, kw_only=True):
    """One share of a whole, as counted."""

    sign: Sign
    n: int


class Segment(Struct, frozen=True, kw_only=True):
    """One stretch of a bar; `x` and `width` are SVG percentages."""

    sign: str
    x: str
    width: str


def machine_parts(figures: Figures) -> tuple[Share, ...]:
    """Return the three shares of the machines in scope, in the order of bars and legends."""
    return (
        Share(sign=MACHINE_SIGNS[Verdict.PASS], n=figures.passed),
        Share(sign=MACHINE_SIGNS[Verdict.FAIL], n=figures.failed),
        Share(sign=MACHINE_SIGNS[Verdict.NOT_ASSESSED], n=figures.not_assessed),
    )


def unit_parts(units: Iterable[UnitResult]) -> tuple[Share, ...]:
    """Return the three shares of the units."""
    verdicts = tuple(unit.verdict for unit in units)
    order = (UnitVerdict.PASS, UnitVerdict.FAIL, UnitVerdict.INSUFFICIENT)
    return tuple(Share(sign=UNIT_SIGNS[word], n=verdicts.count(word)) for word in order)


def bar(parts: Sequence[Share], least: int) -> tuple[Segment, ...]:
    """Return the stretches of a bar that fill it exactly.

    Args:
        parts: The shares, in order.
        least: The least width of a share that is not empty, in tenths of a percent: one machine
            of 200 must stay visible (3 px) where the bar is narrowest.
    """
    filled = tuple(part for part in parts if part.n)
    whole = sum(part.n for part in filled)
    widths = [max(least, part.n * _WHOLE // whole) for part in filled]
    if widths:
        widest = widths.index(max(widths))
        widths[widest] += _WHOLE - sum(widths)
    starts = (sum(widths[:at]) for at in range(len(widths)))
    return tuple(
        Segment(sign=part.sign.sign, x=_share(start), width=_share(width))
        for part, start, width in zip(filled, starts, widths, strict=True)
    )


def share(n: int, whole: int, least: int) -> str:
    """Return the width of a single bar of `n` where `whole` fills the line."""
    return _share(max(least, n * _WHOLE // whole) if n and whole else 0)


def _share(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}%"

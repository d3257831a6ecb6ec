"""Units of an inventory that a sweep does not touch: a part must never look like the whole."""

from collections.abc import Collection, Iterable, Mapping

from orchestrator import evidence
from orchestrator.model.district import District, Unit

_LEFT_OUT = "units_left_out"


def left_out_of(district: District, touched: Collection[str]) -> Mapping[str, object]:
    """Return what is kept with a sweep's selection of the units that it does not touch."""
    left = sorted(unit.code for unit in district.units if unit.code not in touched)
    return {_LEFT_OUT: left} if left else {}


def units_left_out(record: evidence.SweepRecord, shown: Iterable[Unit]) -> int:
    """Return how many units of a sweep's inventory are not among those that are shown."""
    kept = record.selection.get(_LEFT_OUT, ())
    codes = frozenset(kept) if isinstance(kept, list | tuple) else frozenset()
    return len(codes - {unit.code for unit in shown})

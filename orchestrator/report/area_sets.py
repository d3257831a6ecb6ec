"""What is shown of each body between the authority and units: the same, of its units alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from orchestrator.model.bodies import Area
from orchestrator.report.shown import Shown

_FEWEST = 2  # of one body alone the overview is the page


Places = Mapping[tuple[Area, ...], Sequence[int]]


def places_by_area(shown: Shown) -> Places:
    """Return for each body where its units are among all, by the bodies' names.

    None where all units are of one body, or of the authority itself.
    """
    places: dict[tuple[Area, ...], list[int]] = {}
    for at, unit in enumerate(shown.result.units):
        if unit.unit.within:
            places.setdefault(unit.unit.within, []).append(at)
    ordered = sorted(places, key=lambda areas: [area.name for area in areas])
    return {within: places[within] for within in ordered} if len(places) >= _FEWEST else {}


def sets_by_area(shown: Shown, places: Places) -> Iterator[tuple[tuple[Area, ...], Shown]]:
    """Yield each body with what is shown of its units; those of one are in memory at a time."""
    judged = shown.judged
    stands = {one.unit.code: at for at, one in enumerate(judged.units)} if judged else {}
    for within, found in places.items():
        units = tuple(shown.result.units[at] for at in found)
        yield (
            within,
            replace(
                shown,
                result=replace(shown.result, units=units, units_left_out=0),
                judged=judged
                and replace(
                    judged,
                    units=tuple(judged.units[stands[one.unit.code]] for one in units),
                    trend=None,
                ),
            ),
        )

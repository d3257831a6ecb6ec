"""What must hold of a sweep whose N-th call fails, whichever that is."""

import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import ExitCode
from tests.faults.district import HowItEnded, Place, PlayedWay, Told
from tests.faults.points import Faults, FaultyWay, Kind, PlantedError, planted

_FORESEEN = frozenset({Kind.STORE, Kind.FILES})
"""What fails there is told as what it is; any other fault of ours costs the one machine it met."""


@dataclass(frozen=True)
class Point:
    """One fault point: the n-th call of a kind, alone or with all after it."""

    kind: Kind
    nth: int
    lasting: bool

    def __str__(self) -> str:
        return f"{self.kind} {self.nth}{' and all after it' if self.lasting else ''}"


@dataclass(frozen=True)
class Examined:
    """What came of one point; `reached` is False where the sweep makes fewer calls."""

    reached: bool
    complaints: tuple[str, ...]


def truth() -> Told:
    """Return what is said of each machine where nothing fails."""
    with tempfile.TemporaryDirectory() as folder:
        return Place.made(Path(folder)).sweep(PlayedWay()).told


def examine(point: Point, true: Told) -> Examined:
    """Sweep with that fault, then without it, and tell what is wrong in either."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place.made(Path(folder), pages=point.kind is Kind.FILES)
        faults = Faults(point.kind, point.nth, point.lasting, place.folder)
        complaints = tuple(f"{point}: {one}" for one in _complaints(place, faults, true))
        return Examined(faults.met, complaints)


def _complaints(place: Place, faults: Faults, true: Told) -> Iterator[str]:
    way = PlayedWay()
    try:
        with planted(faults) as clock:
            ended = place.sweep(FaultyWay(way, faults), clock)
    except PlantedError:
        ended = HowItEnded(ExitCode.FAULT, "", {})  # nobody can foresee it; but it must not hang
    except Exception:  # noqa: BLE001 - that is what is looked for
        yield f"a traceback: {_where()}"
        return
    for told in (ended.told, place.written()):
        yield from (f"{name}: {what} is wrong" for name, what in _wrong(told, true))
    if ended.code is ExitCode.BAD_INPUT and way.asked:
        yield f"exit code 2 though {way.asked} machines were asked"
    blamed = [name for name, (_, why) in ended.told.items() if why == "bug"]
    if blamed and faults.kind in _FORESEEN:
        yield f"{len(blamed)} machines are blamed"
    try:
        after = place.go_on(PlayedWay())
    except Exception:  # noqa: BLE001 - likewise
        yield f"a traceback when it goes on: {_where()}"
        return
    if after.told != true:
        said = after.said or sorted(_differences(after.told, true))
        yield f"cannot be gone on with: {after.code}, {said}"


def _wrong(told: Told, true: Told) -> Iterator[tuple[str, object]]:
    """Yield the verdicts that are others than the right ones; to have none is no wrong one."""
    for name, (verdict, why) in told.items():
        if verdict != "not_assessed" and (verdict, why) != true[name]:
            yield name, verdict


def _differences(told: Told, true: Told) -> Iterator[str]:
    return (f"{name}: {told.get(name)}" for name in true if told.get(name) != true[name])


def _where() -> str:
    """Return the lines of ours in the traceback that is being handled, the last first."""
    lines = [line.strip() for line in traceback.format_exc().splitlines()]
    ours = [line.partition("/orchestrator/")[2] for line in lines if "/orchestrator/" in line]
    return f"{lines[-1]}; {' < '.join(ours[::-1])}"

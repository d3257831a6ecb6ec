"""What a set of reports covers: which units, from when to when, how it was looked, by which list.

A page that does not say so is read as if it were about all.
"""

from collections import Counter
from enum import StrEnum

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.look import Carrier, Look, Origin, Trust
from orchestrator.model.result import MachineResult
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue

_PROTOCOLS = {"winrm": "WinRM", "ssh": "SSH"}
_CAMPAIGN = ("covers.campaign_one", "covers.campaign_all", "covers.campaign")
_SWEEP = ("covers.sweep_one", "covers.sweep_all", "covers.sweep")


class LookWay(StrEnum):
    """How a machine's own words came; closed."""

    ASKED = "asked"
    RELAYED = "relayed"
    RELAYED_FILE = "relayed_file"
    WITNESSED = "witnessed"
    DECLARED = "declared"
    KIT = "kit"
    LOCAL = "local"  # the controller itself


_WAY_OF = {
    Trust.RELAYED: LookWay.RELAYED,
    Trust.WITNESSED: LookWay.WITNESSED,
    Trust.DECLARED: LookWay.DECLARED,
}


def covers_units(shown: Shown, say: Catalogue) -> str:
    """Return which units a set speaks of, and how many of them nobody has looked at."""
    n = shown.units_covered
    one, whole, part = _SWEEP if shown.judged is None else _CAMPAIGN
    known = len(shown.result.units) + shown.result.units_left_out
    if n != known:
        return say(part, n=n, units=known, left=known - n)
    return say(one) if known == 1 else say(whole, n=n)


class Covers:
    """How machines were looked at; they are added one by one, so that none needs to stay."""

    def __init__(self, shown: Shown) -> None:
        """Know of none."""
        self._shown = shown
        self._ways: Counter[LookWay] = Counter()
        self._vias: dict[LookWay, Counter[str]] = {}

    def add(self, machine: MachineResult) -> None:
        """Count a machine, if somebody looked at it."""
        if self._shown.last_look(machine) is None:
            return
        way = _way(self._shown, machine)
        self._ways[way] += 1
        if machine.scope.via in _PROTOCOLS:
            self._vias.setdefault(way, Counter())[machine.scope.via] += 1

    def said(self, say: Catalogue) -> tuple[str, ...]:
        """Return a line a way, with how many; those over the network name their protocols."""
        ways = sorted(self._ways.items(), key=lambda one: (-one[1], one[0]))
        return tuple(self._line(way, n, say) for way, n in ways) or (say("covers.nobody"),)

    def _line(self, way: LookWay, n: int, say: Catalogue) -> str:
        vias = self._vias.get(way, Counter())
        named = ", ".join(f"{_PROTOCOLS[via]} {k}" for via, k in vias.items())
        said = say(f"covers.way.{way}", n=n)
        return say("covers.protocols", way=said, named=named) if named else said


def covers_list(shown: Shown, say: Catalogue) -> str:
    """Return by which list all is judged, and how many doubts there are about it."""
    info = shown.result.list
    doubts = len(info.warnings)
    said = say("covers.list", day=say.day(info.dated), n=info.indicators)
    return say("covers.list_doubts", list=said, n=doubts) if doubts else said


def _way(shown: Shown, machine: MachineResult) -> LookWay:
    """Return how a machine's newest own look came."""
    standing = shown.standing(machine)
    look = _newest(standing) if standing is not None else None
    if look is not None and look.origin is Origin.KIT:
        return LookWay.KIT
    if look is not None and look.trust is Trust.RELAYED and look.carrier is Carrier.FILE:
        return LookWay.RELAYED_FILE
    if look is not None and look.trust in _WAY_OF:
        return _WAY_OF[look.trust]
    return LookWay.LOCAL if machine.scope.via == "local" else LookWay.ASKED


def _newest(standing: MachineStanding) -> Look | None:
    return max(standing.own_looks, key=lambda look: (look.span, look.evidence), default=None)

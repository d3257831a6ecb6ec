"""Standings that were told before, and whether they still hold."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from orchestrator import evidence
from orchestrator.evidence.codec import stamp
from orchestrator.evidence.look_rows import READER
from orchestrator.evidence.marks import Mark
from orchestrator.evidence.matched import MATCHER
from orchestrator.evidence.standings import read_rests, rests_as_text
from orchestrator.files.typed_json import quick_json
from orchestrator.model.act import Act
from orchestrator.sweep.standing_text import FORM, ToldStanding, read_standing, standing_text

FOLD = 3
"""Raised when the same rows come to another standing: what was kept before is then not used."""

_NEVER_SET: Mark = ("", "")


class JudgedPlace(NamedTuple):
    """One machine that is judged, and what of it a standing rests on that no row of it says."""

    placed: evidence.Placed
    text: bytes


def judged_place(placed: evidence.Placed) -> JudgedPlace:
    """Return a machine with its text: equal ones are judged alike, as far as the scope goes."""
    return JudgedPlace(placed=placed, text=quick_json((placed.row, placed.removed_at)))


class StandingCache(Struct, frozen=True, kw_only=True):
    """What was kept of where machines stand.

    Attributes:
        store: Where it is kept.
        rules: The digest of what verdicts rest on.
        at: When it is judged.
    """

    store: evidence.Store
    rules: str
    at: datetime

    def held(
        self, places: Iterable[JudgedPlace], acts: Mapping[str, Act]
    ) -> Mapping[int, ToldStanding]:
        """Return the standings that hold, by machine: what they rest on is as it was."""
        marks, now, ours = self.store.marks(), stamp(self.at), self._ours()
        by_number = {one.placed.number: one for one in places}
        found = {}
        for one in self.store.standings():
            place = by_number.get(one.machine)
            if (
                place is not None
                and one.at <= now
                and (one.next_change is None or now < one.next_change)
                and one.basis == _basis(ours, place, one, _rests(one), marks)
            ):
                placed = place.placed
                found[one.machine] = read_standing(
                    one.said, one.machine, placed.row, placed.removed_at, acts
                )
        return {number: one for number, one in found.items() if one is not None}

    def _ours(self) -> bytes:
        """Return what all standings rest on."""
        return f"{FOLD} {FORM} {READER} {MATCHER} {self.rules}".encode()

    def begin(self, of: Iterable[int] | None) -> Mapping[Mark, int]:
        """Return the marks that what is read from now on may rest on, of some machines or all."""
        self.store.fill_marks(of)
        return self.store.marks()

    def keep(
        self,
        told: Iterable[tuple[JudgedPlace, frozenset[Mark], ToldStanding]],
        marks: Mapping[Mark, int],
    ) -> None:
        """Keep standings for the next who asks.

        Args:
            told: Each with the marks on which it rests.
            marks: All marks, as `begin` returned them before the rows were read.
        """
        self.store.keep_standings(tuple(self._kept(told, marks)))

    def _kept(
        self,
        told: Iterable[tuple[JudgedPlace, frozenset[Mark], ToldStanding]],
        marks: Mapping[Mark, int],
    ) -> Iterator[evidence.KeptStanding]:
        ours, at = self._ours(), stamp(self.at)
        for place, rests, one in told:
            change, ordered = one.standing.next_change, sorted(rests)
            row = evidence.KeptStanding(
                machine=place.placed.number,
                rests=rests_as_text(ordered),
                at=at,
                next_change=stamp(change) if change is not None else None,
                said=standing_text(one),
                basis="",
            )
            basis = _basis(ours, place, row, ordered, marks)
            if basis is not None:  # else a mark came meanwhile: the next who asks will set it
                yield row._replace(basis=basis)


def _rests(one: evidence.KeptStanding) -> Iterable[Mark]:
    """Return the marks on which a kept standing rests; of one that is damaged, a mark never set."""
    try:
        return read_rests(one.rests)
    except ValueError:  # it is made anew
        return (_NEVER_SET,)


def _basis(
    ours: bytes,
    place: JudgedPlace,
    one: evidence.KeptStanding,
    of: Iterable[Mark],
    marks: Mapping[Mark, int],
) -> str | None:
    """Return the digest of a standing and of the marks it rests on; None where one is gone."""
    rests = [marks.get(mark) for mark in of]
    if None in rests:
        return None
    placed = place.placed
    skipped = f"{placed.skipped} {stamp(placed.swept_at)}" if placed.skipped else ""
    own = f"\n{placed.number} {skipped}\n{rests} {one.at} {one.next_change}\n{one.rests}\n"
    digest = hashlib.sha256(ours)
    digest.update(own.encode("utf-8", "surrogatepass"))
    digest.update(place.text)
    digest.update(one.said)
    return digest.hexdigest()

"""What inventories say of units now: their names, contacts and figures, and the letter.

Figures come after the sweep, and so does what is mended on what a page shows.

Not in the room's face: only reports show them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator import campaign, checks, evidence, inventory
from orchestrator.errors import InputError, Problem
from orchestrator.evidence.queries import whole_rows
from orchestrator.files.packed_values import PackedValues
from orchestrator.model.campaign import Judged
from orchestrator.model.district import Authority, Unit
from orchestrator.model.result import SweepResult
from orchestrator.sweep.selection import beginning_of
from orchestrator.text.message import say
from orchestrator.vault import Vault


class DeclaredIn(StrEnum):
    """Which inventory figures were taken from; closed."""

    GIVEN = "given"  # -i
    CAMPAIGN = "campaign"  # the campaign's own, as it is now
    KEPT = "kept"  # as the newest reading or sweep had it


class Declared(Struct, frozen=True, kw_only=True):
    """What is said of units by code; a unit that is not here stays as it was kept.

    `authority` is None where the inventory names none; `dotted` are the lines that then stand for
    it, None where no inventory was read. `machines` counts those in scope, by unit.

    `problems` are why the campaign's inventory could not be read, where it could not; `skipped`
    what lies beside an inventory and is about others. `older` are the inventories (`-i`) of the
    newest sweep, where figures are as it had them and no campaign says which inventory counts.
    """

    origin: DeclaredIn
    units: Mapping[str, Unit] = field(default_factory=dict)
    authority: Authority | None = None
    dotted: Authority | None = None
    machines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()
    older: tuple[str, ...] = ()

    def known(self, result: SweepResult) -> int:
        """Return of how many units that are shown it holds figures."""
        return sum(one.unit.code in self.units for one in result.units)

    def over(self, result: SweepResult) -> SweepResult:
        """Return what is shown, with these figures."""
        units = PackedValues(replace(one, unit=self._of(one.unit)) for one in result.units)
        return replace(result, units=units, authority=self.authority or result.authority)

    def over_judged(self, judged: Judged) -> Judged:
        """Return where all machines stand, with these figures; no verdict rests on them."""
        units = PackedValues(replace(one, unit=self._of(one.unit)) for one in judged.units)
        return replace(judged, units=units, authority=self.authority or judged.authority)

    def _of(self, unit: Unit) -> Unit:
        now = self.units.get(unit.code, unit)
        return replace(
            unit,
            name=now.name,
            type=now.type,
            contact=now.contact,
            annex=now.annex,
            letterhead=now.letterhead,
        )


def declared_in(sources: Sequence[str], vault: Vault) -> Declared:
    """Return what inventories say; InventoryError if they cannot be used."""
    return _declared(DeclaredIn.GIVEN, sources, vault)


def declared_now(state: Path, vault: Vault) -> Declared:
    """Return what the inventory of the state folder's campaign says now, else what is kept.

    Nothing is written: whom the campaign is about stays as it was last read.

    Raises:
        StateError: There is no such folder, or it is damaged.
    """
    with closing(evidence.open_store(state, create=False)) as store:
        held = store.scope_in_force()
        if held is None:
            return Declared(origin=DeclaredIn.KEPT, older=_swept(store))
        if held.campaign.closed_at is not None:
            return Declared(origin=DeclaredIn.KEPT)  # as it was closed
        with whole_rows(say("store.campaign_row"), store.folder):
            path = Path(campaign.read_body(held.campaign.body).file)
    try:
        read = campaign.read_campaign(path, frozenset(check.id for check in checks.ALL))
        return _declared(DeclaredIn.CAMPAIGN, read.inventory, vault)
    except InputError as error:
        return Declared(origin=DeclaredIn.KEPT, problems=error.problems)


def _declared(origin: DeclaredIn, sources: Sequence[str], vault: Vault) -> Declared:
    loaded = inventory.load(sources, vault)
    district = inventory.district(loaded)
    in_scope = (machine.unit for machine in district.machines if machine.excluded is None)
    return Declared(
        origin=origin,
        units={unit.code: unit for unit in district.units},
        authority=district.authority if inventory.declares_authority(loaded) else None,
        dotted=district.authority,
        machines=Counter(in_scope),
        skipped=loaded.skipped,
    )


def _swept(store: evidence.Store) -> tuple[str, ...]:
    """Return the inventories of the newest sweep, as they were named; none without a sweep."""
    if not store.sweeps():
        return ()
    return beginning_of(store.sweep("latest").selection).inventory

"""What each row changes in the inventory: a machine added, updated, the same, or refused."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from orchestrator.errors import Place
from orchestrator.files.yaml_nodes import MapEntry, ScalarNode
from orchestrator.inventory.district.addressing import endpoint, filled
from orchestrator.inventory.importing.unit_finder import UnitFinder
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.draft import entry
from orchestrator.inventory.reading.variables import Precedence
from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.inventory.sheets.row_problems import RowProblem, RowProblemError
from orchestrator.inventory.sheets.rows import RowDraft, RowRefused
from orchestrator.model.district import Role
from orchestrator.text.catalogue import NOTHING

ADDRESS = "ansible_host"
_SHEET = Place(file="")

# What holds where the inventory says nothing.
_DEFAULTS: Mapping[str, str] = {"role": Role.PC.value, "ansible_connection": "ssh"}


class Change(StrEnum):
    """What a row does to the inventory."""

    ADDED = "added"
    UPDATED = "updated"
    SAME = "same"


class Decision(Struct, frozen=True, kw_only=True):
    """One row that is taken: into which unit, under which name, and the variables to be set."""

    row: RowDraft
    change: Change
    unit: str
    name: str
    fields: Mapping[str, str]


class Matcher:
    """Holds rows against the inventory.

    Args:
        inventory: As it is.
        finder: Knows the units.
        parents: For units that are not there yet, the group that they will lie in.
    """

    def __init__(
        self, inventory: Inventory, finder: UnitFinder, parents: Mapping[str, str]
    ) -> None:
        """Index the inventory."""
        self._inventory = inventory
        self._finder = finder
        self._parents = parents
        self._precedence = Precedence(inventory)
        self._by_name = {name.casefold(): name for name in inventory.hosts}
        self._groups = {name.casefold() for name in inventory.groups}
        self._rows: dict[str, RowDraft] = {}

    def decide(self, rows: Sequence[RowDraft | RowRefused]) -> tuple[Decision | RowRefused, ...]:
        """Return what is to be done, in the order of the rows."""
        return self._refuse_shared_addresses([self._of_row(row) for row in rows])

    def _of_row(self, row: RowDraft | RowRefused) -> Decision | RowRefused:
        if isinstance(row, RowRefused):
            return row
        try:
            self._refuse_twice(row)
            unit = self._finder.of_row(row)
            known = self._by_name.get(row.name.casefold())
            return self._new(row, unit) if known is None else self._known(row, unit, known)
        except RowProblemError as error:
            return RowRefused(origin=row.origin, name=row.name, doubts=(error.doubt,))

    def _refuse_twice(self, row: RowDraft) -> None:
        first = self._rows.setdefault(row.name.casefold(), row)
        if first is not row:
            where = f"{first.origin.row}"
            if first.origin.sheet != row.origin.sheet:
                where = f"{where} ({first.origin.sheet})"
            raise RowProblemError(RowRefusal.NAME_TWICE, text=row.name, row=where)
        if row.name.casefold() in self._groups:
            raise RowProblemError(RowRefusal.NAME_IS_GROUP, text=row.name)

    def _new(self, row: RowDraft, unit: str) -> Decision:
        settings = self._inherited(unit)
        fields = {
            name: value
            for name, value in row.fields.items()
            if not _holds(row.name, settings, name, value)
        }
        return Decision(row=row, change=Change.ADDED, unit=unit, name=row.name, fields=fields)

    def _known(self, row: RowDraft, unit: str, name: str) -> Decision:
        host = self._inventory.hosts[name]
        if unit not in host.groups:
            owners = [group for group in host.groups if group in self._finder.units]
            raise RowProblemError(
                RowRefusal.NAME_TAKEN, text=name, unit=", ".join(owners) or NOTHING
            )
        settings = self._precedence.of_host(name)
        fields = {
            variable: value
            for variable, value in row.fields.items()
            if not _holds(name, settings, variable, value)
        }
        for variable in fields:
            self._refuse_set_elsewhere(name, variable)
        change = Change.UPDATED if fields else Change.SAME
        return Decision(row=row, change=change, unit=unit, name=name, fields=fields)

    def _refuse_set_elsewhere(self, host: str, variable: str) -> None:
        """Refuse what stands in `host_vars/`, which wins over the files that are written."""
        for layer in self._inventory.layers:
            for variables in layer.hosts.get(host, ()):
                if (found := variables.get(variable)) is not None:
                    place = str(found.key.place)
                    raise RowProblemError(RowRefusal.SET_ELSEWHERE, column=variable, place=place)

    def _inherited(self, unit: str) -> Mapping[str, MapEntry]:
        group = unit if unit in self._inventory.groups else self._parents.get(unit, "all")
        known = group if group in self._inventory.groups else "all"
        return self._precedence.of_new_host(known)

    def _refuse_shared_addresses(
        self, decided: list[Decision | RowRefused]
    ) -> tuple[Decision | RowRefused, ...]:
        """Refuse rows whose machine would be where another one is; the first one stays."""
        moved = {d.name for d in decided if isinstance(d, Decision) and ADDRESS in d.fields}
        taken = {
            place: name
            for name in self._inventory.hosts
            if name not in moved
            and (place := endpoint(name, self._precedence.of_host(name))) is not None
        }
        return tuple(
            self._placed(one, taken) if isinstance(one, Decision) else one for one in decided
        )

    def _placed(
        self, decision: Decision, taken: dict[tuple[str, ...], str]
    ) -> Decision | RowRefused:
        if decision.change is not Change.ADDED and ADDRESS not in decision.fields:
            return decision
        place = endpoint(decision.name, self._settings_after(decision))
        if place is None or (other := taken.setdefault(place, decision.name)) == decision.name:
            return decision
        doubt = RowProblem(RowRefusal.ADDRESS_TAKEN, {"text": place[0], "machine": other})
        return RowRefused(origin=decision.row.origin, name=decision.name, doubts=(doubt,))

    def _settings_after(self, decision: Decision) -> Mapping[str, MapEntry]:
        known = decision.name in self._inventory.hosts
        settings = (
            self._precedence.of_host(decision.name) if known else self._inherited(decision.unit)
        )
        rows = {name: entry(name, value, _SHEET) for name, value in decision.fields.items()}
        return {**settings, **rows}


def _holds(host: str, settings: Mapping[str, MapEntry], variable: str, value: str) -> bool:
    """Tell whether a variable has a value already, set anywhere."""
    if variable == ADDRESS:
        return filled(host, settings, ADDRESS).casefold() == value.casefold()
    given = settings.get(variable)
    if given is None or given.node.value is None:
        return _DEFAULTS.get(variable) == value
    return isinstance(given.node, ScalarNode) and given.node.text == value

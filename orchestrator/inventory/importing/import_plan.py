"""The whole way of an import up to the disk: nothing is written here."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import InputError, UsageError
from orchestrator.files.problems import Problems
from orchestrator.inventory.district.areas import Areas, plain_area
from orchestrator.inventory.district.body_names import unit_key, ward_key
from orchestrator.inventory.district.body_words import levels_of, types_of
from orchestrator.inventory.district.units import known_units
from orchestrator.inventory.importing.changes import FileChange, changes, check
from orchestrator.inventory.importing.matching import Change, Decision, Matcher
from orchestrator.inventory.importing.unit_finder import UnitFinder, units_under
from orchestrator.inventory.model import Inventory, groups_above
from orchestrator.inventory.reading.folded_text import title_key
from orchestrator.inventory.reading.inventory_sources import load
from orchestrator.inventory.reading.machine_address import as_hostname
from orchestrator.inventory.sheets.machine_list import Taken
from orchestrator.inventory.sheets.rows import RowRefused
from orchestrator.inventory.writing import (
    Edit,
    HostEdit,
    UnitEdit,
    WardEdit,
    file_of_group,
    file_of_unit,
)
from orchestrator.model.bodies import Area, UnitType
from orchestrator.model.district import Unit
from orchestrator.text.catalogue import NOTHING, catalogue
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.viet import nfc
from orchestrator.vault import Vault


class NewUnit(Struct, frozen=True, kw_only=True):
    """A unit that may be made if the inventory lacks it; `type` is a code."""

    name: str
    type: str


class Destination(Struct, frozen=True, kw_only=True):
    """Where the machines shall go, as a person said it: a ward, a unit, or what the rows say."""

    ward: str | None = None
    unit: str | None = None
    new_unit: NewUnit | None = None


class ImportPlan(Struct, frozen=True, kw_only=True):
    """What an import would do: one decision a row, in the order of the rows."""

    decisions: tuple[Decision | RowRefused, ...]
    files: tuple[FileChange, ...]

    @property
    def refused(self) -> tuple[RowRefused, ...]:
        """The rows that are not taken."""
        return tuple(one for one in self.decisions if isinstance(one, RowRefused))

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows `read`, and how many of them `added`, `updated`, `same`, `refused`: their sum."""
        changes_ = Counter(one.change for one in self.decisions if isinstance(one, Decision))
        parts = {change.value: changes_[change] for change in Change}
        return {"read": len(self.decisions), **parts, "refused": len(self.refused)}


def plan_import(
    sources: Sequence[str], taken: Taken, target: Destination, vault: Vault | None = None
) -> ImportPlan:
    """Return what an import would do.

    Args:
        sources: The `-i` arguments.
        taken: The rows.
        target: Where they shall go.
        vault: What opens vaulted files.

    Raises:
        UsageError: The ward or the unit is not known.
        InventoryError: The inventory cannot be read, or would be refused with the changes made.
    """
    inventory = load(sources, vault)
    place = _Place.of(inventory, target, sources)
    parents = {edit.code: edit.parent for edit in place.edits if isinstance(edit, UnitEdit)}
    decisions = Matcher(inventory, place.finder, parents).decide(taken.rows)
    chosen = [one for one in decisions if isinstance(one, Decision)]
    files = _files(inventory, place, [one for one in chosen if one.change is not Change.SAME])
    if files:
        check(sources, files, {one.name: one.fields for one in chosen}, vault)
    return ImportPlan(decisions=decisions, files=files)


def _files(
    inventory: Inventory, place: "_Place", chosen: Sequence[Decision]
) -> tuple[FileChange, ...]:
    edits: dict[Path, list[Edit]] = defaultdict(list)
    if place.edits and any(one.unit == place.finder.default for one in chosen):
        edits[place.file].extend(place.edits)
    for one in chosen:
        group = _home(inventory, one)
        path = _file_of(inventory, group) if group in inventory.groups else place.file
        edits[path].append(HostEdit(group=group, name=one.name, fields=one.fields))
    return tuple(changes(edits, {place.file: place.head}))


def _home(inventory: Inventory, one: Decision) -> str:
    """Return the group whose `hosts` a machine is written into: where it stands already."""
    if one.name not in inventory.hosts:
        return one.unit
    groups = inventory.hosts[one.name].groups
    direct = [name for name in groups if one.name in inventory.groups[name].hosts]
    below = [name for name in direct if one.unit in groups_above(inventory, name)]
    return below[-1] if below else one.unit


def _file_of(inventory: Inventory, group: str) -> Path:
    is_unit = "unit" in inventory.groups[group].variables
    return file_of_unit(inventory, group) if is_unit else file_of_group(inventory, group)


class _Place(Struct, frozen=True, kw_only=True):
    """Where machines may go, and what has to be made first, in which file."""

    finder: UnitFinder
    edits: tuple[Edit, ...] = ()
    file: Path = Path()
    head: str = ""

    @classmethod
    def of(cls, inventory: Inventory, target: Destination, sources: Sequence[str]) -> "_Place":
        """Return the place that a person named.

        Raises:
            UsageError: It is not known.
        """
        units = known_units(inventory)
        ward = _ward(inventory, target)
        within = frozenset(units) if ward is None else units_under(inventory, ward, units)
        code = None if target.unit is None else _unit(target.unit, units, within)
        scope = target.ward or NOTHING
        if target.unit is None or code is not None:
            chosen = within if code is None else frozenset({code})
            finder = UnitFinder(units=units, within=chosen, scope=code or scope, default=code)
            return cls(finder=finder)
        if target.new_unit is None:
            raise _unknown_unit(target.unit, units, within)
        return cls._with_new_unit(inventory, target, target.new_unit, sources)

    @classmethod
    def _with_new_unit(
        cls, inventory: Inventory, target: Destination, new: NewUnit, sources: Sequence[str]
    ) -> "_Place":
        code, name = str(target.unit), nfc(target.ward or "")
        if not name:
            raise UsageError.one(say("import.new_ward"), say("mend.add_ward"))
        key = _ward(inventory, target) or as_hostname(name).lower().replace("-", "_")
        area = _area(inventory, key, name)
        within = () if area is None else (area,)
        unit = Unit(code=code, name=nfc(new.name), type=_type(inventory, new), within=within)
        finder = UnitFinder(
            units={**known_units(inventory), code: unit},
            within=frozenset({code}),
            scope=code,
            default=code,
        )
        made = UnitEdit(parent=key, code=code, unit={"name": unit.name, "type": unit.type.code})
        if area is None or key in inventory.groups:
            return cls(finder=finder, edits=(made,), file=file_of_group(inventory, key))
        head = f"{catalogue('vi')('edit.ward_head', name=area.level.named(name, 'vi'))}\n"
        file = _new_file(sources, key)
        return cls(finder=finder, edits=(WardEdit(key=key, ward=name), made), file=file, head=head)


def _area(inventory: Inventory, key: str, name: str) -> Area | None:
    """Return the area that a group is, a new one if there is no such group; None for any other."""
    levels = levels_of(inventory, Problems())
    if key in inventory.groups:
        return Areas.of(inventory, levels, Problems()).by_group.get(key)
    return plain_area(name, levels)


def _new_file(sources: Sequence[str], key: str) -> Path:
    folder = next((path for one in sources if (path := Path(one)).is_dir()), None)
    if folder is None:
        raise UsageError.one(say("import.no_folder"), say("mend.folder"))
    return folder / f"{key.replace('_', '-')}.yml"


def _ward(inventory: Inventory, target: Destination) -> str | None:
    """Return the group of the ward that was named, None if none was or if it is to be made."""
    if target.ward is None:
        return None
    areas = Areas.of(inventory, levels_of(inventory, Problems()), Problems()).by_group
    wards = {name: area.name for name, area in areas.items()}
    whole = title_key(target.ward)
    for name, area in areas.items():
        if whole == title_key(area.level.named(area.name, "vi")):
            return name
    key = ward_key(target.ward)
    for name in inventory.groups:
        if key in (ward_key(name), ward_key(wards.get(name, name))):
            return name
    meant = did_you_mean(target.ward, [*wards.values(), *wards])
    if meant is None and target.new_unit is not None:
        return None
    names = ", ".join(wards.values())
    known = say("mend.wards", names=names) if names else say("mend.no_areas")
    mend = say("mend.did_you_mean", meant=meant) if meant else known
    raise UsageError.one(say("import.no_ward", ward=target.ward), mend)


def _type(inventory: Inventory, new: NewUnit) -> UnitType:
    types = types_of(inventory, Problems())
    if new.type in types:
        return types[new.type]
    meant = did_you_mean(new.type, types)
    known = say("mend.one_of", words=", ".join(types))
    mend = say("mend.did_you_mean", meant=meant) if meant else known
    raise UsageError.one(say("field.choice", word=new.type, name="--unit-type"), mend)


def _unit(text: str, units: Mapping[str, Unit], within: frozenset[str]) -> str | None:
    if text in within:
        return text
    key = unit_key(text)
    found = [c for c in sorted(within) if key in (unit_key(c), unit_key(units[c].name))]
    return found[0] if len(found) == 1 else None


def _unknown_unit(text: str, units: Mapping[str, Unit], within: frozenset[str]) -> InputError:
    names = {units[code].name: code for code in sorted(within)}
    meant = did_you_mean(text, [*within, *names])
    if meant is None:
        mend = say("mend.unit_code")
    else:
        mend = say("mend.did_you_mean", meant=names.get(meant, meant))
    return UsageError.one(say("import.no_unit", unit=text), mend)

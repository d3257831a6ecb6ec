"""How the bodies between the authority and its units nest: groups with `area:` or `ward:`."""

from collections.abc import Mapping
from itertools import pairwise

from msgspec import Struct

from orchestrator import bodies
from orchestrator.files.mapping import MappingReader, text_of
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import MapEntry
from orchestrator.inventory.district.field_table import AREA
from orchestrator.inventory.district.quoted_names import refuse_quoted
from orchestrator.inventory.model import Group, Inventory, groups_above
from orchestrator.inventory.reading.variables import settings_of_group
from orchestrator.model.bodies import Area, Level
from orchestrator.text.message import say

_PLAIN = "ward"  # the variable, and the level of what it names unless the name says another


class Areas(Struct, frozen=True):
    """The groups that are bodies between the authority and its units."""

    inventory: Inventory
    by_group: Mapping[str, Area]

    @classmethod
    def of(cls, inventory: Inventory, levels: Mapping[str, Level], problems: Problems) -> "Areas":
        """Return the areas of an inventory; note what is wrong with them."""
        read = {name: _area(inventory, name, levels, problems) for name in inventory.groups}
        return cls(inventory, {name: area for name, area in read.items() if area is not None})

    def above(self, group: Group, problems: Problems) -> tuple[Area, ...]:
        """Return the areas that a unit's group lies in, the outermost first."""
        own = self.by_group.get(group.name)
        names = groups_above(self.inventory, group.name) - {group.name}
        over = [name for name in sorted(names, key=self._depth) if name in self.by_group]
        found = [self.by_group[name] for name in over]
        if own is not None:
            found = [area for area in found if area.level != own.level]
        chain = tuple(dict.fromkeys((*found, *((own,) if own is not None else ()))))
        if len({area.level.code for area in chain}) < len(chain) or self._forked(over):
            listed = ", ".join(sorted(area.name for area in chain))
            what = say("unit.wards", code=group.name, wards=listed)
            problems.add(group.place, what, say("mend.one_ward"))
        return chain

    def _depth(self, name: str) -> tuple[int, int]:
        return self._over(name), self.inventory.groups[name].depth

    def _over(self, name: str) -> int:
        return sum(above in self.by_group for above in groups_above(self.inventory, name))

    def _forked(self, over: list[str]) -> bool:
        """Whether two different areas lie beside each other, none within the other."""
        return any(
            self.by_group[outer] != self.by_group[inner]
            and outer not in groups_above(self.inventory, inner)
            for outer, inner in pairwise(over)
        )


def _area(
    inventory: Inventory, group: str, levels: Mapping[str, Level], problems: Problems
) -> Area | None:
    plain, full = (last_setting(inventory, group, name) for name in (_PLAIN, "area"))
    if plain is not None and full is not None and full.node.value is not None:
        what = say("unit.two_areas", group=group, first=_PLAIN, second="area")
        problems.add(full.key.place, what, say("mend.delete_one"))
    if full is not None and full.node.value is not None:
        return _full_area(full, levels, problems)
    name = None if plain is None else text_of(plain, problems)
    if plain is None or name is None:
        return None
    refuse_quoted(name, plain.node.place, problems)
    return plain_area(name, levels)


def plain_area(name: str, levels: Mapping[str, Level]) -> Area:
    """Return what `ward:` names: a ward, unless the name begins with another level."""
    return Area(level=bodies.level_of_name(name, levels, _PLAIN), name=name)


def _full_area(entry: MapEntry, levels: Mapping[str, Level], problems: Problems) -> Area | None:
    fields = MappingReader.of(entry.key.text, entry.node, AREA.names, problems)
    if fields is None:
        return None
    name, level = fields.needed("name"), fields.needed_meaning("level", levels)
    if name is None or level is None:
        return None
    refuse_quoted(name, fields.value_place("name"), problems)
    return Area(level=level, name=name)


def last_setting(inventory: Inventory, group: str, variable: str) -> MapEntry | None:
    """Return the setting of a variable on a group itself that counts, if there is one."""
    settings = tuple(settings_of_group(inventory, group, variable))
    return settings[-1] if settings else None

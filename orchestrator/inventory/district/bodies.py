"""What the bodies and the unit types are called, and how the bodies nest, as an inventory says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from orchestrator import bodies
from orchestrator.files.yaml_nodes import ListNode, MapEntry, MapNode
from orchestrator.inventory.district.field_table import AREA, CODE, DUTY, LEVEL, UNIT_TYPE
from orchestrator.inventory.district.fields import FieldReader, text_of
from orchestrator.inventory.district.own import district_setting
from orchestrator.inventory.model import Group, Inventory, groups_above
from orchestrator.inventory.problems import Problems
from orchestrator.inventory.reading.variables import settings_of_group
from orchestrator.model.bodies import Area, Bilingual, Duty, Level, UnitType
from orchestrator.text.message import say

LEVELS, TYPES = "body_levels", "unit_types"
_PLAIN = "ward"  # the variable, and the level of what it names unless the name says another


def levels_of(inventory: Inventory, problems: Problems) -> Mapping[str, Level]:
    """Return the levels by code: the program's, and those that the inventory adds or renames."""
    added = {}
    for code, fields in _named(inventory, LEVELS, LEVEL.names, problems):
        vi, en = fields.needed("vi"), fields.needed("en")
        many, forms = fields.text("en_many"), (fields.text("vi_form"), fields.text("en_form"))
        if vi is not None and en is not None:
            added[code] = _level(code, Bilingual(vi, en), many or f"{en}s", forms)
    return {**bodies.levels(), **added}


def _level(code: str, word: Bilingual, many: str, forms: tuple[str | None, str | None]) -> Level:
    vi_form, en_form = forms
    return Level(
        code=code,
        word=word,
        many=Bilingual(word.vi, many),
        form=Bilingual(
            vi_form or f"{word.vi[:1].upper()}{word.vi[1:]} {{name}}",
            en_form or f"{{name}} {word.en}",
        ),
    )


def types_of(inventory: Inventory, problems: Problems) -> Mapping[str, UnitType]:
    """Return the unit types by code: the program's, and those of the inventory."""
    added = {}
    for code, fields in _named(inventory, TYPES, UNIT_TYPE.names, problems):
        vi, en, evaluates = fields.needed("vi"), fields.needed("en"), fields.flag("evaluates")
        if vi is not None and en is not None:
            added[code] = UnitType(code=code, name=Bilingual(vi, en), evaluates=evaluates)
    return {**bodies.unit_types(), **added}


def _named(
    inventory: Inventory, variable: str, known: tuple[str, ...], problems: Problems
) -> Iterator[tuple[str, FieldReader]]:
    """Yield the codes of a variable, each with its fields."""
    entry = district_setting(inventory, variable, problems)
    if entry is None or entry.node.value is None:
        return
    if not isinstance(entry.node, MapNode):
        what = say("field.mapping", name=variable)
        problems.error(entry.node.place, what, say("mend.codes"))
        return
    for row in entry.node.entries:
        if not CODE.fullmatch(row.key.text):
            problems.error(row.key.place, say("field.code", word=row.key.text), say("mend.codes"))
        elif (fields := FieldReader.of(row, known, problems)) is not None:
            yield row.key.text, fields


def duties_of(fields: FieldReader) -> tuple[Duty, ...]:
    """Return to whom the authority reports, as its `reports_to:` says."""
    entry = fields.entry("reports_to")
    if entry is None:
        return ()
    if not isinstance(entry.node, ListNode):
        what = say("field.list", name=entry.key.text)
        fields.problems.error(entry.node.place, what, say("mend.list"))
        return ()
    rows = (MapEntry(key=entry.key, node=node) for node in entry.node.items)
    read = (FieldReader.of(row, DUTY.names, fields.problems) for row in rows)
    duties = (_duty(row) for row in read if row is not None)
    return tuple(duty for duty in duties if duty is not None)


def _duty(fields: FieldReader) -> Duty | None:
    to, law, form = fields.needed("to"), fields.text("law"), fields.text("form")
    since, until = fields.date("valid_from"), fields.date("valid_until")
    source, verified = fields.needed("source"), fields.flag("verified")
    if to is None or source is None:
        return None
    return Duty(
        to=Bilingual(to, to),
        law=Bilingual(law, law) if law else None,
        form=Bilingual(form, form) if form else None,
        valid_from=since,
        valid_until=until,
        source=source,
        verified=verified,
    )


@dataclass(frozen=True, slots=True)
class Areas:
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
            problems.error(group.place, what, say("mend.one_ward"))
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
        problems.error(full.key.place, what, say("mend.delete_one"))
    if full is not None and full.node.value is not None:
        return _full_area(full, levels, problems)
    name = None if plain is None else text_of(plain, problems)
    return None if name is None else plain_area(name, levels)


def plain_area(name: str, levels: Mapping[str, Level]) -> Area:
    """Return what `ward:` names: a ward, unless the name begins with another level."""
    return Area(level=bodies.level_of_name(name, levels, _PLAIN), name=name)


def _full_area(entry: MapEntry, levels: Mapping[str, Level], problems: Problems) -> Area | None:
    fields = FieldReader.of(entry, AREA.names, problems)
    if fields is None:
        return None
    name, level = fields.needed("name"), fields.choice("level", levels)
    return None if name is None or level is None else Area(level=level, name=name)


def last_setting(inventory: Inventory, group: str, variable: str) -> MapEntry | None:
    """Return the setting of a variable on a group itself that counts, if there is one."""
    settings = tuple(settings_of_group(inventory, group, variable))
    return settings[-1] if settings else None

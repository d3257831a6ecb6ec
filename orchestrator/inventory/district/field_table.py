"""What may stand in an inventory on top of Ansible's own: every field, its kind and its meaning.

The strict reader takes its names from here and the schema for editors is made of it.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

from orchestrator.model.district import Role, UnitType


class FieldKind(Enum):
    """What a field holds, where it is no closed list and no mapping."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    FLAG = "flag"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field; `needed` if its mapping is refused without it, `meaning` the id of its text."""

    name: str
    kind: "FieldKind | type[StrEnum] | FieldTable"
    meaning: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of one mapping, in the order in which people are told of them."""

    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(field.name for field in self.fields)


_Kind: TypeAlias = FieldKind | type[StrEnum] | FieldTable


def _field(name: str, kind: _Kind, meaning: str, *, needed: bool = False) -> Field:
    return Field(name=name, kind=kind, meaning=meaning, needed=needed)


EXCLUSION = FieldTable(
    (
        _field("reason", FieldKind.TEXT, "meaning.exclusion.reason", needed=True),
        _field("approver", FieldKind.TEXT, "meaning.exclusion.approver", needed=True),
        _field("date", FieldKind.DATE, "meaning.exclusion.date", needed=True),
    )
)
MACHINE = FieldTable(
    (
        _field("label", FieldKind.TEXT, "meaning.machine.label"),
        _field("room", FieldKind.TEXT, "meaning.machine.room"),
        _field("role", Role, "meaning.machine.role"),
        _field("os", FieldKind.TEXT, "meaning.machine.os"),
        _field("excluded", EXCLUSION, "meaning.machine.excluded"),
    )
)
UNIT = FieldTable(
    (
        _field("name", FieldKind.TEXT, "meaning.unit.name", needed=True),
        _field("type", UnitType, "meaning.unit.type", needed=True),
        _field("contact", FieldKind.TEXT, "meaning.unit.contact"),
    )
)
ANNEX = FieldTable(
    (
        _field("scope", FieldKind.TEXT, "meaning.annex.scope"),
        _field("people", FieldKind.COUNT, "meaning.annex.people"),
        _field("org_scope", FieldKind.TEXT, "meaning.annex.org_scope"),
        _field("org_people", FieldKind.COUNT, "meaning.annex.org_people"),
        _field("evaluation", FieldKind.TEXT, "meaning.annex.evaluation"),
        _field("proposals", FieldKind.TEXT, "meaning.annex.proposals"),
    )
)
LETTER = FieldTable(
    (
        _field("number", FieldKind.TEXT, "meaning.letter.number"),
        _field("date", FieldKind.TEXT, "meaning.letter.date"),
    )
)
DISTRICT = FieldTable(
    (
        _field("name", FieldKind.TEXT, "meaning.district.name", needed=True),
        _field("committee", FieldKind.TEXT, "meaning.district.committee", needed=True),
        _field("campaign", FieldKind.TEXT, "meaning.district.campaign", needed=True),
        _field("deadline", FieldKind.DATE, "meaning.district.deadline"),
        _field("letter", LETTER, "meaning.district.letter"),
        _field("demo", FieldKind.FLAG, "meaning.district.demo"),
    )
)
GROUP = FieldTable(
    (
        *MACHINE.fields,
        _field("unit", UNIT, "meaning.group.unit"),
        _field("ward", FieldKind.TEXT, "meaning.group.ward"),
        _field("district", DISTRICT, "meaning.group.district"),
        _field("annex", ANNEX, "meaning.group.annex"),
        _field("own_networks", FieldKind.TEXTS, "meaning.group.own_networks"),
        _field("own_domains", FieldKind.TEXTS, "meaning.group.own_domains"),
    )
)

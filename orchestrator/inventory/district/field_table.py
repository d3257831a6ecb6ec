"""What may stand in an inventory on top of Ansible's own: every field, its kind and its meaning.

The strict reader takes its names from here and the schema for editors is made of it.
"""

import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

from orchestrator.model.district import AccountScope, Role


class FieldKind(Enum):
    """What a field holds, where it is no closed list and no mapping."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    FLAG = "flag"
    TEXTS = "texts"
    TEXT_OR_TEXTS = "text_or_texts"
    CODE = "code"  # of a closed list that an inventory may add to: no single file knows it whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field; `needed` if its mapping is refused without it, `meaning` the id of its text."""

    name: str
    kind: "FieldKind | type[StrEnum] | FieldTable | ListOf | MapOf"
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


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of mappings."""

    of: FieldTable


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping of codes to mappings."""

    of: FieldTable


# Of a level or a unit type: what an inventory adds must look like the program's own.
CODE = re.compile("[a-z][a-z0-9_]{0,63}")

_Kind: TypeAlias = FieldKind | type[StrEnum] | FieldTable | ListOf | MapOf


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
        _field("jump", FieldKind.TEXT_OR_TEXTS, "meaning.machine.jump"),
        _field("account_scope", AccountScope, "meaning.machine.account_scope"),
        _field("excluded", EXCLUSION, "meaning.machine.excluded"),
    )
)
UNIT = FieldTable(
    (
        _field("name", FieldKind.TEXT, "meaning.unit.name", needed=True),
        _field("type", FieldKind.CODE, "meaning.unit.type", needed=True),
        _field("contact", FieldKind.TEXT, "meaning.unit.contact"),
        _field("networks", FieldKind.TEXTS, "meaning.unit.networks"),
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
DUTY = FieldTable(
    (
        _field("to", FieldKind.TEXT, "meaning.duty.to", needed=True),
        _field("law", FieldKind.TEXT, "meaning.duty.law"),
        _field("form", FieldKind.TEXT, "meaning.duty.form"),
        _field("valid_from", FieldKind.DATE, "meaning.duty.valid_from"),
        _field("valid_until", FieldKind.DATE, "meaning.duty.valid_until"),
        _field("source", FieldKind.TEXT, "meaning.duty.source", needed=True),
        _field("verified", FieldKind.FLAG, "meaning.duty.verified"),
    )
)
AUTHORITY = FieldTable(
    (
        _field("name", FieldKind.TEXT, "meaning.authority.name", needed=True),
        _field("committee", FieldKind.TEXT, "meaning.authority.committee", needed=True),
        _field("campaign", FieldKind.TEXT, "meaning.authority.campaign", needed=True),
        _field("level", FieldKind.CODE, "meaning.authority.level"),
        _field("deadline", FieldKind.DATE, "meaning.authority.deadline"),
        _field("letter", LETTER, "meaning.authority.letter"),
        _field("reports_to", ListOf(DUTY), "meaning.authority.reports_to"),
        _field("demo", FieldKind.FLAG, "meaning.authority.demo"),
    )
)
AREA = FieldTable(
    (
        _field("name", FieldKind.TEXT, "meaning.area.name", needed=True),
        _field("level", FieldKind.CODE, "meaning.area.level", needed=True),
    )
)
LEVEL = FieldTable(
    (
        _field("vi", FieldKind.TEXT, "meaning.level.vi", needed=True),
        _field("en", FieldKind.TEXT, "meaning.level.en", needed=True),
        _field("en_many", FieldKind.TEXT, "meaning.level.en_many"),
        _field("vi_form", FieldKind.TEXT, "meaning.level.vi_form"),
        _field("en_form", FieldKind.TEXT, "meaning.level.en_form"),
    )
)
UNIT_TYPE = FieldTable(
    (
        _field("vi", FieldKind.TEXT, "meaning.unit_type.vi", needed=True),
        _field("en", FieldKind.TEXT, "meaning.unit_type.en", needed=True),
        _field("evaluates", FieldKind.FLAG, "meaning.unit_type.evaluates"),
    )
)
GROUP = FieldTable(
    (
        *MACHINE.fields,
        _field("unit", UNIT, "meaning.group.unit"),
        _field("ward", FieldKind.TEXT, "meaning.group.ward"),
        _field("area", AREA, "meaning.group.area"),
        _field("authority", AUTHORITY, "meaning.group.authority"),
        _field("district", AUTHORITY, "meaning.group.district"),
        _field("body_levels", MapOf(LEVEL), "meaning.group.body_levels"),
        _field("unit_types", MapOf(UNIT_TYPE), "meaning.group.unit_types"),
        _field("annex", ANNEX, "meaning.group.annex"),
        _field("own_networks", FieldKind.TEXTS, "meaning.group.own_networks"),
        _field("own_domains", FieldKind.TEXTS, "meaning.group.own_domains"),
    )
)

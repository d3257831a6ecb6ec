"""What may stand in an inventory on top of Ansible's own: every field, its kind and its meaning.

The strict reader takes its names from here and the schema for editors is made of it.
"""

import re
from enum import Enum, StrEnum
from typing import TypeAlias

from msgspec import Struct

from orchestrator.model.district import AccountScope, Role


class FieldKind(Enum):
    """What a field holds, where it is no closed list and no mapping."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    FLAG = "flag"
    TEXTS = "texts"
    TEXT_OR_TEXTS = "text_or_texts"
    SITE = "site"  # the name of one; which there are, a hub knows
    CODE = "code"  # of a closed list that an inventory may add to: no single file knows it whole


class Field(Struct, frozen=True, kw_only=True):
    """One field; `needed` if its mapping is refused without it, `meaning` the id of its text."""

    name: str
    kind: "FieldKind | type[StrEnum] | FieldTable | ListOf | MapOf"
    meaning: str
    needed: bool = False


class FieldTable(Struct, frozen=True):
    """The fields of one mapping, in the order in which people are told of them."""

    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(field.name for field in self.fields)


class ListOf(Struct, frozen=True):
    """A list of mappings."""

    of: FieldTable


class MapOf(Struct, frozen=True):
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
        _field("site", FieldKind.SITE, "meaning.machine.site"),
        _field("excluded", EXCLUSION, "meaning.machine.excluded"),
    )
)
LETTERHEAD = FieldTable(
    (
        _field("superior", FieldKind.TEXT, "meaning.letterhead.superior"),
        _field("body", FieldKind.TEXT, "meaning.letterhead.body"),
        _field("place", FieldKind.TEXT, "meaning.letterhead.place"),
        _field("basis", FieldKind.TEXT, "meaning.letterhead.basis"),
        _field("letter_symbol", FieldKind.TEXT, "meaning.letterhead.letter_symbol"),
        _field("report_symbol", FieldKind.TEXT, "meaning.letterhead.report_symbol"),
        _field("to", FieldKind.TEXT_OR_TEXTS, "meaning.letterhead.to"),
        _field("on_behalf", FieldKind.TEXT, "meaning.letterhead.on_behalf"),
        _field("title", FieldKind.TEXT, "meaning.letterhead.title"),
        _field("signer", FieldKind.TEXT, "meaning.letterhead.signer"),
        _field("recipients", FieldKind.TEXT_OR_TEXTS, "meaning.letterhead.recipients"),
    )
)
UNIT = FieldTable(
    (
        _field("name", FieldKind.TEXT, "meaning.unit.name", needed=True),
        _field("type", FieldKind.CODE, "meaning.unit.type", needed=True),
        _field("contact", FieldKind.TEXT, "meaning.unit.contact"),
        _field("networks", FieldKind.TEXTS, "meaning.unit.networks"),
        _field("letterhead", LETTERHEAD, "meaning.unit.letterhead"),
    )
)
DECLARED = FieldTable(
    (
        _field("by", FieldKind.TEXT, "meaning.declared.by", needed=True),
        _field("date", FieldKind.DATE, "meaning.declared.date", needed=True),
    )
)
SUBMITTED = FieldTable(
    (
        _field("date", FieldKind.DATE, "meaning.submitted.date", needed=True),
        _field("document", FieldKind.TEXT, "meaning.submitted.document"),
        _field("by", FieldKind.TEXT, "meaning.submitted.by"),
        _field("recorded", FieldKind.DATE, "meaning.submitted.recorded"),
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
        _field("declared", DECLARED, "meaning.annex.declared"),
        _field("submitted", SUBMITTED, "meaning.annex.submitted"),
    )
)
LETTER = FieldTable(
    (
        _field("number", FieldKind.TEXT, "meaning.letter.number"),
        _field("date", FieldKind.TEXT, "meaning.letter.date"),
        _field("wards", FieldKind.COUNT, "meaning.letter.wards"),
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
CLEANING_TOOL = FieldTable(
    (
        _field("name", FieldKind.TEXT, "meaning.cleaning_tool.name", needed=True),
        _field("where", FieldKind.TEXT, "meaning.cleaning_tool.where"),
    )
)
AUTHORITY = FieldTable(
    (
        _field("name", FieldKind.TEXT, "meaning.authority.name", needed=True),
        _field("committee", FieldKind.TEXT, "meaning.authority.committee", needed=True),
        _field("campaign", FieldKind.TEXT, "meaning.authority.campaign", needed=True),
        _field("level", FieldKind.CODE, "meaning.authority.level"),
        _field("contact", FieldKind.TEXT, "meaning.authority.contact"),
        _field("cleaning_tool", CLEANING_TOOL, "meaning.authority.cleaning_tool"),
        _field("deadline", FieldKind.DATE, "meaning.authority.deadline"),
        _field("letter", LETTER, "meaning.authority.letter"),
        _field("letterhead", LETTERHEAD, "meaning.authority.letterhead"),
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

"""What levels and unit types are called, and to whom the authority reports, as inventories say."""

from collections.abc import Iterator, Mapping

from orchestrator import bodies
from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import ListNode, MapEntry, MapNode
from orchestrator.inventory.district.field_table import CODE, DUTY, LEVEL, UNIT_TYPE
from orchestrator.inventory.district.own import district_setting
from orchestrator.inventory.model import Inventory
from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import Duty, Level, UnitType
from orchestrator.text.message import say

LEVELS, TYPES = "body_levels", "unit_types"


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
) -> Iterator[tuple[str, MappingReader]]:
    """Yield the codes of a variable, each with its fields."""
    entry = district_setting(inventory, variable, problems)
    if entry is None or entry.node.value is None:
        return
    if not isinstance(entry.node, MapNode):
        what = say("field.mapping", name=variable)
        problems.add(entry.node.place, what, say("mend.codes"))
        return
    for row in entry.node.entries:
        if not CODE.fullmatch(row.key.text):
            problems.add(row.key.place, say("field.code", word=row.key.text), say("mend.codes"))
        elif (fields := MappingReader.of(row.key.text, row.node, known, problems)) is not None:
            yield row.key.text, fields


def duties_of(fields: MappingReader) -> tuple[Duty, ...]:
    """Return to whom the authority reports, as its `reports_to:` says."""
    entry = fields.entry("reports_to")
    if entry is None:
        return ()
    if not isinstance(entry.node, ListNode):
        what = say("field.list", name=entry.key.text)
        fields.problems.add(entry.node.place, what, say("mend.list"))
        return ()
    rows = (MapEntry(key=entry.key, node=node) for node in entry.node.items)
    read = (MappingReader.of(row.key.text, row.node, DUTY.names, fields.problems) for row in rows)
    duties = (_duty(row) for row in read if row is not None)
    return tuple(duty for duty in duties if duty is not None)


def _duty(fields: MappingReader) -> Duty | None:
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

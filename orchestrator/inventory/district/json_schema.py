"""The JSON Schema of inventories, for the YAML language server of editors."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum

from orchestrator.inventory.district.field_table import (
    CODE,
    GROUP,
    MACHINE,
    Field,
    FieldKind,
    FieldTable,
    ListOf,
    MapOf,
)
from orchestrator.inventory.reading.ansible_names import CONNECTIONS, VARIABLES
from orchestrator.model.site_names import SITE_NAME
from orchestrator.model.unfollowed import UNFOLLOWED
from orchestrator.text.catalogue import catalogue

DRAFT = "http://json-schema.org/draft-07/schema#"  # what the language server knows best

Json = dict[str, object]

_TEXT: Json = {"type": ["string", "number", "null"], "pattern": r"\S"}
_NEEDED_TEXT: Json = {"type": ["string", "number"], "pattern": r"\S"}
_DATE: Json = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
# Which codes there are, the whole inventory says, of which an editor sees one file.
_CODE: Json = {"type": "string", "pattern": f"^{CODE.pattern}$"}
_KINDS: Mapping[FieldKind, Json] = {
    FieldKind.TEXT: _TEXT,
    FieldKind.DATE: {"oneOf": [{"type": "null"}, _DATE]},
    FieldKind.COUNT: {"type": ["integer", "null"], "minimum": 0},
    FieldKind.FLAG: {"type": ["boolean", "null"]},
    FieldKind.TEXTS: {"type": ["array", "null"], "items": _NEEDED_TEXT},
    FieldKind.TEXT_OR_TEXTS: {"type": ["string", "array", "null"], "items": _NEEDED_TEXT},
    FieldKind.CODE: {"oneOf": [{"type": "null"}, _CODE]},
    FieldKind.SITE: {"type": ["string", "null"], "pattern": f"^{SITE_NAME.pattern}$"},
}
_NEEDED: Mapping[FieldKind, Json] = {
    FieldKind.TEXT: _NEEDED_TEXT,
    FieldKind.DATE: _DATE,
    FieldKind.CODE: _CODE,
}
_TEMPLATE: Json = {"type": "string", "pattern": r"\{\{"}
_OF_ANSIBLE: Mapping[str, Json] = {
    "ansible_connection": {
        "anyOf": [{"enum": sorted(CONNECTIONS)}, {"type": "string", "pattern": r"\{\{|\."}]
    },
    "ansible_port": {
        "anyOf": [
            {"type": ["integer", "null"], "minimum": 1, "maximum": 65535},
            {"type": "string", "pattern": "^[0-9]+$"},
            _TEMPLATE,
        ]
    },
}


def of_inventory() -> Json:
    """Return the schema of an inventory file in YAML: groups with hosts, vars and children."""
    return {
        "$schema": DRAFT,
        "title": "orchestrator: inventory",
        "type": ["object", "null"],
        "additionalProperties": {"$ref": "#/definitions/group"},
        "definitions": {
            "group": _group(),
            "host": {"type": ["object", "null"], **_variables(MACHINE)},
            "vars": {"type": ["object", "null"], **_variables(GROUP)},
        },
    }


def of_variables() -> Json:
    """Return the schema of a file below `group_vars/` or `host_vars/`."""
    return {
        "$schema": DRAFT,
        "title": "orchestrator: variables of a group or a host",
        "type": ["object", "null"],
        **_variables(GROUP),
    }


FILES: Mapping[str, Callable[[], Json]] = {
    "inventory": of_inventory,
    "variables": of_variables,
}


def as_text(kind: str) -> str:
    """Return a schema of `FILES` as it is kept beside this module and printed."""
    return json.dumps(FILES[kind](), ensure_ascii=False, indent=2) + "\n"


def _group() -> Json:
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            "vars": {"$ref": "#/definitions/vars"},
            "hosts": _members("host", "meaning.group.hosts"),
            "children": _members("group", "meaning.group.children"),
        },
    }


def _members(kind: str, meaning: str) -> Json:
    """Return a section: names to what they hold, or one lone name, as Ansible allows."""
    members = {"$ref": f"#/definitions/{kind}"}
    return {
        "description": _described(meaning),
        "type": ["object", "string", "null"],
        "additionalProperties": members,
    }


def _variables(table: FieldTable) -> Json:
    """Return what holds for variables: ours by their kinds, Ansible's by name, others freely."""
    known = [{"not": {"pattern": "^ansible_"}}, {"pattern": "_interpreter$"}]
    return {
        "properties": {**_properties(table), **_OF_ANSIBLE},
        "propertyNames": {"anyOf": [*known, {"enum": sorted(VARIABLES - UNFOLLOWED.keys())}]},
    }


def _properties(table: FieldTable) -> Json:
    return {
        field.name: {"description": _described(field.meaning), **_value(field)}
        for field in table.fields
    }


def _value(field: Field) -> Json:
    match field.kind:
        case FieldTable() as table:
            return _mapping(table, "object", "null")
        case ListOf(of=table):
            return {"type": ["array", "null"], "items": _mapping(table, "object")}
        case MapOf(of=table):
            return {
                "type": ["object", "null"],
                "propertyNames": _CODE,
                "additionalProperties": _mapping(table, "object"),
            }
        case FieldKind() as kind:
            return _NEEDED[kind] if field.needed else _KINDS[kind]
        case words:
            return _choice(words, needed=field.needed)


def _mapping(table: FieldTable, *types: str) -> Json:
    return {
        "type": list(types),
        "additionalProperties": False,
        "properties": _properties(table),
        "required": [inner.name for inner in table.fields if inner.needed],
    }


def _choice(words: type[StrEnum], *, needed: bool) -> Json:
    return {"enum": [*(word.value for word in words), *(() if needed else (None,))]}


def _described(meaning: str) -> str:
    return "\n".join(f"{catalogue(lang)(meaning)}." for lang in ("vi", "en"))

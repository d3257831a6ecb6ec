"""`orchestrator inventory host`: each variable of a machine, and what set it."""

import argparse
import json
from collections.abc import Iterator

from orchestrator.cli.inventory_common import SCHEMA, print_json, print_lines
from orchestrator.cli.showing.language import language
from orchestrator.inventory.reading.variables import Setting, VariableOrigin
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.visible import visible


def run(args: argparse.Namespace) -> int:
    """Print the variables of a machine with where they were set; secrets are hidden."""
    from orchestrator import inventory as room
    from orchestrator.cli import loading

    loaded = loading.load(args)
    found = room.origins(loaded, args.name)
    if args.json:
        groups = list(reversed(loaded.hosts[args.name].groups))
        variables = [_origin_as_json(origin) for origin in found]
        print_json({"schema": SCHEMA, "host": args.name, "groups": groups, "variables": variables})
    else:
        words = catalogue(language(args))
        print_lines(line for origin in found for line in _lines(origin, words))
    return 0


def _lines(origin: VariableOrigin, words: Catalogue) -> Iterator[str]:
    setting = origin.setting
    yield f"{visible(origin.name)} = {_value(setting.value)}"
    yield f"    {setting.place}  {_owner(setting, words)}"
    for other in origin.overrode:
        instead = words("inventory.overrode", value=_value(other.value))
        yield f"    {instead}  {other.place}  {_owner(other, words)}"


def _owner(setting: Setting, words: Catalogue) -> str:
    if setting.group is None:
        return words("inventory.of_host")
    return words("inventory.of_group", name=visible(setting.group))


def _value(value: object) -> str:
    return visible(json.dumps(value, ensure_ascii=False))


def _origin_as_json(origin: VariableOrigin) -> dict[str, object]:
    overrode = [_setting_as_json(setting) for setting in origin.overrode]
    return {"name": origin.name, **_setting_as_json(origin.setting), "overrode": overrode}


def _setting_as_json(setting: Setting) -> dict[str, object]:
    return {
        "value": setting.value,
        "group": setting.group,
        "file": setting.place.file,
        "line": setting.place.line,
        "column": setting.place.column,
    }

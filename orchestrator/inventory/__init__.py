"""Inventory files to units and machines; patterns."""

from typing import TYPE_CHECKING

from orchestrator.inventory.district.strict import declares_authority, district
from orchestrator.lazy_face import lazy_face

if TYPE_CHECKING:
    from orchestrator.inventory.checking import (
        SoundInventory,
        check_inventory,
        refused_as_json,
        sound_as_json,
        sound_as_text,
    )
    from orchestrator.inventory.district.json_schema import as_text as json_schema
    from orchestrator.inventory.district.named_limit import match, select
    from orchestrator.inventory.json_forms import graph_as_json, host_as_json, hosts_as_json
    from orchestrator.inventory.model import Inventory
    from orchestrator.inventory.reading.as_ansible import as_ansible, as_lines, graph
    from orchestrator.inventory.reading.extra_vars import (
        KeptVariable,
        exposed_passwords,
        extra_vars,
        kept_variables,
        typed_again,
    )
    from orchestrator.inventory.reading.inventory_sources import load
    from orchestrator.inventory.reading.patterns import Selection
    from orchestrator.inventory.reading.variables import host_lines
    from orchestrator.inventory.reading.vaulted import refuse_closed, vault_problems
else:
    __getattr__ = lazy_face(
        __name__,
        {
            "inventory.checking": "SoundInventory check_inventory "
            "refused_as_json sound_as_json sound_as_text",
            "inventory.district.json_schema": "json_schema=as_text",
            "inventory.district.named_limit": "match select",
            "inventory.json_forms": "graph_as_json host_as_json hosts_as_json",
            "inventory.model": "Inventory",
            "inventory.reading.as_ansible": "as_ansible as_lines graph",
            "inventory.reading.extra_vars": "KeptVariable exposed_passwords "
            "extra_vars kept_variables typed_again",
            "inventory.reading.inventory_sources": "load",
            "inventory.reading.patterns": "Selection",
            "inventory.reading.variables": "host_lines",
            "inventory.reading.vaulted": "refuse_closed vault_problems",
        },
    )

__all__ = [
    "Inventory",
    "KeptVariable",
    "Selection",
    "SoundInventory",
    "as_ansible",
    "as_lines",
    "check_inventory",
    "declares_authority",
    "district",
    "exposed_passwords",
    "extra_vars",
    "graph",
    "graph_as_json",
    "host_as_json",
    "host_lines",
    "hosts_as_json",
    "json_schema",
    "kept_variables",
    "load",
    "match",
    "refuse_closed",
    "refused_as_json",
    "select",
    "sound_as_json",
    "sound_as_text",
    "typed_again",
    "vault_problems",
]

"""Values of variables as Ansible's own JSON writes them."""

import datetime as dt

from orchestrator.files.yaml_nodes import Unsafe, Vaulted


def as_json(value: object) -> object:
    """Return a value as plain JSON data."""
    match value:
        case dict():
            return {json_key(key): as_json(item) for key, item in value.items()}
        case list():
            return [as_json(item) for item in value]
        case dt.date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "surrogateescape")
        case _:
            return _marked(value)


def json_key(key: object) -> str:
    """Return a key as JSON has it, where every key is a text."""
    match key:
        case None:
            return "null"
        case bool():
            return "true" if key else "false"
        case _:
            return str(key)


def _marked(value: object) -> object:
    """Return a text that Ansible must treat in a way of its own with the mark that says so."""
    match value:
        case Vaulted(ciphertext=ciphertext):
            return {"__ansible_vault": ciphertext}
        case Unsafe():
            return {"__ansible_unsafe": str(value)}
        case _:
            return value

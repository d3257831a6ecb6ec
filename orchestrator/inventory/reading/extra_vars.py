"""The variables that `-e` gives: the strongest of all, and the ones that anyone may be reading."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from orchestrator.errors import InputError, Place, Problem, UsageError
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.files.yaml_nodes import MapNode
from orchestrator.text.message import say
from orchestrator.vault import Vault, is_vault

_SECRET = re.compile(r"pass|secret|token", re.IGNORECASE)


def extra_vars(given: Iterable[str], vault: Vault) -> Mapping[str, object]:
    """Return the variables of -e: `key=value`, JSON objects and `@file`s, the last one winning.

    Args:
        given: The texts.
        vault: What opens a vaulted file.

    Raises:
        InputError: A text is none of them, or its file cannot be used.
    """
    found: dict[str, object] = {}
    for text in given:
        found.update(_file(Path(text[1:]), vault) if text.startswith("@") else _extra(text))
    return found


def exposed_passwords(given: Iterable[str]) -> tuple[Problem, ...]:
    """Return a warning for each password that anyone can read in the list of processes."""
    typed = (text for text in given if not text.startswith("@"))
    return tuple(
        Problem(what=say("extra.exposed"), mend=say("extra.give_file"))
        for text in typed
        if _SECRET.search(text.partition("=")[0])
    )


def _extra(text: str) -> Mapping[str, object]:
    """Read what stands on the command line; it may be a password, so no message shows it."""
    if text.lstrip().startswith("{"):
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            what = say("extra.no_json", why=error.msg, column=error.colno)
            raise UsageError.one(what, say("extra.form")) from error
        return dict(value)
    key, mark, value = text.partition("=")
    if not mark:
        raise UsageError.one(say("extra.nothing"), say("extra.form"))
    if not key.isidentifier():
        raise UsageError.one(say("extra.no_name", name=key), say("extra.form"))
    return {key: value}


def _file(path: Path, vault: Vault) -> Mapping[str, object]:
    data = read_bounded(path, yaml_documents.LIMIT_BYTES)
    hidden = is_vault(data)
    if hidden:
        data = vault.open(data, Place(file=str(path)))
    document = yaml_documents.read(data, source=str(path), hidden=hidden)
    if document.problems:
        raise InputError(document.problems)
    root = document.root
    if not isinstance(root, MapNode):
        raise UsageError.one(say("extra.no_variables", path=path), say("extra.lines"))
    return {str(key): value for key, value in root.value.items()}

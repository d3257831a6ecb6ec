"""The variables that `-e` gives: the strongest of all, and the ones that anyone may be reading."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from orchestrator.errors import InputError, Place, Problem, UsageError
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.files.yaml_nodes import MapNode
from orchestrator.text.message import say
from orchestrator.vault import Vault, is_vault

_SECRET = re.compile(r"pass|secret|token", re.IGNORECASE)
# Stricter than what is warned of: what may be one is not written down. A file's name is none.
_KEEP_OUT = re.compile(r"pass|pwd|secret|token|credential|key(?!.*_file$)", re.IGNORECASE)

KeptVariable = Mapping[str, object]
"""What is kept of one variable: `{file}`, `{name, value}`, or `{name}` of what may be secret."""


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


def kept_variables(given: Iterable[str]) -> tuple[KeptVariable, ...]:
    """Return what may be written down of the words of -e, each variable as it was said last.

    Args:
        given: The texts.

    Raises:
        UsageError: One of them is neither `key=value`, a JSON object nor a `@file`.
    """
    found: dict[str, KeptVariable] = {}
    for text in given:
        for entry in _entries(text):
            key = f"@{entry['file']}" if "file" in entry else str(entry["name"])
            found.pop(key, None)
            found[key] = entry
    return tuple(found.values())


def typed_again(kept: Iterable[KeptVariable], given: Iterable[str]) -> tuple[str, ...]:
    """Return the words of -e for going on: those kept, with the secrets from those given now.

    Args:
        kept: What `kept_variables` kept.
        given: The texts typed now; what is not among the kept ones comes last, and wins.
    """
    return (*(_typed(entry) for entry in kept if len(entry) > 1 or "file" in entry), *given)


def _entries(text: str) -> Iterator[KeptVariable]:
    if text.startswith("@"):
        yield {"file": str(Path(text[1:]).resolve())}
        return
    for name, value in _extra(text).items():
        yield {"name": name} if _may_be_secret(name, value) else {"name": name, "value": value}


def _may_be_secret(name: str, value: object) -> bool:
    """Whether a value may be, or hold, what nobody may read in a state folder."""
    match value:
        case dict():
            return any(_may_be_secret(f"{name} {key}", inner) for key, inner in value.items())
        case list():
            return any(_may_be_secret(name, inner) for inner in value)
        case _:
            return _KEEP_OUT.search(name) is not None or "$ANSIBLE_VAULT" in str(value)


def _typed(entry: KeptVariable) -> str:
    if "file" in entry:
        return f"@{entry['file']}"
    return json.dumps({str(entry["name"]): entry["value"]}, ensure_ascii=False)


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

"""From the `-i` arguments to one Inventory."""

import re
from collections.abc import Sequence
from pathlib import Path

from orchestrator.errors import InputError, InventoryError, Place
from orchestrator.files import read_bounded, yaml_positions
from orchestrator.inventory.addresses import split_port
from orchestrator.inventory.draft import Draft, port_entry
from orchestrator.inventory.ini_source import read_ini
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.problems import Problems, in_order
from orchestrator.inventory.vars_files import EXTENSIONS, read_layer
from orchestrator.inventory.yaml_source import read_yaml

# Ansible's own list of what a folder of inventories may hold besides inventories.
_IGNORED = re.compile(
    r"^\.|^host_vars$|^group_vars$|^vars_plugins$"
    r"|~$|\.(?:pyc|pyo|swp|bak|rpm|md|txt|rst|orig|cfg|retry)$"
)
_MAX_DEPTH = 16


def load(sources: Sequence[str]) -> Inventory:
    """Read and merge inventories as Ansible does.

    Args:
        sources: Files, folders, or lists of hosts with a comma in them (`a,b,`); later ones are
            merged over earlier ones.

    Raises:
        InventoryError: Something cannot be read or understood; every such problem.
    """
    draft, problems = Draft(), Problems()
    for source in sources:
        _read_source(source, draft, problems)
    groups, hosts = draft.close()
    layers = tuple(read_layer(folder, groups, hosts, problems) for folder in _folders(sources))
    if problems.errors:
        raise InventoryError(in_order(problems.errors))
    return Inventory(
        groups=groups, hosts=hosts, layers=layers, warnings=in_order(problems.warnings)
    )


def _folders(sources: Sequence[str]) -> list[Path]:
    """Return the folders beside the sources; one met twice counts where it is met last."""
    beside = [
        path if path.is_dir() else path.parent
        for source in sources
        if not _is_host_list(source) and (path := Path(source)).exists()
    ]
    return list(dict.fromkeys(reversed(beside)))[::-1]


def _is_host_list(source: str) -> bool:
    return "," in source and not Path(source).exists()


def _read_source(source: str, draft: Draft, problems: Problems) -> None:
    if _is_host_list(source):
        _read_host_list(source, draft)
    else:
        _read_path(Path(source), draft, problems, depth=0)


def _read_host_list(source: str, draft: Draft) -> None:
    for word in filter(None, (part.strip() for part in source.split(","))):
        name, port = (word, None) if "[" in word else split_port(word)
        if name not in draft.hosts:
            entry = None if port is None else port_entry(Place(file=source), port)
            draft.add_host(name, draft.groups["ungrouped"], None, entry)


def _read_path(path: Path, draft: Draft, problems: Problems, depth: int) -> None:
    if not path.is_dir():
        _read_file(path, draft, problems)
    elif depth > _MAX_DEPTH:
        problems.error(Place(file=str(path)), "folders without end", "break the link")
    else:
        for child in sorted(path.iterdir()):
            if not _IGNORED.search(child.name):
                _read_path(child, draft, problems, depth + 1)


def _read_file(path: Path, draft: Draft, problems: Problems) -> None:
    try:
        data = read_bounded(path, yaml_positions.LIMIT_BYTES)
        if path.suffix == ".toml" or data.startswith(b"#!"):
            what = "scripts are never run and TOML is not read"
            raise InputError.one(what, "give a YAML or INI inventory", Place(file=str(path)))
        if path.suffix in EXTENSIONS or (not path.suffix and not _looks_like_ini(data)):
            document = yaml_positions.read(data, source=str(path))
            problems.warnings.extend(document.problems)
            if document.root is not None:
                read_yaml(document.root, draft, problems)
        else:
            read_ini(yaml_positions.decoded(data, str(path)), str(path), draft, problems)
    except InputError as error:
        problems.errors.extend(error.problems)


def _looks_like_ini(data: bytes) -> bool:
    """Tell INI from YAML where a file's name does not: no YAML mapping begins so."""
    try:
        document = yaml_positions.read(data, source="")
    except InputError:
        return True
    return document.root is None or not isinstance(document.root.value, dict)

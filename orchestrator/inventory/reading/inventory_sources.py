"""From the `-i` arguments to one Inventory, and every problem of its files at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import InputError, InventoryError, Place, Problem
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.files.folders import entries
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.draft import Draft, port_entry
from orchestrator.inventory.reading.host_names import split_port
from orchestrator.inventory.reading.ini_form import read_ini
from orchestrator.inventory.reading.vars_files import EXTENSIONS, Names, OwnNames, read_layer
from orchestrator.inventory.reading.yaml_form import read_yaml
from orchestrator.inventory.source_problems import SourceProblems, first_at_each_place
from orchestrator.text.message import say
from orchestrator.vault import Vault, is_vault

# Ansible's own list of what a folder of inventories may hold besides inventories.
_IGNORED = re.compile(
    r"^\.|^host_vars$|^group_vars$|^vars_plugins$"
    r"|~$|\.(?:pyc|pyo|swp|bak|rpm|md|txt|rst|orig|cfg|retry)$"
)
_MAX_DEPTH = 16


class HalfReadError(InventoryError):
    """Sources that cannot be read; `inventory` is what the rest of them says."""

    def __init__(self, problems: Iterable[Problem], inventory: Inventory) -> None:
        """Keep the rest, so that a check can judge it too."""
        self.inventory = inventory
        super().__init__(problems)


def load(
    sources: Sequence[str],
    vault: Vault | None = None,
    *,
    drafts: Mapping[Path, bytes] | None = None,
) -> Inventory:
    """Read and merge inventories as Ansible does.

    A vaulted value stays closed; a vaulted file of variables is opened if a password is held.

    Args:
        sources: Files, folders, or lists of hosts with a comma in them (`a,b,`); later ones are
            merged over earlier ones.
        vault: What opens vaulted files; None holds no password.
        drafts: What inventory files would hold, by their paths below the sources: read instead
            of the disk, so that a change is judged before it is written. Files may be new.

    Raises:
        HalfReadError: Something cannot be read or understood; every such problem.
    """
    draft, problems = Draft(), SourceProblems()
    held = vault or Vault()
    reader = _Reader(draft, problems, drafts or {}, held)
    for source in sources:
        reader.source(source)
    groups, hosts = draft.close()
    whole = {Path(source) for source in sources if Path(source).is_dir()}
    layers = tuple(
        read_layer(
            folder,
            OwnNames(groups, hosts, None if folder in whole else partial(_names_in, folder, held)),
            problems,
            held,
        )
        for folder in _folders(sources)
    )
    found = Inventory(
        groups=groups,
        hosts=hosts,
        layers=layers,
        warnings=first_at_each_place(problems.warnings),
        closed=tuple(problems.closed),
        skipped=first_at_each_place(problems.skipped),
    )
    if problems.errors:
        raise HalfReadError(first_at_each_place(problems.errors), found)
    return found


def _folders(sources: Sequence[str]) -> list[Path]:
    """Return the folders beside the sources; one met twice counts where it is met last."""
    beside = [
        path if path.is_dir() else path.parent
        for source in sources
        if not _is_host_list(source) and (path := Path(source)).exists()
    ]
    return list(dict.fromkeys(reversed(beside)))[::-1]


def _names_in(folder: Path, vault: Vault) -> Names:
    """Return the groups and hosts of all inventories in a folder, as far as they can be read."""
    draft = Draft()
    _Reader(draft, SourceProblems(), {}, vault).source(str(folder))
    groups, hosts = draft.close()
    return Names(frozenset(groups), frozenset(hosts))


def _is_host_list(source: str) -> bool:
    return "," in source and not Path(source).exists()


def _read_host_list(source: str, draft: Draft) -> None:
    for word in filter(None, (part.strip() for part in source.split(","))):
        name, port = (word, None) if "[" in word else split_port(word)
        if name not in draft.hosts:
            entry = None if port is None else port_entry(Place(file=source), port)
            draft.add_host(name, draft.groups["ungrouped"], None, entry)


class _Reader(Struct, frozen=True):
    """Reads sources into a draft."""

    draft: Draft
    problems: SourceProblems
    instead: Mapping[Path, bytes]
    vault: Vault

    def source(self, source: str) -> None:
        """Read one `-i` argument."""
        if _is_host_list(source):
            _read_host_list(source, self.draft)
        else:
            self._path(Path(source), depth=0)

    def _path(self, path: Path, depth: int) -> None:
        if not path.is_dir():
            self._file(path)
        elif depth > _MAX_DEPTH:
            where = Place(file=str(path))
            self.problems.errors.add(where, say("file.endless"), say("mend.break_link"))
        else:
            self._folder(path, depth)

    def _folder(self, path: Path, depth: int) -> None:
        new = (draft for draft in self.instead if draft.parent == path)
        try:
            children = sorted({*entries(path), *new})
        except InputError as error:
            self.problems.errors.extend(error.problems)
            return
        for child in children:
            if not _IGNORED.search(child.name):
                self._path(child, depth + 1)

    def _file(self, path: Path) -> None:
        try:
            data = self.instead.get(path)
            if data is None:
                data = read_bounded(path, yaml_documents.LIMIT_BYTES)
            # Without its machines nothing can be said: here a password is always needed.
            hidden = is_vault(data)
            if hidden:
                data = self.vault.open(data, Place(file=str(path)))
            self._inventory(path, data, hidden=hidden)
        except InputError as error:
            self.problems.errors.extend(error.problems)

    def _inventory(self, path: Path, data: bytes, *, hidden: bool) -> None:
        _refuse_what_is_never_read(path, data)
        if path.suffix in EXTENSIONS or (not path.suffix and not _looks_like_ini(data)):
            document = yaml_documents.read(data, source=str(path), hidden=hidden)
            self.problems.warnings.extend(document.problems)
            if document.root is not None:
                read_yaml(document.root, self.draft, self.problems)
        else:
            text = _ini_text(data, str(path))
            read_ini(text, str(path), self.draft, self.problems)


def _refuse_what_is_never_read(path: Path, data: bytes) -> None:
    where = Place(file=str(path))
    if path.suffix == ".toml":
        raise InputError.one(say("source.toml"), say("mend.yaml_or_ini"), where)
    if data.startswith(b"#!"):
        raise InputError.one(say("source.script"), say("mend.yaml_or_ini"), where)


def _ini_text(data: bytes, source: str) -> str:
    """Return an INI file's text; a comment in another encoding does no harm, as with Ansible."""
    try:
        return yaml_documents.decoded(data, source)
    except InputError:
        lines = (b"" if line[:1] in {b"#", b";"} else line for line in data.splitlines())
        return yaml_documents.decoded(b"\n".join(lines), source)


def _looks_like_ini(data: bytes) -> bool:
    """Tell INI from YAML where a file's name does not: no YAML mapping begins so."""
    try:
        document = yaml_documents.read(data, source="")
    except InputError:
        return True
    return document.root is None or not isinstance(document.root.value, dict)

"""`group_vars/` and `host_vars/`: which files hold the variables of a name, and what they set."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from orchestrator.errors import InputError, Place, VaultError
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.files.folders import entries
from orchestrator.files.yaml_nodes import MapNode
from orchestrator.inventory.model import Closed, Variables, VarsLayer
from orchestrator.inventory.source_problems import SourceProblems
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.vault import Vault, is_vault

EXTENSIONS = (".yml", ".yaml", ".json")
_MAX_DEPTH = 16
_SHOWN = 5  # names of what is not read, in one message


class Names(NamedTuple):
    """Names of groups and of hosts."""

    groups: Collection[str]
    hosts: Collection[str]


class OwnNames(NamedTuple):
    """The groups and hosts of the sources.

    `beside` tells those of all inventories in the folder, where not all of it was given: variables
    of theirs are about others. None where the folder is a source: it has no others.
    """

    groups: Collection[str]
    hosts: Collection[str]
    beside: Callable[[], Names] | None


def read_layer(folder: Path, known: OwnNames, problems: SourceProblems, vault: Vault) -> VarsLayer:
    """Return what the variable folders beside a source set for known groups and hosts."""
    groups, hosts, beside = known
    others = None if beside is None else _Others(beside)
    return VarsLayer(
        groups=_Folder(folder / "group_vars", "group", problems, vault, others).read(tuple(groups)),
        hosts=_Folder(folder / "host_vars", "host", problems, vault, others).read(tuple(hosts)),
    )


@dataclass
class _Others:
    """The names of other inventories in the folder, read when they are asked for."""

    tell: Callable[[], Names]

    @cached_property
    def names(self) -> Names:
        return self.tell()

    def of(self, kind: str) -> Collection[str]:
        return self.names.groups if kind == "group" else self.names.hosts


class _Folder(Struct, frozen=True):
    path: Path
    kind: str
    problems: SourceProblems
    vault: Vault
    others: _Others | None

    def read(self, names: tuple[str, ...]) -> dict[str, tuple[Variables, ...]]:
        """Return the variables of each name that has files, one mapping a file."""
        if not self.path.is_dir():
            return {}
        present = {child.name for child in self._entries(self.path)}
        chosen = {name: found for name in names if (found := _first(name, present))}
        self._name_strays(present - set(chosen.values()), names, frozenset(chosen))
        return {
            name: tuple(
                variables
                for file in self._files(self.path / found, depth=0)
                if (variables := self._variables(file, name))
            )
            for name, found in chosen.items()
        }

    def _name_strays(
        self, strays: set[str], names: tuple[str, ...], chosen: frozenset[str]
    ) -> None:
        """Say of each entry that is about none of the names whether it is wrong, or others'."""
        foreign = list[str]()
        for stray in sorted(strays):
            path = self.path / stray
            if not _is_read(stray) or (path.is_file() and path.suffix not in ("", *EXTENSIONS)):
                continue
            if self._is_of_others(path.stem, names, chosen):
                foreign.append(stray)
                continue
            meant = did_you_mean(path.stem, names)
            self.problems.warnings.add(
                Place(file=str(path)),
                say(f"vars.stray_{self.kind}"),
                say("mend.did_you_mean", meant=meant) if meant else say(f"mend.as_{self.kind}"),
            )
        if foreign:
            shown = ", ".join(foreign[:_SHOWN])
            named = shown if len(foreign) <= _SHOWN else f"{shown}, …"
            said = say(f"vars.skipped_{self.kind}", n=len(foreign), names=named)
            self.problems.skipped.add(Place(file=str(self.path)), said)

    def _is_of_others(self, name: str, names: tuple[str, ...], chosen: frozenset[str]) -> bool:
        """Whether variables are about a name that the sources given do not have.

        An inventory beside them has it, or it looks like none of theirs that has no variables: what
        looks like one of those is misspelt.
        """
        if self.others is None or name in names:
            return False
        if name in self.others.of(self.kind):
            return True
        return did_you_mean(name, (one for one in names if one not in chosen)) is None

    def _files(self, path: Path, depth: int) -> list[Path]:
        if not path.is_dir():
            return [path]
        if depth > _MAX_DEPTH:
            where = Place(file=str(path))
            self.problems.errors.add(where, say("file.endless"), say("mend.break_link"))
            return []
        found: list[Path] = []
        for child in self._entries(path):
            wanted = ("",) if child.is_dir() else ("", *EXTENSIONS)
            if _is_read(child.name) and child.suffix in wanted:
                found.extend(self._files(child, depth + 1))
        return found

    def _entries(self, path: Path) -> list[Path]:
        try:
            return entries(path)
        except InputError as error:
            self.problems.errors.extend(error.problems)
            return []

    def _variables(self, path: Path, name: str) -> Variables:
        try:
            data = read_bounded(path, yaml_documents.LIMIT_BYTES)
            hidden = is_vault(data)
            if hidden:
                data = self.vault.open(data, Place(file=str(path)))
            document = yaml_documents.read(data, source=str(path), hidden=hidden)
        except VaultError as error:
            # Only who needs these variables must have the password.
            self.problems.closed.extend(
                Closed(name=name, kind=self.kind, problem=problem) for problem in error.problems
            )
            return {}
        except InputError as error:
            self.problems.errors.extend(error.problems)
            return {}
        self.problems.warnings.extend(document.problems)
        root = document.root
        if isinstance(root, MapNode):
            return {entry.key.text: entry for entry in root.entries}
        if root is not None and root.value:
            self.problems.errors.add(root.place, say("vars.no_mapping"), say("mend.name_value"))
        return {}


def _first(name: str, present: set[str]) -> str | None:
    """Return the one entry that holds a name's variables: without extension before with."""
    return next((found for end in ("", *EXTENSIONS) if (found := name + end) in present), None)


def _is_read(name: str) -> bool:
    return not name.startswith(".") and not name.endswith("~")

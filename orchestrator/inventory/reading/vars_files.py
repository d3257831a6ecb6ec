"""`group_vars/` and `host_vars/`: which files hold the variables of a name, and what they set."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import InputError, Place, VaultError
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.files.yaml_nodes import MapNode
from orchestrator.inventory.model import Closed, Variables, VarsLayer
from orchestrator.inventory.source_problems import SourceProblems
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.vault import Vault, is_vault

EXTENSIONS = (".yml", ".yaml", ".json")
_MAX_DEPTH = 16


def read_layer(
    folder: Path,
    groups: Iterable[str],
    hosts: Iterable[str],
    problems: SourceProblems,
    vault: Vault,
) -> VarsLayer:
    """Return what the variable folders beside a source set for known groups and hosts."""
    return VarsLayer(
        groups=_Folder(folder / "group_vars", "group", problems, vault).read(tuple(groups)),
        hosts=_Folder(folder / "host_vars", "host", problems, vault).read(tuple(hosts)),
    )


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    kind: str
    problems: SourceProblems
    vault: Vault

    def read(self, names: tuple[str, ...]) -> dict[str, tuple[Variables, ...]]:
        """Return the variables of each name that has files, one mapping a file."""
        if not self.path.is_dir():
            return {}
        present = {child.name for child in self.path.iterdir()}
        chosen = {name: found for name in names if (found := _first(name, present))}
        self._name_strays(present - set(chosen.values()), names)
        return {
            name: tuple(
                variables
                for file in self._files(self.path / found, depth=0)
                if (variables := self._variables(file, name))
            )
            for name, found in chosen.items()
        }

    def _name_strays(self, strays: set[str], names: tuple[str, ...]) -> None:
        for stray in sorted(strays):
            path = self.path / stray
            if not _is_read(stray) or (path.is_file() and path.suffix not in ("", *EXTENSIONS)):
                continue
            meant = did_you_mean(path.stem, names)
            self.problems.warnings.add(
                Place(file=str(path)),
                say(f"vars.stray_{self.kind}"),
                say("mend.did_you_mean", meant=meant) if meant else say(f"mend.as_{self.kind}"),
            )

    def _files(self, path: Path, depth: int) -> list[Path]:
        if not path.is_dir():
            return [path]
        if depth > _MAX_DEPTH:
            where = Place(file=str(path))
            self.problems.errors.add(where, say("file.endless"), say("mend.break_link"))
            return []
        found: list[Path] = []
        for child in sorted(path.iterdir()):
            wanted = ("",) if child.is_dir() else ("", *EXTENSIONS)
            if _is_read(child.name) and child.suffix in wanted:
                found.extend(self._files(child, depth + 1))
        return found

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

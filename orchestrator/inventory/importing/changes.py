"""Decisions to new files, and the strict check of the whole inventory with them."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.errors import InventoryError, Place
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.inventory.district.strict import district
from orchestrator.inventory.reading.inventory_sources import load
from orchestrator.inventory.writing import Edit, edited, save
from orchestrator.text.message import say
from orchestrator.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file of the inventory as it is and as it shall be; `before` is empty for a new one."""

    path: Path
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)

    def diff(self) -> tuple[str, ...]:
        """Return the change as a unified diff, its lines without ends."""
        before, after = (data.decode("utf-8-sig") for data in (self.before, self.after))
        name = self.path.as_posix().lstrip("/")
        lines = difflib.unified_diff(
            before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm=""
        )
        return tuple(lines)

    def as_json(self) -> Mapping[str, object]:
        """Return the change as JSON data."""
        return {"path": str(self.path), "diff": self.diff()}


def changes(edits: Mapping[Path, Sequence[Edit]], heads: Mapping[Path, str]) -> list[FileChange]:
    """Return the files that edits change.

    Args:
        edits: What is to be done, by file.
        heads: What a new file begins with.

    Raises:
        InputError: A file cannot be read, or not changed safely.
    """
    found = []
    for path, wanted in edits.items():
        before = read_bounded(path, yaml_documents.LIMIT_BYTES) if path.exists() else b""
        base = before or heads.get(path, "").encode()
        after = edited(base, wanted, source=str(path))
        if after != before:
            found.append(FileChange(path=path, before=before, after=after))
    return found


def check(
    sources: Sequence[str],
    files: Iterable[FileChange],
    wanted: Mapping[str, Mapping[str, str]],
    vault: Vault | None = None,
) -> None:
    """Judge the whole inventory with the changes made, as a sweep would.

    Args:
        sources: The `-i` arguments.
        files: The changes.
        wanted: By machine, the variables that shall hold.
        vault: What opens vaulted files.

    Raises:
        InventoryError: It would be refused, or a later setting wins over what was written.
    """
    drafts = {change.path: change.after for change in files}
    machines = {m.name: m for m in district(load(sources, vault, drafts=drafts)).machines}
    for name, fields in wanted.items():
        for variable, value in fields.items():
            if str(machines[name].variables.get(variable)) != value:
                what = say("import.outranked", variable=variable, name=name)
                place = machines[name].place or Place(file=sources[0])
                raise InventoryError.one(what, say("mend.by_hand_first"), place)


def save_all(files: Iterable[FileChange]) -> None:
    """Write the changes, each file in one step.

    Raises:
        InventoryError: One cannot be written, or has been changed by someone else meanwhile.
    """
    files = tuple(files)
    for change in files:
        now = change.path.read_bytes() if change.path.exists() else b""
        if now != change.before:
            what = say("import.meanwhile")
            raise InventoryError.one(what, say("mend.again"), Place(file=str(change.path)))
    for change in files:
        save(change.path, change.after)

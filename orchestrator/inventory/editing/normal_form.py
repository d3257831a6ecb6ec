"""The normal form of inventory files: what `inventory fmt` writes.

UTF-8 in NFC without a mark, lines ended by LF, two columns a level. Order, comments and quotes
stay, and what a file says never changes (composed accents apart).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from orchestrator.errors import InputError, InventoryError, Place, Problem
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.files.folders import visible_files
from orchestrator.files.yaml_layout import laid_out
from orchestrator.inventory.importing.changes import FileChange
from orchestrator.text.message import say
from orchestrator.text.viet import nfc

_YAML = (".yml", ".yaml")
_OF_VARIABLES = ("group_vars", "host_vars")
_OTHERS = (b"$ANSIBLE_VAULT", b"#!")


def format_all(sources: Sequence[str]) -> tuple[FileChange, ...]:
    """Return the changes that bring the YAML files of inventories into normal form.

    Args:
        sources: The `-i` arguments; of a folder every YAML file, also those of variables.

    Raises:
        InventoryError: Files cannot be read, or not be brought into form safely; all of them.
    """
    changes: list[FileChange] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(path for source in sources for path in _files(Path(source))):
        try:
            before = read_bounded(path, yaml_documents.LIMIT_BYTES)
            after = before if before.startswith(_OTHERS) else formatted(before, str(path))
        except InputError as error:
            problems.extend(error.problems)
            continue
        if after != before:
            changes.append(FileChange(path=path, before=before, after=after))
    if problems:
        raise InventoryError(problems)
    return tuple(changes)


def formatting_as_json(changes: Iterable[FileChange], *, written: bool) -> Mapping[str, object]:
    """Return what `inventory fmt --json` prints of the files that are not in normal form."""
    return {"written": written, "files": [one.as_json() for one in changes]}


def formatted(data: bytes, source: str) -> bytes:
    """Return a file's content in normal form.

    Raises:
        InputError: It is no YAML, gives a key twice, or would not say the same any more.
    """
    text = nfc(yaml_documents.decoded(data, source)).replace("\r\n", "\n")
    before = _read(text, source)
    after = laid_out(text)
    if _read(after, source) != before:
        raise InventoryError.one(say("fmt.unsafe"), say("mend.by_hand"), Place(file=source))
    return after.encode()


def _read(text: str, source: str) -> object:
    """Return what a text says; a key given twice would hide half of it from the comparison."""
    document = yaml_documents.read(text, source=source)
    twice = [one for one in document.problems if getattr(one.what, "id", "") == "yaml.duplicate"]
    if twice:
        raise InventoryError(twice)
    return None if document.root is None else document.root.value


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for found in visible_files(path):
        inside = found.relative_to(path)
        left_out = any(part.endswith("~") for part in inside.parts)
        if not left_out and _is_yaml(inside):
            yield found


def _is_yaml(path: Path) -> bool:
    of_variables = any(part in _OF_VARIABLES for part in path.parts)
    return path.suffix in _YAML or (of_variables and not path.suffix)

"""Kits that the tests of this room share: of the shipped checks, or of any script."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from orchestrator import plan
from orchestrator.checks import ALL
from orchestrator.model.plan import Family, Script
from orchestrator.roads.answer_head import AnswerHead
from orchestrator.roads.kit_file import kit_file
from orchestrator.roads.kit_keys import KeyKind
from orchestrator.roads.kit_values import Kit, OfferedRow
from orchestrator.roads.sealing import UnsealedAnswer, opened
from tests.roads.made_keys import AT, kit_key, open_key

PLANTED = tuple(f"secret-{number:03d}-{'q' * 9}" for number in range(200))
"""What a script may say, and no file but a sealed one may ever hold."""


def made_script(text: str, family: Family) -> Script:
    """Return a script that is not the checks': what the kit carries is nothing to the kit."""
    raw = text.encode("ascii")
    return Script(family=family, text=raw, sha256=hashlib.sha256(raw).hexdigest(), checks=())


def made_kit(family: Family, script: Script | None = None, **more: object) -> Kit:
    kit = Kit(
        id="ab" * 16,
        unit="th_hoa_sen",
        unit_name="Trường Tiểu học Hoa Sen",
        sweep="20260302-010203-abcd",
        until=AT.replace(year=2100),
        script=script or plan.fuse(ALL, family),
        rows=(
            OfferedRow(machine="hs-01", label="Máy 1", room="P. Tin học"),
            OfferedRow(machine="hs-02", label="", room=""),
        ),
        keys=(kit_key(), kit_key(KeyKind.BACKUP, 1)),
    )
    return replace(kit, **more)


def put(kit: Kit, folder: Path) -> Path:
    name, data = kit_file(kit)
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def results(folder: Path) -> list[Path]:
    return sorted(folder.glob("KQ-*.txt"))


def answer_in(folder: Path) -> tuple[AnswerHead, bytes]:
    """Open the only result in a folder, with each of the two keys."""
    (path,) = results(folder)
    one, two = (
        opened(path.read_bytes(), [key]) for key in (open_key(), open_key(KeyKind.BACKUP, 1))
    )
    assert isinstance(one, UnsealedAnswer), one
    assert one == two
    return one.head, one.answer


def leaking(folders: Iterable[Path]) -> list[str]:
    """Return what holds a planted string, in any file's name or bytes; results are unsealed."""
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if not path.name.startswith(("kiem-tra-", "KQ-"))
        and any(word in path.name or _holds(path, word) for word in PLANTED)
    ] + [str(path) for folder in folders for path in results(folder) if _holds(path, "secret-")]


def _holds(path: Path, word: str) -> bool:
    return path.is_file() and word.encode() in path.read_bytes()

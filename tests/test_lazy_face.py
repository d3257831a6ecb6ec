"""A room's face says twice what stands in it: for those who read it, and for the program."""

import ast
import subprocess
import sys
from importlib import import_module  # noqa: TID251 - rooms are asked by their names
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FACES = sorted(
    path
    for path in (ROOT / "orchestrator").rglob("__init__.py")
    if "lazy_face(" in path.read_text()
)


def told(path: Path) -> dict[str, tuple[str, str]]:
    """Return what a face imports under `TYPE_CHECKING`: each name, its module, its name there."""
    branch = next(node for node in ast.parse(path.read_text()).body if isinstance(node, ast.If))
    imports = [node for node in branch.body if isinstance(node, ast.ImportFrom)]
    assert len(imports) == len(branch.body)
    return {
        alias.asname or alias.name: (str(node.module), alias.name)
        for node in imports
        for alias in node.names
    }


def room_of(path: Path) -> str:
    return ".".join(path.parent.relative_to(ROOT).parts)


@pytest.mark.parametrize("path", FACES, ids=room_of)
def test_a_face_is_for_the_program_what_it_is_for_its_readers(path: Path):
    room, said = import_module(room_of(path)), told(path)
    assert set(said) <= set(room.__all__)
    for name, (module, there) in said.items():
        # As it is first asked for: what was asked before stands in the room itself.
        assert room.__getattr__(name) is getattr(import_module(module), there), name
        assert getattr(room, name) is getattr(import_module(module), there), name
    for name in room.__all__:
        assert hasattr(room, name), name


@pytest.mark.parametrize("path", FACES, ids=room_of)
def test_no_name_of_a_face_is_that_of_a_module_of_its_room(path: Path):
    """Importing the module would put it in the name's place."""
    modules = {found.stem for found in path.parent.iterdir()}
    assert modules & set(told(path)) == set()


def test_what_a_face_has_not_is_said_as_of_any_module():
    room = import_module("orchestrator.sweep")
    with pytest.raises(AttributeError, match="has no attribute"):
        _ = room.nix


def test_a_face_imports_what_is_asked_for_alone():
    code = (
        "import sys; from orchestrator import sweep; sweep.now;"
        "print(*(name for name in sys.modules if name.startswith('orchestrator.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rooms = {"orchestrator.lazy_face", "orchestrator.sweep", "orchestrator.sweep.clock"}
    assert set(done.stdout.split()) == rooms

"""The face of a room whose modules are imported when something of them is first asked for.

A face writes its imports twice: for readers, type checkers and import-linter under `TYPE_CHECKING`,
and for the program as a table. `tests/test_lazy_face.py` holds the two to each other.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module  # noqa: TID251 - the linter sees what `TYPE_CHECKING` has


def lazy_face(room: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """Return the `__getattr__` of a room.

    Args:
        room: The room's `__name__`.
        names: What stands in its face, parted by spaces, by the module that has it, without
            `orchestrator.`; `NAME=ITS_NAME_THERE` where that is another.
    """
    places = {}
    for module, own in names.items():
        for word in own.split():
            name, _, there = word.partition("=")
            places[name] = (f"orchestrator.{module}", there or name)

    def __getattr__(name: str) -> object:  # noqa: N807 - it is one
        if name not in places:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        module, there = places[name]
        found: object = getattr(import_module(module), there)
        setattr(sys.modules[room], name, found)  # from now on it is found there
        return found

    return __getattr__

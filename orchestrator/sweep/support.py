"""A folder to send with the report of a fault: nobody, no machine, no place and no secret is in it.

Only figures, versions and words of closed sets go in; nothing of it was ever a text that a machine,
a list or a person wrote.
"""

import os
import platform
import re
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from orchestrator import __version__
from orchestrator.errors import StateError
from orchestrator.evidence import examining
from orchestrator.evidence.opening import FILE
from orchestrator.evidence.tally import SQLITE, tally
from orchestrator.files import write_all
from orchestrator.files.json_text import json_text
from orchestrator.files.typed_json import compact_json, load_json
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.topics import LANGUAGES

SCHEMA = 1
_FIGURES = "support.json"
_LIBRARIES = ("paramiko", "pywinrm", "cryptography", "requests", "msgspec", "jinja2", "pyyaml")
_RELEASE = re.compile(r"[0-9]+(?:\.[0-9]+)*")  # what follows it, somebody may have chosen


def write_support(state: Path, folder: Path) -> tuple[Path, ...]:
    """Write `support.json` and a `README.txt` in both languages, and return their paths.

    Args:
        state: The state folder; one that is damaged, or not there, is told of as that.
        folder: Where to; made if need be.

    Raises:
        InputError: The folder cannot be written to.
    """
    facts = {"orchestrator": __version__, **_platform(), "store": _store(state)}
    read = "\n\n".join(about(catalogue(lang)) for lang in LANGUAGES)
    files = {_FIGURES: json_text(SCHEMA, facts), "README.txt": f"{read}\n"}
    return write_all(folder, ((name, text.encode()) for name, text in files.items()))


def about(words: Catalogue) -> str:
    """Return what is in the folder, for those who send it."""
    return words("support.about", file=_FIGURES)


def _platform() -> dict[str, object]:
    release = _RELEASE.match(platform.release())
    return {
        "python": platform.python_version(),
        "sqlite": SQLITE,
        "system": {
            "name": sys.platform,
            "release": release[0] if release else None,
            "machine": platform.machine(),
        },
        "libraries": {name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _store(state: Path) -> Mapping[str, object]:
    """Return what can be told of the store; a message of an error would name its folder."""
    store = state / FILE
    if not os.path.lexists(store):
        return {"there": False}
    sizes = {
        kind: path.stat().st_size
        for kind in ("", "-wal", "-shm")
        if (path := store.with_name(f"{FILE}{kind}")).exists()
    }
    told = {"there": True, "bytes": sum(sizes.values())}
    try:
        figures = load_json(compact_json(tally(state)))
    except StateError:
        return {**told, "readable": False}
    return {**told, "readable": True, "whole": examining.damage(state) is None, "figures": figures}

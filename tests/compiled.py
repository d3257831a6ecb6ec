"""Writes both families' scripts with all checks into a folder, for the script linters.

python -m tests.compiled FOLDER
"""

import sys
from pathlib import Path

from orchestrator.checks import ALL
from orchestrator.model.plan import Family
from orchestrator.plan import SCRIPT_NAMES, fuse


def write_all(folder: Path) -> None:
    for family in Family:
        (folder / SCRIPT_NAMES[family]).write_bytes(fuse(ALL, family).text)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))

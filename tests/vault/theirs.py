"""The real `ansible-vault`, where it is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_BESIDE = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
PROGRAM = shutil.which("ansible-vault", path=_BESIDE)
LISTER = shutil.which("ansible-inventory", path=_BESIDE)
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
    "LC_ALL": "C.UTF-8",
}


def ansible_vault(*words: object, stdin: str = "") -> str:
    """Run it and return what it prints."""
    assert PROGRAM is not None
    ran = subprocess.run(
        [PROGRAM, *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
        env=ENVIRONMENT,
    )
    return ran.stdout

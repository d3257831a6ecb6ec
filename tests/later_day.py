"""Proves that the pins install on any later day: `python -m tests.later_day` (minutes).

A later day is a registry that holds newer versions of everything. So a folder is filled with a
newer, empty wheel of each pinned package, which pip finds beside what the registry gives, and the
pins are resolved by three versions of pip: Debian 12's, the one that Python 3.11 brings, and a new
one. None may look at what is newer: its hash is not pinned, and pip would stop.
"""

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PIPS = {
    "23.0.1": "236bcb61156d76c4b8a05821b988c7b8c35bf0da28a4b614e8d6ab5212c25c6f",
    "23.2.1": "7ccf472345f20d35bdc9d1841ff5f313260c2c33fe417f48c30ac46cccabf5be",
    "26.3": "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13",
}
FAULTY_PIP = "23.2.1"
LATER = "9999.1"


class BrokenPinsError(Exception):
    """What pip said where it should have said something else."""


def pinned(text: str) -> list[Requirement]:
    """Return the pins of a file of requirements, without their hashes."""
    lines = re.findall(r"(?m)^([A-Za-z0-9][^\\\n]*?)\s*\\?$", text)
    return [Requirement(line) for line in lines]


def newer(pins: list[Requirement], folder: Path) -> None:
    """Fill a folder with an empty wheel of each package, newer than all that there is."""
    for pin in pins:
        make_wheel(folder, pin.name, LATER, extras=sorted(pin.extras))


def make_wheel(folder: Path, name: str, version: str, *, extras: list[str]) -> Path:
    """Write a wheel that holds nothing but its own description."""
    stem = f"{canonicalize_name(name).replace('-', '_')}-{version}"
    rows = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"]
    rows += [f"Provides-Extra: {extra}\n" for extra in extras]
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{stem}.dist-info/METADATA", "".join(rows))
        wheel.writestr(
            f"{stem}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{stem}.dist-info/RECORD", "")
    return path


def make_pip(version: str, folder: Path) -> Path:
    """Make an environment with that pip, by its hash; return its Python."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = folder / "pip.txt"
    wanted.write_text(f"pip=={version} --hash=sha256:{PIPS[version]}\n", encoding="ascii")
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "--require-hashes", "--requirement", wanted], check=True)
    return python


def resolve(
    python: Path, requirements: Path, newer_ones: Path
) -> "subprocess.CompletedProcess[str]":
    """Let pip say what it would install, with newer versions of everything in sight."""
    seen = f"{os.environ.get('PIP_FIND_LINKS', '')} {newer_ones.as_uri()}".strip()
    return subprocess.run(
        [
            *(python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"),
            *("--ignore-installed", "--only-binary=:all:", "--require-hashes", "--dry-run"),
            *("--requirement", requirements),
        ],
        env={**os.environ, "PIP_FIND_LINKS": seen},
        capture_output=True,
        text=True,
        check=False,
    )


def prove(version: str, folder: Path) -> None:
    """Resolve the pins with one pip.

    Raises:
        BrokenPinsError: pip stopped, or took something newer.
    """
    python = make_pip(version, folder / version)
    done = resolve(python, REQUIREMENTS, folder / "newer")
    if done.returncode or "Would install" not in done.stdout or LATER in done.stdout:
        raise BrokenPinsError(f"pip {version}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    sys.stdout.write(f"pip {version}: the pins hold\n")
    sys.stdout.flush()
    if version == FAULTY_PIP:
        _prove_that_it_would_be_seen(python, folder)


def _prove_that_it_would_be_seen(python: Path, folder: Path) -> None:
    """Take the extras off the pins: this pip must stop, or the proof proves nothing."""
    bare = folder / "bare.txt"
    text = REQUIREMENTS.read_text(encoding="utf-8")
    bare.write_text(re.sub(r"(?m)^([\w.-]+)\[[^\]]*\]==", r"\1==", text), encoding="utf-8")
    done = resolve(python, bare, folder / "newer")
    if done.returncode == 0 or "--require-hashes" not in done.stderr:
        raise BrokenPinsError(f"pip {FAULTY_PIP} minds no missing extra:\n{done.stderr[-4000:]}")


def main() -> int:
    """Prove it with every pip."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "newer").mkdir()
        newer(pinned(REQUIREMENTS.read_text(encoding="utf-8")), folder / "newer")
        try:
            for version in PIPS:
                prove(version, folder)
        except BrokenPinsError as broken:
            sys.stderr.write(f"{broken}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

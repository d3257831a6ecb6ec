"""What a person changes of the pretend district's lists while its weeks are played."""

import os
import shutil
from datetime import datetime
from pathlib import Path

DATA = Path(__file__).parent / "data"
LATER = "later"
"""The folder of `data` with the lists that come after the first day."""


def date_lists(folder: Path, at: datetime) -> None:
    """Let all lists of a folder be of that moment: a list of tomorrow would be refused."""
    for file in folder.iterdir():
        os.utime(file, (at.timestamp(), at.timestamp()))


def add_list(folder: Path, name: str, at: datetime) -> None:
    """Put a list that came at a moment (aware) beside those that are there."""
    shutil.copyfile(DATA / LATER / name, folder / name)
    os.utime(folder / name, (at.timestamp(), at.timestamp()))


def withdraw(folder: Path, published: str, at: datetime) -> None:
    """Take an indicator off the lists at a moment (aware), as it was published."""
    for file in folder.iterdir():
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.partition("#")[0].strip() != published]
        if kept != lines:
            file.write_text("".join(kept), encoding="utf-8")
            os.utime(file, (at.timestamp(), at.timestamp()))

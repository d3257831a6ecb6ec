"""What lies in a folder that a person named: all of it, or one message.

`Path.rglob` passes over a folder that may not be read as if it were empty; a list in it would be
missing from the sweep, and nobody would hear of it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from orchestrator.errors import InputError, Place
from orchestrator.text.message import say


def entries(folder: Path) -> list[Path]:
    """Return what a folder holds, sorted.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise _unread(folder, error) from error


def visible_files(folder: Path) -> list[Path]:
    """Return the files in a folder and in those below it, sorted; no hidden ones.

    A link to a folder is not followed.

    Raises:
        InputError: One of the folders cannot be read.
    """
    return sorted(_files(folder))


def _files(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            rows = [(Path(one.path), one.is_dir(follow_symlinks=False)) for one in found]
            files = {path for path, is_folder in rows if not is_folder and path.is_file()}
    except OSError as error:
        raise _unread(folder, error) from error
    for path, is_folder in rows:
        if path.name.startswith("."):
            continue
        if is_folder:
            yield from _files(path)
        elif path in files:
            yield path


def _unread(folder: Path, error: OSError) -> InputError:
    what = say("file.folder_unread", why=error.strerror or error)
    return InputError.one(what, say("file.mend.folder_rights"), Place(file=str(folder)))

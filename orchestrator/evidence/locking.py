"""One process writes to a state folder at a time."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from orchestrator.errors import BusyError, StateError
from orchestrator.files.lock import FileLock
from orchestrator.text.message import Message, say


@contextmanager
def writer_lock(folder: Path, busy: Message | None = None) -> Iterator[None]:
    """Hold a state folder for the life of a sweep; readers never wait.

    Args:
        folder: The state folder.
        busy: What is said where another process holds it, if not that another sweep does.

    Raises:
        BusyError: Another process holds it.
        StateError: The folder cannot be written.
    """
    taken = BusyError.one(busy or say("store.busy", folder=folder), say("store.mend.wait"))
    with ExitStack() as held:
        try:
            held.enter_context(FileLock(folder / "writer.lock", taken))
        except OSError as error:
            raise StateError.one(
                say("store.unwritten", folder=folder, why=error.strerror), say("store.mend.rights")
            ) from error
        yield

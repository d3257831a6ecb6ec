"""An editor on a secret: in a folder of its own, which leaves nothing behind."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from orchestrator.errors import ExitCode, UsageError
from orchestrator.files import read_bounded
from orchestrator.text.message import say
from orchestrator.vault.envelope import MAX_PLAIN_BYTES

_BLANK_BYTES = 64 * 1024


def editor(environment: Mapping[str, str]) -> str:
    """Return the command line that a person edits with."""
    usual = "notepad" if os.name == "nt" else "vi"
    return environment.get("VISUAL") or environment.get("EDITOR") or usual


def edited(plain: bytes, name: str, command: Sequence[str]) -> bytes:
    """Return what a person makes of a text.

    Args:
        plain: The text.
        name: The name that the editor sees, for its colours.
        command: The editor and its options.

    Raises:
        UsageError: The editor cannot be run, or says that it failed.
    """
    with _private_folder() as folder:
        path = folder / name
        path.touch(0o600)
        path.write_bytes(plain)
        try:
            ran = subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the person's own
        except OSError as error:
            what = say("password.no_editor", name=command[0], why=error.strerror or error)
            raise UsageError.one(what, say("password.mend.editor")) from error
        if ran.returncode:
            raise UsageError.one(say("password.editor_failed", code=ran.returncode))
        return read_bounded(path, MAX_PLAIN_BYTES)


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Hold a folder that only we can enter; it goes whatever happens, its files blanked first."""
    with (
        _ended_in_order(),
        tempfile.TemporaryDirectory(prefix="vault-", dir=_in_memory(os.environ)) as name,
    ):
        try:
            yield Path(name)
        finally:
            for path in Path(name).rglob("*"):
                if path.is_file() and not path.is_symlink():
                    _blank(path)


def _in_memory(environment: Mapping[str, str]) -> str | None:
    """Return the user's own folder in memory, where the system has one: no disk sees the text."""
    folder = environment.get("XDG_RUNTIME_DIR", "")
    return folder if folder and os.access(folder, os.W_OK | os.X_OK) else None


def _blank(path: Path) -> None:
    """Overwrite a file where it lies, as far as the file system allows."""
    with suppress(OSError), path.open("r+b") as stream:
        left = os.fstat(stream.fileno()).st_size
        while left > 0:
            left -= stream.write(bytes(min(left, _BLANK_BYTES)))
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Turn the signals that end a program into an exception, so that it tidies up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    codes = {signal.SIGTERM: ExitCode.TERMINATED}
    if sys.platform != "win32":
        codes[signal.SIGHUP] = ExitCode.HUNG_UP
    before = {number: signal.signal(number, _leaving(code)) for number, code in codes.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leaving(code: ExitCode) -> Callable[[int, FrameType | None], NoReturn]:
    def leave(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(code)

    return leave

"""A child process that plays machines, from the side of the process that starts it."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from orchestrator.errors import OrchestratorError
from orchestrator.lab.actor import Actor, to_line

_PACKAGES = Path(__file__).parents[2]
_END_S = 10.0


class Child:
    """One running child; `close` ends it, and it ends by itself when this process does.

    `names` are those of the machines that it plays.
    """

    def __init__(self, side: str, actors: tuple[Actor, ...], folder: Path) -> None:
        """Start the child.

        Args:
            side: `ssh` or `winrm`.
            actors: The machines that it plays.
            folder: Holds `accounts` for NTLM; the child's complaints go to `<side>.log` there.
        """
        self.names = frozenset(actor.name for actor in actors)
        self._log = folder / f"{side}.log"
        paths = (str(_PACKAGES), os.environ.get("PYTHONPATH", ""))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "orchestrator.lab", side],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(path for path in paths if path),
                    "NTLM_USER_FILE": str(folder / "accounts"),
                },
            )
        self._say(to_line(actors))

    def _say(self, line: str) -> None:
        # A child that is gone already has left its reason in the log: `ports` tells it.
        with contextlib.suppress(BrokenPipeError):
            if self._process.stdin is not None:
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()

    def ports(self) -> Mapping[str, int]:
        """Wait until all its machines listen, and return their ports.

        Raises:
            OrchestratorError: The child ended instead.
        """
        line = self._process.stdout.readline() if self._process.stdout else b""
        if not line:
            complaint = self._log.read_text(encoding="utf-8", errors="replace").strip()
            msg = f"the pretend district did not start: {complaint}"
            raise OrchestratorError(msg)
        ports: Mapping[str, int] = json.loads(line)
        return ports

    def recast(self, actors: tuple[Actor, ...]) -> None:
        """Let some of its machines play another part from now on, at the same ports.

        Raises:
            OrchestratorError: The child ended instead.
        """
        self._say(to_line(actors))
        self.ports()

    def close(self) -> None:
        """End the child and wait for it."""
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

"""The child process: `python -m orchestrator.lab ssh|winrm`.

It reads its actors from the first line of standard input, writes their ports as one line of JSON
and plays until standard input ends; so it cannot outlive the process that started it. Each further
line names actors that play another part from then on, and is answered by such a line, too.
"""

import json
import logging
import sys
from collections.abc import Mapping
from typing import Protocol

from orchestrator.errors import ExitCode
from orchestrator.lab.actor import Actor, from_line


class Played(Protocol):
    """The machines of one side."""

    @property
    def ports(self) -> Mapping[str, int]:
        """Each machine's port on 127.0.0.1."""

    def recast(self, actors: tuple[Actor, ...]) -> None:
        """Let machines play another part from now on."""


def main() -> int:
    """Play until standard input ends."""
    # A machine does not tell the controller's terminal that somebody hung up.
    logging.getLogger("paramiko").addHandler(logging.NullHandler())
    machines = _start(sys.argv[1], from_line(sys.stdin.readline()))
    _say(machines.ports)
    for line in sys.stdin:
        machines.recast(from_line(line))
        _say(machines.ports)
    return ExitCode.DONE


def _start(side: str, actors: tuple[Actor, ...]) -> Played:
    if side == "ssh":
        from orchestrator.lab import ssh_server  # noqa: PLC0415 - each child loads one side

        return ssh_server.start(actors)
    from orchestrator.lab import winrm_server  # noqa: PLC0415 - likewise

    return winrm_server.start(actors)


def _say(ports: Mapping[str, int]) -> None:
    sys.stdout.write(json.dumps(dict(ports)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

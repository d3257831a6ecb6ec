"""The child process: `python -m orchestrator.lab ssh|winrm`.

It reads its actors from the first line of standard input, writes their ports as one line of JSON
and plays until standard input ends; so it cannot outlive the process that started it.
"""

import json
import logging
import sys

from orchestrator.errors import ExitCode
from orchestrator.lab.actor import from_line


def main() -> int:
    """Play until standard input ends."""
    # A machine does not tell the controller's terminal that somebody hung up.
    logging.getLogger("paramiko").addHandler(logging.NullHandler())
    actors = from_line(sys.stdin.readline())
    if sys.argv[1] == "ssh":
        from orchestrator.lab.ssh_server import start  # noqa: PLC0415 - each child loads one side
    else:
        from orchestrator.lab.winrm_server import start  # noqa: PLC0415 - likewise
    sys.stdout.write(json.dumps(dict(start(actors))) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    return ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main())

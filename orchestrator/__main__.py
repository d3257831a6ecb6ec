"""`python -m orchestrator`: hands over to the door."""

import signal
import sys

from orchestrator.cli.main import main


def program() -> int:
    """Run one command and return its exit code; a Ctrl-C that comes after it changes nothing."""
    code = main()
    # What is left is to unload: an interpreter that is interrupted then ends by the signal itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return code


if __name__ == "__main__":
    sys.exit(program())

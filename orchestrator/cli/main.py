"""The command line: one parser, one way out.

Exit codes: 0 all assessed and compliant, 1 internal error, 2 usage, inventory, playbook or list
error, 3 non-compliant, 4 not fully assessed (3 wins over 4), 130 interrupted.
"""

import argparse
import io
import sys
from collections.abc import Sequence

from orchestrator import __version__
from orchestrator.cli import (
    checks,
    demo,
    inventory,
    ioc,
    lab,
    ping,
    prepare,
    report,
    speech,
    sweep,
    vault,
)
from orchestrator.errors import InputError, OrchestratorError

INTERRUPTED = 130

_EPILOG = (
    "Exit codes: 0 all assessed and compliant; 1 internal error; 2 usage, inventory, playbook or"
    " list error; 3 non-compliant; 4 not fully assessed (3 wins over 4); 130 interrupted."
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole program; it imports nothing heavy."""
    top = argparse.ArgumentParser(
        prog="orchestrator",
        description="Find, handle and report every machine that talks to listed addresses.",
        epilog=_EPILOG,
    )
    top.add_argument("--version", action="version", version=f"orchestrator {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in (sweep, ping, report, inventory, vault, ioc, checks, prepare, demo, lab):
        group.register(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a person's mistake is a message, no traceback."""
    _speak_utf8()
    args = parser().parse_args(argv)
    from orchestrator.cli import logs

    args.hidden = logs.start(getattr(args, "verbose", 0))
    lang = speech.LANGUAGES[0]
    try:
        lang = speech.language(args)
        return int(args.run(args))
    except InputError as error:
        for problem in error.problems:
            sys.stderr.write(args.hidden.clean(f"{speech.said(problem, lang)}\n"))
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away; nothing more can be said to it.
        sys.stderr.close()
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - a fault of ours is shown, but never a secret with it
        sys.stderr.write(logs.fault(args.hidden))
        return OrchestratorError.exit_code


def _speak_utf8() -> None:
    """Vietnamese must survive a console or a pipe that claims another code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")

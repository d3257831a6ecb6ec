"""The command line: one parser, one way out; what the exit codes are, `errors.ExitCode` says."""

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestrator import __version__
from orchestrator.cli import (
    annex,
    bundle,
    campaign,
    checks,
    findings,
    hub,
    hunt,
    inventory,
    ioc,
    kit,
    lab,
    notice,
    ping,
    prepare,
    prune,
    report,
    runner,
    support,
    sweep,
    unit,
    vault,
)
from orchestrator.cli.options import add_lang
from orchestrator.cli.parser import CommandParser
from orchestrator.cli.showing.language import asked_language, language, said
from orchestrator.cli.showing.outlet import mute
from orchestrator.errors import ExitCode, InputError, OrchestratorError
from orchestrator.text.catalogue import catalogue
from orchestrator.text.topics import LANGUAGES

_STANDARD_ERROR = 2
_NEW_OBJECTS = 50_000  # after 700, as Python has it, 5 % of a sweep is the search for cycles

_COMMANDS = (
    sweep,
    ping,
    report,
    campaign,
    findings,
    notice,
    kit,
    bundle,
    hub,
    runner,
    unit,
    annex,
    hunt,
    prune,
    inventory,
    vault,
    ioc,
    checks,
    prepare,
    lab,
    support,
)


def parser(lang: str = LANGUAGES[0]) -> CommandParser:
    """Return the parser of the whole program in a language; it imports nothing heavy."""
    words = catalogue(lang)
    top = CommandParser(
        words,
        prog="orchestrator",
        description=words("command.orchestrator"),
        epilog=words("command.exit_codes"),
    )
    version = f"orchestrator {__version__}"
    top.add_argument("--version", action="version", version=version, help=words("option.version"))
    add_lang(top, default=True)
    commands = top.commands()
    for command in _COMMANDS:
        command.register(commands, words)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a person's mistake is a message, no traceback."""
    _speak_utf8()
    gc.set_threshold(_NEW_OBJECTS)
    given = sys.argv[1:] if argv is None else argv
    lang = asked_language(given)
    args = parser(lang).parse_args(given)
    args.typed = tuple(given)
    from orchestrator.cli.showing import logs

    args.hidden = logs.start(getattr(args, "verbose", 0))
    try:
        args.lang = lang = language(args)
        return int(args.run(args))
    except InputError as error:
        return _refused(error, args, lang)
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{catalogue(lang)('run.interrupted')}\n")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away; nothing more can be said to it.
        mute(sys.stdout)
        mute(sys.stderr)
        return ExitCode.INTERRUPTED
    except Exception:  # noqa: BLE001 - a fault of ours is shown, but never a secret with it
        if damaged := _damage(args):
            return _refused(damaged, args, lang)
        sys.stderr.write(f"{logs.fault(args.hidden)}{catalogue(lang)('run.fault')}\n")
        return OrchestratorError.exit_code


def _refused(error: InputError, args: argparse.Namespace, lang: str) -> ExitCode:
    for problem in error.problems:
        sys.stderr.write(args.hidden.clean(f"{said(problem, lang)}\n"))
    return error.exit_code


def _damage(args: argparse.Namespace) -> InputError | None:
    """Return what is said of the state folder where it is why a command failed: it is damaged."""
    from orchestrator.sweep.state_folder import damage_of

    state = getattr(args, "state", None)
    return damage_of(state) if isinstance(state, Path) else None


def _nowhere() -> io.TextIOWrapper:
    """Return a stream of its own to nowhere."""
    return Path(os.devnull).open("w", encoding="utf-8")


def _hold_standard_descriptors() -> None:
    """Open the first three descriptors where they are closed: no store or wire may be one of them.

    What a library prints would go there.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= _STANDARD_ERROR:
        pass
    os.close(number)


def _speak_utf8() -> None:
    """Vietnamese must survive a console or a pipe that claims another code page.

    Where a stream was closed before we began, there is none: what we say then goes nowhere.
    """
    _hold_standard_descriptors()
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")

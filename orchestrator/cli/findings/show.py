"""`orchestrator findings list` and `show`."""

import argparse
from datetime import timedelta
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.actors import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.cli.showing.printing import print_json, print_lines, print_result
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say
from orchestrator.text.moments import read_age
from orchestrator.text.visible import visible


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "list",
        help=words("findings_command.list"),
        description=words("findings_command.list_about"),
        epilog=words("findings_command.list_codes"),
        options=_add_options_of_list,
    )
    about = words("findings_command.show")
    commands.add_parser("show", help=about, description=f"{about}.", options=_add_options_of_show)


def _add_options_of_list(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("--unit", metavar=words("metavar.unit"), help=words("findings_option.unit"))
    add("--ioc", metavar=words("metavar.text"), help=words("findings_option.ioc"))
    add("--older", metavar=words("metavar.age"), help=words("findings_option.older"))
    add("--incident", action="store_true", help=words("findings_option.incidents"))
    add("--state", action="append", default=[], metavar=words("metavar.state"),
        help=words("findings_option.state", default=options.STATE))  # fmt: skip
    options.add_json(parser)
    options.add_lang(parser)
    options.add_verbosity(parser)
    parser.set_defaults(run=run_list)


def _add_options_of_show(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("target", metavar=words("metavar.finding"), help=words("findings_option.target"))
    add_common(parser)
    parser.set_defaults(run=run_show)


def run_list(args: argparse.Namespace) -> int:
    """Print the findings of all looks; exit as the standings of the units come to.

    Raises:
        InputError: The command line or the state folder cannot be used.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.findings_screen import incident_lines, list_lines
    from orchestrator.sweep import finding_list

    folder, states = _state_and_states(args.state, finding_list.STATE_WORDS)
    args.state = folder  # where the door looks after a fault
    selection = finding_list.FindingFilter(
        states=states, unit=args.unit, indicator=_refanged(args.ioc), older=_age(args.older)
    )
    warn_of_clock(folder, args.lang)
    done = finding_list.list_findings(folder, selection, sweep.now())
    words = catalogue(args.lang)
    print_result(
        args,
        finding_list.list_as_json(done),
        (incident_lines if args.incident else list_lines)(done, words),
    )
    return done.code


def run_show(args: argparse.Namespace) -> int:
    """Print all that is known of one finding, or of those of a machine.

    Raises:
        InputError: There is no such finding or machine, or the state folder cannot be used.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.findings_screen import finding_lines
    from orchestrator.sweep import finding_list

    rows = finding_list.show_finding(args.state, args.target, sweep.now())
    if args.json:
        print_json({"findings": [finding_list.finding_as_json(row) for row in rows]}, indent=1)
        return ExitCode.DONE
    words = catalogue(args.lang)
    for row in rows:
        print_lines(finding_lines(row, words))
    if not rows:
        print_lines((words("finding.none_here", target=visible(args.target)),))
    return ExitCode.DONE


def _state_and_states(given: list[str], known: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """Return the state folder and the states that `--state` names: a word of a state is one.

    Raises:
        UsageError: One of them is neither, or there are two folders.
    """
    words = [word for one in given for word in one.split(",")]
    states = tuple(word for word in words if word in known)
    folders = tuple(Path(one) for one in given if not set(one.split(",")) <= set(known))
    if len(folders) > 1:
        raise UsageError.one(say("finding.two_folders"), say("finding.mend.one_folder"))
    if folders and not folders[0].exists():
        what = say("finding.no_state", given=visible(str(folders[0])))
        raise UsageError.one(what, say("finding.mend.states", words=", ".join(known)))
    return (folders[0] if folders else options.STATE), states


def _age(given: str | None) -> timedelta | None:
    if given is None:
        return None
    age = read_age(given)
    if age is None:
        what = say("finding.no_age", given=visible(given))
        raise UsageError.one(what, say("finding.mend.age"))
    return age


def _refanged(given: str | None) -> str | None:
    return None if given is None else given.replace("[.]", ".").replace("[:]", ":")

"""`orchestrator campaign machines`: who machines are, and what a person says about it."""

import argparse

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode, UsageError
from orchestrator.model.deed import Signed
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "machines",
        help=words("findings_command.machines"),
        description=words("findings_command.machines_about"),
        epilog=words("findings_command.set_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    place, person = words("metavar.place"), words("metavar.person")
    add("machine", nargs="?", metavar=place, help=words("findings_option.machine_place"))
    one = parser.add_mutually_exclusive_group().add_argument
    one("--same-machine", action="store_true", help=words("findings_option.same_machine"))
    one("--moved-from", metavar=place, help=words("findings_option.moved_from"))
    one("--drop-unit", metavar=words("metavar.unit"), help=words("findings_option.drop_unit"))
    add_signing(parser)
    add("--approver", default="", metavar=person, help=words("findings_option.approver"))
    add_common(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print who machines are, or record what a person says about one.

    Raises:
        InputError: The command line or the state folder cannot be used, or something speaks
            against the act; nothing is recorded.
    """
    if args.drop_unit is not None:
        return _drop(args)
    told = args.same_machine or args.moved_from is not None
    if told != (args.machine is not None):
        raise UsageError.one(say("identity.half"), say("identity.mend.half"))
    return _record(args) if told else _list(args)


def _list(args: argparse.Namespace) -> int:
    from orchestrator import sweep
    from orchestrator.cli.showing.campaign_screen import identity_lines
    from orchestrator.sweep import machine_identity

    rows = machine_identity.identities(args.state, sweep.now())
    print_result(args, machine_identity.as_json(rows), identity_lines(rows, catalogue(args.lang)))
    return ExitCode.DONE


def _drop(args: argparse.Namespace) -> int:
    from orchestrator import sweep
    from orchestrator.cli.showing.findings_screen import act_lines
    from orchestrator.sweep import acting, announcing, machine_identity

    if args.machine is not None:
        raise UsageError.one(say("identity.half"), say("identity.mend.half_unit"))
    now = sweep.now()
    signed = Signed(actor=signer(args.by), reason=args.reason, claim=acting.claim(None, now))
    done = machine_identity.drop_unit(args.state, args.drop_unit, signed, now)
    print_result(
        args, announcing.as_json(done), act_lines(done.act, catalogue(args.lang), known=done.known)
    )
    return ExitCode.DONE


def _record(args: argparse.Namespace) -> int:
    from orchestrator import sweep
    from orchestrator.cli.showing.findings_screen import recording_lines
    from orchestrator.sweep import acting, finding_list, machine_identity

    now = sweep.now()
    signed = Signed(
        actor=signer(args.by),
        reason=args.reason,
        approver=args.approver,
        claim=acting.claim(None, now),
    )
    if args.moved_from is None:
        done = machine_identity.confirm_box(args.state, args.machine, signed, now)
    else:
        done = machine_identity.move(args.state, args.machine, args.moved_from, signed, now)
    print_result(
        args, finding_list.recording_as_json(done), recording_lines(done, catalogue(args.lang))
    )
    return ExitCode.DONE

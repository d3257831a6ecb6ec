"""`orchestrator findings set`: what a person did about a finding, or about all of a machine."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode, UsageError
from orchestrator.model.act import Handling
from orchestrator.model.deed import (
    AcceptRisk,
    Assign,
    Attribute,
    CallFalse,
    Deed,
    Handle,
    Signed,
    TakeBack,
    Triage,
)
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

# Options that say more of one deed; with another one they would be lost without a word.
_SAY_MORE = {
    "due": ("assign",),
    "note": ("handled",),
    "attachment": ("handled",),
    "at": ("handled",),
    "until": ("false_positive", "accept_risk"),
    "approver": ("false_positive", "accept_risk", "undo"),
}


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "set",
        help=words("findings_command.set"),
        description=words("findings_command.set_about"),
        epilog=words("findings_command.set_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    day, person = words("metavar.day"), words("metavar.person")
    add("target", metavar=words("metavar.finding"), help=words("findings_option.target"))
    _add_deeds(parser)
    add("--at", metavar=day, help=words("findings_option.at"))
    add("--due", metavar=day, help=words("findings_option.due"))
    add("--until", metavar=day, help=words("findings_option.until"))
    add("--note", default="", metavar=words("metavar.text"), help=words("findings_option.note"))
    add("--attachment", type=Path, metavar=words("metavar.file"),
        help=words("findings_option.attachment"))  # fmt: skip
    add("--incident", action="store_true", help=words("findings_option.incident"))
    add_signing(parser)
    add("--approver", default="", metavar=person, help=words("findings_option.approver"))
    add_common(parser)
    parser.set_defaults(run=run)


def _add_deeds(parser: CommandParser) -> None:
    words = parser.words
    add = parser.add_mutually_exclusive_group(required=True).add_argument
    add("--triaged", action="store_true", help=words("findings_option.triaged"))
    add("--assign", metavar=words("metavar.person"), help=words("findings_option.assign"))
    add("--handled", choices=[remedy.value for remedy in Handling],
        help=words("findings_option.handled"))  # fmt: skip
    add("--false-positive", action="store_true", help=words("findings_option.false_positive"))
    add("--accept-risk", action="store_true", help=words("findings_option.accept_risk"))
    add("--machine", metavar=words("metavar.name"), help=words("findings_option.machine"))
    add("--undo", metavar=words("metavar.act"), help=words("findings_option.undo"))


def run(args: argparse.Namespace) -> int:
    """Record what was done, and print where the findings stand now.

    Raises:
        InputError: The command line or the state folder cannot be used, or something speaks
            against the act; nothing is recorded.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.findings_screen import recording_lines
    from orchestrator.sweep import acting, finding_list

    now = sweep.now()
    claim = acting.claim(args.at, now)
    signed = Signed(actor=signer(args.by), reason=args.reason, approver=args.approver, claim=claim)
    request = acting.ActRequest(
        target=args.target, deed=_deed(args), signed=signed, incident=args.incident
    )
    done = acting.record(args.state, request, now)
    print_result(
        args, finding_list.recording_as_json(done), recording_lines(done, catalogue(args.lang))
    )
    return ExitCode.DONE


def _deed(args: argparse.Namespace) -> Deed:
    """Return what was done, by the one option that says it."""
    _refuse_stray(args)
    if args.assign is not None:
        return Assign(owner=args.assign, due=_moment(args.due) if args.due else None)
    if args.handled is not None:
        remedy, digest = Handling(args.handled), _digest(args.attachment)
        return Handle(remedy=remedy, note=args.note, attachment=digest)
    if args.machine is not None:
        return Attribute(machine=args.machine)
    if args.undo is not None:
        return TakeBack(act=args.undo)
    return Triage() if args.triaged else _exception(args)


def _exception(args: argparse.Namespace) -> Deed:
    if args.until is None:
        raise UsageError.one(say("act.no_until"), say("act.mend.until"))
    until = _moment(args.until)
    return CallFalse(until=until) if args.false_positive else AcceptRisk(until=until)


def _refuse_stray(args: argparse.Namespace) -> None:
    for option, deeds in _SAY_MORE.items():
        if getattr(args, option) and not any(getattr(args, deed) for deed in deeds):
            names = " / ".join(f"--{deed.replace('_', '-')}" for deed in deeds)
            what = say("act.stray", option=f"--{option}", deeds=names)
            raise UsageError.one(what, say("act.mend.stray"))


def _digest(file: Path | None) -> str | None:
    from orchestrator.sweep import acting

    return None if file is None else acting.attachment_digest(file)


def _moment(given: str) -> datetime:
    from orchestrator.sweep import acting

    return acting.written_moment(given).at.astimezone(UTC)

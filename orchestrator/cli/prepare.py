"""`orchestrator prepare`: scripts that make a unit's machines askable, for a person to review."""

import argparse
from pathlib import Path

from orchestrator.cli import options


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command group to the program's commands."""
    group = subparsers.add_parser("prepare", help="write scripts that make machines askable")
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    windows = commands.add_parser(
        "windows", help="open WinRM over https to the controller alone; nothing is run from here"
    )
    windows.add_argument(
        "-i", "--inventory", action="append", required=True, metavar="INVENTORY", help="who is who"
    )
    windows.add_argument("--unit", required=True, metavar="U", help="the unit's code")
    windows.add_argument(
        "--controller", required=True, metavar="ADDRESS", help="the only address that may come in"
    )
    windows.add_argument(
        "--account", metavar="NAME", help="the account to log on with (kiemtra-ioc)"
    )
    windows.add_argument("--undo", action="store_true", help="write the script that closes again")
    windows.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="the scripts go here"
    )
    options.add_vault(windows)
    windows.set_defaults(run=run_windows)


def run_windows(args: argparse.Namespace) -> int:
    """Write the scripts and print where they are.

    Raises:
        InputError: No such unit, no usable address or account, or the folder cannot be written.
    """
    from orchestrator import inventory, prepare
    from orchestrator.cli import passwords
    from orchestrator.errors import UsageError
    from orchestrator.files import write_atomic
    from orchestrator.text.suggest import did_you_mean

    found = inventory.load(args.inventory, passwords.vault(args))
    units = {unit.code: unit for unit in inventory.district(found).units}
    if args.unit not in units:
        near = did_you_mean(args.unit, tuple(units))
        raise UsageError.one(f"no unit `{args.unit}`", f"did you mean `{near}`?" if near else "")
    opening = prepare.Opening(
        code=args.unit,
        name=units[args.unit].name,
        controller=args.controller,
        account=args.account or prepare.ACCOUNT,
    )
    files = prepare.scripts(opening, undo=args.undo)
    try:
        args.output.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_atomic(args.output / name, content, 0o644)
    except OSError as error:
        raise UsageError.one(f"{args.output} cannot be written: {error.strerror}") from error
    print("\n".join(str(args.output / name) for name in files))
    return 0

"""`orchestrator inventory add` and `fmt`: changes to inventory files; all is judged before."""

import argparse
from collections.abc import Iterable, Mapping

from orchestrator.cli import credentials
from orchestrator.cli.inventory_common import SCHEMA, print_json, print_lines
from orchestrator.cli.showing.language import language
from orchestrator.inventory.importing import FileChange, save_all
from orchestrator.inventory.writing.adding import add
from orchestrator.inventory.writing.normal_form import format_all
from orchestrator.text.catalogue import catalogue
from orchestrator.vault import Vault

IN_FORM, NOT_IN_FORM = 0, 3

# What each option sets; `-e` sets anything.
_VARIABLES = {
    "address": "ansible_host", "os": "os", "role": "role", "room": "room", "label": "label",
}  # fmt: skip


def run_add(args: argparse.Namespace) -> int:
    """Add a machine, or show what adding it would change.

    Raises:
        InputError: The name, the unit or the changed inventory is refused; nothing is written.
    """
    vault = credentials.vault(args)
    done = add(args.inventory, args.name, args.unit, _variables(args, vault), vault)
    if not args.dry_run:
        save_all(done.files)
    if args.json:
        machines = {"unit": done.unit, "machines": done.names, "dry_run": args.dry_run}
        print_json({"schema": SCHEMA, **machines, "files": _as_json(done.files)})
        return IN_FORM
    words = catalogue(language(args))
    print_lines(line for change in done.files for line in change.diff())
    if args.dry_run:
        print_lines((words("inventory.dry_run"),))
    else:
        print_lines(words("inventory.written", file=change.path) for change in done.files)
    return IN_FORM


def run_fmt(args: argparse.Namespace) -> int:
    """Bring files into normal form, or say which are not."""
    changes = format_all(args.inventory)
    if not args.check:
        save_all(changes)
    code = NOT_IN_FORM if args.check and changes else IN_FORM
    if args.json:
        print_json({"schema": SCHEMA, "written": not args.check, "files": _as_json(changes)})
        return code
    words = catalogue(language(args))
    said = "inventory.would_change" if args.check else "inventory.written"
    for change in changes:
        print_lines(change.diff() if args.diff else ())
        print_lines((words(said, file=change.path),))
    return code


def _variables(args: argparse.Namespace, vault: Vault) -> Mapping[str, str]:
    named = {variable: getattr(args, option) for option, variable in _VARIABLES.items()}
    more = {name: str(value) for name, value in credentials.extra_vars(args, vault).items()}
    return {name: value for name, value in named.items() if value is not None} | more


def _as_json(changes: Iterable[FileChange]) -> list[dict[str, object]]:
    return [{"path": str(change.path), "diff": change.diff()} for change in changes]

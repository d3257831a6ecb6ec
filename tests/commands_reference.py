"""Write the reference of all commands, `orchestrator/cli/COMMANDS.md` and `COMMANDS.vi.md`.

    python -m tests.commands_reference

It is made from the parser, in both languages; `tests/cli/test_help.py` holds it to it.
"""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from orchestrator.cli.main import parser
from orchestrator.cli.parser import CommandParser

FOLDER = Path(__file__).parents[1] / "orchestrator" / "cli"
PAGES = {"en": FOLDER / "COMMANDS.md", "vi": FOLDER / "COMMANDS.vi.md"}
HEAD = {
    "en": "# Commands and options\n\nMade by `python -m tests.commands_reference`.\n",
    "vi": "# Các lệnh và tùy chọn\n\nLập bằng `python -m tests.commands_reference`.\n",
}


def commands(top: CommandParser) -> Iterator[CommandParser]:
    """Yield a parser and every one below it, in the order of their help; an alias is no other."""
    yield top.complete()
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in dict.fromkeys(action.choices.values()):
                yield from commands(below)


def arguments(command: CommandParser) -> Iterator[argparse.Action]:
    """Yield what may be given to a command; each knows the same help, which is left out."""
    for action in command._actions:
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            yield action


def reference(lang: str) -> str:
    """Return the page of a language."""
    with mock.patch.dict(os.environ, {"COLUMNS": "100"}):
        sections = [_section(command) for command in commands(parser(lang))]
    return "\n".join((HEAD[lang], *sections))


def _section(command: CommandParser) -> str:
    told = [f"## {command.prog}", *filter(None, (command.description,))]
    told.append(f"```\n{command.format_usage()}```")
    rows = [f"| `{_named(action)}` | {_cell(action.help)} |" for action in arguments(command)]
    if rows:
        told.append("\n".join(("| | |", "|---|---|", *rows)))
    told += filter(None, (command.epilog,))
    return "\n\n".join(told) + "\n"


def _named(action: argparse.Action) -> str:
    value = f"{{{','.join(action.choices)}}}" if action.choices else action.metavar or ""
    names = ", ".join(action.option_strings)
    return f"{names} {value}".strip() if action.nargs != 0 else names


def _cell(text: str | None) -> str:
    return (text or "").replace("%%", "%").replace("|", "\\|")


def main() -> None:
    """Write both pages."""
    for lang, path in PAGES.items():
        path.write_text(reference(lang), encoding="utf-8")


if __name__ == "__main__":
    main()

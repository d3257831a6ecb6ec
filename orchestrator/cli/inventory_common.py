"""What the commands of `inventory` share: their options, and how they print."""

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser
from orchestrator.cli.showing.printing import SCHEMA, print_json, print_lines, warn

__all__ = ["SCHEMA", "add_common", "print_json", "print_lines", "warn"]


def add_common(parser: CommandParser, *, needed: bool = True) -> None:
    """Add -i, --json, --lang, vault passwords and -v; -i may be left out if it is not `needed`."""
    options.add_inventory(parser, needed=needed)
    options.add_json(parser)
    options.add_lang(parser)
    options.add_vault(parser)
    options.add_verbosity(parser)

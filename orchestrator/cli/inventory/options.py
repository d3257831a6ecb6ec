"""The options that all commands of `inventory` have."""

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser


def add_common(parser: CommandParser, *, needed: bool = True) -> None:
    """Add -i, --json, --lang, vault passwords and -v; -i may be left out if it is not `needed`."""
    options.add_inventory(parser, needed=needed)
    options.add_json(parser)
    options.add_lang(parser)
    options.add_vault(parser)
    options.add_verbosity(parser)


def add_dry_run(parser: CommandParser) -> None:
    """Add --dry-run."""
    parser.add_argument(
        "--dry-run", action="store_true", help=parser.words("inventory_option.dry_run")
    )


def add_prefix(parser: CommandParser, said: str) -> None:
    """Add --prefix; `said` is the id of its help."""
    words = parser.words
    parser.add_argument("--prefix", default="", metavar=words("metavar.text"), help=words(said))

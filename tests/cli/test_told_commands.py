"""Every command that a page or a message tells people to run is one that this program has.

A line in a block of a README is pasted whole, so it must parse whole. A command named in a sentence
may be its name alone; with a single option or argument it is a line to paste, too.
"""

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.cli.main import parser
from orchestrator.cli.parser import CommandParser
from orchestrator.text.topics import LANGUAGES
from tests.commands_reference import commands

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.vi.md", "SECURITY.md", "CONTRIBUTING.md")
SAMPLES = (*ROOT.glob("playbooks/**/*.y*ml"), *ROOT.glob("inventories/**/*.yml"))
CUT = re.compile(r"\.\.\.|…")  # only the part that is spoken of
MANY = 100
# How roads beyond the network, and what --help says of a command, name others is their own.
OF_ROADS = ("broker.toml", "bundles.toml", "kits.toml", "kit_home.toml", "commands")
NAMED = re.compile(r"`(orchestrator (?![\w./-]*\.)[^`]*)`")
BLOCK = re.compile(r"(?ms)^( *)```[a-z]*\n(.*?)^\1```$|((?:^    .*\n)+)")


def blocks(page: str) -> Iterator[str]:
    """Yield the lines of a page's blocks that are typed: those that name the program."""
    for found in BLOCK.finditer(page):
        for line in (found[2] or found[3]).splitlines():
            typed = line.strip().removeprefix("$ ").removeprefix(".venv/bin/")
            if typed.startswith("orchestrator "):
                yield typed


def sentences(page: str) -> Iterator[str]:
    """Yield the commands between backticks, each on one line."""
    for found in NAMED.findall(page):
        yield " ".join(found.split())


def texts(lang: str) -> Iterator[tuple[str, str]]:
    """Yield each file of texts of a language, every field a word, every sentence on one line."""
    for path in sorted((ROOT / "orchestrator" / "text" / lang).glob("*.toml")):
        page = path.read_text(encoding="utf-8").replace("\\\n", "")
        page = re.sub(r"(?m)^#.*$", "", page)
        yield f"{lang}/{path.name}", re.sub(r"\{\w+(?::[^}]*)?\}", "7", page)


def told() -> Iterator[tuple[str, str]]:
    """Yield every command that people are told, and where."""
    for name in PAGES:
        page = (ROOT / name).read_text(encoding="utf-8")
        yield from ((name, line) for line in (*blocks(page), *sentences(page)))
    for lang in LANGUAGES:
        for name, text in texts(lang):
            yield from ((name, line) for line in sentences(text))
    for path in SAMPLES:
        yield from ((path.name, line) for line in remarks(path.read_text(encoding="utf-8")))


def remarks(page: str) -> Iterator[str]:
    """Yield the commands in a sample's remarks, which stand at a line's end."""
    for found in re.finditer(r"(?m)^ *#.*?(orchestrator \w.*)$", page):
        yield found[1].partition("  ")[0]


def names_of(top: CommandParser) -> frozenset[str]:
    """Return the names of all commands, as they are typed."""
    return frozenset(command.prog for command in commands(top))


def refusal(line: str) -> str:
    """Return why a line cannot be typed, or nothing; what may be left out is left out."""
    words = shlex.split(re.sub(r"\[[^\]]*\]", "", line), comments=True)[1:]
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            parser("en").parse_args(words)
        except SystemExit as end:
            return said.getvalue() if end.code else ""
    return ""


def test_every_command_that_people_are_told_can_be_typed_as_it_stands():
    known = names_of(parser("en"))
    whole = {row for row in told() if row[1] not in known and not CUT.search(row[1])}
    assert len(whole) > MANY
    assert {row: why for row in whole if (why := refusal(row[1]))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "orchestrator inventory check",
        "orchestrator inventry check -i x",
        "orchestrator report --also-this",
        "orchestrator findings set F-XXXXXX --by A",
    ],
)
def test_a_command_that_cannot_be_typed_is_found(line: str):
    assert refusal(line)


def test_a_line_of_a_message_begins_with_the_program_s_name():
    first = {name.split()[1] for name in names_of(parser("en")) if " " in name}
    for lang in LANGUAGES:
        for name, text in texts(lang):
            if not name.removeprefix(f"{lang}/").startswith(OF_ROADS):
                for found in re.findall(r"`(\w+) [^`]*(?:--?\w|[A-Z]{3})[^`]*`", text):
                    assert found not in first, f"{name}: `{found} ...`"

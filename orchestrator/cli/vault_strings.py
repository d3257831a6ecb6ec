"""`orchestrator vault encrypt-string`: values to paste into an inventory."""

import argparse
import sys
from dataclasses import dataclass, field

from orchestrator.cli import passwords, vaulting
from orchestrator.errors import Problem, UsageError
from orchestrator.files.json_text import json_text

_INDENT = " " * 10  # Ansible's


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """One text to close; `name` is the variable's, if it is to have one."""

    name: str | None
    plain: bytes = field(repr=False)


def encrypt_string(args: argparse.Namespace) -> None:
    """Print one YAML value for each text: the prompt's, standard input's, the command line's.

    Raises:
        UsageError: There is no text, or too many ways to give it.
    """
    held, vault_id = vaulting.to_close(args)
    closed = [(text.name, held.close(text.plain, vault_id).decode()) for text in _texts(args)]
    if args.json:
        values = [{"name": name, "vault": vault} for name, vault in closed]
        said = json_text(1, {"values": values})
    else:
        said = "\n".join(_value(name, vault) for name, vault in closed)
    vaulting.put(args.output, said.encode())


def _texts(args: argparse.Namespace) -> list[_Text]:
    from_stdin = "-" in args.strings or args.stdin_name or not (args.strings or args.prompt)
    if args.prompt and from_stdin:
        raise UsageError.one("--prompt and standard input exclude each other", "choose one")
    names = iter(args.name)
    texts: list[_Text] = []
    if args.prompt:
        texts.append(_prompted(next(names, None), shown=args.show_input))
    if from_stdin:
        texts.append(_piped(args.stdin_name or next(names, None)))
    typed = [text for text in args.strings if text != "-"]
    if typed:
        _warn_of_typed()
    texts.extend(_Text(name=next(names, None), plain=text.encode()) for text in typed)
    return texts


def _prompted(name: str | None, *, shown: bool) -> _Text:
    prompt = f"Text to encrypt{f' ({name})' if name else ''}: "
    text = passwords.ask_shown(prompt) if shown else passwords.ask_new(prompt)
    return _Text(name=name, plain=text.reveal().encode())


def _piped(name: str | None) -> _Text:
    if sys.stdin.isatty():
        sys.stderr.write("Type the text, then Ctrl-D (twice, unless it ends with a new line):\n")
    plain = vaulting.read_stdin()
    if not plain:
        raise UsageError.one("standard input is empty", "there is nothing to encrypt")
    if plain.endswith(b"\n"):
        what = "the text ends with a new line, which becomes part of the value"
        passwords.warn(Problem(what=what, mend="use printf %s, or --prompt"))
    return _Text(name=name, plain=plain)


def _warn_of_typed() -> None:
    what = "a text on the command line can be read by everyone who lists the processes"
    passwords.warn(Problem(what=what, mend="use --prompt or standard input"))


def _value(name: str | None, vault: str) -> str:
    """Return the YAML, in Ansible's own form."""
    lines = "".join(f"{_INDENT}{line}\n" for line in vault.splitlines())
    return f"{f'{name}: ' if name else ''}!vault |\n{lines}"

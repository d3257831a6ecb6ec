"""`orchestrator vault`: closes and opens values and files, as ansible-vault does."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import json_text, print_json
from orchestrator.errors import ExitCode, Place, Problem, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import Message, say

_STDIN = Path("-")


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group; its options are spelled as ansible-vault's."""
    commands.add_parser(
        "vault",
        help=words("command.vault"),
        description=words("command.vault_about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    below, words = group.commands(), group.words
    encrypt = _add(below, "encrypt", words("command.vault_encrypt"), _encrypt)
    _add_output(encrypt)
    _add_encrypt_id(encrypt)
    _add_output(_add(below, "decrypt", words("command.vault_decrypt"), _decrypt))
    _add(below, "view", words("command.vault_view"), _view)
    _add_encrypt_id(_add(below, "edit", words("command.vault_edit"), _edit))
    rekey = _add(below, "rekey", words("command.vault_rekey"), _rekey)
    _add_encrypt_id(rekey)
    new = rekey.add_mutually_exclusive_group()
    new.add_argument(
        "--new-vault-id", metavar=words("metavar.vault_id"), help=words("option.new_vault_id")
    )
    new.add_argument(
        "--new-vault-password-file",
        metavar=words("metavar.file"),
        help=words("option.new_vault_password_file"),
    )
    _add_encrypt_string(below, words)


def _add(
    commands: Commands, name: str, about: str, run: Callable[[argparse.Namespace], int]
) -> CommandParser:
    parser = commands.add_parser(name, help=about, description=f"{about}.")
    words = parser.words
    parser.add_argument(
        "files", nargs="*", type=Path, metavar=words("metavar.file"), help=words("option.files")
    )
    _finish(parser, run)
    return parser


def _add_encrypt_string(commands: Commands, words: Catalogue) -> None:
    about = words("command.vault_encrypt_string")
    parser = commands.add_parser(
        "encrypt-string", aliases=["encrypt_string"], help=about, description=f"{about}."
    )
    add, name = parser.add_argument, words("metavar.name")
    add("strings", nargs="*", metavar=words("metavar.text"), help=words("option.strings"))
    add("-n", "--name", action="append", default=[], metavar=name, help=words("option.name"))
    add("-p", "--prompt", action="store_true", help=words("option.prompt"))
    add("--show-input", action="store_true", help=words("option.show_input"))
    add("--stdin-name", metavar=name, help=words("option.stdin_name"))
    _add_output(parser)
    _add_encrypt_id(parser)
    _finish(parser, _encrypt_string)


def _finish(parser: CommandParser, run: Callable[[argparse.Namespace], int]) -> None:
    options.add_vault(parser)
    options.add_verbosity(parser)
    options.add_lang(parser)
    options.add_json(parser)
    parser.set_defaults(run=run)


def _add_output(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument("--output", metavar=words("metavar.file"), help=words("option.output_file"))


def _add_encrypt_id(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument(
        "--encrypt-vault-id", metavar=words("metavar.id"), help=words("option.encrypt_vault_id")
    )


def _encrypt(args: argparse.Namespace) -> int:
    """Encrypt files in place, or one to `--output`, or standard input."""
    from orchestrator import vault
    from orchestrator.cli import credentials

    return _convert(args, vault.encryption(*credentials.vault_to_close(args)), "run.encrypted")


def _decrypt(args: argparse.Namespace) -> int:
    """Decrypt files in place, or one to `--output`, or standard input."""
    from orchestrator.cli import credentials

    return _convert(args, credentials.vault_to_open(args).open, "run.decrypted")


def _view(args: argparse.Namespace) -> int:
    """Print what vaulted files hold; writes no file."""
    from orchestrator.cli import credentials

    held = credentials.vault_to_open(args)
    paths = args.files or (_STDIN,)
    shown = [(path, held.open(_content(path), _place(path, args))) for path in paths]
    if args.json:
        files = [
            {"file": str(path), "text": data.decode("utf-8", "backslashreplace")}
            for path, data in shown
        ]
        print_json({"files": files})
    else:
        for _, data in shown:
            _print_bytes(data)
    return ExitCode.DONE


def _edit(args: argparse.Namespace) -> int:
    """Let a person edit vaulted files, one after the other."""
    from orchestrator import vault
    from orchestrator.cli import credentials

    paths, held = _files(args, say("vault.edit_usage")), credentials.vault_to_open(args)
    command = shlex.split(vault.editor(os.environ), posix=os.name != "nt")
    for path in paths:
        vault.edit(path, held, command, args.encrypt_vault_id)
    return _told(args, "run.edited")


def _rekey(args: argparse.Namespace) -> int:
    """Encrypt files with another password; none is touched if one cannot be opened."""
    from orchestrator import vault
    from orchestrator.cli import credentials

    paths, held = _files(args, say("vault.rekey_usage")), credentials.vault_to_open(args)
    new = vault.NamedSources(
        ids=[args.new_vault_id] if args.new_vault_id else [],
        files=[args.new_vault_password_file] if args.new_vault_password_file else [],
    )
    sources = credentials.password_sources(args, new=True)
    asked = credentials.named_sources(args)
    vault.rewrite(
        paths,
        vault.rekeying(held, sources.renewed(new, *asked, wanted=args.encrypt_vault_id)),
    )
    return _told(args, "run.rekeyed")


def _encrypt_string(args: argparse.Namespace) -> int:
    """Print one YAML value for each text: the prompt's, standard input's, the command line's.

    Raises:
        InputError: There is no text, or too many ways to give it.
    """
    from orchestrator import vault
    from orchestrator.cli import credentials

    held, vault_id = credentials.vault_to_close(args)
    closed = [(name, held.close(plain, vault_id).decode()) for name, plain in [*_texts(args)]]
    if args.json:
        values = [{"name": name, "vault": text} for name, text in closed]
        said = json_text({"values": values})
    else:
        said = "\n".join(vault.pasted(name, text) for name, text in closed)
    _put(args.output, said.encode())
    return ExitCode.DONE


def _texts(args: argparse.Namespace) -> Iterator[tuple[str | None, bytes]]:
    """Yield the texts to close, each with the name of its variable, if it is to have one."""
    typed = [text for text in args.strings if text != "-"]
    from_stdin = "-" in args.strings or args.stdin_name or not (args.strings or args.prompt)
    if args.prompt and from_stdin:
        raise UsageError.one(say("vault.prompt_or_input"), say("mend.choose_one"))
    names = iter(args.name)
    if args.prompt:
        name = next(names, None)
        yield name, _prompted(args, name)
    if from_stdin:
        yield args.stdin_name or next(names, None), _piped(args)
    if typed:
        _warn(args, say("vault.typed"), say("mend.vault_prompt"))
    for text in typed:
        yield next(names, None), text.encode()


def _prompted(args: argparse.Namespace, name: str | None) -> bytes:
    from orchestrator.cli import credentials

    asking = credentials.prompts(args)
    question = say("prompt.text_of", name=name) if name else say("prompt.text")
    text = asking.ask_shown(question) if args.show_input else asking.ask_new(question)
    return text.reveal().encode()


def _piped(args: argparse.Namespace) -> bytes:
    if sys.stdin.isatty():
        sys.stderr.write(f"{catalogue(args.lang)('prompt.type')}\n")
    plain = _read_stdin()
    if not plain:
        raise UsageError.one(say("vault.no_input"), say("mend.vault_input"))
    if plain.endswith(b"\n"):
        _warn(args, say("vault.new_line"), say("mend.vault_printf"))
    return plain


def _warn(args: argparse.Namespace, what: Message, mend: Message) -> None:
    from orchestrator.cli import credentials

    credentials.prompts(args).warn(Problem(what=what, mend=mend))


def _convert(args: argparse.Namespace, change: Callable[[bytes, Place], bytes], done: str) -> int:
    from orchestrator import vault

    paths = args.files or [_STDIN]
    if args.output and len(paths) > 1:
        raise UsageError.one(say("vault.one_output"), say("mend.vault_in_place"))
    if args.output or paths == [_STDIN]:
        _put(args.output, change(_content(paths[0]), _place(paths[0], args)))
        return ExitCode.DONE
    vault.rewrite(paths, change)
    return _told(args, done)


def _files(args: argparse.Namespace, usage: Message) -> list[Path]:
    if args.files:
        return list(args.files)
    raise UsageError.one(say("vault.no_file"), usage)


def _content(path: Path) -> bytes:
    from orchestrator import vault

    return _read_stdin() if path == _STDIN else vault.read(path)


def _place(path: Path, args: argparse.Namespace) -> Place:
    named = catalogue(args.lang)("run.standard_input") if path == _STDIN else str(path)
    return Place(file=named)


def _read_stdin() -> bytes:
    from orchestrator import vault

    data = sys.stdin.buffer.read(vault.MAX_TEXT_BYTES + 1)
    if len(data) > vault.MAX_TEXT_BYTES:
        raise UsageError.one(say("vault.input_size", n=vault.MAX_TEXT_BYTES), say("mend.split"))
    return data


def _put(output: str | None, data: bytes) -> None:
    """Write to the file that `--output` names, else to standard output."""
    from orchestrator import vault

    if output in {None, "-"}:
        _print_bytes(data)
    else:
        vault.write_new(Path(str(output)), data)


def _print_bytes(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _told(args: argparse.Namespace, done: str) -> int:
    if args.json:
        print_json({"files": [{"file": str(path)} for path in args.files]})
    else:
        files = ", ".join(map(str, args.files))
        sys.stderr.write(f"{catalogue(args.lang)(done, files=files)}\n")
    return ExitCode.DONE

"""What --help and errors of usage say, in both languages, of every command."""

import argparse
import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.bodies import unit_types
from orchestrator.cli.main import main, parser
from orchestrator.cli.parser import usage_error
from orchestrator.text.catalogue import catalogue
from orchestrator.text.topics import LANGUAGES
from tests.commands_reference import PAGES, arguments, commands, reference
from tests.text.test_texts import TYPED, VIETNAMESE

ROOT = Path(__file__).parents[2]
# Of argparse's own texts: what is wrong with a program, not with a command line.
OF_PROGRAMS = {
    "conflicting option string: %s", "conflicting option strings: %s", ".__call__() not defined",
    "'required' is an invalid argument for positionals", "%r is not callable",
    "mutually exclusive arguments must be optional",
    "cannot merge actions - two groups are named %r",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r",
    "dest= is required for options like %r", "invalid conflict_resolution value: %r",
    "cannot have multiple subparser arguments", "conflicting subparser: %s",
    "conflicting subparser alias: %s", 'argument "-" with mode %r',
}  # fmt: skip
# Said as headings, or by our own `error`.
GIVEN = {
    "usage: ", "positional arguments", "options", "show this help message and exit",
    "%(prog)s: error: %(message)s\n", "subcommands",
}  # fmt: skip


def prose(text: str) -> set[str]:
    """Return the words of a help that are no options, commands, codes or values."""
    spoken = re.sub(r"`[^`]*`|--?[\w-]+|\{[^}]*\}|[\w.]*[/.@$][\w./@$-]*|\S+_\S+", " ", text)
    return {word.casefold() for word in re.findall(r"[^\W\d]{3,}", spoken)}


def own_templates() -> list[str]:
    """Return every text that this Python's argparse looks up."""
    found: list[str] = []
    for node in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            found += [text for text in texts if isinstance(text, str)]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_and_every_option_says_what_it_is(lang: str):
    for command in commands(parser(lang)):
        assert command.description or command.epilog, command.prog
        for action in arguments(command):
            assert action.help, (command.prog, action.dest)
            assert action.help[0].isupper() or not action.help[0].isalpha(), action.help
            assert action.metavar or action.choices or action.nargs == 0, (
                command.prog,
                action.dest,
            )


def test_no_english_is_left_in_the_vietnamese_help():
    vietnamese, english = (commands(parser(lang)) for lang in ("vi", "en"))
    names = {word for command in commands(parser()) for word in command.prog.split()}
    names |= set(unit_types())
    for ours, theirs in zip(vietnamese, english, strict=True):
        same = prose(ours.format_help()) & prose(theirs.format_help())
        assert same - TYPED - names - {"kiemtra"} == set(), ours.prog


def test_the_english_help_is_english():
    for command in commands(parser("en")):
        assert not VIETNAMESE.search(command.format_help()), command.prog


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep", "-f", "0"], "tham số -f/--forks: '0' không phải số nguyên từ 1 trở lên"),
        (["sweep", "--timeout", "x"], "'x' không phải số giây lớn hơn 0"),
        (["sweep", "-l"], "tham số -l/--limit: cần một giá trị"),
        (["sweep", "--s", "x"], "tùy chọn không rõ ràng: --s có thể là --sinkholes, "),
        (["sweep", "--resume", "a", "--retry", "b"], "tham số --retry: không đi cùng --resume"),
        (["sweep", "--json=1"], "tham số --json: không nhận giá trị: '1'"),
        (["ping"], "còn thiếu các tham số: -i/--inventory"),
        (["report", "--lang", "fr"], "tham số --lang: không có lựa chọn 'fr'"),
        (["sweeep"], "tham số LỆNH: không có lựa chọn 'sweeep'"),
        (["lab", "x"], "không nhận ra các tham số: x"),
        ([], "còn thiếu các tham số: LỆNH"),
    ],
)
def test_errors_of_usage_are_said_in_vietnamese(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch
):
    monkeypatch.delenv("ORCHESTRATOR_LANG", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("cách dùng: orchestrator ")
    assert f"lỗi: {said}" in err.replace("tham số --timeout: ", "")


@pytest.mark.parametrize(
    ("words", "environment", "begin"),
    [
        (["--help"], None, "cách dùng:"),
        (["--help"], "en", "usage:"),
        (["--help"], "fr", "cách dùng:"),
        (["--help", "--lang", "en"], None, "usage:"),
        (["--lang=en", "sweep", "--help"], "vi", "usage:"),
        (["ping", "--help", "--lang", "vi"], "en", "cách dùng:"),
        (["ping", "--help", "--lang"], "en", "usage:"),
    ],
)
def test_the_language_counts_wherever_it_stands(
    words: list[str], environment: str | None, begin: str, capsys, monkeypatch
):
    monkeypatch.delenv("ORCHESTRATOR_LANG", raising=False)
    if environment:
        monkeypatch.setenv("ORCHESTRATOR_LANG", environment)
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(begin)


def test_a_command_s_language_wins_over_the_program_s():
    assert parser().parse_args(["--lang", "en", "demo"]).lang == "en"
    assert parser().parse_args(["--lang", "en", "demo", "--lang", "vi"]).lang == "vi"


def test_a_group_s_language_wins_over_the_program_s_and_a_command_s_over_it():
    said = ["--lang", "vi", "campaign", "--lang", "en", "status"]
    assert parser().parse_args(said).lang == "en"
    assert parser().parse_args([*said, "--lang", "vi"]).lang == "vi"


def test_every_group_takes_a_language_before_its_command():
    for command in commands(parser()):
        if any(isinstance(action, argparse._SubParsersAction) for action in command._actions):
            assert "--lang" in command._option_string_actions, command.prog


@pytest.mark.parametrize(
    ("words", "prog"),
    [
        (["--versoin"], "orchestrator"),
        (["inventory", "import", "a", "-i", "b", "--unti", "x"], "orchestrator inventory import"),
        (["sweep", "a", "b"], "orchestrator sweep"),
    ],
)
def test_what_nobody_knows_is_told_with_the_usage_of_its_command(
    words: list[str], prog: str, capsys: pytest.CaptureFixture[str], monkeypatch
):
    monkeypatch.setenv("ORCHESTRATOR_LANG", "en")
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith(f"usage: {prog} ")
    assert f"{prog}: error: unrecognized arguments: " in err
    assert f"All of it: `{prog} --help`" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["campaign", "--state", "x", "status"], "campaign status --state x"),
        (["kit", "--lang", "vi", "-o", "x", "make"], "kit --lang vi make -o x"),
        (["-i", "two words", "ping", "-k"], "ping -i 'two words' -k"),
        (["--lan=vi", "--json=1", "sweep", "p.yml"], "--lan=vi sweep --json=1 p.yml"),
        (["campaign", "--state", "x"], "campaign LỆNH --state x"),
        (["kit", "--output", "list", "make"], "kit LỆNH --output list make"),
    ],
)
def test_an_option_before_its_command_is_told_where_it_stands(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch
):
    monkeypatch.delenv("ORCHESTRATOR_LANG", raising=False)
    monkeypatch.setattr("os.name", "posix")
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    told = told.replace("LỆNH", "'LỆNH'")
    assert f"lỗi: tùy chọn của một lệnh đứng sau lệnh: `orchestrator {told}`" in (
        capsys.readouterr().err
    )


def test_every_error_that_argparse_knows_has_its_text():
    words, known = catalogue("vi"), 0
    for template in set(own_templates()) - OF_PROGRAMS - GIVEN:
        filled = re.sub(r"%\(\w+\)[rs]|%[rs]", "x", template)
        assert usage_error(filled, words) != filled, template
        known += 1
    assert known > 10


def test_what_argparse_does_not_know_stays_as_it_is():
    assert (
        usage_error("argument -x: something new", catalogue("en")) == "argument -x: something new"
    )


def test_help_reads_no_texts_but_its_own():
    code = (
        "from orchestrator.cli.main import parser; from orchestrator.text import topics;"
        "parser().format_help(); print(topics.texts.cache_info().currsize)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) <= 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reference_is_the_program_s(lang: str):
    made = reference(lang)
    assert PAGES[lang].read_text(encoding="utf-8") == made, "python -m tests.commands_reference"


@pytest.mark.parametrize(
    ("typed", "hints"),
    [(["inventory", "check", "-i", "danh", "mục"], 1), (["checks", "--al"], 0)],
)
def test_a_path_with_a_space_that_lacks_its_quotes_is_known_by_its_second_word(
    typed: list[str], hints: int, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit):
        main([*typed, "--lang", "vi"])
    said = capsys.readouterr().err
    assert said.count("ngoặc kép") == hints
    assert said.splitlines()[-1].startswith("Cách dùng đầy đủ: `orchestrator")

"""What machines say has words: nothing that is said is unknown, nothing known is unsaid."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestrator
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.machine_words import DETAILS, Told, in_words, recognised
from orchestrator.text.message import Message
from orchestrator.text.template import pieces
from orchestrator.text.topics import texts

ROOT = Path(orchestrator.__file__).parent
VI, EN = Catalogue("vi"), Catalogue("en")
SCRIPTS = sorted(path for kind in ("sh", "ps1") for path in (ROOT / "checks").rglob(f"*.{kind}"))
SOURCES = (
    *SCRIPTS,
    *(path for room in ("checks", "transport") for path in sorted((ROOT / room).rglob("*.py"))),
    ROOT / "findings/canaries.py",
    ROOT / "sweep/running.py",
)
# `frame_shut CHECK PART STATUS DETAIL`; a detail that is a path alone needs no words.
_SHUT = re.compile(
    r"(?:frame_shut|Write-FrameShut)(?: +(?:'[^']*'|\"[^\"]*\"|\$\w+|[a-z_0-9]+)){3} +"
    r"(?:'([^']* [^']*)'|\"([^\"]* [^\"]*)\")"
)
_CARRY = {"Outcome", "Unanswered", "_unanswered", "_refusal", "_no_credential", "FetchError"}


def said_by_scripts() -> Iterator[str]:
    for path in SCRIPTS:
        for found in _SHUT.finditer(path.read_text(encoding="utf-8")):
            yield re.sub(r"\$\{[^}]*\}|\$\w+", "word", found[1] or found[2])


def said_by_code() -> Iterator[str]:
    """Yield the texts that carriers of machine words are given, with a word in each gap."""
    for path in SOURCES:
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in _CARRY:
                    given = (*node.args, *(keyword.value for keyword in node.keywords))
                    yield from filter(None, map(_written, given))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _written(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)) if " " in text:
            return text
        case ast.JoinedStr(values=values):
            said = (part.value if isinstance(part, ast.Constant) else "7" for part in values)
            return "".join(map(str, said))
    return ""


def test_every_detail_of_a_script_has_words():
    said = list(said_by_scripts())
    assert len(said) > 25
    assert [one for one in said if not isinstance(recognised(one), Message)] == []


def test_every_detail_that_code_writes_has_words():
    said = [one for one in said_by_code() if re.search("[a-z]{2}", one)]
    assert len(said) > 25
    assert [one for one in said if not isinstance(recognised(one), Message)] == []


@pytest.mark.parametrize("key", texts("en", DETAILS))
def test_every_known_detail_is_said_somewhere(key: str):
    """Each stretch of its English stands in one source, so a changed word is not forgotten."""
    stretches = [one.text.strip(" ;()") for one in pieces(texts("en", DETAILS)[key])]
    sources = (path.read_text(encoding="utf-8").replace("\\", "") for path in SOURCES)
    assert any(all(one in source for one in stretches) for source in sources), key


@pytest.mark.parametrize(
    ("said", "vi"),
    [
        ("no log of look-ups on this kind of machine", "loại máy này không có nhật ký tra cứu"),
        (
            "the log Microsoft-Windows-DNS-Client/Operational is switched off",
            "Operational đang tắt",
        ),
        ("systemd 252 cannot list its cache", "systemd 252 không liệt kê được"),
        ("ended by signal 9", "bị kết thúc bởi tín hiệu 9"),
        ("no shell: more bytes than a machine may send", "phiên lệnh: nhiều byte hơn mức"),
        ("SSHException: x; the shell was left open (stalled(read))", "còn để mở (stalled(read))"),
        ("more than 2000000 bytes of output", "đầu ra dài hơn 2000000 byte"),
    ],
)
def test_words_stand_beside_what_the_machine_said(said: str, vi: str):
    told = in_words(said, VI)
    assert vi in told.words
    assert told.machine == said
    assert in_words(said, EN) == Told(words=said, machine="")


@pytest.mark.parametrize(
    "said", ["SSHException: Error reading SSH protocol banner", "404", "no two words", ""]
)
def test_what_nobody_knows_stays_the_machines_own(said: str):
    assert in_words(said, VI) == Told(words="", machine=said)


def test_a_count_is_written_as_in_the_reader_s_language():
    detail = recognised("line 12: the list has more than 1,800,000 lines", ("list_files",))
    assert VI.text(detail) == "dòng 12: danh sách có hơn 1.800.000 dòng"

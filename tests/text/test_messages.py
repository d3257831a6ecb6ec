import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestrator
from orchestrator.text.messages import TEXTS, Message, parser_said, say, spoken
from orchestrator.text.messages.of_parser import BY_WORDS

ROOT = Path(orchestrator.__file__).parent
# Words that are the same in both languages: names of things, and what is typed.
TYPED = {
    "ansible", "ansible_", "ansible_group_priority", "ansible_host", "ansible_port", "annex",
    "byte", "bytes", "children", "evaluation", "false", "graph", "group_vars/all.yml", "hosts",
    "ini", "inventory", "local", "nfd", "orchestrator", "proposals", "readme", "ssh", "toml",
    "true", "unit", "unsafe", "utf-8", "vars", "vault", "windows", "winrm", "yaml", "all", "yml",
    "csv", "excel", "web", "xlsx", "xls", "ods", "opendocument", "file", "info", "protect", "mib",
    "pip", "install", "export", "name", "type", "ward", "place", "into", "tên", "máy", "địa", "chỉ",
    "phòng", "group_vars", "utf", "tab", "own_networks", "quan", "gov", "x.gov.vn",
    "example", "loop", "play", "role", "server", "tasks", "task", "value", "when", "connections",
    "accept", "back", "check", "files", "folder", "http", "https", "ioc", "misp",
    "proxy", "sinkhole", "sinks", "sources", "txt", "update", "url",
    "aes", "ask", "chmod", "encrypt", "laps", "pass", "password", "prompt", "source", "string",
}  # fmt: skip


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def words(text: str) -> set[str]:
    pieces = "".join(piece for piece, _, _, _ in string.Formatter().parse(text))
    return {word.casefold() for word in re.findall(r"[^\W\d]{3,}", pieces)}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(ROOT.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "orchestrator.text.messages import" not in source:
            continue  # a report's `say` is another one
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                yield str(path), node


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_the_same_with_the_same_fields(key: str):
    vi, en = TEXTS[key]
    assert fields(vi) == fields(en)
    assert unicodedata.is_normalized("NFC", vi)
    assert vi != en
    assert words(vi) & words(en) <= TYPED, "English is left in the Vietnamese text"


def test_every_call_names_a_text_and_all_its_fields():
    named = set()
    for path, call in calls():
        key = literal(call.args[0])
        if key is None:
            continue
        named.add(key)
        given = {keyword.arg for keyword in call.keywords}
        assert given == fields(TEXTS[key].en), (path, key)
    made = {f"{kind}_{name}" for kind in ("vars.stray", "mend.as") for name in ("group", "host")}
    assert set(TEXTS) == named | made | set(BY_WORDS.values())


def test_a_message_is_its_english_text_and_can_be_said_in_vietnamese():
    message = say("host.range", name="a[1:", why=say("range.brackets"))
    assert isinstance(message, Message)
    assert message == "`a[1:` cannot be expanded: its brackets do not close"
    assert spoken(message, "en") == str(message)
    assert spoken(message, "vi") == "không mở được `a[1:`: dấu ngoặc vuông không đóng đúng"
    assert spoken("no message", "vi") == "no message"


def test_what_fills_a_message_is_never_read_as_a_text():
    assert spoken(say("yaml.tag", tag="{name} {0}"), "vi") == "không có nhãn {name} {0}"


def test_the_parsers_words_are_translated_where_they_are_known():
    assert spoken(parser_said("did not find expected ',' or '}'"), "vi") == (
        "thiếu dấu phẩy hoặc dấu }"
    )
    assert parser_said("did not find expected ',' or '}'").endswith("'}'")
    assert spoken(parser_said("quite new"), "vi") == "bộ đọc YAML báo “quite new”"

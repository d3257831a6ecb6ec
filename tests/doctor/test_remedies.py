"""The table of causes is whole, in both languages, and its lines can be pasted as they are."""

import base64
import re
import shlex
import subprocess
from itertools import product

import pytest

from orchestrator.doctor.remedies import MENDINGS, Blanks, PasteLine, Where, filled, line
from orchestrator.model.diagnosis import Cause
from orchestrator.text.catalogue import catalogue
from tests.shared import SHARED

LANGS = ("vi", "en")
# What a careless or a hostile inventory could hold.
NASTY = "a'b\"c $(touch x) `y` ; & | \u2019; rm #\u202e\n"
PLAIN = Blanks(
    address="192.0.2.7",
    port="5986",
    endpoint="192.0.2.7:5986",
    controller="192.0.2.1",
    user="EDU\\kiemtra",
    name="kiemtra",
    account="EDU\\kiemtra",
    login="kiemtra@192.0.2.7",
    key="~/.ssh/id_ed25519",
    key_name="[192.0.2.7]:2222",
    known_hosts=".orchestrator/known_hosts",
    subject="CN=192.0.2.7",
    san="IPAddress=192.0.2.7",
    pem="pc-01.pem",
    unit="th_hoa_sen",
    inventory=("inventories/ba-dinh", "more.yml"),
    machines="pc-01,pc-02",
    first="pc-01",
    way="ssh",
    found="22",
    scheme="http",
)
EVERY_LINE = tuple(
    dict.fromkeys(
        (cause, line(cause, windows=windows, domain=domain))
        for cause, windows, domain in product(Cause, (True, False), (True, False))
    )
)


def lines(*wheres: Where) -> list[tuple[Cause, PasteLine]]:
    return [(cause, found) for cause, found in EVERY_LINE if found.where in wheres]


def test_every_cause_has_a_row_and_no_row_is_left_over():
    assert set(MENDINGS) == set(Cause)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cause", Cause)
def test_every_cause_is_said_in_full(cause: Cause, lang: str):
    words = catalogue(lang)
    title, sentence = words(f"cause.{cause}.title"), words(f"cause.{cause}.sentence")
    assert sentence.endswith(".")
    assert not title.endswith(".")
    assert len(title) <= 40
    assert " hoặc " not in title  # titles are themselves joined by it
    assert " or " not in title


def test_no_two_causes_have_one_title():
    for lang in LANGS:
        titles = [catalogue(lang)(f"cause.{cause}.title") for cause in Cause]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("cause", "found"), EVERY_LINE)
def test_every_line_is_one_line_and_all_its_blanks_are_known(cause: Cause, found: PasteLine):
    assert cause in MENDINGS
    assert found.text.isascii()
    assert "\n" not in found.text
    known = {name.upper() for name in Blanks.__struct_fields__}
    assert set(re.findall(r"@([A-Z_]+)@", found.text)) <= known
    assert not re.search(r"@[A-Z_]+@", filled(found, PLAIN))


@pytest.mark.parametrize(("cause", "found"), lines(Where.SHELL, Where.CONTROLLER))
def test_a_shell_takes_every_line(cause: Cause, found: PasteLine):
    for blanks in (PLAIN, nasty()):
        done = subprocess.run(
            ["sh", "-n", "-c", filled(found, blanks)], capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b""), cause


@pytest.mark.parametrize(("cause", "found"), lines(Where.SHELL, Where.CONTROLLER))
def test_whatever_fills_a_blank_stays_one_word(cause: Cause, found: PasteLine):
    def words(blanks: Blanks) -> int:
        return len(shlex.split(filled(found, blanks)))

    assert words(nasty()) == words(PLAIN), cause


def test_a_quote_of_any_kind_stays_inside_powershells_quotes():
    written = filled(PasteLine(Where.POWERSHELL, "x @NAME@"), Blanks(name="a'b\u2019c$d`e"))
    assert written == "x 'a''b\u2019\u2019c$d`e'"


def test_numbers_are_not_quoted_and_several_inventories_are_several_options():
    assert filled(PasteLine(Where.POWERSHELL, "x @PORT@"), PLAIN) == "x 5986"
    shown = filled(PasteLine(Where.CONTROLLER, "x -i @INVENTORY@"), PLAIN)
    assert shown == "x -i inventories/ba-dinh -i more.yml"


def test_what_has_no_picture_is_written_out():
    shown = filled(PasteLine(Where.CONTROLLER, "x @FIRST@"), Blanks(first="a\u202eb\x1b[2J"))
    assert shown.isprintable()


def test_no_line_loosens_the_token_filter_or_the_certificate_check():
    for _, found in EVERY_LINE:
        for wide in ("LocalAccountTokenFilterPolicy", "ignore", "AllowUnencrypted", "TrustedHosts"):
            assert wide not in found.text


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is kept beside the repository")
def test_powershell_takes_every_line():
    assert SHARED is not None
    told = [
        filled(found, blanks) for _, found in lines(Where.POWERSHELL) for blanks in (PLAIN, nasty())
    ]
    packed = ",".join(f"'{base64.b64encode(text.encode()).decode()}'" for text in told)
    script = (
        f"foreach ($b in @({packed})) {{ $t = $null; $e = $null; "
        "[void][Management.Automation.Language.Parser]::ParseInput([Text.Encoding]::UTF8.GetString("
        "[Convert]::FromBase64String($b)), [ref]$t, [ref]$e); "
        "[Console]::Out.Write([string]@($e).Count + ' ' + [string]@($t).Count + [char]10) }"
    )
    coded = base64.b64encode(script.encode("utf-16-le")).decode()
    done = subprocess.run(
        [SHARED / "pwsh" / "pwsh", "-NoProfile", "-EncodedCommand", coded],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    rows = [row.split() for row in done.stdout.decode().splitlines()]
    assert len(rows) == len(told), done.stderr
    assert [text for text, row in zip(told, rows, strict=True) if row[0] != "0"] == []
    plain, bad = rows[::2], rows[1::2]
    assert [row[1] for row in plain] == [row[1] for row in bad]  # no blank became more words


def nasty() -> Blanks:
    kept = ("port", "inventory", "way", "found", "scheme")
    return Blanks(
        **{
            name: getattr(PLAIN, name) if name in kept else NASTY
            for name in Blanks.__struct_fields__
        }
    )

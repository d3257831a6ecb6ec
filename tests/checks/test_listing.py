"""`orchestrator checks`: every check with all that is to be known of it, in both languages."""

import json
from pathlib import Path

import pytest

from orchestrator.checks import ALL, listing
from orchestrator.checks.base import Right
from orchestrator.cli.main import main
from orchestrator.text.catalogue import catalogue

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_list_says_of_every_check_what_it_asks_needs_cannot_see_and_costs(
    lang: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["checks", "--lang", lang]) == 0
    printed = capsys.readouterr().out
    flat, words = " ".join(printed.split()), catalogue(lang)
    for check in ALL:
        for part in listing.PARTS:
            assert words(f"check.{check.id}.{part}") in flat
        assert f"{words('checks.control')}: {check.control or words('judged.none')}" in flat
    assert max(map(len, printed.splitlines())) <= 100


def test_one_check_is_shown_with_its_arguments_its_canary_and_its_sources(
    capsys: pytest.CaptureFixture[str],
):
    assert main(["checks", "resolvers", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("resolvers: DNS servers in use\n")
    flat = " ".join(printed.split())
    assert "Required: a machine without an answer to it cannot be said to pass." in flat
    assert "Arguments: approved" in flat
    assert "carries the reserved name and address of the sweep" in flat
    assert "The letter's point: rà soát kết nối tới địa chỉ độc hại" in flat
    assert "Described in: resolv.conf(5); TCP/IP and NBT" in flat


@pytest.mark.parametrize(
    ("check", "mark"), [("smb1", "tên miền"), ("connections", "địa chỉ")]
)  # fmt: skip
def test_the_canary_is_said_in_the_readers_words(check: str, mark: str):
    sheet = " ".join(listing.as_sheet(listing.find(check), catalogue("vi")).split())
    assert f"Dòng tự kiểm tra: mang {mark} dành riêng" in sheet


def test_json_has_a_schema_number_and_every_check(capsys: pytest.CaptureFixture[str]):
    assert main(["checks", "--json", "--lang", "en"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["lang"]) == (1, "en")
    assert [row["id"] for row in document["checks"]] == [check.id for check in ALL]
    by_id = {row["id"]: row for row in document["checks"]}
    assert by_id["smb1"] == {
        "id": "smb1",
        **{part: catalogue("en")(f"check.smb1.{part}") for part in listing.PARTS},
        "windows_right": "administrator",
        "required": False,
        "control": "NET-02",
        "rule": "smb1",
        "judged": catalogue("en")("judged.smb1"),
        "arguments": [],
        "shows": ["Smb1"],
        "canary": ["name"],
        "letter": "rà soát lỗ hổng",
        "sources": [
            "Detect, enable and disable SMBv1, SMBv2, and SMBv3 in Windows (learn.microsoft.com)"
        ],
    }
    identity = by_id["identity"]
    assert (identity["control"], identity["rule"]) == (None, None)
    assert identity["judged"] == "By this check no control can be judged."


def test_json_of_one_check_is_a_list_of_one(capsys: pytest.CaptureFixture[str]):
    assert main(["checks", "smb1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["lang"] == "vi"
    assert [row["id"] for row in document["checks"]] == ["smb1"]


def test_an_unknown_check_is_told_with_those_that_there_are(capsys: pytest.CaptureFixture[str]):
    assert main(["checks", "smb", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("there is no check `smb`. The checks are connections, dns_cache,")


def test_what_an_account_leaves_unread_is_told_required_checks_first():
    words = catalogue("en")
    assert listing.losses(Right.ADMINISTRATOR, words) == ()
    reader, anyone = (listing.losses(right, words) for right in (Right.EVENT_LOG_READER, Right.ANY))
    assert reader[0].startswith("DNS cache (required): ")
    assert set(reader) < set(anyone)
    assert not any("(required)" in line for line in anyone[1:])


def test_the_readmes_name_what_each_right_reads():
    for name in ("README.md", "README.vi.md"):
        page = (ROOT / name).read_text(encoding="utf-8")
        for right in Right:
            ids = ", ".join(f"`{one.id}`" for one in ALL if one.windows_right is right)
            assert f"| {ids} |" in page, f"{name}: {right}"

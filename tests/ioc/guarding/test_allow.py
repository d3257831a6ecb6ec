"""An allow list names what is let be, who answers for it, why, and until when; or it is refused."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestrator import ioc
from orchestrator.errors import ListError
from orchestrator.ioc.sets.set_codec import from_text, to_text
from orchestrator.model.indicator import Allowed, IocSet, Kind, Unused
from orchestrator.model.ioc_table import as_table
from tests.ioc.sets.test_load import TODAY, put

ENTRY = "- value: {}\n  owner: Phòng VHTT\n  reason: Trang dùng chung\n  expires: {}\n"
LAST = TODAY + timedelta(days=180)


def load(folder: Path, text: str) -> IocSet:
    listed = put(folder / "a.txt", "bad.example\n")
    return ioc.load([listed], allow=[put(folder / "allow.yml", text)], today=TODAY)


@pytest.mark.parametrize(
    ("written", "value", "kind", "tree"),
    [
        ("cdn.example", "cdn.example", Kind.DOMAIN, False),
        ("CDN[.]example.", "cdn.example", Kind.DOMAIN, False),
        (".cdn.example", "cdn.example", Kind.DOMAIN, True),
        ("trường.example", "xn--trng-rib8295b.example", Kind.DOMAIN, False),
        ("203.0.113.7", "203.0.113.7", Kind.IPV4, False),
        ("203.0.113.7/24", "203.0.113.0/24", Kind.CIDR4, False),
        ("2001:db8::1", "2001:db8::1", Kind.IPV6, False),
        ("2001:DB8::/48", "2001:db8::/48", Kind.CIDR6, False),
    ],
)
@pytest.mark.parametrize("day", [TODAY.isoformat(), f"{LAST:%d/%m/%Y}"])
def test_an_entry(tmp_path: Path, written: str, value: str, kind: Kind, *, tree: bool, day: str):
    iocs = load(tmp_path, "# ghi chú\n" + ENTRY.format(f"'{written}'", day))
    assert iocs.allowed == (
        Allowed(
            value=value, kind=kind, tree=tree, owner="Phòng VHTT", reason="Trang dùng chung",
            expires=(LAST if "/" in day else TODAY).isoformat(), list="allow.yml", line=2,
        ),
    )  # fmt: skip
    assert "allow_expired" not in iocs.warnings


def test_what_is_allowed_stays_an_indicator_and_comes_through_body_and_table(tmp_path: Path):
    iocs = load(tmp_path, ENTRY.format("bad.example", TODAY))
    assert [one.value for one in iocs.indicators if one.test] == ["bad.example"]
    assert ioc.from_body(ioc.to_body(iocs)) == as_table(iocs)
    table = as_table(iocs)
    assert table.allowed == iocs.allowed
    assert from_text(to_text(table)) == table
    bare = ioc.load([tmp_path / "a.txt"], today=TODAY)
    assert bare.sha256 != iocs.sha256


def test_an_entry_that_has_run_out_warns_and_has_no_effect(tmp_path: Path):
    yesterday = TODAY - timedelta(days=1)
    iocs = load(tmp_path, ENTRY.format(".cdn.example", yesterday))
    assert iocs.allowed == ()
    assert "allow_expired" in iocs.warnings
    (refused,) = iocs.refused
    assert (refused.file, refused.line, refused.text, refused.reason) == (
        "allow.yml",
        1,
        ".cdn.example",
        Unused.ALLOW_EXPIRED,
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_an_allow_list_may_be_empty(tmp_path: Path, text: str):
    assert load(tmp_path, text).allowed == ()


REST = "owner: A, reason: B, expires: 2026-12-31"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("- {value: a.example, reason: B, expires: 2026-12-31}", "1:3", "lacks `owner`"),
        ("- {value: a.example, owner: A, expires: 2026-12-31}", "1:3", "lacks `reason`"),
        ("- {value: a.example, owner: A, reason: B}", "1:3", "lacks `expires`"),
        ("- {owner: A, reason: B, expires: 2026-12-31}", "1:3", "lacks `value`"),
        (
            "- {value: a.example, owner: '', reason: B, expires: 2026-12-31}",
            "1:29",
            "lacks `owner`",
        ),
        ("- {value: a.example, owner: [A], reason: B, expires: 2026-12-31}", "1:29", "a text"),
        (f"- {{value: a.example, {REST}, note: x}}", "1:64", "`entry` has no field `note`"),
        (
            f"- {{value: a.example, owner: A, reason: B, expires: {LAST + timedelta(days=1)}}}",
            "1:52",
            "more than 180 days ahead",
        ),
        ("- {value: a.example, owner: A, reason: B, expires: soon}", "1:52", "is no day"),
        ("- {value: a.example, owner: A, reason: B, expires: 31/02/2026}", "1:52", "is no day"),
        (
            "- {value: a.example, owner: A, reason: B, expires: 2026-12-31 10:00}",
            "1:52",
            "is no day",
        ),
        (f"- {{value: http://a.example/x, {REST}}}", "1:11", "is no name, address or range"),
        (f"- {{value: '203.0.113.7:443', {REST}}}", "1:11", "is no name, address or range"),
        (f"- {{value: '*.a.example', {REST}}}", "1:11", "is no name, address or range"),
        (f"- {{value: .vn, {REST}}}", "1:11", "a single label"),
        (f"- {{value: .gov.vn, {REST}}}", "1:11", "is never an indicator: a public suffix"),
        (f"- {{value: 0.0.0.0/0, {REST}}}", "1:11", "is never an indicator"),
        (f"- {{value: 1.0.0.0/8, {REST}}}", "1:11", "too wide a range"),
        (f"- {{value: a b, {REST}}}", "1:11", "no address, range, domain"),
        (
            f"- {{value: a.example, {REST}}}\n- {{value: A.example, {REST}}}",
            "2:11",
            "already allowed in line 1",
        ),
        ("value: a.example", "1:1", "a list of entries"),
        ("- a.example", "1:3", "`entry` must be a mapping"),
        ("- {value: a.example", "2:1", "no valid YAML"),
        ("- {value: a.example, value: b.example}", "1:22", "already given"),
    ],
)
def test_what_is_wrong_is_placed(tmp_path: Path, text: str, place: str, said: str):
    with pytest.raises(ListError) as caught:
        load(tmp_path, text)
    told = [str(problem) for problem in caught.value.problems]
    assert any(f"allow.yml:{place}: " in one and said in one for one in told), told
    assert caught.value.exit_code == 2


def test_every_problem_is_told_at_once_in_order(tmp_path: Path):
    with pytest.raises(ListError) as caught:
        load(tmp_path, "- {value: a b, owner: A, reason: B, expires: x}\n- b\n")
    places = [(one.place.line, one.place.column) for one in caught.value.problems if one.place]
    assert places == [(1, 11), (1, 46), (2, 3)]


def test_an_absent_file_is_named(tmp_path: Path):
    listed = put(tmp_path / "a.txt", "bad.example\n")
    with pytest.raises(ListError, match=r"none\.yml"):
        ioc.load([listed], allow=[tmp_path / "none.yml"], today=date(2026, 11, 20))

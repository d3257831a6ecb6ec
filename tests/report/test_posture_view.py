"""How a machine stands, on its unit's page and in `report.json`."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from orchestrator.checks import ALL
from orchestrator.model.answer import Unread
from orchestrator.model.observation import (
    Antivirus,
    Detection,
    FirewallProfile,
    FirewallService,
    Half,
    Identifier,
    IdKind,
    Network,
    Patched,
    Posture,
    Protection,
    ScanOutcome,
    Sight,
    Smb1,
    System,
    ToolTrace,
    Trait,
)
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    ControlResult,
    ControlVerdict,
    Hit,
    Status,
    UnitVerdict,
)
from orchestrator.report import as_json, posture_view, write_reports
from orchestrator.report.check_view import CheckCell, cells
from orchestrator.report.controls_view import control_rows
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import catalogue
from tests.report import builders as made
from tests.report import samples
from tests.report.samples import STATE

AT = datetime(2022, 9, 11, 20, 5, tzinfo=UTC)
OLD = System(
    name="Windows 7 SP1", version="7601", ends=date(2020, 1, 14), table_dated=date(2022, 9, 1)
)


def check(
    name: str,
    *traits: Trait,
    stands: ControlVerdict | None = None,
    answer: AnswerKind = AnswerKind.ANSWERED,
) -> CheckResult:
    reason = Unread.OFF if answer is AnswerKind.UNANSWERED else None
    return CheckResult(
        check=name, required=False, answer=answer, reason=reason, traits=traits, stands=stands
    )


def cell(result: CheckResult, lang: str = "vi") -> CheckCell:
    machine = made.assessed(made.row("PC-01", "th_ho_sen"), checks=(result,))
    (found,) = cells(machine, (result.check,), catalogue(lang))
    return found


PASS, FAIL, OPEN = ControlVerdict.PASS, ControlVerdict.FAIL, ControlVerdict.NOT_ASSESSED


@pytest.mark.parametrize(
    ("result", "sign", "words"),
    [
        (
            check(
                "identity",
                Identifier(kind=IdKind.NAME, value="PC-01"),
                Identifier(kind=IdKind.MACHINE_ID, value="0F"),
                Identifier(kind=IdKind.ADAPTER, value="2C:F0:5D:31:9A:7E", where="card"),
            ),
            "pass",
            ("PC-01",),
        ),
        (
            check("os_support", OLD, Patched(update="KB", at=AT), stands=FAIL),
            "fail",
            ("Windows 7 SP1: hỗ trợ đến 14/01/2020", "bản vá mới nhất 12/09/2022"),
        ),
        (
            check(
                "antivirus",
                Antivirus(name="Bkav", protection=Protection.ON, outdated=True),
                Detection(threat="T"),
                stands=FAIL,
            ),
            "fail",
            ("Bkav: đang bật, mẫu nhận dạng đã cũ", "1 lần phát hiện mã độc trong lịch sử"),
        ),
        (check("antivirus", stands=FAIL), "fail", ("không thấy phần mềm diệt vi-rút",)),
        (
            check(
                "firewall_profiles",
                FirewallService(name="MpsSvc", disabled=False),
                FirewallProfile(network=Network.PUBLIC, name="PublicProfile", on=False),
                stands=FAIL,
                answer=AnswerKind.UNANSWERED,
            ),
            "fail",
            ("mạng công cộng: tắt", "mới đọc được một phần"),
        ),
        (
            check("smb1", Smb1(half=Half.SERVER, on=None, by="x"), stands=OPEN),
            "unk",
            ("máy chủ SMB 1: không rõ",),
        ),
        (check("campaign_tool", stands=OPEN), "unk", ("không thấy dấu vết công cụ",)),
        (
            check(
                "campaign_tool",
                ToolTrace(tool="msrt", ran=True, when=AT, outcome=ScanOutcome.LEFT, where="log"),
                ToolTrace(tool="kvrt", ran=False, where="file"),
                stands=FAIL,
            ),
            "fail",
            (
                "msrt 12/09/2022: đã chạy, còn mã độc phải xử lý",
                "kvrt ?: chỉ thấy tệp, chưa rõ đã chạy",
            ),
        ),
        (
            check("smb1", stands=OPEN, answer=AnswerKind.UNANSWERED),
            "unk",
            ("Không đọc được", "nguồn đang tắt"),
        ),
        (
            check(
                "smb1", stands=ControlVerdict.NOT_APPLICABLE, answer=AnswerKind.NOT_APPLICABLE
            ),
            "none",
            ("Không có nguồn này",),
        ),
    ],
)  # fmt: skip
def test_a_cell_says_in_a_few_words_how_the_machine_stands(
    result: CheckResult, sign: str, words: tuple[str, ...]
):
    found = cell(result)
    assert (found.sign, (found.text, *found.more)) == (sign, words)
    assert cell(result, "en").sign == sign


def test_an_old_table_is_said():
    new = System(
        name="Windows", version="1", ends=date(2030, 1, 1), table_dated=date(2021, 9, 1)
    )  # fmt: skip
    result = replace(check("os_support", new, stands=OPEN), old_table=new.table_dated)
    found = cell(result)
    assert found.more == ("bảng ngày 01/09/2021 đã cũ, chưa thể kết luận còn hỗ trợ",)


def test_every_check_that_shows_how_a_machine_stands_has_words():
    shows = {check.id for check in ALL if set(check.shows) & set(get_args(Trait))}
    assert set(posture_view._WORDS) == shows


def test_a_check_without_a_trace_is_never_said_to_have_found_nothing():
    for name in ("antivirus", "campaign_tool", "identity"):
        found = cell(check(name, stands=OPEN))
        assert found.text != catalogue("vi")("answer.nothing")


def test_the_page_shows_it_and_a_listed_name_in_it_defanged(tmp_path: Path):
    named = Antivirus(name="AV from capnhat-trinhduyet.example", protection=Protection.OFF)
    detection = Posture(
        sight=Sight(source="MSFT_MpThreatDetection"),
        trait=Detection(threat="Trojan:Win32/Test.B!ml", found_at=AT),
        raw="row",
    )
    hit: Hit = made.hit(
        Status.ATTEMPTED, made.NAME, "capnhat-trinhduyet.example", detection, "antivirus"
    )
    machine = made.assessed(
        made.row("PC-01", "th_ho_sen"), hit, checks=(check("antivirus", named, stands=FAIL),)
    )
    unit = made.unit("th_ho_sen", "Trường Tiểu học Hồ Sen", UnitVerdict.FAIL, machine)
    write_reports(samples.district(unit, checks=("antivirus",)), tmp_path, state=STATE)
    page = (tmp_path / "th_ho_sen.html").read_text("utf-8")
    assert "AV from capnhat-trinhduyet[.]example: đang tắt" in page
    assert "capnhat-trinhduyet.example" not in page
    assert "Trojan:Win32/Test.B!ml" in page
    assert "12/09/2022 03:05:00" in page


def test_the_document_holds_every_trait():
    machine = made.assessed(
        made.row("PC-01", "th_ho_sen"), checks=(check("os_support", OLD, stands=FAIL),)
    )
    unit = made.unit("th_ho_sen", "Trường Tiểu học Hồ Sen", UnitVerdict.PASS, machine)
    document = as_json(Shown(result=samples.district(unit)))
    (row,) = document["machines"][0]["checks"]
    assert row["stands"] == "fail"
    assert row["traits"] == [
        {
            "trait": "System",
            "name": "Windows 7 SP1",
            "version": "7601",
            "edition": "",
            "ends": "2020-01-14",
            "ends_source": "",
            "table_dated": "2022-09-01",
        }
    ]


def test_what_breaks_a_control_is_said_in_the_readers_words():
    off = Antivirus(name="Diệt", protection=Protection.OFF, outdated=True)
    broken = ControlResult(
        control="EP-01",
        title="Có phần mềm diệt vi-rút",
        severity="high",
        verdict=FAIL,
        seen=("Diệt: off, outdated",),
        checks=("antivirus",),
    )
    result = check("antivirus", off, stands=FAIL)
    machine = replace(
        made.assessed(made.row("PC-01", "th_ho_sen"), checks=(result,)), controls=(broken,)
    )
    (row,) = control_rows((machine,), catalogue("vi"))
    assert [one.seen for one in row.broken] == ["Diệt: đang tắt, mẫu nhận dạng đã cũ"]
    other = replace(machine, checks=(), controls=(replace(broken, checks=("resolvers",)),))
    (row,) = control_rows((other,), catalogue("vi"))
    assert [one.seen for one in row.broken] == ["Diệt: off, outdated"]


def test_a_machine_that_nobody_read_is_not_assessed_in_each_control():
    read = made.assessed(made.row("PC-01", "th_ho_sen"))
    unread = made.not_assessed(made.row("PC-02", "th_ho_sen"), *made.ENDINGS[0])
    out = made.excluded(made.row("PC-03", "th_ho_sen"))
    (row,) = control_rows((read, unread, out), catalogue("vi"))
    assert (row.passed, row.failed, row.not_assessed, row.not_applicable) == (1, 0, 1, 0)
    assert not row.is_calm

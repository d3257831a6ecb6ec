"""Whole made districts: every kind of verdict, of unit and of hit in a few dozen machines."""

from pathlib import Path

from msgspec.structs import replace

from orchestrator.bodies import unit_type
from orchestrator.findings import list_bars_pass
from orchestrator.model.district import Annex
from orchestrator.model.outcome import OK, Why, not_attempted
from orchestrator.model.result import Reason, SweepResult, UnitResult, UnitVerdict, Weakness
from orchestrator.report.findings_csv import csv_pieces
from orchestrator.report.shown import Shown
from tests.report.builders import (
    ALL_READ,
    AUTHORITY,
    CHECKS,
    END,
    ENDINGS,
    LIST,
    START,
    assessed,
    block_hit,
    excluded,
    live_hit,
    name_hit,
    not_assessed,
    range_hit,
    row,
    setting_hit,
    unit,
    unread,
)

STATE = Path("state")  # the state folder that the written reports belong to; nothing opens it


def school() -> UnitResult:
    """A primary school of 45 machines: two infected, three not assessed, one out of scope."""
    code = "th_ho_sen"
    rooms = ("Văn phòng", "Phòng Tin học", "Thư viện", "Phòng Y tế", "Phòng Hội đồng")
    clean = (
        assessed(row(f"TH-TINHOC-{at:02}", code, rooms[at % 5], label=f"Máy số {at}"))
        for at in range(1, 41)
    )
    partly = (*ALL_READ[:1], unread("dns_cache"), *ALL_READ[2:])
    return unit(
        code, "Trường Tiểu học Hồ Sen", UnitVerdict.FAIL,
        *clean,
        assessed(row("PC-VANPHONG-01", code), live_hit(), name_hit()),
        assessed(row("PC-VANPHONG-02", code), block_hit()),
        assessed(row("PC-THUVIEN-01", code, "Thư viện"), range_hit(), setting_hit()),
        not_assessed(row("PC-KETOAN-02", code, "Phòng Kế toán"), *ENDINGS[0]),
        not_assessed(row("PC-KETOAN-03", code, "Phòng Kế toán"), *ENDINGS[6]),
        not_assessed(row("CAM-BAOVE-02", code, "Phòng Bảo vệ"), Reason.PARTIAL, OK, partly),
        excluded(row("MAY-CHIEU-01", code)),
        annex=Annex(scope="45 máy tính, 8 phòng"),
    )  # fmt: skip


def small() -> UnitResult:
    """One unit with one machine of everything: every kind of hit, unread in part, excluded."""
    code = "th_ho_sen"
    hits = (live_hit(), name_hit(), range_hit(), setting_hit(), block_hit())
    partly = (*ALL_READ[:1], unread("dns_cache"), *ALL_READ[2:])
    return unit(
        code, "Trường Tiểu học Hồ Sen", UnitVerdict.FAIL,
        assessed(row("PC-01", code, label="Máy văn thư"), *hits),
        assessed(row("PC-02", code), replace(live_hit(), weakness=Weakness.OTHER_PORT)),
        assessed(row("PC-03", code, "Thư viện")),
        not_assessed(row("PC-04", code), Reason.PARTIAL, OK, partly),
        not_assessed(row("PC-05", code), *ENDINGS[0]),
        not_assessed(row("PC-06", code), Reason.NOT_SELECTED, not_attempted(Why.NOT_SELECTED)),
        excluded(row("MAY-CHIEU-01", code)),
        annex=Annex(scope="45 máy", evaluation="Tốt", proposals="Không"),
    )  # fmt: skip


def district(*units: UnitResult, **changes: object) -> SweepResult:
    result = SweepResult(
        sweep="2022-09-12-03",
        playbook="ioc-sweep.yml",
        checks=CHECKS,
        finished=True,
        started_at=START,
        ended_at=END,
        authority=AUTHORITY,
        list=LIST,
        units=tuple(sorted(units or sample_units(), key=lambda unit: unit.unit.code)),
    )
    result = replace(result, **changes)  # type: ignore[arg-type] - the tests' own keywords
    barred = list_bars_pass(result.list, demo=result.demo)
    return replace(result, list_bars_pass=barred)


def sample_units() -> tuple[UnitResult, ...]:
    """One unit of every verdict and of every type, in three wards and at district level."""
    every_ending = tuple(
        not_assessed(row(f"MN-{at:02}", "mn_bo_cong_anh", "Lớp Chồi"), *ending)
        for at, ending in enumerate(ENDINGS, 1)
    )
    clean = tuple(assessed(row(f"UB-{at:02}", "ub_ben_nua", "Một cửa")) for at in range(1, 13))
    return (
        school(),
        unit("mn_bo_cong_anh", "Trường Mầm non Bồ Công Anh", UnitVerdict.INSUFFICIENT,
             *every_ending, assessed(row("MN-99", "mn_bo_cong_anh")),
             kind=unit_type("kindergarten"), ward="Đồi Thông"),
        unit("ub_ben_nua", "UBND phường Bến Nứa", UnitVerdict.PASS, *clean,
             kind=unit_type("ward_committee"),
             annex=Annex(scope="Toàn phường", people=3448, org_scope="12 doanh nghiệp",
                         org_people=120, evaluation="Đã phổ biến đến từng tổ.\nKết quả tốt.",
                         proposals="Cấp thêm thiết bị.")),
        unit("thcs_cau_vong", "Trường THCS Cầu Vồng", UnitVerdict.PASS,
             *(assessed(row(f"CV-{at:02}", "thcs_cau_vong")) for at in range(1, 9)),
             kind=unit_type("lower_secondary_school"), ward="Suối Mơ"),
        unit("pb_tai_nguyen", "Phòng Tài nguyên và Môi trường", UnitVerdict.FAIL,
             assessed(row("TN-01", "pb_tai_nguyen"), live_hit()),
             assessed(row("TN-02", "pb_tai_nguyen")),
             kind=unit_type("department"), ward=None),
        unit("sn_trung_tam", "Trung tâm Văn hóa và Thông tin", UnitVerdict.INSUFFICIENT,
             kind=unit_type("public_service"), ward=None),
    )  # fmt: skip


def csv_bytes(shown: Shown) -> bytes:
    """Return the whole table of hits."""
    return b"".join(csv_pieces(shown))

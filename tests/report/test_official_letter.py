"""Letters: who writes to whom, on what ground, with which figures; blank what nobody said."""

import re

import pytest

from orchestrator.bodies import unit_type
from orchestrator.model.district import Annex, Letterhead, Unit
from orchestrator.report.consolidation import consolidate
from orchestrator.report.figures import Figures
from orchestrator.report.letter_document import letter_document
from orchestrator.report.official_letter import (
    LetterField,
    MachineFigures,
    authority_report,
    unit_letter,
)
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible
from tests.report import builders as made
from tests.report.poison import PAYLOADS
from tests.report.word_text import paragraphs

VI = Catalogue("vi")
SCHOOL = unit_type("primary_school")
HEAD = Letterhead(superior="UBND quận Sông Xanh", place="Sông Xanh", letter_symbol="THHS-VP",
                  to=("Phòng VHTT", "UBND quận"), on_behalf="KT. Hiệu trưởng",
                  title="Phó hiệu trưởng", signer="Người Ký",
                  recipients=("Như trên;",))  # fmt: skip
MACHINES = MachineFigures(counted=Figures(passed=38, failed=2, not_assessed=5), at=made.END)


def unit(head: Letterhead = HEAD, annex: Annex | None = None) -> Unit:
    declared = annex or Annex(people=46, proposals="Đề nghị\nhỗ trợ")
    return Unit(code="x", name="Trường Hồ Sen", type=SCHOOL, annex=declared, letterhead=head)


def said(one: Unit) -> list[str]:
    letter = unit_letter(made.AUTHORITY, one, MACHINES, VI)
    return paragraphs(letter_document(letter, at=made.END, shown=visible, say=VI))


def test_a_letter_has_every_part_that_the_decree_names():
    found = "\n".join(said(unit()))
    for part in (
        "UBND QUẬN SÔNG XANH\nTRƯỜNG HỒ SEN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "Số: ............/THHS\u2011VP",
        "V/v báo cáo kết quả triển khai Chiến dịch",
        "Sông Xanh, ngày ...... tháng ...... năm ........",
        "Kính gửi: \n- Phòng VHTT;\n- UBND quận.",
        "Thực hiện Công văn số 1234/UBND-VHTT ngày 05/09/2022 của Ủy ban nhân dân quận Sông Xanh",
        "Nơi nhận:\n- Như trên;",
        "KT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG\n\nNgười Ký",
    ):
        assert part in found, part
    assert found.count("./.") == 1


def test_the_figures_say_what_was_not_assessed_and_do_not_call_it_clean():
    found = "\n".join(said(unit()))
    assert "trong 45 máy thuộc phạm vi, đã đánh giá 40 máy (88,8%)" in found
    assert (
        "38 máy đạt, 2 máy không đạt; 5 máy chưa đánh giá được và không được tính là sạch" in found
    )
    assert "là 46 người" in found
    assert "Đề xuất, kiến nghị: Đề nghị hỗ trợ" in found


def test_what_nobody_said_is_dotted():
    found = said(unit(Letterhead(), Annex()))
    text = "\n".join(found)
    assert "là ............ người" in text
    assert "Số: ............/............" in text
    assert "............, ngày ...... tháng" in text
    assert "ỦY BAN NHÂN DÂN QUẬN SÔNG XANH" in found  # above it, as the inventory says
    assert "Kính gửi: Ủy ban nhân dân quận Sông Xanh" in found
    assert "- Lưu: VT." in found
    assert "Đề xuất, kiến nghị" not in text


def test_the_report_is_of_all_units_and_names_no_letter_that_nobody_named():
    units = (unit(annex=Annex(scope="x", people=46)), unit(annex=Annex()))
    report = authority_report(made.AUTHORITY, consolidate(units), MACHINES, VI)
    found = "\n".join(paragraphs(letter_document(report, at=made.END, shown=visible, say=VI)))
    assert "BÁO CÁO\nKết quả triển khai Chiến dịch" in found
    assert "V/v" not in found
    assert "Thực hiện Công văn số ............ ngày ............ của ............" in found
    assert "trong 2 đơn vị có 1 đơn vị đã khai đủ" in found
    assert "46 cán bộ, công chức, viên chức, người lao động" in found
    assert "(1/2 đơn vị đã khai); ............ người lao động trong tổ chức" in found
    assert set(report.fields) == set(LetterField)


def test_a_letter_tells_a_template_every_field():
    assert set(unit_letter(made.AUTHORITY, unit(), MACHINES, VI).fields) == set(LetterField)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_text(payload: str):
    head = Letterhead(superior=payload, place=payload, to=(payload, payload), on_behalf=payload,
                      title=payload, signer=payload, recipients=(payload,))  # fmt: skip
    hostile = Unit(code="x", name=payload, type=SCHOOL, letterhead=head,
                   annex=Annex(proposals=payload))  # fmt: skip
    found = "".join(said(hostile))
    assert "\u202e" not in found
    assert "\x1b" not in found
    assert visible(re.split("[\r\n]", payload)[0])[:40].strip() in found

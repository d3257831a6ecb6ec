from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.bodies import unit_type
from orchestrator.model.bodies import UnitType
from orchestrator.model.district import Annex, Letter
from orchestrator.model.result import UnitVerdict
from orchestrator.report import write_reports
from orchestrator.report.annex_view import declared
from tests.report import builders as made
from tests.report import samples
from tests.report.poison import Page
from tests.report.samples import STATE

FORM = (
    "PHỤ LỤC",
    "Mẫu thống kê, báo cáo kết quả triển khai chiến dịch",
    "1. Tên đơn vị triển khai chiến dịch:",
    "- Phạm vi triển khai:",
    "- Số lượng cán bộ, công chức, viên chức, người lao động được tiếp cận thông tin chiến dịch:",
    "2. Đối với tổ chức, doanh nghiệp, cá nhân trên địa bàn/trong phạm vi quản lý:",
    "- Phạm vi triển khai:",
    "- Số lượng người lao động (trong tổ chức, doanh nghiệp) được tiếp cận thông tin chiến dịch:",
    "3. Đánh giá kết quả thực hiện chiến dịch tại đơn vị mình:",
    "4. Đề xuất, kiến nghị (nếu có):",
    "(Mục 3 dành riêng cho UBND 14 phường báo cáo)",
)


def annex(folder: Path, kind: UnitType, figures: Annex, letter: Letter | None = None) -> Page:
    unit = made.unit("don_vi", "Đơn vị Hồ Sen", UnitVerdict.INSUFFICIENT, kind=kind, annex=figures)
    authority = replace(made.AUTHORITY, letter=letter or made.AUTHORITY.letter)
    write_reports(samples.district(unit, authority=authority), folder, state=STATE)
    return Page((folder / "don_vi.annex.html").read_text("utf-8"))


def dots(page: Page) -> int:
    return sum(
        value.split()[0] == "dots" for tag, name, value in page.attributes
        if (tag, name) == ("span", "class")
    )  # fmt: skip


def test_the_form_is_the_letters_own_text_in_its_order(tmp_path: Path):
    text = annex(tmp_path, unit_type("ward_committee"), Annex()).text
    at = text.index("PHỤ LỤC")
    for line in FORM:
        found = text.find(line, at)
        assert found >= at, line
        at = found + len(line)


def test_what_was_declared_is_filled_in_and_numbers_are_grouped(tmp_path: Path):
    figures = Annex(scope="45 máy", people=3448, org_scope="2 chợ", org_people=0,
                    evaluation="Tốt.\nĐạt.", proposals="Không.")  # fmt: skip
    page = annex(tmp_path, unit_type("ward_committee"), figures)
    for value in ("Đơn vị Hồ Sen", "45 máy", "3.448", "2 chợ", " 0", "Tốt.", "Đạt.", "Không."):
        assert value in page.text
    assert dots(page) == 0


def test_what_was_not_declared_is_a_dotted_line_and_never_a_nought(tmp_path: Path):
    page = annex(tmp_path, unit_type("primary_school"), Annex())
    assert dots(page) == 4 + 2 + 4


def test_section_three_is_for_ward_committees_only(tmp_path: Path):
    figures = Annex(evaluation="Tự đánh giá")
    assert "Tự đánh giá" in annex(tmp_path, unit_type("ward_committee"), figures).text
    assert "Tự đánh giá" not in annex(tmp_path, unit_type("kindergarten"), figures).text


def test_the_letter_is_named_or_dotted(tmp_path: Path):
    named = annex(tmp_path, unit_type("department"), Annex()).text
    said = "(Kèm theo Công văn số 1234/UBND-VHTT ngày 05/09/2022 của UBND quận Sông Xanh)"
    assert said in named
    dotted = annex(tmp_path, unit_type("department"), Annex(), Letter()).text
    line = "(Kèm theo Công văn số ............ ngày ......../......../............ của UBND quận"
    assert line in dotted
    assert "cho UBND ...... phường báo cáo" in dotted
    assert "1234" not in dotted


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        (
            Letter(number="/UBND-VHTT", date="2022-09"),
            "số ............/UBND-VHTT ngày ......../9/2022",
        ),
        (Letter(date="2022"), "số ............ ngày ......../......../2022 của"),
        (Letter(number="7/UBND", date="2026-02"), "số 7/UBND ngày ......../02/2026 của"),
        (Letter(number="7/UBND", date="14/9/2022"), "số 7/UBND ngày 14/9/2022 của"),
    ],
)
def test_what_is_known_of_the_letter_is_printed_and_no_more(
    letter: Letter, said: str, tmp_path: Path
):
    assert said in annex(tmp_path, unit_type("department"), Annex(), letter).text


def test_the_letters_number_never_breaks_at_its_hyphen(tmp_path: Path):
    annex(tmp_path, unit_type("department"), Annex())
    page = (tmp_path / "don_vi.annex.html").read_text("utf-8")
    assert '<span class="whole">1234/UBND-VHTT</span>' in page
    assert ".whole { display: inline-block; max-width: 100%;" in page  # on one line if one holds it


@pytest.mark.parametrize(
    ("kind", "figures", "word"),
    [
        (unit_type("department"), Annex(), "declared.no"),
        (unit_type("department"), Annex(people=12), "declared.partly"),
        (unit_type("department"), Annex(scope="x", people=0), "declared.yes"),
        (unit_type("ward_committee"), Annex(scope="x", people=0), "declared.partly"),
        (unit_type("ward_committee"), Annex(scope="x", people=0, evaluation="y"), "declared.yes"),
    ],
)
def test_how_much_was_declared(kind: UnitType, figures: Annex, word: str):
    unit = made.unit("a", "A", UnitVerdict.PASS, kind=kind, annex=figures).unit
    assert declared(unit) == word

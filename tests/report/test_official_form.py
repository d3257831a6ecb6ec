"""The form as page, document and sheets: the letter's text, and whatever a unit may write."""

import io
import re
import zipfile

import openpyxl
import pytest
from docx import Document
from docx.shared import Mm
from msgspec.structs import replace

from orchestrator.bodies import unit_type
from orchestrator.documents.book_contents import TableSheet
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.model.district import Annex, Submission, Unit
from orchestrator.report.consolidation import consolidate
from orchestrator.report.form_document import form_document
from orchestrator.report.form_output import form_page, form_sheets
from orchestrator.report.official_form import (
    FormTable,
    OfficialForm,
    consolidated_form,
    unit_official_form,
)
from orchestrator.report.pages import Pages
from orchestrator.text.catalogue import NOTHING, Catalogue
from orchestrator.text.defang import Defanger
from orchestrator.text.visible import visible
from tests.report import builders as made
from tests.report.poison import PAYLOADS, Page
from tests.report.test_annex import FORM
from tests.report.word_text import W, paragraphs

VI = Catalogue("vi")
COVERS = "Phụ lục của 1 trong 3 đơn vị."
WARD, SCHOOL = unit_type("ward_committee"), unit_type("primary_school")
FULL = Annex(scope="45 máy", people=3448, org_scope="2 chợ", org_people=0,
             evaluation="Tốt.\nĐạt.", proposals="Không.")  # fmt: skip


def unit(annex: Annex, kind=WARD, name="Đơn vị Hồ Sen") -> Unit:
    return Unit(code="don_vi", name=name, type=kind, annex=annex)


def form(annex: Annex, kind=WARD, name="Đơn vị Hồ Sen") -> OfficialForm:
    return unit_official_form(made.AUTHORITY, unit(annex, kind, name), (WARD, SCHOOL), VI)


def sums(*units: Unit) -> OfficialForm:
    types = tuple(one.type for one in units)
    return consolidated_form(made.AUTHORITY, consolidate(units), types, VI)


def document(shown: OfficialForm) -> bytes:
    return form_document(shown, creator="UBND", at=made.END, shown=visible, say=VI)


def page(shown: OfficialForm) -> Page:
    return Page(form_page(shown, COVERS, Pages(VI, Defanger.of(()))).decode())


def in_order(text: str, lines: tuple[str, ...]) -> None:
    at = 0
    for line in lines:
        found = text.find(line, at)
        assert found >= at, line
        at = found + len(line)


def test_the_document_is_the_letters_own_text_in_its_order():
    text = "\n".join(paragraphs(document(form(Annex()))))
    in_order(text.replace("\u2011", "-"), FORM)
    assert "số 1234/UBND\u2011VHTT ngày 05/09/2022 của UBND quận Sông Xanh)" in text
    assert text.count("\t") == 4 + 4 + 4  # a leader for each line that is to be filled in


def test_the_page_that_is_handed_on_has_the_same_text_and_no_hint():
    shown = page(form(Annex()))
    in_order(shown.text, FORM)
    assert "Gợi ý" not in shown.text
    assert shown.text.count(COVERS) == 1
    assert "banner" not in str(shown.attributes)


def test_what_was_declared_stands_behind_its_label():
    found = paragraphs(document(form(FULL)))
    assert "- Phạm vi triển khai: 45 máy" in found
    assert any(line.endswith("thông tin chiến dịch: 3.448") for line in found)
    assert any(line.endswith("thông tin chiến dịch: 0") for line in found)
    assert [found[at + 1] for at, line in enumerate(found) if line.startswith("3. Đánh")] == [
        "Tốt."
    ]
    assert not any("\t" in line for line in found)


def test_a_school_has_no_section_3_though_its_figures_were_to_hold_one():
    found = paragraphs(document(form(replace(FULL, evaluation="Tự khen"), SCHOOL)))
    assert not any("Tự khen" in line for line in found)


def test_the_page_is_set_as_the_decree_has_it():
    section = Document(io.BytesIO(document(form(FULL)))).sections[0]
    sides = (section.page_width, section.page_height, section.left_margin, section.right_margin,
             section.top_margin, section.bottom_margin)  # fmt: skip
    assert [round(side / Mm(1)) for side in sides] == [210, 297, 30, 20, 20, 20]
    assert section.different_first_page_header_footer
    assert " PAGE " in section.header._element.xml
    styles = zipfile.ZipFile(io.BytesIO(document(form(FULL)))).read("word/styles.xml").decode()
    assert 'w:eastAsia="Times New Roman"' in styles
    assert 'w:val="vi-VN"' in styles
    assert "Calibri" not in styles


def test_the_same_form_gives_the_same_bytes_and_names_no_program():
    first, second = document(form(FULL)), document(form(FULL))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {row.date_time for row in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
    assert "<dc:creator>UBND</dc:creator>" in core
    assert "python-docx" not in core
    assert "2022-09-12" in core


def test_sums_say_over_how_many_units_and_name_the_others():
    shown = sums(
        unit(FULL, name="UBND phường Bến Nứa"),
        unit(replace(FULL, people=2), name="UBND phường Đồi Gió"),
        unit(Annex(), SCHOOL, name="Trường Hồ Sen"),
    )
    found = "\n".join(paragraphs(document(shown)))
    assert "3.450 người; 2/3 đơn vị đã khai." in found
    assert "Chưa khai: Trường Hồ Sen." in found
    assert "UBND phường Bến Nứa: Tốt. Đạt." in found
    assert "3 đơn vị; 2/3 đơn vị đã khai đủ; 0/3 đơn vị đã nộp phụ lục" in found
    assert "Biểu 1. Tiểu học (1 đơn vị)" in found
    assert "Biểu 2. UBND phường (2 đơn vị)" in found


def test_a_silent_block_is_told_as_one_and_its_units_stand_in_its_table():
    schools = [unit(Annex(), SCHOOL, name=f"Trường {at}") for at in range(4)]
    found = paragraphs(document(sums(unit(FULL, name="UBND phường Bến Nứa"), *schools)))
    assert found.count("Chưa khai: Tiểu học (cả 4 đơn vị).") == 2
    assert "Trường 3" in found
    told = [replace(schools[0], annex=FULL), *schools[1:]]
    found = paragraphs(document(sums(*told)))
    assert "Chưa khai: Trường 1; Trường 2; Trường 3." in found


def test_a_missing_figure_is_a_word_in_its_cell_and_never_a_nought():
    table = next(one for one in sums(unit(Annex(), SCHOOL)).parts if isinstance(one, FormTable))
    assert table.rows == ((1, "Đơn vị Hồ Sen", *("chưa khai",) * 4, NOTHING),)
    assert table.total[3] == "chưa khai"
    assert all(cell != 0 for row in table.rows for cell in row)


def test_a_day_of_handing_in_stands_in_the_table():
    handed = Annex(submitted=Submission(date="2022-09-20"))
    table = next(one for one in sums(unit(handed)).parts if isinstance(one, FormTable))
    assert table.rows[0][-1] == "20/09/2022"
    assert table.total[-1] == "1/1"


def test_numbers_are_numbers_in_a_workbook_and_texts_are_texts():
    shown = sums(unit(replace(FULL, scope="=1+1")))
    sheets = form_sheets(shown, VI)
    data = workbook_bytes([TableSheet(name=s.name, header=s.header, rows=s.rows) for s in sheets])
    book = openpyxl.load_workbook(io.BytesIO(data))
    row = [cell.value for cell in book["Biểu 1"][2]]
    assert row[:4] == [1, "Đơn vị Hồ Sen", "=1+1", 3448]
    assert book["Biểu 1"].cell(2, 3).data_type == "s"
    in_order("\n".join(str(cell.value) for (cell, _) in book["Phụ lục"].iter_rows()), FORM[2:])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_text_in_every_form(payload: str):
    hostile = Annex(scope=payload, people=1, org_scope=payload, evaluation=payload,
                    proposals=payload)  # fmt: skip
    shown = sums(unit(hostile, name=payload))
    alone = form(hostile, name=payload)
    for one in (shown, alone):
        data = document(one)
        elements = Document(io.BytesIO(data)).element.body.iter()
        assert {node.tag.partition("}")[0] for node in elements} == {f"{{{W}"}
        assert "\u202e" not in "".join(paragraphs(data))
        seen = page(one)
        assert not {"script", "img", "svg"} & set(seen.elements)
        assert not [name for _, name, _ in seen.attributes if name.startswith("on")]
    said = "".join(paragraphs(document(alone)))
    assert visible(re.split("[\r\n]", payload)[0]).strip()[:40] in said


def test_nothing_in_a_row_is_cut_apart_from_its_neighbours():
    table = next(one for one in sums(unit(FULL)).parts if isinstance(one, FormTable))
    assert sum(table.widths) == 100
    lengths = {len(row) for row in (table.header, table.total, *table.rows)} | {len(table.widths)}
    assert len(lengths) == 1

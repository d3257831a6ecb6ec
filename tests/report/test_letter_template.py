"""A clerk's template: fields filled in wherever Word put them, faults said in one message each."""

import io
import zipfile

import pytest
from docx import Document

from orchestrator.bodies import unit_type
from orchestrator.cli.showing.language import said
from orchestrator.errors import InputError
from orchestrator.model.district import Annex, Letterhead, Unit
from orchestrator.report.figures import Figures
from orchestrator.report.letter_template import read_template
from orchestrator.report.official_letter import MachineFigures, OfficialLetter, unit_letter
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible
from tests.report import builders as made
from tests.report.poison import PAYLOADS
from tests.report.word_text import paragraphs

LEAST = "{{ten_don_vi}} {{so_may_chua_danh_gia}}"


def template(*lines: str, runs: tuple[str, ...] = (), head: str = "") -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if runs:
        paragraph = document.add_paragraph()
        for at, run in enumerate(runs):
            paragraph.add_run(run).bold = bool(at % 2)
    document.sections[0].header.paragraphs[0].text = head
    document.add_table(1, 1).rows[0].cells[0].text = "bảng {{ten_don_vi}}"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def letter(name: str = "Trường Hồ Sen", proposals: str = "Máy mới") -> OfficialLetter:
    unit = Unit(code="x", name=name, type=unit_type("primary_school"), letterhead=Letterhead(),
                annex=Annex(people=46, proposals=proposals))  # fmt: skip
    figures = MachineFigures(counted=Figures(passed=38, failed=2, not_assessed=5), at=made.END)
    return unit_letter(made.AUTHORITY, unit, figures, Catalogue("vi"))


def filled(data: bytes, one: OfficialLetter | None = None) -> bytes:
    return read_template(data, "mau.docx").filled(one or letter(), at=made.END, shown=visible)


def refused(data: bytes) -> str:
    with pytest.raises(InputError) as error:
        read_template(data, "mau.docx")
    assert len(error.value.problems) == 1
    return str(said(error.value.problems[0], "vi"))


def test_fields_are_filled_in_in_the_text_in_tables_and_in_heads():
    data = filled(template(LEAST, head="{{ ten_chien_dich }}"))
    assert "Trường Hồ Sen 5" in paragraphs(data)
    assert "bảng Trường Hồ Sen" in paragraphs(data)
    head = Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text
    assert head.startswith("Chiến dịch")


def test_a_field_that_word_cut_into_runs_is_one_and_what_stands_around_it_keeps_its_look():
    runs = ("Gửi {", "{ten_", "don", "_vi}", "} và {{so_nguoi}", "} người")
    data = filled(template(LEAST, runs=runs))
    paragraph = Document(io.BytesIO(data)).paragraphs[1]
    assert paragraph.text == "Gửi Trường Hồ Sen và 46 người"
    assert [run.bold for run in paragraph.runs] == [False, True] * 3


def test_lines_of_a_value_are_lines():
    found = paragraphs(filled(template(LEAST, "{{noi_nhan}}")))
    assert "- Như trên;\n- Lưu: VT." in found


def test_a_value_is_not_filled_in_again():
    data = filled(template(LEAST, "{{de_xuat}}"), letter(proposals="{{nguoi_ky}} & <b> {{x}}"))
    assert "{{nguoi_ky}} & <b> {{x}}" in paragraphs(data)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_values_are_text(payload: str):
    data = filled(template(LEAST, "{{de_xuat}}"), letter(payload, payload))
    found = "".join(paragraphs(data))
    assert "\u202e" not in found
    assert "\x1b" not in found


def test_the_same_template_gives_the_same_bytes():
    data = template(LEAST)
    assert filled(data) == filled(data)


@pytest.mark.parametrize(
    ("lines", "what", "mend"),
    [
        ((LEAST, "{{ten_don_vu}}"), "có trường {{ten_don_vu}} không có", "`ten_don_vi`?"),
        ((LEAST, "{{zzz}}"), "có trường {{zzz}} không có", "co_quan_chu_quan, ten_don_vi"),
        ((LEAST, "{{}}"), "có trường {{}} không có", "co_quan_chu_quan, ten_don_vi"),
        (("{{noi_dung}}", LEAST, "{{ten_don_vi"), "không khép lại", "{{ten_don_vi}}"),
    ],
)
def test_a_field_that_is_none_is_named(lines: tuple[str, ...], what: str, mend: str):
    told = refused(template(*lines))
    assert told.startswith("mau.docx:1:1: ")
    assert what in told
    assert mend in told


def bare(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_template_that_says_not_who_or_hides_what_was_not_read_is_refused():
    assert "thiếu trường {{ten_don_vi}}" in refused(bare("{{noi_dung}}"))
    assert "máy chưa đánh giá được" in refused(bare("{{ten_don_vi}} {{so_may_dat}}"))
    read_template(bare("{{ten_don_vi}} {{noi_dung}}"), "mau.docx")


def damaged() -> list[bytes]:
    whole = template(LEAST)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    cut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[:200] if name == "word/document.xml" else data)
    return [b"", b"x", b"PK\x03\x04", whole[:-40], whole[: len(whole) // 2], stream.getvalue(),
            cut.getvalue()]  # fmt: skip


@pytest.mark.parametrize("data", damaged(), ids=range(7))
def test_a_damaged_template_is_one_message(data: bytes):
    assert "không đọc được mẫu" in refused(data)


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = f"{WORD}.document.main+xml"
RELS, SCHEMA = "word/_rels/document.xml.rels", "http://schemas.openxmlformats.org"


def with_parts(**parts: str | tuple[str, str]) -> bytes:
    """Return a template with parts added, or with something in them replaced."""
    names = dict(parts)
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template(LEAST))) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name)
            match names.pop(name, None):
                case (before, after):
                    assert before.encode() in text
                    text = text.replace(before.encode(), after.encode(), 1)
            new.writestr(name, text)
        for name, text in names.items():
            new.writestr(name, text)
    return stream.getvalue()


def related(kind: str, target: str, more: str = "") -> tuple[str, str]:
    end = "</Relationships>"
    return end, f'<Relationship Id="rIdX" Type="{kind}" Target="{target}"{more}/>{end}'


def declared(kind: str, name: str) -> tuple[str, str]:
    return "<Override", f'<Override PartName="{name}" ContentType="{kind}"/><Override'


@pytest.mark.parametrize(
    ("types", "told"),
    [
        ((MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml"), "có macro"),
        (declared("application/vnd.ms-office.vbaProject", "/word/vbaProject.bin"), "có macro"),
        ((MAIN, f"{WORD}.template.main+xml"), "không phải tài liệu Word dạng .docx"),
    ],
)
def test_what_is_no_plain_document_is_refused(types: tuple[str, str], told: str):
    said_ = refused(with_parts(**{"[Content_Types].xml": types}))
    assert told in said_
    assert "BytesIO" not in said_


def test_a_field_that_would_go_out_as_it_is_is_refused():
    note = (
        f'<w:footnotes xmlns:w="{SCHEMA}/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p>'
        "<w:r><w:t>{{ten_</w:t></w:r><w:r><w:t>don_vi}}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    data = with_parts(**{
        "[Content_Types].xml": declared(f"{WORD}.footnotes+xml", "/word/footnotes.xml"),
        RELS: related(f"{SCHEMA}/officeDocument/2006/relationships/footnotes", "footnotes.xml"),
        "word/footnotes.xml": note,
    })  # fmt: skip
    assert "(/word/footnotes.xml)" in refused(data)
    deleted = "<w:del><w:r><w:delText>{{ten_don_vi}}</w:delText></w:r></w:del></w:p>"
    data = with_parts(**{"word/document.xml": ("</w:p>", deleted)})
    assert "đang theo dõi" in refused(data)


@pytest.mark.parametrize("kind", ["attachedTemplate", "image"])
def test_what_a_letter_would_fetch_is_refused_and_a_link_is_not(kind: str):
    base = f"{SCHEMA}/officeDocument/2006/relationships"
    outside = ' TargetMode="External"'
    data = with_parts(**{RELS: related(f"{base}/{kind}", "http://a.example/x", outside)})
    assert "nơi khác: http://a.example/x" in refused(data)
    filled(with_parts(**{RELS: related(f"{base}/hyperlink", "http://a.example/x", outside)}))


def test_a_box_is_filled_in_however_word_wrote_it():
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006"><mc:Choice><w:txbxContent><w:p><w:r><w:t>hộp {{ten_</w:t></w:r>'
        "<w:r><w:t>don_vi}}</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        "<w:p><w:r><w:t>hộp {{ten_don_vi}}</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>quanh {{so_nguoi}}</w:t></w:r></w:p><w:p>"
    )
    data = filled(with_parts(**{"word/document.xml": ("<w:p>", box)}))
    found = paragraphs(data)
    assert found.count("hộp Trường Hồ Sen") == 2
    assert any(line.endswith("quanh 46") for line in found)


def test_a_long_name_of_a_field_is_cut_in_its_message():
    told = refused(template(LEAST, "{{" + "x" * 10_000 + "}}"))
    assert len(told) < 1_000


def test_a_bomb_is_not_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (65 << 20))
    assert "quá mức" in refused(stream.getvalue())


def test_entities_of_a_template_are_not_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("mật", "utf-8")
    whole, stream = template(LEAST), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
                head, _, rest = data.partition(b"?>")
                rest = rest.replace(b"{{ten_don_vi}}", b"{{ten_don_vi}}&e;", 1)
                data = head + b"?>" + doctype + rest
            new.writestr(name, data)
    assert "mật" not in refused(stream.getvalue())

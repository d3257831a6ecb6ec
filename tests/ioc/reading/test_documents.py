"""Annexes come as workbooks, letters and PDF, and any list may come packed."""

import datetime as dt
import gzip
import io
import lzma
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.errors import ListError
from orchestrator.ioc.reading.entries import ReadList
from orchestrator.ioc.reading.list_file import read_list
from orchestrator.ioc.reading.readers import documents
from orchestrator.model.indicator import Unused
from tests.documents.least import docx, pdf, workbook_of, xlsx, zipped
from tests.documents.made import page, saved

SHEET = (
    ("PHỤ LỤC",),
    ("Danh sách địa chỉ IP, tên miền độc hại kèm theo công văn",),
    ("STT", "Địa chỉ IP", "Tên miền", "Ghi chú"),
    ("1", "192[.]0[.]2[.]1", "bad.example", "APT"),
    ("2", "192.0.2.2", "worse.example; third.example", "cổng 443"),
    ("3", "=HYPERLINK(1)", "", ""),
    ("Tổng cộng: 5 chỉ báo",),
)
HASHES = (("STT", "MD5"), ("1", "d41d8cd98f00b204e9800998ecf8427e"))


def read(path: Path, content: bytes) -> ReadList:
    path.write_bytes(content)
    return read_list(path, path.name)


def values(listed: ReadList) -> list[tuple[int, str]]:
    return sorted((entry.line, entry.value.text) for entry in listed.entries)


def test_a_workbook_by_its_headers_below_the_titles(tmp_path: Path):
    found = read(tmp_path / "a.xlsx", xlsx(SHEET, HASHES))
    assert found.format == "xlsx"
    assert values(found) == [
        (4, "192.0.2.1"),
        (4, "bad.example"),
        (5, "192.0.2.2"),
        (5, "third.example"),
        (5, "worse.example"),
    ]
    assert Counter(one.reason for one in found.skipped) == {
        Unused.FORMULA: 1,
        Unused.HASH: 1,
        Unused.NO_VALUE: 1,
    }


def sheet_xml(rows: str, after: str = "") -> str:
    return f"<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>"


def row_xml(*cells: str, hidden: bool = False) -> str:
    given = "".join(
        cell if cell[:1] == "<" else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
        for cell in cells
    )
    return f'<row hidden="{int(hidden)}">{given}</row>'


def test_sheets_are_read_in_the_order_of_their_tabs(tmp_path: Path):
    sheets = {
        f"s{at}": sheet_xml(row_xml("Domain") + row_xml(f"s{at}.example")) for at in range(12)
    }
    found = read(tmp_path / "a.xlsx", workbook_of(sheets))
    assert [entry.value.text for entry in found.entries] == [f"s{at}.example" for at in range(12)]


def test_what_is_hidden_in_a_workbook_is_listed_all_the_same(tmp_path: Path):
    book, sheet = page([("IP",), ("192.0.2.1",), ("192.0.2.2",)])
    sheet.row_dimensions[2].hidden = True
    other = book.create_sheet("Ẩn")
    other.sheet_state = "veryHidden"
    other.append(("Tên miền",))
    other.append(("bad.example",))
    found = read(tmp_path / "a.xlsx", saved(book))
    assert values(found) == [(2, "192.0.2.1"), (2, "bad.example"), (3, "192.0.2.2")]


def test_a_merged_cell_says_the_same_of_all_its_rows_and_a_title_stands_once(tmp_path: Path):
    book, sheet = page(
        [
            ("STT", "Loại", "Địa chỉ IP", "Hiệu lực đến"),
            (1, "hash", "192.0.2.1", None),
            (2, None, "192.0.2.2", None),
            ("Nhóm 2, gửi từ title.example", None, None, None),
            (3, "ip", "192.0.2.3", dt.date(2030, 9, 12)),
        ]
    )
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("A4:D4")
    found = read(tmp_path / "a.xlsx", saved(book))
    (entry,) = found.entries
    assert (entry.line, entry.value.text) == (5, "192.0.2.3")
    assert entry.until is not None
    assert entry.until.date() == dt.date(2030, 9, 12)
    assert Counter(one.reason for one in found.skipped) == {
        Unused.HASH: 2,
        Unused.NO_VALUE: 1,
        Unused.CITATION: 1,
    }


def test_a_formula_lists_the_text_that_it_came_to(tmp_path: Path):
    formula = '<c t="str"><f>HYPERLINK("x","bad.example")</f><v>bad.example</v></c>'
    never = "<c><f>NOW()</f></c>"
    rows = (("Loại", "Tên miền"), ("ip", never), ("domain", formula), ("domain", "worse.example"))
    xml = sheet_xml("".join(row_xml(*row) for row in rows))
    found = read(tmp_path / "a.xlsx", workbook_of({"a": xml}))
    assert values(found) == [(3, "bad.example"), (4, "worse.example")]
    assert [(one.text, one.reason) for one in found.skipped] == [("=NOW()", Unused.FORMULA)]


def test_columns_far_to_the_right_are_left_out(tmp_path: Path):
    far = '<c r="XFD2" t="inlineStr"><is><t>far.example</t></is></c>'
    near = '<c r="A2" t="inlineStr"><is><t>near.example</t></is></c>'
    xml = sheet_xml(row_xml("Domain") + row_xml(near, far))
    found = read(tmp_path / "a.xlsx", workbook_of({"a": xml}))
    assert values(found) == [(2, "near.example")]


def test_a_table_in_a_form_of_a_letter_is_a_table(tmp_path: Path):
    made = docx(("mở đầu",), (("STT", "IP"), ("1", "192.0.2.1"), ("2", "192.0.2.2")))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        xml = archive.read("word/document.xml").decode()
    xml = xml.replace("<w:tbl>", "<w:sdt><w:sdtContent><w:tbl>")
    xml = xml.replace("</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>")
    found = read(tmp_path / "a.docx", zipped({"word/document.xml": xml}))
    assert values(found) == [(3, "192.0.2.1"), (4, "192.0.2.2")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('tên miền;ghi chú\nbad.example;một, hai, ba\nworse.example;"a; b, c"\n', (2, 3)),
        ("sep=|\ndomain|note\nbad.example|a;b;c\nworse.example|x,y\n", (3, 4)),
        ('\ufeffdomain\tnote\r\nbad.example\t"a\r\nb"\r\nworse.example\tx\r\n', (2, 4)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_delimited_text_as_spreadsheets_save_it(
    tmp_path: Path, text: str, lines: tuple[int, int], encoding: str
):
    found = read(tmp_path / "a.csv", text.encode(encoding))
    assert found.format == "csv"
    assert values(found) == [(lines[0], "bad.example"), (lines[1], "worse.example")]
    assert not found.skipped


@pytest.mark.parametrize(
    ("caps", "said"),
    [
        ({"parts": 2}, "more than 2 parts"),
        ({"tags": 3}, "more than 3 tags"),
        ({"part_bytes": 50}, "larger than 0 MiB once unpacked"),
        ({"total_bytes": 900}, "larger than 0 MiB once unpacked"),
        ({"rows": 2}, "'sheet1' has more than 2 rows"),
    ],
)
def test_a_workbook_beyond_the_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caps: dict[str, int], said: str
):
    monkeypatch.setattr(documents, "CAPS", replace(documents.CAPS, **caps))
    with pytest.raises(ListError, match=said):
        read(tmp_path / "a.xlsx", xlsx(SHEET, HASHES))


def test_a_workbook_that_names_another_kind_of_document(tmp_path: Path):
    raw = zipped({"xl/workbook.xml": "<other/>"})
    with pytest.raises(ListError, match=r"a\.xlsx:1:1: this is no workbook and no Word document"):
        read(tmp_path / "a.xlsx", raw)


def test_a_letter_with_two_groups_of_columns_and_a_paragraph(tmp_path: Path):
    table = (
        ("STT", "Địa chỉ IP C&C", "STT", "Địa chỉ IP C&C"),
        ("1", "192.0.2.1", "3", "192.0.2.3"),
        ("2", "192.0.2.2", "4", "192.0.2.4"),
    )
    said = (
        "PHỤ LỤC: CÁC THÔNG TIN NHẬN DẠNG",
        "B. Danh sách tên miền: 24[.]bad[.]org; worse[.]com.",
        "Chi tiết tại https://khonggianmang.vn và https://ncsc.gov.vn; liên hệ ncsc@ais.gov.vn.",
    )
    found = read(tmp_path / "a.docx", docx(said, table))
    assert found.format == "docx"
    assert [text for _, text in values(found)] == [
        *("24.bad.org", "worse.com"),
        *("192.0.2.1", "192.0.2.3", "192.0.2.2", "192.0.2.4"),
    ]
    assert Counter(one.reason for one in found.skipped) == {Unused.CITATION: 2, Unused.EMAIL: 1}


def test_a_pdf_with_text(tmp_path: Path):
    pytest.importorskip("pypdf")
    found = read(tmp_path / "a.pdf", pdf(["STT IP", "1 192[.]0[.]2[.]1", "2 bad[.]com"]))
    assert found.format == "pdf"
    assert [text for _, text in values(found)] == ["192.0.2.1", "bad.com"]


def test_a_pdf_of_pictures_is_an_error_and_no_empty_list(tmp_path: Path):
    pytest.importorskip("pypdf")
    with pytest.raises(ListError, match="pictures"):
        read(tmp_path / "a.pdf", pdf([]))


PLAIN = b"bad.example\n192.0.2.1\n"


@pytest.mark.parametrize(
    "packed", [gzip.compress(PLAIN, mtime=0), lzma.compress(PLAIN), zipped({"list.txt": PLAIN})]
)
def test_a_packed_list_is_read_as_what_is_in_it(tmp_path: Path, packed: bytes):
    found = read(tmp_path / "a.bin", packed)
    assert found.format == "plain"
    assert values(found) == [(1, "bad.example"), (2, "192.0.2.1")]


def test_a_packed_workbook_is_no_archive_in_an_archive(tmp_path: Path):
    assert read(tmp_path / "a.gz", gzip.compress(xlsx(HASHES))).format == "xlsx"


BOMB = b"\0" * (80 * 1024 * 1024)
ENTITIES = '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]><STIX_Package>&c;</STIX_Package>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(BOMB, mtime=0), "larger than 32 MiB"),
        (lzma.compress(BOMB, preset=0), "larger than 32 MiB"),
        (zipped({"a.txt": BOMB}), "larger than 32 MiB"),
        (zipped({"a.txt": b"x", "b.txt": b"y"}), "2 files"),
        (gzip.compress(gzip.compress(PLAIN, mtime=0), mtime=0), "inside an archive"),
        (zipped({"a.gz": gzip.compress(PLAIN, mtime=0)}), "inside an archive"),
        (gzip.compress(PLAIN, mtime=0)[:-6], "damaged"),
        (lzma.compress(PLAIN)[:-6], "damaged"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged"),
        (b"%PDF-1.4\nnothing", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "97-2003"),
        (ENTITIES.encode(), "entities"),
        (zipped({"word/document.xml": ENTITIES}), "entities"),
        (b"<STIX_Package>" + b"<a>" * 1_000_000, "too deeply"),
        (b"<STIX_Package><a></STIX_Package>", "no sound XML"),
        (b"<other/>", "neither STIX 1 nor OpenIOC"),
        (b'{"a":' * 300_000, "too deeply"),
        (b"[" * 300_000, "too deeply"),
        (b'{"type": "bundle", ', "no JSON"),
        (b'{"a": 1}', "no MISP event"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "without end"),
        ("Danh sách\ntên miền xấu".encode("utf-16-le"), "text"),
        ("Tên miền xấu".encode("cp1258", "replace") + b"\xf0\n", "UTF-8"),
        (b"b\0a\0d\0.\0v\0n\0\n\0", "NUL"),
        (b"[" + b"[]," * 1_000_001 + b"[]]", "more than 400,000 objects"),
        (b"<STIX_Package>" + b"<a/>" * 1_500_001 + b"</STIX_Package>", "tags"),
        (b"word\n" * 100_000, "hold no value"),
        ("một hai ba bốn năm\n".encode() * 60_000, "hold no value"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_file(tmp_path: Path, content: bytes, said: str):
    if content.startswith(b"%PDF"):
        pytest.importorskip("pypdf")
    with pytest.raises(ListError, match=said) as caught:
        read(tmp_path / "a.list", content)
    assert "a.list" in str(caught.value)


@pytest.mark.parametrize("mark", ["<!", "<a ", "<!--", "<![CDATA[", "<x='", "<script>", "&"])
def test_a_page_made_to_cost_time_costs_little(tmp_path: Path, mark: str):
    """What grows by the square would take hours here; the pace of the machine decides nothing."""
    assert not len(read(tmp_path / "a.html", b"<html>" + mark.encode() * 300_000).entries)


def test_a_line_without_end_is_refused_by_itself(tmp_path: Path):
    found = read(tmp_path / "a.txt", b"bad.example\n" + b"x.y " * 1_000_000 + b"\nworse.example\n")
    assert [text for _, text in values(found)] == ["bad.example", "worse.example"]
    assert [(one.line, one.reason) for one in found.skipped] == [(2, Unused.TOO_LONG)]


def test_a_byte_that_is_no_text_costs_its_line_alone(tmp_path: Path):
    found = read(tmp_path / "a.txt", b"bad.example\nwor\0se.example\nthird.example # \xff\n" * 2)
    assert [text for _, text in values(found)] == ["bad.example", "third.example"] * 2
    assert Counter(one.reason for one in found.skipped) == {Unused.DAMAGED: 2}


def test_the_largest_usual_dictionary_of_xz_opens_and_a_larger_one_is_told(tmp_path: Path):
    best = lzma.compress(PLAIN, preset=9)
    assert len(read(tmp_path / "a.xz", best).entries) == 2
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 128 * 1024 * 1024}]
    with pytest.raises(ListError, match="dictionary of more than 64 MiB"):
        read(tmp_path / "b.xz", lzma.compress(PLAIN, filters=filters))


def test_the_parts_of_a_workbook_are_found_by_relation(tmp_path: Path):
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = f'<Relationship Id="a" Type="{related}/officeDocument" Target="/data/book.xml"/>'
    sheet = f'<Relationship Id="b" Type="{related}/worksheet" Target="Page1.xml"/>'
    tab = f'<sheets xmlns:r="{related}"><sheet name="a" r:id="b"/></sheets>'
    raw = zipped(
        {
            "_rels/.rels": f"<Relationships>{main}</Relationships>",
            "data/book.xml": f"<workbook>{tab}</workbook>",
            "data/_rels/book.xml.rels": f"<Relationships>{sheet}</Relationships>",
            "data/page1.xml": sheet_xml(row_xml("Domain") + row_xml("bad.example")),
        }
    )
    found = read(tmp_path / "a.xlsx", raw)
    assert (found.format, values(found)) == ("xlsx", [(2, "bad.example")])


def test_headers_of_two_rows_name_columns_in_every_kind_of_table(tmp_path: Path):
    rows = (
        ("STT", "Chỉ dấu", "", "Tham khảo"),
        ("", "Tên miền", "Địa chỉ IP", ""),
        ("(1)", "(2)", "(3)", "(4)"),
        ("1", "bad.example", "192.0.2.1", "www.blog.example"),
        ("2", "worse.example", "192.0.2.2", "www.blog.example"),
    )
    text = "\n".join(";".join(row) for row in rows).encode()
    for name, raw in (("a.xlsx", xlsx(rows)), ("a.docx", docx((), rows)), ("a.csv", text)):
        found = read(tmp_path / name, raw)
        listed = {entry.value.text for entry in found.entries}
        assert listed == {"bad.example", "worse.example", "192.0.2.1", "192.0.2.2"}, name
        assert [one.title for one in found.tables[0].used] == [
            "Chỉ dấu / Tên miền",
            "Chỉ dấu / Địa chỉ IP",
        ]
        assert Counter(one.reason for one in found.skipped) == {Unused.CITATION: 2}

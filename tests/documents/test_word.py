import pytest

from orchestrator.documents.package import DocumentCaps, DocumentError, DocumentFault
from orchestrator.documents.word import WordParagraph, WordTable, read_word
from tests.documents.least import docx, zipped

CAPS = DocumentCaps(parts=50, part_bytes=2**20, total_bytes=2**20, tags=10_000, rows=100)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def wrapped(xml: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>"


def blocks(body: str):
    xml = f"<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>"
    return list(read_word(zipped({"word/document.xml": xml}), CAPS))


def test_paragraphs_and_tables_come_in_their_order():
    found = list(read_word(docx(("một", "hai"), (("a", "b"), ("c", "d"))), CAPS))
    assert found == [
        WordParagraph("một"),
        WordParagraph("hai"),
        WordTable((("a", "b"), ("c", "d"))),
    ]


def test_what_stands_in_a_form_is_read_as_what_stands_around_it():
    row = f"<w:tr>{cell('a')}{wrapped(cell('b'))}{cell('c')}</w:tr>"
    table = f"<w:tbl>{wrapped(row)}</w:tbl>"
    assert blocks(paragraph("x") + wrapped(paragraph("y") + table) + paragraph("z")) == [
        WordParagraph("x"),
        WordParagraph("y"),
        WordTable((("a", "b", "c"),)),
        WordParagraph("z"),
    ]


@pytest.mark.parametrize(("span", "empty"), [("2", 1), ("1", 0), ("x", 0), ("9" * 40, 63)])
def test_a_merged_cell_takes_its_columns(span: str, empty: int):
    row = cell("a", f'<w:gridSpan w:val="{span}"/>') + cell("b")
    (table,) = blocks(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>")
    assert table == WordTable((("a", *("",) * empty, "b"),))


def test_the_body_stands_where_the_relations_say():
    related = (
        '<Relationships><Relationship Type="t/officeDocument" Target="word/document2.xml"/>'
        "</Relationships>"
    )
    xml = f"<w:document {W}><w:body>{paragraph('a')}</w:body></w:document>"
    parts = {"_rels/.rels": related, "word/document.xml": "<old/>", "word/document2.xml": xml}
    assert list(read_word(zipped(parts), CAPS)) == [WordParagraph("a")]


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"xl/workbook.xml": "<workbook/>"}, DocumentFault.NO_MAIN),
        ({"word/document.xml": "<other/>"}, DocumentFault.NO_MAIN),
        ({"word/document.xml": "<document/>"}, DocumentFault.NO_MAIN),
        ({"word/document.xml": "<document>"}, DocumentFault.DAMAGED),
        (
            {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><document>&b;</document>'},
            DocumentFault.ENTITIES,
        ),
        ({"word/document.xml": "<t/>" * 10_001}, DocumentFault.TAGS),
        ({"word/document.xml": " " * (2**20 + 1)}, DocumentFault.PART_BYTES),
    ],
)
def test_what_is_no_sound_document_is_refused(parts: dict[str, str], fault: DocumentFault):
    with pytest.raises(DocumentError) as caught:
        list(read_word(zipped(parts), CAPS))
    assert caught.value.fault is fault

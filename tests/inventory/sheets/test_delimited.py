import pytest

from orchestrator.errors import InputError
from orchestrator.inventory.reading.folded_text import tidy
from orchestrator.inventory.sheets.open_sheets import delimited_sheets

TEXT = 'Tên máy,Phòng\r\nhs-1,"Phòng Tin, học"\r\n\r\n"hs\r\n2",Văn phòng\r\n'


def _rows(data: bytes) -> dict[int, list[str]]:
    (sheet,) = delimited_sheets(data, "a.csv")
    return {row.number: [cell.text for cell in row.cells.values()] for row in sheet.rows}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str):
    assert _rows(TEXT.encode(encoding)) == {
        1: ["Tên máy", "Phòng"],
        2: ["hs-1", "Phòng Tin, học"],
        4: ["hs\r\n2", "Văn phòng"],
    }


@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_delimiters(delimiter: str):
    text = "DANH SÁCH MÁY, năm 2022\nTên máy,Phòng,STT\nhs-1,A,1\nhs-2,B,2\n"
    lines = text.split("\n", 1)[1].replace(",", delimiter)
    assert _rows(lines.encode())[2] == ["hs-1", "A", "1"]


def test_the_line_that_excel_writes_first_names_the_delimiter():
    assert _rows("sep=|\nTên máy|A;B;C;D\nx|1;2;3;4\n".encode()) == {
        2: ["Tên máy", "A;B;C;D"],
        3: ["x", "1;2;3;4"],
    }


def test_the_vietnamese_code_page_is_read():
    # Its tones stand apart: o, grave; o, dot below; o with horn (one letter), grave.
    data = b"T\xean m\xe1y;Pho\xccng\r\nhs-1;Tin ho\xf2c Tr\xfd\xf5\xccng My\xde Nguy\xea\xden\r\n"
    (sheet,) = delimited_sheets(data, "a.csv")
    texts = [tidy(cell.text) for row in sheet.rows for cell in row.cells.values()]
    assert texts == ["Tên máy", "Phòng", "hs-1", "Tin học Trường Mỹ Nguyễn"]


def test_bytes_of_an_old_font_are_left_for_it():
    data = "Tªn m¸y;Phßng\r\nhs-1;Phßng häc tin\r\n".encode("latin-1")
    assert _rows(data)[2] == ["hs-1", "Phßng häc tin"]


def test_an_open_quote_is_told_with_its_line():
    with pytest.raises(InputError, match=r"a\.csv:2:1: this is no sound CSV"):
        delimited_sheets(b'name,room\nhs-1,"A\nhs-2,B\n', "a.csv")


def test_an_empty_file_has_no_rows():
    assert _rows(b"") == {}


def test_half_a_character_of_utf_16_is_told():
    with pytest.raises(InputError, match="no sound UTF-16"):
        delimited_sheets(b"\xff\xfea\0b", "a.csv")


def test_bytes_that_the_code_page_lacks_are_an_old_font():
    data = "Tªn m¸y;Phßng\r\nhs-1;P\x9dßng häc\r\n".encode("latin-1")
    assert _rows(data)[1] == ["Tªn m¸y", "Phßng"]


def test_plain_letters_in_unmarked_utf_16_are_told_from_utf_8():
    assert _rows("name,room\nhs-1,A\n".encode("utf-16-le"))[2] == ["hs-1", "A"]

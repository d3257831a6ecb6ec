import unicodedata

import pytest

from orchestrator.inventory.sheets.legacy_fonts import Legacy, converted, detect


@pytest.mark.parametrize(
    ("old", "legacy", "new"),
    [
        ("Tr\u00adêng TiÓu häc Hoa Sen", Legacy.TCVN3, "Trường Tiểu học Hoa Sen"),
        ("M¸y phßng Héi ®ång", Legacy.TCVN3, "Máy phòng Hội đồng"),
        ("§Þa chØ IP", Legacy.TCVN3, "Địa chỉ IP"),
        ("Tröôøng Tieåu hoïc Hoa Sen", Legacy.VNI, "Trường Tiểu học Hoa Sen"),
        ("Maùy phoøng Ñoäi", Legacy.VNI, "Máy phòng Đội"),
        ("PHOØNG HOÏC TRÖÔØNG", Legacy.VNI, "PHÒNG HỌC TRƯỜNG"),
    ],
)
def test_both_old_encodings_are_told_and_converted(old: str, legacy: Legacy, new: str):
    assert detect([old]) is legacy
    assert converted(old, legacy) == new


@pytest.mark.parametrize(
    "text",
    [
        "Trường Trung học cơ sở Ánh Sao, phòng Đoàn Đội, hoà giải, quý Ất Tỵ",
        "TRƯỜNG MẦM NON HOẠ MI; ĐỊA CHỈ; KHÔNG RÕ; Ỹ Ỵ Ẵ Ặ",
        "Windows® 7, Intel® Core, 5 µm, 10 × 20, ½",
        "Café, Müller",
        "",
    ],
)
def test_unicode_is_left_alone(text: str):
    assert detect([text]) is None


def test_every_vietnamese_letter_is_unicode_to_the_detector():
    bases = "aăâeêioôơuưy"
    letters = [
        unicodedata.normalize("NFC", base + tone)
        for base in bases + bases.upper()
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    ]
    assert detect([f"x{letter}x" for letter in (*letters, "đ", "Đ")]) is None


def test_one_odd_sign_is_no_habit():
    assert detect(["Phßng"]) is None
    assert detect(["Phßng", "M¸y"]) is Legacy.TCVN3

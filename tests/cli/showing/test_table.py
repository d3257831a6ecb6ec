import unicodedata

from orchestrator.cli.showing.table import table, width


def test_vietnamese_takes_a_column_a_letter_in_either_form():
    for form in ("NFC", "NFD"):
        assert width(unicodedata.normalize(form, "Trường Mầm non")) == 14


def test_wide_characters_take_two():
    assert width("表A") == 3


def test_figures_stand_right_and_texts_left():
    lines = table(("Đơn vị", "Máy"), [("Hoa Sen", "7"), ("Ao", "123")], frozenset({1})).split("\n")
    assert lines == ["Đơn vị   Máy", "───────  ───", "Hoa Sen    7", "Ao       123"]

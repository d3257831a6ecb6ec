import unicodedata

import pytest

from orchestrator.cli.showing.table import fits, fitted, table, width


def test_vietnamese_takes_a_column_a_letter_in_either_form():
    for form in ("NFC", "NFD"):
        assert width(unicodedata.normalize(form, "Trường Mầm non")) == 14


def test_wide_characters_take_two():
    assert width("表A") == 3


def test_figures_stand_right_and_texts_left():
    lines = table(("Đơn vị", "Máy"), [("Hoa Sen", "7"), ("Ao", "123")], frozenset({1})).split("\n")
    assert lines == ["Đơn vị   Máy", "───────  ───", "Hoa Sen    7", "Ao       123"]


ROWS = [("pc-01", "winrm 10.12.3.21:5986", "không vào được", "sai mật khẩu hoặc bị khóa … (+2)")]
HEAD = ("Máy", "Địa chỉ", "Kết quả", "Chi tiết")


def test_a_terminal_s_width_puts_the_last_text_into_several_lines():
    shown = table(HEAD, ROWS, frozenset(), 66)
    assert fits(shown, 66)
    assert shown.count("\n") > 2
    assert set(ROWS[0][3].split()) <= set(shown.split())


@pytest.mark.parametrize("room", [40, 60, 80, None])
def test_columns_that_can_be_spared_go_where_there_is_no_room(room: int | None):
    shown = fitted(HEAD, ROWS, frozenset(), room, [1])
    assert ("10.12.3.21" in shown) is (room is None or room >= 80)
    assert "pc-01" in shown
    assert "(+2)" in shown
    assert fits(shown, room)


def test_no_word_is_lost_between_the_lines():
    shown = fitted(HEAD, ROWS, frozenset(), 50, [1])
    words = {
        word for row in ROWS for at, cell in enumerate(row) if at != 1 for word in cell.split()
    }
    assert words <= set(shown.split())

import sys
import unicodedata

import pytest

from orchestrator.text.visible import visible

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_no_character_of_all_unicode_gets_through_unseen():
    through = (chr(code) for code in range(sys.maxunicode + 1) if visible(chr(code)) == chr(code))
    assert not {unicodedata.category(char) for char in through} & HIDDEN


@pytest.mark.parametrize(
    ("char", "written"),
    [
        ("\x1b", r"\x1b"),
        ("\n", r"\n"),
        ("\x9b", r"\x9b"),
        ("\u202e", r"\u202e"),
        ("\u2066", r"\u2066"),
        ("\ufeff", r"\ufeff"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("\u3164", r"\u3164"),
    ],
)
def test_what_has_no_picture_is_written_out(char: str, written: str):
    assert visible(f"PC{char}01") == f"PC{written}01"


def test_vietnamese_composed_or_not_and_paths_stay_as_they_are():
    for text in ("Trường Tiểu học Hồ Sen", unicodedata.normalize("NFD", "Hoạ Mi"), r"C:\Users\a"):
        assert visible(text) == text

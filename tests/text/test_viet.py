import random
import unicodedata

import pytest

from orchestrator.text.suggest import did_you_mean
from orchestrator.text.viet import fold, nfc, sort_key


def test_nfc_joins_accents():
    assert nfc(unicodedata.normalize("NFD", "Trường Mầm non Hoạ Mi")) == "Trường Mầm non Hoạ Mi"


@pytest.mark.parametrize("text", ["Phòng Tin học", "PHÒNG TIN HỌC", "phong tin hoc"])
def test_fold_is_blind_to_accents_and_case(text: str):
    assert fold(text) == "phong tin hoc"
    assert fold(unicodedata.normalize("NFD", text)) == "phong tin hoc"


def test_fold_takes_the_bar_off_d():
    assert fold("Điện Biên đ") == "dien bien d"


WARDS_IN_ORDER = [
    "Cống Vị", "Điện Biên", "Đội Cấn", "Giảng Võ", "Kim Mã", "Liễu Giai", "Ngọc Hà", "Ngọc Khánh",
    "Nguyễn Trung Trực", "Phúc Xá", "Quán Thánh", "Thành Công", "Trúc Bạch", "Vĩnh Phúc",
]  # fmt: skip


def test_wards_sort_as_a_dictionary_sorts_them():
    shuffled = list(WARDS_IN_ORDER)
    random.shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == WARDS_IN_ORDER


@pytest.mark.parametrize(
    "in_order",
    [
        ["a", "ă", "â", "b", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ"],
        ["má b", "ma c"],  # letters before tones
        ["la", "La", "là"],  # case last
        ["p 1", "p a"],
    ],
)
def test_dictionary_order(in_order: list[str]):
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_key) == in_order


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("conections", ["connections", "dns_cache"], "connections"),
        ("primary-school", ["primary_school", "kindergarten"], "primary_school"),
        ("PHUC_XA", ["phuc_xa"], "phuc_xa"),
        ("phúc_xá", ["phuc_xa"], "phuc_xa"),
        ("zzz", ["connections"], None),
        ("x", [], None),
    ],
)
def test_did_you_mean(word: str, known: list[str], meant: str | None):
    assert did_you_mean(word, known) == meant

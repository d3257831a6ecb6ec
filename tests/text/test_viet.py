import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ["PC-2", "pc-10", "PC-10", "PC-100"],
        ["Trường Mầm non số 1", "Trường Mầm non số 2", "Trường Mầm non số 11"],
        ["Phòng 9A", "Phòng 9B", "Phòng 10A", "Phòng Tin học"],
        ["10.12.3.9", "10.12.3.10", "10.12.20.1"],
        ["m02", "m2", "m3", "m03x"],  # the same number: as written
        ["x", "x-1", "x0", "x1"],
    ],
)
def test_dictionary_order(in_order: list[str]):
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_key) == in_order


NAMES = st.text(st.one_of(st.sampled_from("0129aAàÀđo.- "), st.characters()), max_size=8)


@given(st.lists(NAMES, max_size=6))
def test_the_order_is_total_and_of_the_texts_alone(names: list[str]):
    """Whatever comes first, the list is the same; keys are equal where texts are."""
    backwards = names[::-1]
    assert sorted(names, key=sort_key) == sorted(backwards, key=sort_key)
    assert len({sort_key(name) for name in names}) == len(set(names))


@given(st.integers(0, 10**30), st.integers(0, 10**30), NAMES.filter(lambda t: not t[-1:].isdigit()))
def test_numbers_sort_by_what_they_count(one: int, other: int, before: str):
    keys = sort_key(f"{before}{one}"), sort_key(f"{before}{other}")
    assert (keys[0] < keys[1]) is (one < other)


def test_a_number_of_any_length_has_a_place():
    assert sort_key("9" * 10_000) < sort_key("1" + "0" * 10_000)


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

"""Lines of a list are cut into texts: comments go, columns and defanging are understood."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.ioc.reading.line_tokens import dated, lines


def texts(line: str) -> list[str]:
    return [token.text for found in lines(line) for token in found.tokens]


@pytest.mark.parametrize(
    "line",
    ["# bad.example", "; bad.example", "// bad.example", "   ; bad.example", "", "  \t ", "#"],
)
def test_comments_and_empty_lines_hold_nothing(line: str):
    assert texts(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("bad.example # ghi chú", ["bad.example"]),
        ("bad.example // note", ["bad.example"]),
        ("bad.example\t192.0.2.1,203.0.113.9;x.test|y.test", None),
        ("http://bad.example/a#b", ["http://bad.example/a#b"]),
        ("hxxp://bad[.]example/a", ["http://bad.example/a"]),
        ("hxxps[://]bad[.]example", ["https://bad.example"]),
        ("HXXP[:]//bad(.)example", ["http://bad.example"]),
        ("h**p://bad.example", ["http://bad.example"]),
        ("bad[.]example", ["bad.example"]),
        ("bad(dot)example", ["bad.example"]),
        ("bad{.}example", ["bad.example"]),
        ("bad [.] example", ["bad.example"]),
        ("bad dot example", ["bad.example"]),
        ("192[.]0[.]2[.]1[:]443", ["192.0.2.1:443"]),
        ("2001[:]db8[:][:]1", ["2001:db8::1"]),
        ("192.0.2.0[/]24", ["192.0.2.0/24"]),
        ("`bad.example`", ["bad.example"]),
        ('"bad.example","192.0.2.1"', ["bad.example", "192.0.2.1"]),
        ("\u200bbad.example\u200b", ["bad.example"]),
        ("192.0.2.1 - 192.0.2.9", ["192.0.2.1-192.0.2.9"]),
        ("bad.example - 192.0.2.9", ["bad.example", "-", "192.0.2.9"]),
        ("bad.example\r", ["bad.example"]),
    ],
)
def test_what_a_line_holds(line: str, expected: list[str] | None):
    columns = ["bad.example", "192.0.2.1", "203.0.113.9", "x.test", "y.test"]
    assert texts(line) == (expected or columns)


def test_a_single_text_is_kept_as_published():
    (line,) = lines("  bad dot example  # c\n")
    assert (line.number, line.tokens[0].published) == (1, "bad dot example")
    (line,) = lines("hxxp://bad[.]example")
    assert line.tokens[0].published == "hxxp://bad[.]example"


def test_lines_count_from_one_whatever_stands_between():
    assert [line.number for line in lines("# x\n\na.example\n; y\nb.example")] == [3, 5]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("# date: 2022-09-11", date(2022, 9, 11)),
        ("a.example\n#  Ngày:  11/09/2022 \n", date(2022, 9, 11)),
        ("# nga\u0300y: 1/9/2022", date(2022, 9, 1)),
        ("; DATE: 2022-09-11\n# date: 2023-01-01", date(2022, 9, 11)),
    ],
)
def test_a_comment_may_date_the_list(text: str, day: date):
    found = dated(text)
    assert found is not None
    assert found[1] == day


@pytest.mark.parametrize("text", ["date: 2022-09-11", "# ngày: dd/mm/yyyy", "# update: 2022-09-11"])
def test_other_lines_date_nothing(text: str):
    assert dated(text) is None


def test_a_day_that_does_not_exist_is_said():
    with pytest.raises(ValueError, match="day"):
        dated("# date: 2022-02-31")


@pytest.mark.parametrize("unit", [" ", "a", "[", "1.", ":", "h", "- ", "dot ", "/", "#"])
def test_a_monstrous_line_costs_linear_time(unit: str):
    def cost(size: int) -> float:
        line = "x " + unit * (size // len(unit)) + " y"
        began = time.process_time()
        assert sum(len(found.tokens) for found in lines(line)) >= 1
        return time.process_time() - began

    assert cost(400_000) < 40 * cost(40_000) + 0.2


_PIECES = ("#", ";", "//", " ", "\t", "date", "Date ", "ng\u00e0y", "nga\u0300y", ":", ": ", "x:1 ")
_LINE = st.lists(
    st.sampled_from((*_PIECES, "2022-09-11", "11/09/2022", "\u00a0", "e:8")), max_size=6
).map("".join)
_ENDLESS = ("e:1" * 50, "date : 2022-09-11", "#date:2022-09-11 x")


@given(st.lists(st.one_of(_LINE, st.sampled_from(_ENDLESS)), max_size=6))
def test_the_day_of_a_list_is_that_of_its_first_line_that_tells_one_alone(every: list[str]):
    alone = ((number, dated(line)) for number, line in enumerate(every, 1))
    first = next(((number, one[1]) for number, one in alone if one), None)
    assert dated("\n".join(every)) == first


@pytest.mark.parametrize("start", ["#", "; ", "//", "  # ", "\t;; "])
@pytest.mark.parametrize("word", ["date", "DATE", "ng\u00e0y", "nga\u0300y", "ngay"])
@pytest.mark.parametrize("colon", [":", " : ", "\t:\t"])
def test_every_way_to_write_the_day(start: str, word: str, colon: str):
    day = "2022-09-11"
    assert dated(f"x.test:80\n{start}{word}{colon}{day}\n") == (2, date(2022, 9, 11))

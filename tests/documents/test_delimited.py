import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.documents import delimited
from orchestrator.documents.delimited import (
    UnsoundRowError,
    delimited_rows,
    delimiter_of,
    lines_of,
)
from orchestrator.documents.grid import TableRow

ROWS = (("name", "note", "n"), ("a", "b, c; d|e\tf", "1"), ("g", "", "2"))


def _rows(text: str, *, spaced: bool = False) -> list[TableRow]:
    return list(delimited_rows(lines_of(text), delimiter_of(lines_of(text)), spaced=spaced))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_what_the_lines_agree_on_outside_of_quotes(delimiter: str):
    text = "".join(delimiter.join(f'"{cell}"' for cell in row) + "\n" for row in ROWS)
    assert [tuple(row.cells) for row in _rows(text)] == list(ROWS)


def test_texts_with_more_commas_do_not_outvote_the_delimiter():
    assert delimiter_of(["ip;note", "192.0.2.1;a, b, c", "192.0.2.2;d, e, f, g, h"]) == ";"


def test_two_that_agree_alike():
    assert delimiter_of(["1,5;2", "2,5;3"]) == ";"
    assert delimiter_of([]) == ";"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_is_placed_where_it_begins(end: str):
    text = end.join(("a,b", '"c', 'd",e', "", "f,g", ""))
    assert [row.line for row in _rows(text)] == [1, 2, 5]


def test_marks_that_are_no_line_ends_stay_in_their_cells():
    text = "a,b\u2028c\nd,e\x0bf\n"
    assert _rows(text) == [TableRow(1, ["a", "b\u2028c"]), TableRow(2, ["d", "e\x0bf"])]


def test_the_line_that_names_the_delimiter_is_no_row():
    assert _rows("sep=|\na|b;c\n") == [TableRow(2, ["a", "b;c"])]
    assert _rows("sep=x;y\na;b\n")[0] == TableRow(1, ["sep=x", "y"])


def test_spaces_belong_to_the_delimiter_only_where_that_is_said():
    assert _rows('a, "b, c"\n', spaced=True) == [TableRow(1, ["a", "b, c"])]
    assert _rows("a, b\n") == [TableRow(1, ["a", " b"])]


@pytest.mark.parametrize("text", ['a,b\nc,"d\ne,f\n', 'a,b\nc,"d"e\n', "a,b\n" + "c" * 140_000])
def test_an_unsound_row_is_told_with_its_line(text: str):
    with pytest.raises(UnsoundRowError) as caught:
        _rows(text)
    assert caught.value.line == 2


LINES = st.sampled_from(
    ("a,b", '"a",b', '"a\nb",c', '"a"b,c', '"open', "", '"x","y","z"', 'a"b,c', '"",', '"1\n\n2"')
)


@given(st.lists(LINES, max_size=12), st.sampled_from((0, 1, 3, 100)))
def test_a_second_reading_gives_the_same_rows(drawn: list[str], most: int):
    lines = "\n".join(drawn).split("\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_MAX_KEPT_CELLS", most)
        quoted = delimited.QuotedRows()
        alone = list(delimited.each_sound_row(lines, ","))
        assert list(delimited.each_sound_row(lines, ",", quoted=quoted)) == alone
        assert list(delimited.each_sound_row(lines, ",", quoted=quoted)) == alone

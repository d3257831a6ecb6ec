import pytest

from orchestrator.documents.encodings import UnsoundEncodingError, decoded

TEXT = "Tên máy\r\nđịa chỉ\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
)
def test_unicode_is_read_as_it_says(data: bytes):
    assert decoded(data) == TEXT


@pytest.mark.parametrize(
    ("data", "encoding", "line", "column"),
    [
        ("Tên\nđị".encode() + b"\xf0\n", "utf-8", 2, 3),
        (b"\xff\xfea\0\n\0b", "utf-16-le", 2, 1),
    ],
)
def test_what_is_unsound_is_told_with_its_place(data: bytes, encoding: str, line: int, column: int):
    with pytest.raises(UnsoundEncodingError) as caught:
        decoded(data)
    found = caught.value
    assert (found.encoding, found.line, found.column) == (encoding, line, column)


def test_unmarked_bytes_are_guessed_only_where_a_guess_is_given():
    for data in (b"T\xean", "ab\n".encode("utf-16-le")):
        assert decoded(data, lambda _: "guessed") == "guessed"
    assert decoded(b"one\0 mark in a long text", lambda _: "guessed") == "one\0 mark in a long text"
    assert decoded("ab".encode("utf-16-le")) == "a\0b\0"

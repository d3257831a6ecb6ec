"""A list that is too large, too long or takes too long is an error with its file; nothing hangs."""

from itertools import count
from pathlib import Path

import pytest

from orchestrator.errors import ListError
from orchestrator.ioc.reading import bounds
from orchestrator.ioc.reading.list_file import read_list
from orchestrator.ioc.reading.readers import pdf
from tests.documents.least import pdf as pdf_file


def refused(path: Path, said: str) -> None:
    with pytest.raises(ListError, match=said) as caught:
        read_list(path, path.name)
    assert str(path) in str(caught.value)


def test_a_sparse_file_is_not_read_whole(tmp_path: Path):
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    refused(path, "larger than 32 MiB")


@pytest.mark.parametrize("line", [b"bad.example", b"0.0.0.0 bad.example", b"||bad.example^"])
def test_too_many_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes):
    monkeypatch.setattr(bounds, "MAX_LINES", 10)
    path = tmp_path / "list.txt"
    path.write_bytes((line + b"\n") * 10)
    assert len(read_list(path, path.name).entries) == 10
    path.write_bytes((line + b"\n") * 11)
    refused(path, "more than 10 lines")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.txt", "bad.example and words"),
        ("a.csv", "192.0.2.1,bad.example"),
        ("a.html", "<html><p>a<p>b"),
        ("a.hosts", "0.0.0.0 a.example b.example"),
        ("a.txt", "the list of what we saw at bad.example"),
    ],
)
def test_a_reading_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: str
):
    clock = count(step=5)
    monkeypatch.setattr(bounds.time, "process_time", lambda: next(clock))
    path = tmp_path / name
    path.write_text("ip,domain\n" * name.endswith("csv") + f"{line}\n" * 2000)
    refused(path, "more than 24 s")


def test_large_pages_and_trees(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_bytes(b"<html>" + b"<p>bad.com" * (bounds.MAX_PAGE_CHARS // 10))
    refused(path, "a page larger than 4 MiB")
    path.write_bytes(b'{"type":"bundle","a":"' + b"x" * bounds.MAX_TREE_CHARS + b'"}')
    refused(path, "a JSON list larger than 12 MiB")


def test_a_pdf_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "SECONDS", 0)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_file(["bad.com"]))
    refused(path, "takes too long")


def test_pieces_of_a_page_join(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>x bad<b>bad</b>.com y</p></body></html>")
    assert [entry.value.text for entry in read_list(path, "page").entries] == ["badbad.com"]

"""A folder's files change together, whatever happens in between; others' files are never lost."""

import errno
import itertools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator.files.folder_swap import Digests, Swap

MARK = ".mark.json"
OLD = {"index.html": b"old page", "table.csv": b"old table", "gone.html": b"only in the old set"}
NEW = {"index.html": b"new page", "table.csv": b"new table", "more.html": b"only in the new set"}


class PulledPlug(BaseException):
    """The computer goes off here."""


def read(mark: bytes) -> Digests:
    found: Digests = json.loads(mark)
    return found


def mark_of(digests: Digests) -> bytes:
    return json.dumps(dict(digests)).encode()


def put(swap: Swap, files: dict[str, bytes]) -> tuple[str, ...]:
    swap.put(mark_of, ((name, (data[:3], data[3:])) for name, data in files.items()))
    return swap.take(read)


def held(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name != MARK}


@pytest.fixture
def swap(tmp_path: Path) -> Swap:
    return Swap(folder=tmp_path / "reports", mark=MARK)


def test_a_new_set_takes_the_place_of_the_old_one_whole(swap: Swap):
    put(swap, OLD)
    assert held(swap.folder) == OLD
    assert put(swap, NEW) == ()
    assert held(swap.folder) == NEW
    assert [path.name for path in swap.folder.parent.iterdir()] == ["reports"]


def test_what_others_put_there_stays(swap: Swap):
    put(swap, OLD)
    (swap.folder / "ghi chú.docx").write_bytes(b"theirs")
    (swap.folder / "photos").mkdir()
    (swap.folder / "photos" / "a.jpg").write_bytes(b"theirs too")
    assert put(swap, NEW) == ("ghi chú.docx", "photos")
    assert (swap.folder / "photos" / "a.jpg").read_bytes() == b"theirs too"
    assert put(swap, OLD) == ("ghi chú.docx", "photos")


def test_a_file_of_ours_that_somebody_changed_is_kept_beside_the_new_one(swap: Swap):
    put(swap, OLD)
    (swap.folder / "table.csv").write_bytes(b"with remarks")
    assert put(swap, NEW) == ("table.kept-1.csv",)
    (swap.folder / "table.csv").write_bytes(b"with more remarks")
    assert put(swap, OLD) == ("table.kept-1.csv", "table.kept-2.csv")
    assert held(swap.folder)["table.kept-1.csv"] == b"with remarks"
    assert held(swap.folder)["table.kept-2.csv"] == b"with more remarks"


def test_a_link_is_nobodys_report(swap: Swap, tmp_path: Path):
    put(swap, OLD)
    (tmp_path / "far.html").write_bytes(OLD["index.html"])
    (swap.folder / "index.html").unlink()
    (swap.folder / "index.html").symlink_to(tmp_path / "far.html")
    assert put(swap, NEW) == ("index.kept-1.html",)
    assert (tmp_path / "far.html").read_bytes() == OLD["index.html"]


@pytest.mark.parametrize("what", ["part", "new", "old"])
def test_a_stranger_beside_it_is_named_and_left(swap: Swap, what: str):
    stranger = swap.folder.with_name(f"reports.{what}")
    stranger.mkdir()
    assert swap.in_the_way() is None  # an empty one holds nothing to lose
    (stranger / "thesis.docx").write_bytes(b"years of work")
    assert swap.in_the_way() == stranger


def test_a_link_beside_it_is_a_stranger(swap: Swap, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    swap.new.symlink_to(tmp_path / "elsewhere")
    assert swap.in_the_way() == swap.new


def test_a_disk_that_fills_up_half_way_keeps_the_old_set_and_nothing_of_the_new(swap: Swap):
    put(swap, OLD)

    def files():
        yield "a.html", (b"new",)
        yield "b.html", full()

    def full():
        yield b"half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="space"):
        swap.put(mark_of, files())
    assert held(swap.folder) == OLD
    assert list(swap.folder.parent.iterdir()) == [swap.folder]


_CALLS = ("mkdir", "rename", "unlink", "rmdir", "fsync", "open")


@contextmanager
def pulled_at(number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the computer go off before the n-th call that reaches the disk; none does after it."""
    calls = itertools.count(1)

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            if next(calls) >= number:
                raise PulledPlug
            return real(*words, **more)

        return call

    with monkeypatch.context() as patched:
        for name in _CALLS:
            patched.setattr(os, name, counted(getattr(os, name)))
        yield


def test_a_pulled_plug_at_any_moment_leaves_one_set_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for number in itertools.count(1):
        swap = Swap(folder=tmp_path / str(number) / "reports", mark=MARK)
        put(swap, OLD)
        (swap.folder / "theirs.txt").write_bytes(b"theirs")
        try:
            with pulled_at(number, monkeypatch):
                put(swap, NEW)
        except PulledPlug:
            assert swap.in_the_way() is None
            swap.take(read)
            found = held(swap.folder)
            assert found.pop("theirs.txt") == b"theirs"
            assert found in (OLD, NEW)
            put(swap, NEW)
            assert held(swap.folder) == {**NEW, "theirs.txt": b"theirs"}
        else:
            break
    assert number > len(OLD) + len(NEW) * 2  # every write, every removal and both renames

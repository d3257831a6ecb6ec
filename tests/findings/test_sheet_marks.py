"""What an exported row's mark tells when it comes back."""

from datetime import UTC, datetime

from msgspec.structs import replace

from orchestrator.findings.sheet_marks import mark_of, read_mark, state_digest
from orchestrator.model.act import Triaged
from orchestrator.model.campaign import FindingState
from tests.findings.acts_made import finding

CELLS = ("F-X", "u1", "máy 1", "")
ONE = finding()


def mark(written=None, number=ONE.number):
    return read_mark(written or mark_of("ab" * 32, ONE, CELLS), number)


def test_a_mark_comes_back_whole():
    read = mark()
    assert (read.basis, read.state) == ("ab" * 6, state_digest(ONE))
    assert read.edited(CELLS) is None


def test_it_tells_which_cell_was_edited():
    assert mark().edited(("F-X", "u2", "máy 2", "")) == 1
    assert mark().edited(("F-X", "u1", "máy 1", "P.1")) == 3


def test_what_was_touched_or_stands_elsewhere_is_no_mark():
    written = mark_of("ab" * 32, ONE, CELLS)
    for other in ("x", "m-1", written[:-1] + ("0" if written[-1] != "0" else "1")):
        assert read_mark(other, ONE.number) is None
    assert mark(number="F-AAAAAA") is None


def test_where_a_finding_stands_changes_its_digest():
    assert state_digest(ONE) == state_digest(finding())
    assert state_digest(replace(ONE, state=FindingState.HANDLED)) != state_digest(ONE)
    assert state_digest(replace(ONE, looks_seen=2)) != state_digest(ONE)


def test_a_sheet_that_is_out_for_months_is_still_read():
    at = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
    acts = tuple(
        Triaged(id=one, unit="u1", claimed=at, recorded=at, actor="A", reason="r", list="")
        for one in ("a", "b")
    )
    written = mark_of("ab" * 32, replace(ONE, acts=acts), CELLS)
    assert written == "m-abababababab-b6b6ee9a8cc4-e6a524b4491d1121-1c96ce2a"

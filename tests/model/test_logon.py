"""However an account is spelt, it has one name in the ledger."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.logon import Logon, LogonOutcome, principal_of

SPELLINGS = ("{}", "DOM\\{}", "dom.local\\{}", ".\\{}", "DOM/{}", "{}@dom.local", " {} ")


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("user", ["audit", "AUDIT", "Kiểm-Toán"])
def test_all_spellings_are_one(spelling: str, user: str):
    assert principal_of(spelling.format(user)) == user.casefold()


def test_composed_and_decomposed_letters_are_one():
    assert principal_of("kie\u0302\u0309m") == principal_of("ki\u1ec3m")


def test_another_persons_account_of_the_same_name_is_another():
    assert principal_of("DOM\\audit", "hs-01") == "audit (hs-01)"
    assert principal_of("audit", "hs-02") != principal_of("audit", "hs-01") != principal_of("audit")


@given(st.text(max_size=20), st.text(max_size=5))
def test_a_name_is_never_empty_and_stays_itself(user: str, whose: str):
    name = principal_of(user)
    assert bool(name) == bool(user.strip())
    if "@" not in name and "\\" not in name:
        assert principal_of(name) == name
    assert principal_of(user, whose).startswith(name)


def test_a_row_without_an_end_counts_as_a_rejection():
    at = datetime(2026, 11, 2, tzinfo=UTC)
    ends = (None, *LogonOutcome)
    rows = [Logon(principal="audit", machine="m", sent_at=at, end=end) for end in ends]
    assert [row.end for row in rows if row.rejected] == [None, LogonOutcome.REJECTED]

"""The rows that standings are folded from: of who met nothing, the newest try alone."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.evidence import Store, open_store
from orchestrator.evidence.scopes import FOR_EVER
from orchestrator.model.look import MachineTry
from orchestrator.sweep.campaign_rows import campaign_rows, grouped
from orchestrator.sweep.standing import standing
from tests.sweep.kept_campaign import OFF, TUESDAY, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
DAY = timedelta(days=1)
NOW = TUESDAY + 9 * DAY
CLEAN_ONE, MET_ONE, NEVER_ON = 1, 2, 3


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three sweeps of one clean machine, one that met something, and one that was never on."""
    with closing(open_store(tmp_path / "state", create=True)) as opened:
        played = Campaign(opened, tmp_path)
        for n in range(3):
            seen = {"a": CLEAN, "b": OFF if n else INFECTED, "c": OFF}
            played.sweep(f"s{n}", TUESDAY + n * DAY, seen)
        standing(opened.folder, NOW)
        yield opened


def tries(
    store: Store, until: datetime = FOR_EVER, only: frozenset[int] | None = None
) -> dict[int, tuple[MachineTry, ...]]:
    return dict(campaign_rows(store, store.acts(), until, NOW, only).attempts)


def test_who_met_something_has_all_tries_and_all_others_their_newest(store: Store):
    every = grouped(store.attempts())
    assert {number: len(some) for number, some in every.items()} == {1: 3, 2: 3, 3: 3}
    for only in (None, frozenset((CLEAN_ONE, MET_ONE, NEVER_ON))):
        found = tries(store, only=only)
        assert found[MET_ONE] == every[MET_ONE]
        assert found[CLEAN_ONE] == every[CLEAN_ONE][-1:]
        assert found[NEVER_ON] == every[NEVER_ON][-1:]
    assert tries(store, only=frozenset((CLEAN_ONE,))) == {CLEAN_ONE: every[CLEAN_ONE][-1:]}


def test_of_a_date_in_the_past_and_by_a_clock_put_right_all_tries_are_read(store: Store):
    every = dict(grouped(store.attempts()))
    assert tries(store, until=NOW) == every
    store.keep_clock_word(TUESDAY + DAY, "Tổ CNTT", "đã đối chiếu")
    assert tries(store) == dict(grouped(store.attempts())) != every

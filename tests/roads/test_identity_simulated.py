"""Of thousands of PCs that come home by kits, no row that is shown as sure holds another's answer.

Three seeds, with every name known beforehand, with three in ten, with none; `ORCHESTRATOR_ROWS`
says how many PCs: 5,000 at night.
"""

import os

import pytest

from orchestrator.roads.joining import Unknown
from tests.roads.played_pcs import play

SEEDS = (1, 2, 3)
PCS = int(os.environ.get("ORCHESTRATOR_ROWS", "1500"))


@pytest.mark.parametrize("known", [1.0, 0.3, 0.0])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_wrong_join_is_shown_as_sure(seed, known):
    district = play(seed, PCS, known)
    assert district.wrong_unseen == []
    strangers = [found for found, pc in district.waiting if pc.row is None]
    assert all(isinstance(found, Unknown) for found in strangers)
    assert all(pc.row is not None for _, _, pc in district.joined)
    if known < 1:
        assert district.wrong  # people do choose wrong rows: it is not for want of trying
    right = [row for row, _, pc in district.joined if row == pc.row]
    assert len(right) > len(district.units) * 0.8

"""A report that differs from the truth in anything is found out."""

import pytest

from orchestrator.lab.troupe import LOCAL_MACHINE
from orchestrator.lab.truth import TRUTH, differences

SHARED_WRONG = ("hcn-01", "hcn-02", "hcn-03")


def _right() -> dict[str, dict[str, object]]:
    rows: dict[str, dict[str, object]] = {LOCAL_MACHINE: {"name": LOCAL_MACHINE}}
    for name, truth in TRUTH.items():
        # of a shared wrong password, the first two are rejected: that ending sorts first
        ending = sorted(truth.endings, key=str)[0 if name != SHARED_WRONG[2] else -1]
        hits = [{"indicator": value, "status": status} for value, status in truth.hits]
        reason, outcome = ending
        rows[name] = {
            "name": name,
            "verdict": str(truth.verdict),
            "reason": reason,
            "outcome": outcome,
            "hits": hits,
        }
    return rows


def test_the_truth_does_not_differ_from_itself():
    assert differences(_right().values()) == ()


def test_hits_may_come_twice():
    rows = _right()
    rows["cbv-01"]["hits"] = [*rows["cbv-01"]["hits"], *rows["cbv-01"]["hits"]]
    assert differences(rows.values()) == ()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cbv-01", {"verdict": "pass"}),
        ("cbv-01", {"hits": []}),
        ("cbv-02", {"hits": [{"indicator": "203[.]0[.]113[.]9", "status": "CONNECTED"}]}),
        ("rt-01", {"reason": "unreachable"}),
        ("rt-01", {"outcome": "stalled(read)"}),
        ("atn-01", {"reason": "partial"}),
    ],
)
def test_a_difference_is_said(name: str, change: dict[str, object]):
    rows = _right()
    rows[name] = rows[name] | change
    said = differences(rows.values())
    assert len(said) == 1
    assert said[0].startswith(f"{name}: ")


def test_a_missing_and_an_unknown_machine_are_said():
    rows = _right()
    del rows["cbv-01"], rows[LOCAL_MACHINE]
    rows["la"] = {"name": "la"}
    assert differences(rows.values()) == (
        "la: is not in the district",
        "cbv-01: is missing",
        f"{LOCAL_MACHINE}: is missing",
    )


@pytest.mark.parametrize("tried", [1, 3])
def test_a_shared_wrong_password_is_tried_twice(tried: int):
    rows = _right()
    for number, name in enumerate(SHARED_WRONG):
        ending = (
            ("auth", "auth_rejected")
            if number < tried
            else (
                "credential_paused",
                "not_attempted(credential paused)",
            )
        )
        rows[name] |= {"reason": ending[0], "outcome": ending[1]}
    assert differences(rows.values()) == (
        f"th_hoa_cuc_nho: a shared wrong password was tried on {tried} machines",
    )

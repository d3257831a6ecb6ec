"""A state folder of an earlier version, or of no version: what the command line makes of it."""

import json
import shutil

import pytest

from orchestrator.evidence.opening import FILE
from orchestrator.evidence.steps import VERSION
from tests.acceptance.conftest import orchestrator
from tests.evidence.building import STORES, frozen

OLD = "v1-bec3bb7"
NEWER = (VERSION + 1).to_bytes(4, "big")  # where SQLite keeps `user_version`


def report(state, out, *more):
    return orchestrator("report", "latest", "--state", str(state), "-o", str(out), *more)


def test_a_report_of_an_old_state_folder_says_what_it_said_then(tmp_path):
    state = frozen(OLD, tmp_path / "state")
    *_, (last, then) = json.loads((STORES / f"{OLD}.json").read_text("utf-8")).items()
    for _ in range(2):
        done = report(state, tmp_path / "out", "--json")
        assert done.returncode == 3, done.stderr
        said = json.loads(done.stdout)
        assert said["sweep"] == last
        assert {one["name"]: one["verdict"] for one in said["machines"]} == {
            name: one["verdict"] for name, one in then["machines"].items()
        }
    assert len(list(state.glob("orchestrator.v1.*.sqlite3"))) == 1


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda store: store[:50_000], "đã hỏng hoặc bị cắt cụt"),
        (lambda store: store[:60] + NEWER + store[64:], "phiên bản mới hơn ghi"),
        (lambda _: b"hello", "không phải tệp dữ liệu rà soát"),
    ],
)
def test_a_state_folder_that_cannot_be_used_is_one_message(made, said, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    shutil.copyfile(STORES / f"{OLD}.sqlite3", state / FILE)
    broken = made((state / FILE).read_bytes())
    (state / FILE).write_bytes(broken)
    done = report(state, tmp_path / "out")
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (state / FILE).read_bytes() == broken
    assert not (tmp_path / "out").exists()

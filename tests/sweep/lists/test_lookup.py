"""What lists say of values and logs can be asked without the command line."""

import io
import json
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.model.indicator import Unused
from orchestrator.model.ioc_table import IocTable
from orchestrator.sweep import lists


@pytest.fixture
def table(tmp_path: Path) -> IocTable:
    listed = tmp_path / "a.txt"
    listed.write_text("bad.example\n192.0.2.7:443\nhttp://may.example/x\ngov.vn\n")
    return lists.load_lists([listed], sinkholes=(), allow=(), state=tmp_path / "state")


def test_values_are_looked_up_in_their_order(table: IocTable):
    asked = ("WWW[.]bad[.]example", "good.example", "gov.vn", "???", "http://may.example/y")
    found = lists.look_up(asked, table)
    assert [one.given for one in found] == list(asked)
    assert [one.listed for one in found] == [True, False, False, False, True]
    assert [one.unusable for one in found] == [None, None, None, Unused.NOT_A_VALUE, None]
    assert [one.text for one in found[2].refused] == ["gov.vn"]
    assert found[4].found is not None or found[4].host is not None
    said = json.loads(json.dumps(lists.lookups_as_json(found, table)))
    assert [one["listed"] for one in said["values"]] == [True, False, False, False, True]
    assert said["lists"][0]["name"] == "a.txt"


def test_logs_are_scanned_one_after_the_other(table: IocTable, tmp_path: Path):
    scan, passed = lists.LogScan(table), list[int]()
    log = scan.open(Path("-"), io.BytesIO(b"x\nquery www.bad.example\n"), passed.append)
    seen = list(log.sightings)
    assert sum(passed) == len(b"x\nquery www.bad.example\n")
    assert [(one.sighting.line, one.sighting.observed) for one in seen] == [(2, "www.bad.example")]
    said = lists.sighting_as_json(seen[0])
    assert (said["log"], said["line"], said["text"]) == ("-", 2, "query www.bad.example")
    with pytest.raises(InputError):
        scan.open(tmp_path / "none.log", io.BytesIO(), passed.append)
    read = lists.LogRead(path=tmp_path / "none.log", sightings=0, error="gone")
    assert scan.end_as_json([read])["logs"] == [
        {
            "path": str(tmp_path / "none.log"),
            "sightings": 0,
            "error": "gone",
            "sampled": 0,
            "formats": [],
        }
    ]

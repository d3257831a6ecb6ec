"""What `sweep --json` prints is what its schema says, of real runs."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from orchestrator.cli.main import main
from orchestrator.model.outcome import Ended, Outcome, Phase, Why
from orchestrator.sweep import running
from tests.inventory.trees import HEAD, write

SCHEMA = json.loads((Path(running.__file__).parent / "events.schema.json").read_text("utf-8"))
UNIT = "th_x:\n  vars: {unit: {name: Trường X, type: primary_school}}\n  hosts:\n"
HOSTS = (
    "    a: {ansible_connection: local}\n"
    "    b: {ansible_host: 127.0.0.1, ansible_port: 1, ansible_user: a, ansible_password: x}\n"
)
PLAY = "- hosts: all\n  iocs: iocs/\n  tasks:\n    - {name: m, connections: }\n"


def valid(event: Mapping[str, object]) -> None:
    jsonschema.validate(event, SCHEMA)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_real_sweep_prints_what_the_schema_says(tmp_path: Path, capsys):
    write(
        tmp_path,
        {
            "i/group_vars/all.yml": HEAD,
            "i/a.yml": UNIT + HOSTS,
            "play.yml": PLAY,
            "iocs/a.txt": "bad.example\n",
        },
    )
    typed = ["sweep", str(tmp_path / "play.yml"), "-i", str(tmp_path / "i"), "--json"]
    main([*typed, "--state", str(tmp_path / "s"), "--no-report"])
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["event"] for one in events] == ["sweep_start", "machine", "machine", "sweep_end"]
    for event in events:
        valid(event)


def test_every_way_to_end_is_in_the_schema():
    pattern = SCHEMA["$defs"]["machine"]["properties"]["outcome"]["pattern"]
    for ended in Ended:
        assert re.search(pattern, str(Outcome(ended=ended, detail="", error_id="")))
    stalled = Outcome(ended=Ended.STALLED, at=Phase.KEX)
    left = Outcome(ended=Ended.NOT_ATTEMPTED, why=Why.ACCOUNT_WAITS)
    for outcome in (stalled, left):
        assert re.search(pattern, str(outcome)), str(outcome)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "machine"},
        {"schema": 1, "event": "sweep_start", "sweep": "x", "machines": -1},
        {"schema": 1, "event": "sweep_start", "sweep": "x", "machines": 1, "more": 1},
    ],
)
def test_what_it_does_not_say_is_found(wrong: Mapping[str, object]):
    with pytest.raises(jsonschema.ValidationError):
        valid(wrong)

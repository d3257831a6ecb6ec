"""Which lists a sweep is judged by: the play's or the command line's, and the district's own."""

from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator import ioc
from orchestrator.cli.main import main
from orchestrator.model.indicator import IocSet, Unused
from orchestrator.model.ioc_table import as_table
from orchestrator.sweep import SweepRequest, now, plan_sweep
from tests.inventory.trees import HEAD, write

PLAY = "- hosts: all\n  iocs: iocs\n{}  tasks:\n    - connections:\n"
HOSTS = (
    "u:\n  vars: {unit: {name: U, type: department}}\n"
    "  hosts:\n    m: {ansible_connection: local, ansible_host: 203.0.113.7}\n"
)
DECLARED = "own_networks: [198.51.100.0/24]\nown_domains: [quan.example]\n"


def allow(value: str, days: int = 30) -> str:
    until = now().date() + timedelta(days=days)
    return f"- {{value: {value}, owner: A, reason: B, expires: {until}}}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "inventory/group_vars/all.yml": HEAD + DECLARED,
            "inventory/a.yml": HOSTS,
            "plays/play.yml": PLAY.format(""),
            "plays/iocs/a.txt": "bad.example\n203.0.113.7\n203.0.113.8\n198.51.100.9\n"
            "thu.quan.example\n",
            "plays/mine.yml": allow("mine.example"),
            "other.yml": allow("other.example"),
        },
    )
    return tmp_path


def lists(place: Path, **changes: tuple[Path, ...]) -> IocSet:
    request = SweepRequest(
        playbook=place / "plays" / "play.yml", inventory=(str(place / "inventory"),), **changes
    )
    return plan_sweep(request).iocs


def allowed(iocs: IocSet) -> list[str]:
    return [one.value for one in iocs.allowed]


def test_what_is_the_districts_own_is_refused_with_its_line(place: Path):
    iocs = lists(place)
    assert [(one.line, one.reason) for one in iocs.refused] == [
        (2, Unused.OWN),
        (4, Unused.OWN),
        (5, Unused.OWN),
    ]
    assert [one.value for one in iocs.indicators if one.test] == ["bad.example", "203.0.113.8"]


def test_a_play_names_its_allow_list_and_the_command_line_replaces_it(place: Path):
    assert allowed(lists(place)) == []
    write(place, {"plays/play.yml": PLAY.format("  allow: mine.yml\n")})
    iocs = lists(place)
    assert allowed(iocs) == ["mine.example"]
    assert ioc.from_body(ioc.to_body(iocs)) == as_table(iocs)
    assert allowed(lists(place, allow=(place / "other.yml",))) == ["other.example"]


def test_the_allow_list_of_a_folder_is_used_as_that(place: Path):
    write(
        place,
        {
            "plays/iocs/sources.yml": "files: {cho-phep.yml: allow}\n",
            "plays/iocs/cho-phep.yml": allow("folder.example"),
        },
    )
    iocs = lists(place, allow=(place / "other.yml",))
    assert allowed(iocs) == ["folder.example", "other.example"]
    assert not any(one.value == "folder.example" for one in iocs.indicators)


def test_a_wrong_allow_list_stops_the_sweep(place: Path, capsys: pytest.CaptureFixture[str]):
    write(place, {"other.yml": allow("other.example", days=181) + "- {value: x.example}\n"})
    state = place / "state"
    words = ("sweep", place / "plays" / "play.yml", "-i", place / "inventory", "--state", state)
    assert main([*map(str, words), "--allow", str(place / "other.yml")]) == 2
    said = capsys.readouterr().err
    assert "other.yml:1:" in said
    assert "hết hạn sau hơn 180 ngày" in said
    assert "other.yml:2:" in said
    assert not state.exists()

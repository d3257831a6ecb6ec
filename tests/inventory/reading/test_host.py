import json
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import InventoryError
from orchestrator.inventory import load
from orchestrator.inventory.reading.variables import (
    Precedence,
    Setting,
    VariableOrigin,
    origins,
    shown,
)
from tests.inventory.trees import write

SAMPLES = Path(__file__).parents[1] / "samples"
BA_DINH = Path(__file__).parents[3] / "inventories" / "ba-dinh"
FILES = {
    "a.yml": """
outer:
  vars: {v: 1}
  children:
    inner:
      vars: {v: 2, ansible_password: s3cr3t}
      hosts:
        h: {v: 4}
inner: {vars: {v: 3}}
""",
    "b.yml": "inner: {hosts: {h: {v: 5, w: x}}}\n",
    "group_vars/outer.yml": "v: 6\n",
    "host_vars/h.yml": "v: 7\nlogon: {user: u, password: s3cr3t, keys: [a]}\n",
}


def _told(setting: Setting) -> tuple[object, str | None, str]:
    place = setting.place
    return setting.value, setting.group, f"{Path(place.file).name}:{place.line}:{place.column}"


def _by_name(found: tuple[VariableOrigin, ...]) -> dict[str, VariableOrigin]:
    return {origin.name: origin for origin in found}


def test_every_setting_is_named_from_the_strongest_to_the_weakest(tmp_path: Path):
    v = _by_name(origins(load([write(tmp_path, FILES)]), "h"))["v"]
    assert [_told(setting) for setting in (v.setting, *v.overrode)] == [
        (7, None, "h.yml:1:1"),
        (5, None, "b.yml:1:21"),
        (4, None, "a.yml:8:13"),
        (6, "outer", "outer.yml:1:1"),
        (3, "inner", "a.yml:9:16"),
        (2, "inner", "a.yml:6:14"),
        (1, "outer", "a.yml:3:10"),
    ]


@pytest.mark.parametrize(
    "sources", [[BA_DINH], [SAMPLES / "tree", SAMPLES / "second"]], ids=["sample", "trees"]
)
def test_what_is_shown_last_is_what_holds(sources: list[Path]):
    inventory = load([str(source) for source in sources])
    precedence = Precedence(inventory)
    for host in inventory.hosts:
        settings = precedence.of_host(host)
        found = _by_name(origins(inventory, host))
        assert found.keys() == settings.keys()
        for name, entry in settings.items():
            assert found[name].setting.place == entry.key.place, (host, name)


def test_secrets_are_on_no_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source = write(tmp_path, FILES)
    for words in ([], ["--json"], ["--lang", "en"]):
        assert main(["inventory", "host", "h", "-i", source, *words]) == 0
        out = capsys.readouterr().out
        assert "s3cr3t" not in out
        assert "***" in out
    vaulted = "h: {hosts: {h: {pin: !vault 'abc', list: [{api_key: abc, n: 1}]}}}"
    found = _by_name(origins(load([write(tmp_path / "v", {"a.yml": vaulted})]), "h"))
    assert found["pin"].setting.value == "***"
    assert found["list"].setting.value == [{"api_key": "***", "n": 1}]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ansible_become_pass", "x", "***"),
        ("ansible_password", None, None),
        ("use_token", True, True),
        ("room", 203, 203),
        ("people", [{"name": "A", "secrets": [1]}], [{"name": "A", "secrets": "***"}]),
    ],
)
def test_what_is_hidden(name: str, value: object, expected: object):
    assert shown(name, value) == expected


def test_the_text_and_the_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    files = {"a.yml": 'g: {vars: {v: 1}, hosts: {h: {v: "a\\e[1m"}}}\n'}
    source = write(tmp_path, files)
    assert main(["inventory", "host", "h", "-i", source]) == 0
    assert capsys.readouterr().out == (
        'v = "a\\u001b[1m"\n'
        f"    {source}/a.yml:1:31  chính máy này\n"
        f"    thay cho 1  {source}/a.yml:1:12  nhóm g\n"
    )
    assert main(["inventory", "host", "h", "-i", source, "--json"]) == 0
    where = {"file": f"{source}/a.yml", "line": 1}
    assert json.loads(capsys.readouterr().out) == {
        "schema": 1,
        "host": "h",
        "groups": ["g"],
        "variables": [
            {
                "name": "v",
                "value": "a\x1b[1m",
                "group": None,
                **where,
                "column": 31,
                "overrode": [{"value": 1, "group": "g", **where, "column": 12}],
            }
        ],
    }


def test_an_unknown_machine_is_refused_with_what_was_meant(tmp_path: Path):
    inventory = load([write(tmp_path, FILES | {"b.yml": "g: {hosts: {hs-01: }}"})])
    with pytest.raises(InventoryError, match=r"no machine `hs-1`\. Did you mean `hs-01`"):
        origins(inventory, "hs-1")

"""`orchestrator inventory list|hosts|graph|check`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.cli.main import main, parser
from orchestrator.errors import InventoryError
from tests.inventory.both_languages import every_problem_is_said
from tests.inventory.trees import HEAD, write

GOOD = """
phuc_xa:
  vars: {ward: Phúc Xá}
  children:
    th_x:
      vars: {unit: {name: Trường X, type: primary_school}}
      hosts: {"x-[1:2]": }
"""


@pytest.fixture(autouse=True)
def every_problem_is_said_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with every_problem_is_said(monkeypatch):
        yield


@pytest.fixture
def source(tmp_path: Path) -> str:
    return write(tmp_path, {"group_vars/all.yml": HEAD, "a.yml": GOOD})


def _run(*words: str) -> int:
    args = parser().parse_args(["inventory", *words])
    code = args.run(args)
    assert isinstance(code, int)
    return code


def test_hosts_prints_names_and_nothing_else(source: str, capsys: pytest.CaptureFixture[str]):
    assert _run("hosts", "th_x:th_y", "-i", source, "-l", "x-*") == 0
    out, err = capsys.readouterr()
    assert out == "x-1\nx-2\n"
    assert err == (
        "mẫu chọn `th_y` không ứng với nhóm hay máy nào trong danh mục. Có phải ý là `th_x`?\n"
    )
    assert _run("hosts", "th_x:th_y", "-i", source, "--lang", "en") == 0
    assert "`th_y` names no group" in capsys.readouterr().err


def test_hosts_as_json(source: str, capsys: pytest.CaptureFixture[str]):
    assert _run("hosts", "--json", "-i", source) == 0
    assert json.loads(capsys.readouterr().out) == {"schema": 1, "hosts": ["x-1", "x-2"]}


def test_list_as_json_is_ansibles_own_form(source: str, capsys: pytest.CaptureFixture[str]):
    assert _run("list", "--json", "-i", source) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["phuc_xa"] == {"children": ["th_x"]}
    assert shown["_meta"]["hostvars"]["x-1"]["ward"] == "Phúc Xá"
    assert "schema" not in shown


def test_list_shows_a_machine_a_line(source: str, capsys: pytest.CaptureFixture[str]):
    assert _run("list", "-i", source) == 0
    assert capsys.readouterr().out == "x-1  th_x phuc_xa\nx-2  th_x phuc_xa\n"


def test_graph(source: str, capsys: pytest.CaptureFixture[str]):
    assert _run("graph", "-i", source) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["@all:", "  |--@ungrouped:"]
    assert lines[-1] == "  |  |  |--x-2"
    assert _run("graph", "--json", "-i", source) == 0
    tree = json.loads(capsys.readouterr().out)["graph"]
    assert tree["children"]["phuc_xa"]["children"]["th_x"]["hosts"] == ["x-1", "x-2"]


def test_check_sums_up(source: str, capsys: pytest.CaptureFixture[str]):
    assert _run("check", "-i", source) == 0
    assert capsys.readouterr().out == "Quận Thử: 1 đơn vị, 2 máy, 1 phường, 0 máy loại trừ\n"
    assert _run("check", "-i", source, "--lang", "en") == 0
    assert capsys.readouterr().out == "Quận Thử: 1 unit, 2 machines, 1 ward, 0 excluded\n"


def test_check_refuses(source: str, capsys: pytest.CaptureFixture[str]):
    stray = write(Path(source) / "more", {"b.yml": "g: {hosts: {stray: }}"})
    with pytest.raises(InventoryError, match="`stray` is in no unit") as caught:
        _run("check", "-i", source, "-i", stray)
    assert caught.value.exit_code == 2
    assert _run("check", "--json", "-i", source) == 2
    shown = json.loads(capsys.readouterr().out)
    assert (shown["schema"], shown["ok"]) == (1, False)
    assert shown["warnings"] == []
    (problem,) = shown["problems"]
    assert problem.pop("file").endswith("b.yml")
    assert problem == {
        "line": 1,
        "column": 13,
        "id": "machine.no_unit",
        "what": "máy `stray` không thuộc đơn vị nào",
        "mend": "hãy đặt nó dưới một nhóm có unit:",
    }


def test_the_language_is_the_options_then_the_environments_then_vietnamese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    words = ["inventory", "check", "-i", write(tmp_path, {"a.yml": "g: {hosts: {a: , a: }}"})]
    vietnamese, english = "khóa `a` đã có ở dòng 1", "the key `a` was already given"
    monkeypatch.delenv("ORCHESTRATOR_LANG", raising=False)
    assert main(words) == 2
    assert vietnamese in capsys.readouterr().err
    assert main([*words, "--lang", "en"]) == 2
    assert english in capsys.readouterr().err
    monkeypatch.setenv("ORCHESTRATOR_LANG", "en")
    assert main(words) == 2
    assert english in capsys.readouterr().err
    assert main([*words, "--lang", "vi"]) == 2
    assert vietnamese in capsys.readouterr().err
    monkeypatch.setenv("ORCHESTRATOR_LANG", "fr")
    assert main(words) == 2
    told = "ORCHESTRATOR_LANG=fr không phải ngôn ngữ nào. Hãy đặt là vi hoặc en.\n"
    assert capsys.readouterr().err == told


def test_what_a_sweep_lets_pass_is_a_warning_of_the_check(
    source: str, capsys: pytest.CaptureFixture[str]
):
    write(Path(source), {"group_vars/th_x.yml": "ansible_password: s3cr3t"})
    assert _run("check", "--json", "-i", source) == 0
    (warning,) = json.loads(capsys.readouterr().out)["warnings"]
    assert warning.pop("file").endswith("th_x.yml")
    assert (warning["id"], warning["line"], warning["column"]) == ("vault.clear", 1, 19)
    assert "s3cr3t" not in str(warning)


def test_a_broken_file_hides_nothing_that_is_wrong_with_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """What may be whole in the broken file (a machine's unit, a group) is not held against it."""
    files = {
        "a.yml": "g: [",
        "b.yml": "g: {hosts: {a: , a: , b: {rol: pc}}}",
        "c.yml": "h: {vars: {unit: {name: X}}, hosts: {c: }}",
        "group_vars/i.yml": "x: 1",
    }
    source = write(tmp_path, files)
    assert _run("check", "--json", "-i", source) == 2
    shown = json.loads(capsys.readouterr().out)["problems"]
    assert [(Path(one["file"]).name, one["id"]) for one in shown] == [
        ("a.yml", "yaml.invalid"),
        ("b.yml", "yaml.duplicate"),
        ("b.yml", "variable.slip"),
        ("c.yml", "field.missing"),
    ]
    with pytest.raises(InventoryError) as caught:
        _run("list", "-i", source)
    assert [problem.what.id for problem in caught.value.problems] == ["yaml.invalid"]


def test_a_broken_inventory_stops_every_command(tmp_path: Path):
    source = write(tmp_path, {"a.yml": "g: ["})
    for words in (["list"], ["hosts", "all"], ["graph"], ["check"]):
        with pytest.raises(InventoryError, match="no valid YAML"):
            _run(*words, "-i", source)

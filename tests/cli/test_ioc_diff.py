"""`ioc diff` shows what a new version of a list adds, drops and judges otherwise."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.cli.main import main
from orchestrator.ioc.sets.list_changes import compare
from orchestrator.model.indicator import Scope
from tests.match.made import indicator

OLD = "bad.example\n192.0.2.7\n198.51.100.0/24\n"
NEW = "# một ghi chú\nBAD[.]example\n192.0.2.7:443\n198.51.100.0/24\nworse.example\n"


def run(folder: Path, old: str, new: str, *words: str) -> int:
    (folder / "old.txt").write_text(old)
    (folder / "new.txt").write_text(new)
    return main(["ioc", "diff", str(folder / "old.txt"), str(folder / "new.txt"), *words])


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(tmp_path, OLD, NEW, "--json") == 3
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == 1
    assert [(one["value"], one["port"]) for one in said["added"]] == [
        ("worse.example", None),
        ("192.0.2.7", 443),
    ]
    assert [(one["value"], one["port"]) for one in said["removed"]] == [("192.0.2.7", None)]
    assert said["changed"] == []
    assert (said["old"]["indicators"], said["new"]["indicators"]) == (3, 4)


def test_text_is_defanged(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(tmp_path, OLD, NEW, "--lang", "en") == 3
    assert capsys.readouterr().out.splitlines() == [
        "added: 2, removed: 1, changed in reach, class or validity: 0",
        "+ worse[.]example  (new.txt:5)",
        "+ 192[.]0[.]2[.]7:443  (new.txt:3)",
        "- 192[.]0[.]2[.]7  (old.txt:2)",
    ]


def test_other_order_and_writing_are_no_difference(tmp_path: Path):
    assert run(tmp_path, OLD, "198.51.100.0/24\nbad[.]example.\n192[.]0.2.7\n") == 0


def test_an_empty_list_is_an_error(tmp_path: Path):
    assert run(tmp_path, OLD, "# trống\n") == 2


def test_a_narrowed_value_is_a_change():
    wide = indicator("bad.example")
    narrow = replace(wide, scope=Scope.EXACT)
    found = compare([wide], [narrow])
    assert (found.added, found.removed, found.changed) == ((), (), ((wide, narrow),))
    assert not compare([wide], [wide])


@pytest.mark.parametrize(
    ("lang", "judged"),
    [
        ("en", "with all names below, malicious"),
        ("vi", "cả các tên miền con, độc hại"),
    ],
)
def test_what_is_judged_otherwise_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, judged: str
):
    old, new = (f"domain,valid_until\nbad.example,{day}\n" for day in ("2998-01-02", "2999-01-02"))
    assert run(tmp_path, old, new, "--lang", lang) == 3
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"~ bad[.]example  (new.txt:2): {judged}, ..02/01/2998 -> {judged}, ..02/01/2999"
    ]

"""One ward's file is usable beside the district's variables; what is misspelt is still found."""

from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import InventoryError
from orchestrator.inventory import district, load

HEAD = "all: {vars: {authority: {name: Ba Đình, committee: UBND, level: district, campaign: C}}}\n"


def unit(code: str, machine: str) -> str:
    named = f"{{unit: {{name: Trường {code}, type: primary_school}}}}"
    return f"{code}: {{vars: {named}, hosts: {{{machine}: {{ansible_host: 192.0.2.1}}}}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yml").write_text(HEAD + unit("th_mai_1", "a"), "utf-8")
    (tmp_path / "b.yml").write_text(unit("th_mai_2", "b"), "utf-8")
    declare(tmp_path, "th_mai_1")
    declare(tmp_path, "th_mai_2")
    return tmp_path


def declare(folder: Path, code: str, kind: str = "group_vars") -> None:
    place = folder / kind / code
    place.mkdir(parents=True)
    said = "annex: {people: 7}\n" if kind == "group_vars" else "label: X\n"
    (place / "own.yml").write_text(said, "utf-8")


def test_the_variables_of_others_are_skipped_and_said(folder: Path):
    found = load([str(folder / "a.yml")])
    assert [one.annex.people for one in district(found).units] == [7]
    (said,) = found.skipped
    assert "th_mai_2" in str(said)
    assert said.place is not None
    assert said.place.file == str(folder / "group_vars")
    assert load([str(folder)]).skipped == ()
    assert load([str(folder / "a.yml"), str(folder / "b.yml")]).skipped == ()


def test_so_are_those_of_machines(folder: Path):
    declare(folder, "b", "host_vars")
    kinds = [str(one.what) for one in load([str(folder / "a.yml")]).skipped]
    assert ["group" in one for one in kinds] == [True, False]


def test_without_the_other_inventories_too(folder: Path):
    (folder / "b.yml").unlink()
    declare(folder, "mn_sen_do")
    found = load([str(folder / "a.yml")])
    district(found)
    assert "th_mai_2, mn_sen_do" in str(found.skipped) or "mn_sen_do, th_mai_2" in str(
        found.skipped
    )


@pytest.mark.parametrize("others", [True, False])
def test_what_looks_like_a_group_of_ours_without_variables_is_misspelt(
    folder: Path, *, others: bool
):
    if not others:
        (folder / "b.yml").unlink()
    (folder / "group_vars" / "th_mai_1").rename(folder / "group_vars" / "th_mai_l")
    with pytest.raises(InventoryError, match="Did you mean `th_mai_1`"):
        district(load([str(folder / "a.yml")]))


def test_a_second_entry_for_a_name_is_still_refused(folder: Path):
    (folder / "group_vars" / "th_mai_1.yml").write_text("annex: {people: 8}\n")
    with pytest.raises(InventoryError, match="stand behind others"):
        district(load([str(folder / "a.yml")]))


def test_a_whole_folder_has_no_others(folder: Path):
    declare(folder, "mn_sen_do")
    with pytest.raises(InventoryError, match="belong to no group"):
        district(load([str(folder)]))
    district(load([str(folder / "a.yml")]))


def test_another_inventory_that_is_damaged_does_not_stop_this_one(folder: Path):
    (folder / "b.yml").write_text("all: [\n")
    district(load([str(folder / "a.yml")]))


def test_many_are_counted(folder: Path):
    for number in range(3, 12):
        declare(folder, f"mn_{number}")
    assert "…" in str(load([str(folder / "a.yml")]).skipped[0])


def test_commands_say_it(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["inventory", "check", "-i", str(folder / "a.yml")]) == 0
    assert "không đọc: biến của 1 nhóm" in capsys.readouterr().err

"""Figures in a unit's file: the lines that change, and every other byte as it was."""

from pathlib import Path

import pytest

from orchestrator.errors import InventoryError, UsageError
from orchestrator.inventory import declaring
from orchestrator.inventory.district.strict import district
from orchestrator.inventory.reading.inventory_sources import load
from orchestrator.model.district import Declaration, Submission
from orchestrator.vault import Vault

HOSTS = """\
don_vi:
  vars: {unit: {name: Trường Hồ Sen, type: primary_school}}
  hosts: {a: {ansible_host: 127.0.0.1}}
ubnd:
  vars: {unit: {name: UBND phường Bến Nứa, type: ward_committee}}
  hosts: {b: {ansible_host: 127.0.0.2}}
"""
SIGNED = 'declared: {by: Văn thư A, date: "2026-11-30"}'
FIELD = declaring.FigureField


def tree(folder: Path, files: dict[str, str]) -> str:
    for name, text in {"inv/hosts.yml": HOSTS, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return str(folder / "inv")


def setting(inventory: str, unit: str = "don_vi", **cells: str) -> declaring.UnitChange:
    request = declaring.SetFigures(
        inventory=(inventory,),
        unit=unit,
        cells={FIELD(name): text for name, text in cells.items()},
        actor="Văn thư A",
        day="2026-11-30",
    )
    return declaring.set_figures(request, Vault())


def handing(inventory: str, date: str = "2026-11-28", document: str | None = None):
    request = declaring.Handed(
        inventory=(inventory,), unit="don_vi", date=date, document=document,
        actor="Văn thư A", day="2026-11-30",
    )  # fmt: skip
    return declaring.set_submitted(request, Vault())


def annex_in(inventory: str, unit: str = "don_vi"):
    found = district(load([inventory])).units
    return next(one.annex for one in found if one.code == unit)


def test_a_new_file_is_made_and_read_back(tmp_path: Path):
    inventory = tree(tmp_path, {})
    done = setting(inventory, scope="45 máy", people="1.046", proposals="no")
    declaring.save_annexes(done.files)
    text = (tmp_path / "inv/group_vars/don_vi/annex.yml").read_text("utf-8")
    assert text == (
        "# Số liệu do đơn vị tự khai cho phụ lục; số người không bao giờ suy ra từ số máy.\n"
        f'annex:\n  scope: 45 máy\n  people: 1046\n  proposals: "no"\n  {SIGNED}\n'
    )
    annex = annex_in(inventory)
    assert annex == done.unit.annex
    assert (annex.people, annex.proposals) == (1046, "no")
    assert annex.declared == Declaration(by="Văn thư A", date="2026-11-30")


KEPT = """\
# trên
annex: # cạnh
  scope: 'cũ'   # phạm vi

  people: 46 # đếm ngày 5
  # dưới
approved_resolvers: [10.0.0.1]
"""


def test_only_the_lines_of_what_changes_are_others(tmp_path: Path):
    inventory = tree(tmp_path, {"inv/group_vars/don_vi/annex.yml": KEPT})
    done = setting(inventory, people="50", org_people="7")
    assert [line for line in done.files[0].diff() if line[0] in "+-"][2:] == [
        "-  people: 46 # đếm ngày 5",
        "+  people: 50 # đếm ngày 5",
        "+  org_people: 7",
        f"+  {SIGNED}",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "annex: {scope: cũ, people: 46}\n",
        "annex: {}\n",
        "approved: [a.example]",
        "\ufeffannex:\r\n  scope: cũ\r\n",
        "annex:\n    scope: >\n      nhiều\n      dòng\n",
        "# chỉ có ghi chú\n",
        "",
    ],
)
def test_whatever_the_form_of_the_file_what_is_wanted_holds_then(text: str, tmp_path: Path):
    inventory = tree(tmp_path, {"inv/group_vars/don_vi/annex.yml": text})
    before = annex_in(inventory)
    done = setting(inventory, people="50", proposals="a: b # c\n- {{ x }}")
    declaring.save_annexes(done.files)
    annex = annex_in(inventory)
    assert (annex.people, annex.proposals) == (50, "a: b # c\n- {{ x }}")
    assert annex.scope == before.scope
    data = (tmp_path / "inv/group_vars/don_vi/annex.yml").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == text.startswith("\ufeff")
    assert (b"\r\n" in data) == ("\r\n" in text)
    if "approved" in text:
        assert b"approved: [a.example]" in data


def test_figures_in_the_ward_s_own_file_stay_there(tmp_path: Path):
    inventory = tree(tmp_path, {})
    path = tmp_path / "inv/hosts.yml"
    whole = HOSTS.replace("primary_school}}", "primary_school}, annex: {people: 4}}")
    path.write_text(whole, "utf-8")
    done = setting(inventory, people="5")
    assert [change.path for change in done.files] == [path]
    declaring.save_annexes(done.files)
    assert annex_in(inventory).people == 5
    assert not (tmp_path / "inv/group_vars").exists()


@pytest.mark.parametrize("name", ["don_vi.yml", "don_vi"])
def test_a_file_of_the_unit_is_never_hidden_by_a_folder(name: str, tmp_path: Path):
    inventory = tree(tmp_path, {f"inv/group_vars/{name}": "approved: [a.example]\n"})
    declaring.save_annexes(setting(inventory, people="5").files)
    said = (tmp_path / "inv/group_vars" / name).read_text("utf-8")
    assert said.startswith("approved: [a.example]\nannex:\n  people: 5\n")


def test_the_same_words_twice_change_nothing(tmp_path: Path):
    inventory = tree(tmp_path, {})
    declaring.save_annexes(setting(inventory, people="5").files)
    assert setting(inventory, people="5").files == ()
    declaring.save_annexes(handing(inventory, document="12/BC").files)
    assert handing(inventory, document="12/BC").files == ()
    again = handing(inventory, date="2026-11-29", document="12/BC")
    declaring.save_annexes(again.files)
    assert annex_in(inventory).submitted == Submission(
        date="2026-11-29", document="12/BC", by="Văn thư A", recorded="2026-11-30"
    )
    assert annex_in(inventory).people == 5


@pytest.mark.parametrize(
    ("unit", "cells", "said"),
    [
        ("don_vi", {"people": "-5"}, "--people: -5 people is below nought"),
        ("don_vi", {"people": "4,5"}, "--people: `4,5` is no number"),
        ("don_vi", {"people": "100001"}, "--people: 100001 people is too many"),
        ("don_vi", {"org_people": "9" * 5000}, "people is too many"),
        ("don_vi", {"people": "١٢"}, "is no number"),
        ("don_vi", {"evaluation": "Tốt"}, "--evaluation: section 3 is not for units"),
        ("ubnd", {"evaluation": "x" * 4001}, "--evaluation: the text is too long"),
        ("don_vy", {"people": "5"}, "Did you mean `don_vi`"),
        ("don_vi", {}, "no figure is given"),
        ("don_vi", {"scope": " "}, "no figure is given"),
    ],
)
def test_what_is_no_figure_is_refused(unit, cells, said, tmp_path: Path):
    inventory = tree(tmp_path, {})
    with pytest.raises(UsageError, match=said.replace("(", "\\(")):
        setting(inventory, unit, **cells)
    assert not (tmp_path / "inv/group_vars").exists()


def test_a_number_too_large_is_refused_in_a_file_as_well(tmp_path: Path):
    inventory = tree(tmp_path, {"inv/group_vars/don_vi/annex.yml": "annex: {people: 100001}\n"})
    with pytest.raises(InventoryError, match=r"annex.yml:1:17: `people` must be a whole number"):
        annex_in(inventory)


@pytest.mark.parametrize(
    "text",
    [
        "annex: {submitted: {document: x}}",
        "annex: {submitted: {date: 28/11/2026}}",
        "annex: {declared: {by: A}}",
        "annex: {declared: 3}",
    ],
)
def test_a_half_word_of_handing_in_is_refused(text: str, tmp_path: Path):
    inventory = tree(tmp_path, {"inv/group_vars/don_vi/annex.yml": f"{text}\n"})
    with pytest.raises(InventoryError, match=r"annex.yml:1:"):
        annex_in(inventory)


def test_a_vaulted_or_a_json_file_is_left_alone(tmp_path: Path):
    inventory = tree(tmp_path, {"inv/group_vars/don_vi.json": '{"annex": {"people": 4}}'})
    with pytest.raises(InventoryError, match="YAML"):
        setting(inventory, people="5")


def test_a_unit_s_name_will_do_and_a_ward_reports_section_3(tmp_path: Path):
    inventory = tree(tmp_path, {})
    done = setting(inventory, "UBND phường Bến Nứa", evaluation="Dòng 1\nDòng 2", people="0")
    declaring.save_annexes(done.files)
    annex = annex_in(inventory, "ubnd")
    assert (annex.evaluation, annex.people) == ("Dòng 1\nDòng 2", 0)


def test_what_somebody_else_wrote_meanwhile_is_not_lost(tmp_path: Path):
    inventory = tree(tmp_path, {"inv/group_vars/don_vi/annex.yml": KEPT})
    done = setting(inventory, people="50")
    (tmp_path / "inv/group_vars/don_vi/annex.yml").write_text("annex: {people: 9}\n", "utf-8")
    with pytest.raises(InventoryError):
        declaring.save_annexes(done.files)
    assert annex_in(inventory).people == 9


def test_a_new_file_goes_beside_the_source_that_holds_the_unit(tmp_path: Path):
    other = """\
khac_vi:
  vars: {unit: {name: Trường Hồ Khác, type: primary_school}}
  hosts: {c: {ansible_host: 127.0.0.3}}
"""
    inventory = tree(tmp_path, {"other/ward.yml": other})
    request = declaring.SetFigures(
        inventory=(inventory, str(tmp_path / "other/ward.yml")), unit="khac_vi",
        cells={FIELD.PEOPLE: "5"}, actor="A", day="2026-11-30",
    )  # fmt: skip
    done = declaring.set_figures(request, Vault())
    assert [one.path for one in done.files] == [tmp_path / "other/group_vars/khac_vi/annex.yml"]
    declaring.save_annexes(done.files)
    found = district(load([inventory, str(tmp_path / "other/ward.yml")])).units
    assert [one.annex.people for one in found if one.code == "khac_vi"] == [5]

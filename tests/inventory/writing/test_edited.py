import difflib
import re
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.files import yaml_documents
from orchestrator.inventory import load
from orchestrator.inventory.writing import (
    HostEdit,
    UnitEdit,
    WardEdit,
    edited,
    file_of_group,
    file_of_unit,
    save,
)

BA_DINH = Path(__file__).parents[3] / "inventories" / "ba-dinh"

FULL = """\
# Đầu tệp: giữ nguyên

phuc_xa:
  vars: {ward: Phúc Xá}   # phường
  children:
    # Trường thứ nhất
    th_x:
      vars:
        unit: {name: "Trường X", type:   primary_school}
      hosts:
        x-[01:03]: {room: 'Phòng Tin học'}  # cả phòng

        x-vp:   # máy văn phòng
        x-gv:
          # trước nhãn
          label: Máy giáo viên # sau nhãn
          os: windows
        x-cuoi: {room: A, os: debian} # máy cuối

    # Trường thứ hai
    th_y:
      vars:
        unit: {name: Trường Y, type: primary_school}
# Cuối tệp
"""


def _edited(text: str, *edits: object) -> str:
    return edited(text.encode(), edits, source="a.yml").decode()  # type: ignore[arg-type]


def _diff(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize(
    ("edit", "diff"),
    [
        (HostEdit(group="th_x", name="x-4"), ["+         x-4:"]),
        (
            HostEdit(group="th_x", name="x-4", fields={"room": "Phòng 3", "label": "a: b, {c}"}),
            ["+         x-4: {room: Phòng 3, label: 'a: b, {c}'}"],
        ),
        (
            HostEdit(group="th_x", name="x-02", fields={"room": "B"}),
            ["+         x-02: {room: B}"],
        ),
        (
            HostEdit(group="th_x", name="x-vp", fields={"room": "Văn phòng"}),
            [
                "-         x-vp:   # máy văn phòng",
                "+         x-vp: {room: Văn phòng} # máy văn phòng",
            ],
        ),
        (
            HostEdit(group="th_x", name="x-gv", fields={"os": "debian", "room": "B"}),
            [
                "-           os: windows",
                "+           os: debian",
                "+           room: B",
            ],
        ),
        (
            HostEdit(group="th_x", name="x-cuoi", fields={"room": "B"}),
            [
                "-         x-cuoi: {room: A, os: debian} # máy cuối",
                "+         x-cuoi: {room: B, os: debian} # máy cuối",
            ],
        ),
        (
            HostEdit(group="th_y", name="y-1", fields={"room": "010"}),
            ["+       hosts:", '+         y-1: {room: "010"}'],
        ),
        (
            UnitEdit(
                parent="phuc_xa", code="mn_z", unit={"name": "Trường Z", "type": "kindergarten"}
            ),
            [
                "+     mn_z:",
                "+       vars:",
                "+         unit: {name: Trường Z, type: kindergarten}",
            ],
        ),
        (
            WardEdit(key="kim_ma", ward="Kim Mã"),
            ["+ kim_ma:", "+   vars: {ward: Kim Mã}"],
        ),
    ],
)
def test_only_what_is_changed_changes(edit: object, diff: list[str]):
    after = _edited(FULL, edit)
    assert _diff(FULL, after) == diff
    assert _edited(after, *(() if isinstance(edit, WardEdit | UnitEdit) else (edit,))) == after


def test_a_new_host_stands_before_the_comment_of_the_next_unit():
    after = _edited(FULL, HostEdit(group="th_x", name="x-4"))
    assert re.search(r"# máy cuối\n +x-4:\n\n +# Trường thứ hai\n", after)


def test_what_is_so_already_changes_no_byte():
    same = (
        HostEdit(group="th_x", name="x-vp"),
        HostEdit(group="th_x", name="x-gv", fields={"os": "windows"}),
    )
    data = FULL.encode()
    assert edited(data, same, source="a.yml") is data


def test_several_changes_at_once():
    after = _edited(
        FULL,
        HostEdit(group="th_x", name="x-gv", fields={"room": "B"}),
        UnitEdit(parent="phuc_xa", code="mn_z", unit={"name": "Z", "type": "kindergarten"}),
        HostEdit(group="mn_z", name="z-1", fields={"ansible_host": "192.0.2.7"}),
        HostEdit(group="th_x", name="x-vp", fields={"room": "A"}),
        HostEdit(group="th_x", name="x-5"),
        HostEdit(group="th_x", name="x-6"),
    )
    assert [line for line in _diff(FULL, after) if line[0] == "-"] == [
        "-         x-vp:   # máy văn phòng"
    ]
    assert "      hosts:\n        z-1: {ansible_host: 192.0.2.7}\n" in after
    assert "        x-5:\n        x-6:\n" in after


@pytest.mark.parametrize(
    "word", ["no", "on", "010", "12:34:56", "1e3", "~", "2022-13-45", "203", "=", "null", "", " a"]
)
def test_a_text_stays_the_text_under_yaml_1_1(word: str):
    after = _edited(FULL, HostEdit(group="th_y", name="no", fields={"label": word}))
    root = yaml_documents.read(after, source="a.yml").root
    assert root is not None
    school = root.value["phuc_xa"]["children"]["th_y"]  # type: ignore[index,call-overload]
    assert school["hosts"] == {"no": {"label": word}}


UNIT = "vars: {unit: {name: U, type: department}}"
FORMS = {
    "flow hosts": f"u:\n  {UNIT}\n  hosts: {{m: , n: {{room: A}}}}\n",
    "flow group": f"u: {{{UNIT}, hosts: {{m: , n: {{room: A}}}}}}\n",
    "flow file": f"{{u: {{{UNIT}, hosts: {{m: , n: {{room: A}}}}}}}}\n",
    "json": (
        '{"u": {"vars": {"unit": {"name": "U", "type": "department"}},\n'
        ' "hosts": {"m": null, "n": {"room": "A"}}}}\n'
    ),
    "four columns": (f"u:\n    {UNIT}\n    hosts:\n        m:\n        n:\n            room: A\n"),
    "no end": f"u:\n  hosts:\n    m:\n    n: {{room: A}}\n  {UNIT}",
    "over lines": f'"u":\n  hosts:\n    "m":\n    n: {{\n  room: "A"\n}}\n  {UNIT}\n',
    "named twice": (
        f"w:\n  children:\n    u:\nu:\n  {UNIT}\n  hosts:\n    m:\n    n: {{room: A}}\n"
    ),
    "block texts": f"u:\n  hosts:\n    m:\n    n:\n      room: >-\n        A\n  {UNIT}\n",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_form_of_file_is_changed_rightly(tmp_path: Path, form: str, end: str, mark: bytes):
    path = tmp_path / "a.yml"
    path.write_bytes(mark + FORMS[form].replace("\n", end).encode())
    edits = (
        HostEdit(group="u", name="n", fields={"room": "B", "os": "debian"}),
        HostEdit(group="u", name="m", fields={"room": "C"}),
        HostEdit(group="u", name="o"),
    )
    assert file_of_unit(load([str(path)]), "u") == path
    after = edited(path.read_bytes(), edits, source=str(path))
    save(path, after)
    assert after.startswith(mark + FORMS[form][:1].encode())
    assert after.count(b"\n") == after.count(end.encode())
    found = load([str(path)])
    rooms = {
        name: {key: entry.node.value for key, entry in host.variables.items()}
        for name, host in found.hosts.items()
    }
    assert rooms == {"m": {"room": "C"}, "n": {"room": "B", "os": "debian"}, "o": {}}
    assert {"unit"} == set(found.groups["u"].variables)
    assert edited(after, edits, source=str(path)) == after


def test_a_unit_under_a_group_with_nothing_in_it():
    unit = UnitEdit(parent="w", code="u", unit={"name": "U", "type": "department"})
    host = HostEdit(group="u", name="m")
    wanted = (
        "  children:\n    u:\n      vars:\n        unit: {name: U, type: department}\n"
        "      hosts:\n        m:\n"
    )
    assert _edited("w:\n", unit, host) == f"w:\n{wanted}"
    assert _edited("w:  # chú thích\n", unit, host) == f"w:  # chú thích\n{wanted}"
    ward = "w:\n  vars: {ward: W}\n"
    assert _edited("", WardEdit(key="w", ward="W"), unit, host) == ward + wanted
    assert _edited("# Chỉ có chú thích\n", WardEdit(key="w", ward="W")).endswith(ward)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- a\n", "holds no groups"),
        ("v: {hosts: {m: }}\n", "does not hold the group `u`"),
        ("u: [", "no valid YAML"),
        ("x: &a {room: A}\nu:\n  hosts: {m: *a}\n", "cannot be changed"),
        ("u: &a\n  hosts:\n    m:\nv: *a\n", "cannot be changed"),
    ],
)
def test_what_cannot_be_changed_safely_is_refused(text: str, what: str):
    with pytest.raises(InputError, match=what):
        _edited(text, HostEdit(group="u", name="m", fields={"room": "B"}))


@pytest.mark.parametrize(
    "text",
    [
        "u:\n  hosts: n\n",
        "u: {hosts: n}\n",
        "{u: {hosts: {n: }}}\n",
        "u: {hosts: }\nn: {hosts: {n: }}\n",
        "w: {children: {u: }}\n",
    ],
)
def test_short_forms_that_ansible_allows_are_written_out(tmp_path: Path, text: str):
    edits = (HostEdit(group="u", name="m"), HostEdit(group="u", name="n", fields={"room": "A"}))
    after = _edited(text, *edits)
    (tmp_path / "a.yml").write_text(after, encoding="utf-8")
    found = load([str(tmp_path / "a.yml")])
    assert set(found.groups["u"].hosts) == {"m", "n"}
    assert found.hosts["n"].variables["room"].node.value == "A"


def test_a_unit_under_a_group_in_one_line():
    unit = UnitEdit(parent="w", code="u", unit={"name": "U", "type": "department"})
    after = _edited("w: {vars: {ward: W}}\n", unit)
    root = yaml_documents.read(after, source="a.yml").root
    assert root is not None
    assert root.value["w"] == {  # type: ignore[index,call-overload]
        "vars": {"ward": "W"},
        "children": {"u": {"vars": {"unit": {"name": "U", "type": "department"}}}},
    }


def test_a_secret_under_vault_survives_a_change_beside_it():
    text = (
        "u:\n  hosts:\n    m:\n      ansible_password: !vault |\n"
        "        $ANSIBLE_VAULT;1.1;AES256\n        3132\n"
    )
    after = _edited(text, HostEdit(group="u", name="m", fields={"room": "B"}))
    assert after == f"{text}      room: B\n"


def test_every_unit_of_the_sample_district_can_be_changed():
    inventory = load([str(BA_DINH)])
    units = [name for name, group in inventory.groups.items() if "unit" in group.variables]
    by_file = {file_of_unit(inventory, code): code for code in units}
    assert len(by_file) > 10
    for path, code in by_file.items():
        before = path.read_text(encoding="utf-8")
        new = (HostEdit(group=code, name="moi"), HostEdit(group=code, name="moi-2"))
        after = edited(before.encode(), new, source=str(path)).decode()
        assert _diff(before, after) == ["+         moi:", "+         moi-2:"], code


def test_an_inventory_in_ini_is_not_touched(tmp_path: Path):
    path = tmp_path / "hosts.ini"
    path.write_text("[u]\nm\n", encoding="utf-8")
    with pytest.raises(InputError, match="only inventories in YAML"):
        file_of_group(load([str(path)]), "u")

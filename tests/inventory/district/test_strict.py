import unicodedata
from pathlib import Path

import pytest

from orchestrator.bodies import duties_of, level, unit_type, unit_types
from orchestrator.errors import InventoryError, Place
from orchestrator.inventory import district, load
from orchestrator.model.bodies import Area
from orchestrator.model.district import (
    Annex,
    Authority,
    CleaningTool,
    District,
    Exclusion,
    Letter,
    Machine,
    Role,
    Unit,
)
from tests.inventory.trees import HEAD, write

BA_DINH = Path(__file__).parents[3] / "inventories" / "ba-dinh"

GOOD = """
phuc_xa:
  vars: {ward: Phúc Xá}
  children:
    th_x:
      vars:
        unit: {name: Trường Tiểu học X, type: primary_school, contact: 0x}
      hosts:
        x-[2:1:1]:
        x-2: {label: Máy 2, room: 203, role: server, os: debian, ansible_connection: ssh}
        x-1: {excluded: {reason: Hỏng, approver: Ban Giám hiệu, date: 2022-09-14}}
quan:
  children:
    pb_y:
      vars: {unit: {name: Phòng Y, type: department}}
      hosts: {y-1: }
"""
ANNEX = "annex: {scope: 2 máy, people: 7, org_people: 0, proposals: Không}\n"


def _district(tmp_path: Path, **files: str) -> District:
    named = {name.replace("__", "/") + ".yml": text for name, text in files.items()}
    return district(load([write(tmp_path, {"group_vars/all.yml": HEAD, **named})]))


def _problems(tmp_path: Path, **files: str) -> list[str]:
    with pytest.raises(InventoryError) as caught:
        _district(tmp_path, **files)
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems]


def test_units_and_machines_come_out_typed_and_sorted(tmp_path: Path):
    good = GOOD.replace("        x-[2:1:1]:\n", "")
    found = _district(tmp_path, a=good, group_vars__th_x__annex=ANNEX)
    annex = Annex(scope="2 máy", people=7, org_people=0, proposals="Không")
    school = Unit(
        code="th_x", name="Trường Tiểu học X", type=unit_type("primary_school"),
        within=(Area(level=level("ward"), name="Phúc Xá"),),
        contact="0x", annex=annex,
    )  # fmt: skip
    office = Unit(code="pb_y", name="Phòng Y", type=unit_type("department"))
    assert found.units == (office, school)
    y1, x1, x2 = found.machines
    assert (y1.name, y1.unit, y1.role) == ("y-1", "pb_y", Role.PC)
    assert x1.excluded == Exclusion(reason="Hỏng", approver="Ban Giám hiệu", date="2022-09-14")
    assert x2 == Machine(
        name="x-2", unit="th_x", label="Máy 2", room="203", role=Role.SERVER, os="debian",
        variables=x2.variables, own=x2.own, place=Place(file=f"{tmp_path}/a.yml", line=9, column=9),
    )  # fmt: skip
    assert x2.variables["ansible_connection"] == "ssh"
    assert x2.variables["room"] == 203
    assert not found.demo


def test_the_authority_is_read(tmp_path: Path):
    text = """
district:
  name: Quận Thử
  committee: UBND quận Thử
  campaign: Chiến dịch
  contact: Tổ CNTT, 024 0000 0000
  cleaning_tool: {name: Công cụ A, where: cổng thông tin}
  deadline: 2022-09-30
  letter: {number: 12/UBND-VHTT, date: 14/9/2022}
  demo: true
"""
    found = district(load([write(tmp_path, {"group_vars/all.yml": text, "a.yml": GOOD2})]))
    assert found.demo
    assert found.authority == Authority(
        name="Quận Thử", committee="UBND quận Thử", campaign="Chiến dịch", deadline="2022-09-30",
        contact="Tổ CNTT, 024 0000 0000",
        cleaning_tool=CleaningTool(name="Công cụ A", where="cổng thông tin"),
        letter=Letter(number="12/UBND-VHTT", date="14/9/2022"),
        level=level("district"), duties=duties_of(level("district")),
    )  # fmt: skip


GOOD2 = "u: {vars: {unit: {name: U, type: department}}, hosts: {m: }}\n"
UNIT = "unit: {name: U, type: department}"


@pytest.mark.parametrize("tool", ["{where: cổng}", "công cụ", "{name: }"])
def test_a_cleaning_tool_without_a_name_is_refused(tmp_path: Path, tool: str):
    text = f"district: {{name: Q, committee: U, campaign: C, cleaning_tool: {tool}}}\n"
    inventory = load([write(tmp_path, {"group_vars/all.yml": text, "a.yml": GOOD2})])
    with pytest.raises(InventoryError) as refused:
        district(inventory)
    assert [problem.place.line for problem in refused.value.problems] == [1]


def _one_unit(host: str = "m: ", variables: str = UNIT) -> str:
    return f"u: {{vars: {{{variables}}}, hosts: {{{host}}}}}\n"


def _dept(name: str, host: str) -> str:
    return f"{{vars: {{unit: {{name: {name}, type: department}}}}, hosts: {{{host}}}}}\n"


# The sign ▸ stands where the problem must be shown.
@pytest.mark.parametrize(
    ("text", "what", "mend"),
    [
        # membership
        (
            "u: " + _dept("U", "▸m: ") + "v: " + _dept("V", "m: "),
            "the machine `m` is in 2 units: u, v",
            "leave it in one of them",
        ),
        (
            _one_unit() + "w:\n  hosts:\n    ▸stray: ",
            "the machine `stray` is in no unit",
            "put it under a group that carries unit:",
        ),
        (_one_unit("m: , ▸m: {room: A}"), "the key `m` was already given in line 1", "delete one"),
        (_one_unit("▸'m-[3:1]': , n: "), "the range `m-[3:1]` is empty", "put the smaller"),
        # addresses
        (
            _one_unit(
                "m: {ansible_host: 10.0.0.1}, n: {ansible_host: ▸10.0.0.1, ansible_port: 22}"
            ),
            "`n` and `m` (",
            "give each its own",
        ),
        (
            _one_unit("m: {ansible_connection: local}, ▸n: {ansible_connection: local}"),
            "`n` and `m` (",
            "give each its own",
        ),
        # names
        (
            _one_unit(variables="unit: {name: U, type: department, ▸contakt: x}"),
            "`unit` has no field `contakt`",
            "did you mean `contact`?",
        ),
        (
            _one_unit("m: {▸exclude: true}"),
            "the variable `exclude` looks like a slip",
            "did you mean `excluded`?",
        ),
        (
            _one_unit("m: {▸ansible_conection: ssh}"),
            "Ansible knows no variable `ansible_conection`",
            "did you mean `ansible_connection`?",
        ),
        (_one_unit("m: {▸ansible_sparkle: 1}"), "Ansible knows no variable", "rename it"),
        (
            _one_unit("m: {ansible_connection: ▸winmr}"),
            "the connection `winmr` is not known",
            "did you mean `winrm`?",
        ),
        (
            _one_unit(variables="unit: {name: U, type: ▸departement}"),
            "`departement` is no type",
            "did you mean `department`?",
        ),
        (_one_unit("m: {role: ▸king}"), "`king` is no role", "use one of: pc, server"),
        (_one_unit(variables=f"{UNIT}, ▸units: 3"), "the variable `units` looks", "did you mean"),
        # types
        (_one_unit("m: {ansible_port: ▸70000}"), "`ansible_port` must be a port", "write a number"),
        (_one_unit("m: {ansible_port: ▸yes}"), "`ansible_port` must be a port", "write a number"),
        (_one_unit(variables="unit: ▸U"), "`unit` must be a mapping", "write {name: ...}"),
        (
            _one_unit(variables="unit: {name: ▸[U], type: department}"),
            "`name` must be a text",
            "write it in quotes",
        ),
        (_one_unit(variables="unit: ▸{type: department}"), "`unit` lacks `name`", "add it"),
        (_one_unit(variables="unit: {▸name: , type: department}"), "`unit` lacks `name`", "add it"),
        (
            _one_unit("m: {label: ▸yes}"),
            "`label` must be a text, and unquoted `yes` is read as True",
            'write "yes"',
        ),
        (_one_unit("m: {room: ▸010}"), "unquoted `010` is read as the number 8", 'write "010"'),
        (
            _one_unit("m: {mac: ▸12:34:56:10:20:30}"),
            "unquoted `12:34:56:10:20:30` is read as the number 9783973230",
            'write "12:34:56:10:20:30"',
        ),
        (_one_unit("m: {excluded: ▸true}"), "`excluded` must be a mapping", "write {reason: ...}"),
        (
            _one_unit("m: {excluded: ▸{reason: R, approver: A}}"),
            "`excluded` lacks `date`",
            "add it",
        ),
        (
            _one_unit("m: {excluded: {reason: R, approver: A, date: ▸mai}}"),
            "`date` must be a date",
            "write it as 2022-09-30",
        ),
        # units
        (
            "u: " + _dept("U", "m: ") + "▸v: " + _dept("u", "n: "),
            "the unit `u` was already given under the code `u`",
            "delete one of the two",
        ),
        (
            "u: " + _dept("U", "m: ") + "▸U: " + _dept("V", "n: "),
            "the codes `u` and `U` differ in case alone",
            "rename one",
        ),
        ("▸../u: " + _dept("U", "m: "), "`../u` cannot be a unit's code", "use letters"),
        ("▸index: " + _dept("U", "m: "), "`index` cannot be a unit's code", "use letters"),
        (
            "a: {vars: {ward: A}, children: {▸u: }}\nb: {vars: {ward: B}, children: {u: }}\n"
            + _one_unit(),
            "the unit `u` lies in several areas of one level: A, B",
            "leave it under one of them",
        ),
        (
            _one_unit() + "w: {vars: {▸annex: {people: 3}}}",
            "`annex` stands on the group `w`, which is no unit",
            "move it",
        ),
        (
            _one_unit() + "w: {vars: {▸district: {name: D}}}",
            "`district` stands on the group `w`",
            "move it to group_vars/all.yml",
        ),
        (_one_unit() + "▸w: 3", "`w` is no group", "give it hosts:"),
        (
            _one_unit() + "w: {▸host: {n: }}",
            "`host` in the group `w` is not read",
            "did you mean `hosts`?",
        ),
    ],
)
def test_says_what_is_wrong_and_where(tmp_path: Path, text: str, what: str, mend: str):
    before, _, after = text.partition("▸")
    place = Place(
        file=f"{tmp_path}/a.yml",
        line=before.count("\n") + 1,
        column=len(before.rpartition("\n")[2]) + 1,
    )
    with pytest.raises(InventoryError) as caught:
        _district(tmp_path, a=before + after)
    (problem,) = caught.value.problems
    assert problem.place == place
    assert problem.what.startswith(what)
    assert problem.mend.startswith(mend)


@pytest.mark.parametrize(
    ("annex", "expected"),
    [
        ("annex: {people: -1}", ":1:17: `people` is below zero"),
        ("annex: {people: '7'}", ":1:17: `people` must be a whole number"),
        ("annex: {people: 7.5}", ":1:17: `people` must be a whole number"),
        ("annex: {evaluation: Tốt}", ":1:9: section 3 of the annex"),
        ("annex: {peple: 3}", ":1:9: `annex` has no field `peple`. Did you mean `people`?"),
    ],
)
def test_says_what_is_wrong_with_an_annex(tmp_path: Path, annex: str, expected: str):
    (problem,) = _problems(tmp_path, a=_one_unit(), group_vars__u__annex=annex)
    assert problem.startswith(f"group_vars/u/annex.yml{expected}")


def test_a_ward_committee_may_evaluate(tmp_path: Path):
    text = _one_unit(variables="unit: {name: U, type: ward_committee}")
    found = _district(tmp_path, a=text, group_vars__u__annex="annex: {evaluation: Tốt}")
    assert found.units[0].annex.evaluation == "Tốt"


def test_a_unit_given_in_two_files_is_refused(tmp_path: Path):
    (problem,) = _problems(tmp_path, a=_one_unit(), b=_one_unit("n: "))
    assert problem.startswith("b.yml:1:12: the unit `u` was already given at ")
    assert "a.yml:1:12" in problem


def test_variables_of_nobody_are_refused(tmp_path: Path):
    (problem,) = _problems(tmp_path, a=GOOD2, group_vars__uu__annex="annex: {people: 3}")
    assert problem.startswith("group_vars/uu:1:1: these variables belong to no group")
    assert problem.endswith("Did you mean `u`?") or "Name it as its group" in problem


def test_decomposed_names_are_refused(tmp_path: Path):
    name = unicodedata.normalize("NFD", "Trường X")
    (problem,) = _problems(
        tmp_path, a=_one_unit(variables=f"unit: {{name: {name}, type: department}}")
    )
    assert problem.startswith("a.yml:1:25: the accents stand apart")


def test_everything_wrong_is_said_at_once_in_the_order_of_the_files(tmp_path: Path):
    problems = _problems(
        tmp_path,
        b="w: {hosts: {'n-[1:40]': {room: 007}}}\n",
        a=_one_unit("m: {rolle: pc}", "unit: {name: U, type: school}"),
    )
    assert [problem.split(" ")[0] for problem in problems] == [
        "a.yml:1:34:",
        "a.yml:1:56:",
        "b.yml:1:13:",
        "b.yml:1:32:",
    ]


def test_an_inventory_without_machines_is_refused(tmp_path: Path):
    with pytest.raises(InventoryError, match="holds no machine"):
        district(load([write(tmp_path, {"a.yml": "u: {}\n"})]))


def test_an_undeclared_district_stays_a_dotted_line(tmp_path: Path):
    text = "u: {vars: {unit: {name: U, type: department}}, hosts: {m: }}\n"
    found = district(load([write(tmp_path, {"a.yml": text})]))
    assert (found.authority.name, found.authority.deadline) == ("Địa bàn …………", None)
    assert found.authority.committee == "UBND …………"
    assert found.authority.level == level("area")
    assert not found.demo


@pytest.mark.parametrize(
    "hosts",
    [
        "m: {ansible_host: 10.0.0.1, ansible_port: 5985}, n: {ansible_host: 10.0.0.1}",
        "m: {ansible_host: 10.0.0.1, ansible_connection: winrm}, n: {ansible_host: 10.0.0.1}",
        "m: {ansible_host: '{{ fact }}'}, n: {ansible_host: '{{ fact }}'}",
        "m: {ansible_host: '{{ inventory_hostname }}'}, n: {ansible_host: '{{ x }}', x: 2.example}",
    ],
)
def test_two_places_are_no_clash(tmp_path: Path, hosts: str):
    assert len(_district(tmp_path, a=_one_unit(hosts)).machines) == 2


@pytest.mark.parametrize(
    "hosts",
    [
        "m: {ansible_host: '{{ a }}', a: X.example}, n: {ansible_host: x.example.}",
        "m: {ansible_host: h, ansible_connection: winrm}, n: {ansible_host: h, ansible_port: 5986}",
        "h: , n: {ansible_host: '{{ b }}', b: '{{ c }}', c: h}",
    ],
)
def test_one_place_is_a_clash_however_it_is_written(tmp_path: Path, hosts: str):
    (problem,) = _problems(tmp_path, a=_one_unit(hosts))
    assert "are at one address and port" in problem


SECRETS = [
    "*Canary1",
    "!Canary2",
    "007",
    "2022-13-45",
    "C\u0061\u0306nary",
    "'x' Canary",
    "%Canary",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", ["m: {{ansible_password: {0}}}", "m: {{login: {{pass: [{0}]}}}}"])
def test_no_message_gives_a_password_away(tmp_path: Path, form: str, secret: str):
    said = "\n".join(_problems(tmp_path, a=f"u:\n  hosts:\n    {form.format(secret)}\n"))
    assert secret not in said
    assert "anary" not in said
    assert "a.yml:3" in said


def test_nothing_in_an_inventory_shows_values_in_its_repr(tmp_path: Path):
    source = write(
        tmp_path, {"group_vars/all.yml": HEAD, "a.yml": _one_unit("m: {ansible_password: Canary}")}
    )
    inventory = load([source])
    assert "Canary" not in repr(inventory)
    assert "Canary" not in repr(inventory.hosts["m"].variables)
    found = district(inventory)
    assert found.machines[0].variables["ansible_password"] == "Canary"
    assert "Canary" not in repr(found)


def test_the_sample_district_holds():
    found = district(load([str(BA_DINH)]))
    wards = {unit.ward for unit in found.units if unit.ward}
    assert len(wards) == len(list(BA_DINH.glob("*.yml"))) - 2 == 14
    assert {unit.type for unit in found.units} == set(unit_types().values())
    assert 40 <= len(found.units) <= 60
    assert 600 <= len(found.machines) <= 900
    assert sum(machine.excluded is not None for machine in found.machines) == 1
    assert any(unit.annex.evaluation for unit in found.units)
    assert not any("password" in name for machine in found.machines for name in machine.variables)


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("ansible_ssh_args", "no ssh program"),
        ("ansible_ssh_executable", "no ssh program"),
        ("ansible_winrm_proxy", "no proxy"),
        ("ansible_paramiko_proxy_command", "no proxy"),
        ("ansible_paramiko_host", "`ansible_host` instead"),
        ("ansible_host_key_checking", "always checked"),
        ("ansible_ssh_pkcs11_provider", "SSH agent"),
        ("ansible_winrm_kerberos_delegation", "kinit"),
        ("ansible_winrm_message_encryption", "sealed"),
    ],
)
def test_a_connection_variable_that_is_not_followed_is_refused(
    tmp_path: Path, name: str, mend: str
):
    (problem,) = _problems(tmp_path, a=_one_unit(f"m: {{ {name}: x }}"))
    assert problem.startswith("a.yml:1:")
    assert f"`{name}`" in problem
    assert mend in problem


def test_one_that_is_set_to_nothing_is_left_in_peace(tmp_path: Path):
    assert _district(tmp_path, a=_one_unit("m: {ansible_ssh_args: ''}")).machines


def test_one_in_a_group_is_refused_where_it_stands(tmp_path: Path):
    (problem,) = _problems(tmp_path, a=_one_unit("m: , n: ", f"{UNIT}, ansible_winrm_proxy: x"))
    assert "`ansible_winrm_proxy`" in problem


def test_a_variable_that_only_tunes_ansible_is_no_problem(tmp_path: Path):
    text = "m: {ansible_ssh_pipelining: true, ansible_winrm_read_timeout_sec: 40}"
    assert _district(tmp_path, a=_one_unit(text)).machines

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.checks import ALL, CONTACT_CHECKS
from orchestrator.errors import InventoryError, PlaybookError, UsageError
from orchestrator.model.district import Machine
from orchestrator.model.plan import Assignment, Family, Plan, Severity
from orchestrator.plan.compile import compile_plan
from orchestrator.plan.playbook import Playbook
from orchestrator.plan.playbook_reader import read_playbook
from orchestrator.text.catalogue import Catalogue
from tests.plan.books import book
from tests.plan.districts import LOGON, WINRM, district, machine

SWEEP = """\
- hosts: all
  vars: {wanted: [192.0.2.1]}
  tasks:
    - name: Kết nối
      connections:
      control: CD-05
      severity: critical
      tags: [a]
    - resolvers: {approved: "{{ wanted }}"}
      tags: [b]
      when: role | default('pc') == 'pc'
"""
PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "ioc-sweep.yml"
POSTURE = PLAYBOOK.with_name("posture.yml")


def plan_of(
    playbook: Playbook,
    *machines: Machine,
    taken: Mapping[int, set[str]] | None = None,
    **more: object,
) -> Plan:
    everyone = {at: {row.name for row in machines} for at in range(len(playbook.plays))}
    selected = {at: frozenset(names) for at, names in (taken or everyone).items()}
    return compile_plan(
        playbook,
        district=district(*machines),
        selected=selected,
        checks=ALL,
        **more,  # type: ignore[arg-type]
    )


def asked(plan: Plan, name: str) -> Assignment:
    return next(row for row in plan.assignments if row.machine == name)


def test_each_machine_is_asked_or_skipped_with_its_reason(tmp_path: Path) -> None:
    plan = plan_of(
        book(tmp_path, SWEEP),
        machine("m1", **LOGON),
        machine("m2", **WINRM),
        machine("m3", excluded=True, **LOGON),
        machine("m4", **LOGON),
        machine("m5", os="routeros", **LOGON),
        machine("m6"),
        taken={0: {"m1", "m2", "m3", "m5", "m6"}},
    )
    assert [row.machine for row in plan.assignments] == ["m1", "m2"]
    assert [(row.machine, row.why) for row in plan.skipped] == [
        ("m3", "excluded"),
        ("m4", "not_selected"),
        ("m5", "unsupported"),
        ("m6", "no credential"),
    ]


def test_questions_carry_what_the_playbook_says(tmp_path: Path) -> None:
    first, second = asked(plan_of(book(tmp_path, SWEEP), machine("m1", **LOGON)), "m1").questions
    assert (first.check, first.task, first.control, first.severity, first.required) == (
        "connections", "Kết nối", "CD-05", Severity.CRITICAL, True,
    )  # fmt: skip
    assert (second.check, second.arguments) == ("resolvers", {"approved": ["192.0.2.1"]})


def test_variables_are_the_plays_then_the_inventorys_then_the_command_lines(tmp_path: Path) -> None:
    playbook = book(tmp_path, SWEEP)
    rows = (machine("m1", **LOGON), machine("m2", wanted=["192.0.2.2"], **LOGON))
    plan = plan_of(playbook, *rows)
    assert asked(plan, "m1").questions[1].arguments == {"approved": ["192.0.2.1"]}
    assert asked(plan, "m2").questions[1].arguments == {"approved": ["192.0.2.2"]}
    plan = plan_of(playbook, *rows, extra_vars={"wanted": []})
    assert asked(plan, "m2").questions[1].arguments == {"approved": []}


def test_when_is_asked_for_each_machine(tmp_path: Path) -> None:
    plan = plan_of(
        book(tmp_path, SWEEP), machine("m1", **LOGON), machine("m2", role="server", **LOGON)
    )
    assert [q.check for q in asked(plan, "m1").questions] == ["connections", "resolvers"]
    assert [q.check for q in asked(plan, "m2").questions] == ["connections"]


def test_a_machine_that_no_task_is_left_for_was_not_selected(tmp_path: Path) -> None:
    rows = (machine("m1", **LOGON), machine("m2", role="server", **LOGON))
    plan = plan_of(book(tmp_path, SWEEP), *rows, tags=("b",))
    assert [(row.machine, row.why) for row in plan.skipped] == [("m2", "not_selected")]


def test_a_family_has_one_script_with_all_that_any_of_its_machines_is_asked(tmp_path: Path) -> None:
    plan = plan_of(
        book(tmp_path, SWEEP),
        machine("m1", **LOGON),
        machine("m2", role="server", **LOGON),
        machine("m3", role="server", **WINRM),
    )
    assert plan.scripts[Family.POSIX].checks == ("connections", "resolvers")
    assert plan.scripts[Family.WINDOWS].checks == ("connections",)


def test_two_plays_ask_one_machine_each_question_once(tmp_path: Path) -> None:
    second = SWEEP.replace('resolvers: {approved: "{{ wanted }}"}', "dns_cache:")
    plan = plan_of(book(tmp_path, SWEEP + second), machine("m1", **LOGON))
    checks = [question.check for question in asked(plan, "m1").questions]
    assert checks == ["connections", "resolvers", "dns_cache"]


LOOP = """\
- hosts: all
  tasks:
    - name: DNS {{ item }}
      resolvers: {approved: ["{{ item }}"]}
      loop: "{{ list }}"
"""


def test_a_loop_asks_once_for_each_item(tmp_path: Path) -> None:
    row = machine("m1", list=["192.0.2.1", "192.0.2.2"], **LOGON)
    questions = asked(plan_of(book(tmp_path, LOOP), row), "m1").questions
    assert [(q.task, q.arguments["approved"]) for q in questions] == [
        ("DNS 192.0.2.1", ["192.0.2.1"]),
        ("DNS 192.0.2.2", ["192.0.2.2"]),
    ]


def test_a_loop_over_no_list_is_refused_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r"book.yml:5:13: `loop` must give a list"):
        plan_of(book(tmp_path, LOOP), machine("m1", list="x", **LOGON))


def test_tags_that_leave_nothing_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean `connections`"):
        plan_of(
            book(tmp_path, SWEEP.replace("[a]", "[connections]")),
            machine("m1", **LOGON),
            tags=("conections",),
        )


def test_an_undefined_variable_is_said_once_with_its_place_and_its_machines(tmp_path: Path) -> None:
    text = SWEEP.replace('"{{ wanted }}"', '["x", "{{ wantd }}"]')
    with pytest.raises(PlaybookError) as caught:
        plan_of(book(tmp_path, text), *(machine(f"m{n}", **LOGON) for n in range(9)))
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (9, 35)
    assert problem.what == "the variable `wantd` is not defined (machine m0 and 8 more)"
    assert problem.mend == "did you mean `wanted`?"
    words = Catalogue("vi")
    assert words.text(problem.what) == "biến `wantd` chưa được khai báo (máy m0 và 8 máy khác)"
    assert words.text(problem.mend) == "có phải ý là `wanted`?"


def test_connection_mistakes_of_all_machines_are_said_at_once(tmp_path: Path) -> None:
    bad = {**LOGON, "ansible_port": "x"}
    with pytest.raises(InventoryError) as caught:
        plan_of(
            book(tmp_path, SWEEP),
            machine("m1", **bad),
            machine("m2", **{**LOGON, "ansible_connection": "winmr"}),
            machine("m3", excluded=True, **bad),
        )
    assert [(str(problem.place), problem.what) for problem in caught.value.problems] == [
        ("hs.yml:3:5", "`ansible_port` 'x' is no port (machine m1)"),
        ("hs.yml:3:5", "`ansible_connection` does not know `winmr` (machine m2)"),
    ]


def test_the_plan_shows_no_secret(tmp_path: Path) -> None:
    assert "mật khẩu" not in repr(plan_of(book(tmp_path, SWEEP), machine("m1", **LOGON)))


@given(
    rows=st.lists(
        st.tuples(  # variables, excluded, os
            st.sampled_from([LOGON, WINRM, {}]), st.booleans(), st.sampled_from([None, "ios"])
        ),
        max_size=8,
    ),
    chosen=st.sets(st.integers(0, 7)),
)
def test_every_machine_of_the_district_is_in_the_plan_exactly_once(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[dict[str, object], bool, str | None]],
    chosen: set[int],
) -> None:
    playbook = book(tmp_path_factory.mktemp("book"), SWEEP)
    machines = [
        machine(f"m{at}", os=os, excluded=excluded, **variables)
        for at, (variables, excluded, os) in enumerate(rows)
    ]
    plan = plan_of(playbook, *machines, taken={0: {f"m{at}" for at in chosen}})
    named = [row.machine for row in (*plan.assignments, *plan.skipped)]
    assert sorted(named) == sorted(row.name for row in machines)


def test_the_shipped_playbook_compiles_without_any_variable_of_its_own() -> None:
    playbook = read_playbook(PLAYBOOK, ALL)
    plan = plan_of(playbook, machine("m1", **LOGON), machine("m2", **WINRM))
    assert [q.control for q in asked(plan, "m2").questions] == [
        "CD-05", "CD-06", "DNS-04", "DNS-01", "CD-06", "NET-01", "CD-05", None, None,
    ]  # fmt: skip
    assert asked(plan, "m1").questions[3].arguments == {"approved": []}
    required = [q.check for q in asked(plan, "m1").questions if q.required]
    assert required == ["connections", "dns_cache", "hosts_file", "resolvers"]


def test_the_posture_playbook_asks_all_that_it_is_for_and_nothing_about_contact() -> None:
    plan = plan_of(read_playbook(POSTURE, ALL), machine("m1", **WINRM))
    questions = asked(plan, "m1").questions
    assert [(q.check, q.control) for q in questions] == [
        ("identity", None),
        ("os_support", "EP-02"),
        ("antivirus", "EP-01"),
        ("firewall_profiles", "NET-02"),
        ("smb1", "NET-02"),
        ("campaign_tool", "CD-04"),
    ]
    assert {q.check for q in questions}.isdisjoint(CONTACT_CHECKS)
    assert questions[-1].arguments == {"tools": []}


@pytest.mark.parametrize("given", ["[msrrt]", "msrt", "5"])
def test_tools_are_held_to_the_known_ones(tmp_path: Path, given: str) -> None:
    text = POSTURE.read_text("utf-8").replace('"{{ campaign_tools | default([]) }}"', given)
    with pytest.raises(PlaybookError, match=r"`tools` of `campaign_tool`"):
        plan_of(book(tmp_path, text), machine("m1", **WINRM))


@pytest.mark.parametrize("given", ["[192.0.2.1, nowhere]", "nowhere", "{a: 1}", "5", "[1]"])
def test_arguments_are_held_to_what_the_check_takes(tmp_path: Path, given: str) -> None:
    text = SWEEP.replace('"{{ wanted }}"', given)
    with pytest.raises(PlaybookError, match=r"book.yml:9:29: `approved` of `resolvers`"):
        plan_of(book(tmp_path, text), machine("m1", **LOGON))


def test_arguments_from_the_inventory_are_held_to_it_too(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r"'x' is neither .* \(machine m1\)"):
        plan_of(book(tmp_path, SWEEP), machine("m1", wanted=["x"], **LOGON))


def test_a_connection_variable_that_is_not_followed_is_refused_in_e_and_in_a_play(
    tmp_path: Path,
) -> None:
    given = {"ansible_winrm_proxy": "x"}
    with pytest.raises(UsageError, match="ansible_winrm_proxy"):
        plan_of(book(tmp_path, SWEEP), machine("a", **LOGON), extra_vars=given)
    with pytest.raises(PlaybookError, match=r"ansible_ssh_args"):
        book(tmp_path, SWEEP.replace("vars: {", "vars: {ansible_ssh_args: -v, "))

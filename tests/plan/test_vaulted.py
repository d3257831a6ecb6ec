"""Vaulted variables in a plan: opened for the machines that need them, and shown by nothing."""

from pathlib import Path

import pytest

from orchestrator.checks import ALL
from orchestrator.errors import InventoryError, Place, PlaybookError, VaultError
from orchestrator.files.yaml_nodes import Vaulted
from orchestrator.model.plan import LocalPassword, Password, Plan
from orchestrator.model.secret import Secret
from orchestrator.plan.compile import compile_plan
from orchestrator.plan.connection import Defaults, Way, way_to
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.playbook_reader import read_playbook
from orchestrator.plan.templating import MachineVariables, Templar
from orchestrator.vault import Vault, cipher
from tests.plan.books import book
from tests.plan.districts import district, machine
from tests.vault.held import scalar, vault

HELD = vault(default="một")


def closed(text: str) -> Vaulted:
    place = Place(file="hs.yml", line=8, column=3)
    return Vaulted(HELD.close(text.encode(), "default").decode(), place)


PASSWORD = closed("mật {{ khẩu }}")


def scope(variables: dict[str, object], held: Vault | None = HELD) -> MachineVariables:
    return MachineVariables(Templar(), (variables,), held)


def way(variables: dict[str, object]) -> Way:
    found = way_to(machine("hs-01", **variables), scope(variables), Defaults())
    assert isinstance(found, Way)
    return found


@pytest.mark.parametrize(
    "variables",
    [
        {"ansible_password": PASSWORD},
        {"ansible_password": "{{ vault_password }}", "vault_password": PASSWORD},
        {"ansible_password": "{{ all['pc'].word }}", "all": {"pc": {"word": PASSWORD}}},
        {"ansible_password": "{{ words[1] }}", "words": ["x", PASSWORD]},
    ],
)
def test_a_password_is_opened_and_never_a_template(variables: dict[str, object]):
    credential = way({"ansible_user": "audit", **variables}).target.credential
    assert credential == Password(user="audit", secret=Secret("mật {{ khẩu }}"))
    assert "khẩu" not in repr(credential)


def test_a_user_and_an_address_may_be_vaulted_too():
    target = way(
        {"ansible_user": closed("audit"), "ansible_host": closed("192.0.2.7"),
         "ansible_password": "x"}
    ).target  # fmt: skip
    assert (target.address, target.credential) == (
        "192.0.2.7", Password(user="audit", secret=Secret("x")),
    )  # fmt: skip


def test_what_nobody_needs_stays_closed():
    variables = {"ansible_user": "a", "ansible_password": "b", "other": closed("x")}
    found = way_to(machine("hs-01", **variables), scope(variables, None), Defaults())
    assert isinstance(found, Way)


def test_a_secret_is_not_taken_apart():
    variables = {"vaulted": PASSWORD, "mixed": "x{{ vaulted }}", "listed": "{{ [vaulted] }}"}
    for name in ("mixed", "listed"):
        with pytest.raises(BadValueError) as caught:
            scope(variables).value(name)
        assert "khẩu" not in str(caught.value)


def test_without_the_password_the_place_and_the_id_are_named():
    with pytest.raises(VaultError, match=r"^hs\.yml:8:3: this is closed with the vault id `defau"):
        scope({"ansible_password": PASSWORD}, None).value("ansible_password")


LOCAL = Defaults(
    user="miền\\audit",
    password=Secret("typed"),
    local_passwords={"hs-01": LocalPassword(user="Administrator", secret=Secret("laps"))},
)


@pytest.mark.parametrize("connection", ["ssh", "winrm"])
@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("hs-01", (), Password(user="Administrator", secret=Secret("laps"))),
        ("hs-01", ("ansible_password",), Password(user="nhóm", secret=Secret("set"))),
        ("hs-02", (), Password(user="nhóm", secret=Secret("set"))),
    ],
)
def test_a_machine_s_own_password_stands_between_its_variables_and_its_group_s(
    name: str, own: tuple[str, ...], expected: Password, connection: str
):
    variables = {
        "ansible_user": "nhóm", "ansible_password": "set", "ansible_connection": connection,
    }  # fmt: skip
    place = MachineVariables(Templar(), (variables,), own=frozenset(own))
    found = way_to(machine(name, **variables), place, LOCAL)
    assert isinstance(found, Way)
    assert found.target.credential == expected


def test_many_passwords_are_made_ready_at_once_each_by_its_own_id(
    monkeypatch: pytest.MonkeyPatch,
):
    derived: list[bytes] = []

    def counting(password: bytes, salt: bytes) -> cipher.Keys:
        derived.append(password)
        return cipher.derive(password, salt)

    monkeypatch.setattr("orchestrator.vault.vaulted_values.derive", counting)
    held = vault(default="một", ward="bốn")
    values = [
        Vaulted(held.close(str(number).encode(), vault_id).decode())
        for number, vault_id in enumerate(("default", "ward", "default"))
    ]
    damaged = Vaulted(f"{values[0].ciphertext[:-9]}")
    stranger = Vaulted(vault(other="x").close(b"y", "other").decode())
    held.make_ready([*values, values[0], damaged, stranger])
    assert sorted(derived) == sorted(word.encode() for word in ("một", "bốn", "một"))
    assert [held.value(value).reveal() for value in values] == ["0", "1", "2"]
    assert len(derived) == 3


BOOK = """
- hosts: all
  vars: {shared: %s}
  tasks: [{connections: }]
"""


def test_a_value_that_nobody_can_open_is_one_problem_of_all_its_machines(tmp_path: Path):
    rows = [machine(name, ansible_user="a", ansible_password=PASSWORD) for name in ("hs-1", "hs-2")]
    with pytest.raises(InventoryError) as caught:
        compile_plan(
            book(tmp_path, BOOK % "1"),
            district=district(*rows),
            selected={0: frozenset({"hs-1", "hs-2"})},
            checks=ALL,
        )
    (problem,) = caught.value.problems
    assert str(problem).startswith("hs.yml:8:3: this is closed with the vault id `default`")
    assert "(machine hs-1 and 1 more)" in problem.what


def test_a_machine_that_is_not_selected_needs_no_password(tmp_path: Path):
    rows = [
        machine("hs-1", ansible_user="a", ansible_password="x"),
        machine("hs-2", ansible_user="a", ansible_password=PASSWORD),
    ]
    made = compile_plan(
        book(tmp_path, BOOK % "1"),
        district=district(*rows),
        selected={0: frozenset({"hs-1"})},
        checks=ALL,
    )
    assert [row.machine for row in made.assignments] == ["hs-1"]


def test_a_play_may_hold_a_vaulted_value_and_no_argument_may(tmp_path: Path):
    closed_value = scalar(HELD.close(b"hidden", "default"), 6)
    text = f"- hosts: all\n  vars:\n    shared: {closed_value}\n  tasks:\n"
    row = machine("hs-1", ansible_user="a", ansible_password="{{ shared }}")

    def made(task: str) -> Plan:
        path = tmp_path / "book.yml"
        path.write_text(f"{text}    - {task}\n", "utf-8")
        return compile_plan(
            read_playbook(path, ALL),
            district=district(row),
            selected={0: frozenset({"hs-1"})},
            checks=ALL,
            defaults=Defaults(vault=HELD),
        )

    (assignment,) = made("connections:").assignments
    assert assignment.target.credential == Password(user="a", secret=Secret("hidden"))
    with pytest.raises(PlaybookError, match="a vaulted value would be sent to machines"):
        made('resolvers: {approved: "{{ shared }}"}')

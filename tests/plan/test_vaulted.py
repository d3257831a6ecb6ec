"""Vaulted variables in a plan: opened for the machines that need them, and shown by nothing."""

import pytest

from orchestrator.errors import Place, VaultError
from orchestrator.files.nodes import Vaulted
from orchestrator.model.plan import LocalPassword, Password
from orchestrator.model.secret import Secret
from orchestrator.plan.bad_value import BadValueError
from orchestrator.plan.connection import Defaults, Way, way_to
from orchestrator.plan.templating import Scope, Templar
from orchestrator.vault import Vault
from tests.plan.districts import machine
from tests.vault.held import vault

HELD = vault(default="một")


def closed(text: str) -> Vaulted:
    place = Place(file="hs.yml", line=8, column=3)
    return Vaulted(HELD.close(text.encode(), "default").decode(), place)


PASSWORD = closed("mật {{ khẩu }}")


def scope(variables: dict[str, object], held: Vault | None = HELD) -> Scope:
    return Scope(Templar(), (variables,), held)


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
    place = Scope(Templar(), (variables,), own=frozenset(own))
    found = way_to(machine(name, **variables), place, LOCAL)
    assert isinstance(found, Way)
    assert found.target.credential == expected

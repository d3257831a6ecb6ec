"""Whose an account is, and what it is called without that."""

import pytest

from orchestrator.model.plan import bare_name, is_local


@pytest.mark.parametrize(
    ("user", "local", "bare"),
    [
        ("audit", True, "audit"),
        (".\\audit", True, "audit"),
        ("hs-01\\audit", True, "audit"),
        ("HS-01\\audit", True, "audit"),
        ("hs-02\\audit", False, "audit"),
        ("MAU\\audit", False, "audit"),
        ("audit@mau.test", False, "audit"),
        ("MAU\\audit@mau.test", False, "audit"),
    ],
)
def test_an_account_is_of_the_machine_or_of_a_domain(user: str, bare: str, *, local: bool):
    assert (is_local(user, "hs-01"), bare_name(user)) == (local, bare)

import pytest

from orchestrator.model.unfollowed import UNFOLLOWED, Unfollowed, read_instead


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("ansible_remote_user", "ansible_user"),
        ("ansible_pass", "ansible_password"),
        ("ansible_paramiko_pass", "ansible_password"),
        ("ansible_paramiko_host", "ansible_host"),
        ("ansible_paramiko_private_key_file", "ansible_private_key_file"),
    ],
)
def test_another_spelling_names_the_one_that_is_read(name: str, instead: str):
    assert UNFOLLOWED[name] is Unfollowed.SPELLING
    assert read_instead(name) == instead


def test_none_stands_twice():
    assert UNFOLLOWED["ansible_winrm_proxy"] is Unfollowed.DETOUR
    assert UNFOLLOWED["ansible_ssh_args"] is Unfollowed.OPTIONS

import pytest

from orchestrator.errors import InputError
from orchestrator.inventory import exposed_passwords, extra_vars, kept_variables, typed_again
from orchestrator.vault import Vault
from tests.vault.held import vault


def test_extra_variables_in_all_three_spellings_the_last_one_winning(tmp_path):
    (tmp_path / "v.yml").write_text("a: 3\nlist: [x, y]\n")
    given = ["a=1", '{"a": 2, "b": true}', f"@{tmp_path / 'v.yml'}"]
    assert extra_vars(given, Vault()) == {"a": 3, "b": True, "list": ["x", "y"]}


@pytest.mark.parametrize("text", ["a", "=1", "a b=1", '{"a": ', "@none.yml"])
def test_what_sets_nothing_is_refused(text):
    with pytest.raises(InputError):
        extra_vars([text], Vault())


def test_a_file_without_variables_is_refused(tmp_path):
    (tmp_path / "v.yml").write_text("- a\n")
    with pytest.raises(InputError, match="no variables"):
        extra_vars([f"@{tmp_path / 'v.yml'}"], Vault())


@pytest.mark.parametrize(
    "text", ['{"ansible_password": "hidden', "ansible password=hidden", "hidden"]
)
def test_a_message_shows_nothing_of_what_was_typed(text):
    with pytest.raises(InputError) as caught:
        extra_vars([text], Vault())
    assert "hidden" not in str(caught.value)


def test_a_password_on_the_command_line_is_warned_of():
    given = ["ansible_password=x", '{"vault_token": "x"}', "a=1", "@passwords.yml"]
    assert len(exposed_passwords(given)) == 2


def test_a_vaulted_file_of_variables_is_opened(tmp_path):
    path = tmp_path / "v.yml"
    path.write_bytes(vault(default="pw").close(b"ansible_password: x\n", "default"))
    assert extra_vars([f"@{path}"], vault(default="pw")) == {"ansible_password": "x"}
    with pytest.raises(InputError, match=r"v\.yml:1:1: no password opens this"):
        extra_vars([f"@{path}"], vault(default="other"))


@pytest.mark.parametrize(
    "text",
    [
        "ansible_password=x",
        "api_key=x",
        "pwd=x",
        '{"a": {"token": "x"}}',
        '{"a": [{"credentials": "x"}]}',
        '{"a": "$ANSIBLE_VAULT;1.1;AES256"}',
    ],
)
def test_what_may_be_a_secret_is_kept_by_name_alone(text):
    (kept,) = kept_variables([text])
    assert list(kept) == ["name"]
    assert typed_again([kept], []) == ()


def test_what_is_kept_can_be_typed_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.yml").write_text("d: 4\n")
    given = ["a=1", '{"b": [2, {"c": null}]}', "@v.yml", "a=3", "ansible_ssh_private_key_file=k"]
    kept = kept_variables(given)
    assert kept_variables(typed_again(kept, [])) == kept
    assert kept_variables(typed_again(kept, given)) != ()
    assert extra_vars(typed_again(kept, []), Vault()) == extra_vars(given, Vault())

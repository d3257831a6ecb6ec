"""Where vault passwords come from."""

import os
import sys
from pathlib import Path

import pytest

from orchestrator.errors import InputError, Problem, UsageError, VaultError
from orchestrator.model.secret import Secret
from orchestrator.vault import Identity
from orchestrator.vault.password_sources import NamedSources, PasswordSources

POSIX = pytest.mark.skipif(os.name == "nt", reason="rights are POSIX'")


class Told:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.asked: list[str] = []
        self.sources = PasswordSources(prompt=self.prompt, warn=self.problems.append)

    def prompt(self, vault_id: str) -> Secret:
        self.asked.append(vault_id)
        return Secret(f"typed for {vault_id}")

    def one(self, slug: str) -> Identity:
        return self.sources.identity(slug)


@pytest.fixture
def told() -> Told:
    return Told()


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_file_is_read_without_the_space_around_it(told: Told, tmp_path: Path):
    path = written(tmp_path / "password", "  cửa sổ \n\n")
    made = told.one(f"ward-4@{path}")
    assert (made.vault_id, made.ask().reveal()) == ("ward-4", "cửa sổ")
    assert told.problems == []


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_warned_of(told: Told, tmp_path: Path, mode: int):
    path = written(tmp_path / "password", "x", mode)
    told.one(str(path))
    assert [str(problem) for problem in told.problems] == [
        f"the vault password file {path} can be read by others. chmod 600 {path}."
    ]


@POSIX
def test_a_program_is_run_without_a_shell(told: Told, tmp_path: Path):
    script = f"#!{sys.executable}\nimport sys\nprint('from', *sys.argv[1:])\n"
    plain = written(tmp_path / "pass word; touch x", script, 0o755)
    client = written(tmp_path / "vault-client.py", script, 0o700)
    assert told.one(f"a@{plain}").ask().reveal() == "from"
    assert told.one(f"a@{client}").ask().reveal() == "from --vault-id a"
    assert told.problems == []
    assert not (tmp_path / "x").exists()


@POSIX
@pytest.mark.parametrize(
    ("body", "said"),
    [("sys.exit(3)", "ended with code 3"), ("sys.exit(2)", "no password for the vault id `a`"),
     ("pass", "is empty")],
)  # fmt: skip
def test_a_program_that_fails_is_said(told: Told, tmp_path: Path, body: str, said: str):
    path = written(tmp_path / "v-client", f"#!{sys.executable}\nimport sys\n{body}\n", 0o700)
    with pytest.raises(VaultError, match=said):
        told.one(f"a@{path}").ask()


@POSIX
def test_a_text_with_an_executable_bit_is_no_program(told: Told, tmp_path: Path):
    path = written(tmp_path / "password", "secret", 0o700)
    with pytest.raises(VaultError, match="executable bit") as caught:
        told.one(str(path)).ask()
    assert "secret" not in str(caught.value)


@POSIX
def test_a_pipe_is_read_as_shells_hand_it_over(told: Told):
    reader, writer = os.pipe()
    os.write(writer, "cửa sổ\n".encode())
    os.close(writer)
    try:
        assert told.one(f"/dev/fd/{reader}").ask().reveal() == "cửa sổ"
    finally:
        os.close(reader)
    assert told.problems == []


def test_an_empty_file_is_refused(told: Told, tmp_path: Path):
    with pytest.raises(VaultError, match="is empty"):
        told.one(str(written(tmp_path / "password", "\n"))).ask()


def test_a_missing_file_is_said_at_once(told: Told, tmp_path: Path):
    with pytest.raises(UsageError, match="cannot read the vault password file"):
        told.one(str(tmp_path / "nowhere"))


def test_an_id_cannot_break_a_header(told: Told):
    with pytest.raises(UsageError, match="cannot be a vault id"):
        told.one("a;b@prompt")


def test_ansible_s_order_is_kept_and_nothing_is_asked_early(told: Told, tmp_path: Path):
    path = written(tmp_path / "password", "x")
    environment = NamedSources.of_environment(
        {
            "ANSIBLE_VAULT_IDENTITY_LIST": f"e1@prompt, e2@{path}",
            "ANSIBLE_VAULT_PASSWORD_FILE": str(path),
        }
    )
    typed = NamedSources(ids=["c@prompt", "prompt"], files=[str(path)], prompt=True)
    made = told.sources.identities(environment, typed)
    assert [(one.vault_id, one.source) for one in made] == [
        ("e1", "prompt"), ("e2", str(path)), ("c", "prompt"), ("default", "prompt"),
        ("default", str(path)), ("default", str(path)), ("default", "prompt"),
    ]  # fmt: skip
    assert told.asked == []
    assert made[0].ask().reveal() == "typed for e1"


@pytest.fixture
def ring():
    """The library's own way to put another store in the place of the system's."""
    keyring = pytest.importorskip("keyring")
    before = keyring.get_keyring()
    yield keyring
    keyring.set_keyring(before)


def test_the_keyring_is_asked_by_service_and_id(told: Told, ring):
    class Ring(ring.backend.KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return {("orchestrator", "ward-4"): "from the ring"}.get((service, username))

        def set_password(self, *_: str) -> None:
            raise NotImplementedError

    ring.set_keyring(Ring())
    assert told.one("ward-4@keyring").ask().reveal() == "from the ring"
    with pytest.raises(VaultError, match="keyring set orchestrator ward-5"):
        told.one("ward-5@keyring").ask()


def test_a_keyring_that_cannot_be_read_is_said(told: Told, ring):
    fail = pytest.importorskip("keyring.backends.fail")
    ring.set_keyring(fail.Keyring())
    with pytest.raises(InputError, match="NoKeyringError"):
        told.one("keyring").ask()


def test_without_the_library_it_is_named(told: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(InputError, match=r"\.\[keyring\]"):
        told.one("keyring").ask()

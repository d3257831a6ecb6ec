"""We open theirs, they open ours."""

from pathlib import Path

import pytest

from orchestrator.vault import Vault
from tests.vault import theirs
from tests.vault.held import vault

pytestmark = pytest.mark.skipif(theirs.PROGRAM is None, reason="ansible-core is not installed")

PLAIN = "Mật khẩu: của máy\n#\ttab\n"


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("cửa sổ\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def held(vault_id: str) -> Vault:
    return vault(**{vault_id: "cửa sổ"})


@pytest.mark.parametrize("vault_id", ["default", "ward4"])
def test_we_open_theirs(vault_id: str, password: Path):
    text = theirs.ansible_vault(
        "encrypt", "--vault-id", f"{vault_id}@{password}", "--encrypt-vault-id", vault_id,
        "--output", "-", "-", stdin=PLAIN,
    )  # fmt: skip
    assert (";1.2;" in text) == (vault_id != "default")
    assert held(vault_id).open(text.encode(), None).decode() == PLAIN


@pytest.mark.parametrize("vault_id", ["default", "ward4"])
def test_they_open_ours(vault_id: str, password: Path, tmp_path: Path):
    ours = tmp_path / "ours.yml"
    ours.write_bytes(held(vault_id).close(PLAIN.encode(), vault_id))
    assert theirs.ansible_vault("view", "--vault-id", f"{vault_id}@{password}", ours) == PLAIN

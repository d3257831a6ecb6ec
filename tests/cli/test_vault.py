"""`orchestrator vault`, beside the real ansible-vault where it is installed."""

import io
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.files.yaml_documents import read
from tests.vault import theirs
from tests.vault.held import vault

PLAIN = "mật khẩu: hidden\n"
HELD = vault(default="một", ward_4="bốn")

needs_ansible = pytest.mark.skipif(theirs.PROGRAM is None, reason="ansible-core is not installed")
posix = pytest.mark.skipif(os.name == "nt", reason="modes, scripts and terminals are POSIX'")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in os.environ if name.startswith("ANSIBLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ORCHESTRATOR_LANG", "en")


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    made = {"one": "một\n", "four": "bốn\n", "new": "mới\n"}
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o600)
    return {name: tmp_path / name for name in made}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "group_vars.yml"
    path.write_text(PLAIN, encoding="utf-8")
    path.chmod(0o640)
    return path


def run(*words: object) -> int:
    return main(["vault", *map(str, words)])


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_encrypt_and_decrypt_work_in_place_and_keep_the_mode(keys, file: Path, tmp_path: Path):
    link = tmp_path / "link.yml"
    link.symlink_to(file)
    assert run("encrypt", "--vault-password-file", keys["one"], link) == 0
    assert (mode(file), link.is_symlink()) == (0o640, True)
    assert HELD.open(file.read_bytes(), None).decode() == PLAIN
    assert run("decrypt", "--vault-password-file", keys["one"], link) == 0
    assert (mode(file), file.read_text("utf-8")) == (0o640, PLAIN)


def test_the_id_to_encrypt_with_must_be_clear(keys, file: Path, capsys):
    both = ("--vault-id", f"ward-4@{keys['four']}", "--vault-password-file", keys["one"])
    assert run("encrypt", *both, file) == 2
    assert "several vault ids could be meant: ward-4, default" in capsys.readouterr().err
    assert file.read_text("utf-8") == PLAIN
    assert run("encrypt", *both, "--encrypt-vault-id", "ward-4", file) == 0
    assert file.read_bytes().startswith(b"$ANSIBLE_VAULT;1.2;AES256;ward-4\n")


def test_the_environment_is_ansible_s(keys, file: Path, monkeypatch: pytest.MonkeyPatch):
    listed = f"ward-4@{keys['four']},other@{keys['new']}"
    monkeypatch.setenv("ANSIBLE_VAULT_IDENTITY_LIST", listed)
    monkeypatch.setenv("ANSIBLE_VAULT_ENCRYPT_IDENTITY", "ward-4")
    assert run("encrypt", file) == 0
    assert HELD.open(file.read_bytes(), None).decode() == PLAIN


def test_a_vault_is_not_encrypted_twice(keys, file: Path, capsys):
    assert run("encrypt", "--vault-password-file", keys["one"], file) == 0
    before = file.read_bytes()
    assert run("encrypt", "--vault-password-file", keys["one"], file) == 2
    assert "it is a vault already" in capsys.readouterr().err
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", ["decrypt", "view", "rekey", "edit"])
def test_a_wrong_password_changes_nothing_not_even_the_files_before(
    command: str, keys, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("EDITOR", "false")
    good, bad = tmp_path / "good.yml", tmp_path / "bad.yml"
    good.write_bytes(HELD.close(b"a: 1\n", "default"))
    bad.write_bytes(HELD.close(b"hidden: 1\n", "ward-4"))
    before = good.read_bytes(), bad.read_bytes()
    words = ["--new-vault-password-file", keys["new"]] if command == "rekey" else []
    assert run(command, "--vault-password-file", keys["one"], *words, good, bad) == 2
    assert (good.read_bytes(), bad.read_bytes()) == before
    out, err = capsys.readouterr()
    assert "hidden" not in out + err
    if command != "edit":  # there the editor's own failure comes first
        assert f"{bad}:1:1: no password opens this" in err
        assert out == ""


def test_view_prints_and_writes_nothing(keys, file: Path, capsys):
    file.write_bytes(HELD.close(PLAIN.encode(), "default"))
    before = file.read_bytes()
    assert run("view", "--vault-password-file", keys["one"], file) == 0
    assert capsys.readouterr().out == PLAIN
    assert run("view", "--json", "--vault-password-file", keys["one"], file) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema": 1, "files": [{"file": str(file), "text": PLAIN}],
    }  # fmt: skip
    assert file.read_bytes() == before


@posix
def test_output_is_a_private_file_and_the_source_stays(keys, file: Path, tmp_path: Path):
    target = tmp_path / "closed.yml"
    assert run("encrypt", "--vault-password-file", keys["one"], "--output", target, file) == 0
    assert file.read_text("utf-8") == PLAIN
    assert mode(target) == 0o600
    assert run("decrypt", "--vault-password-file", keys["one"], "--output", "-", target) == 0
    assert (
        run("decrypt", "--output", target, "--vault-password-file", keys["one"], target, file) == 2
    )


def test_standard_input_goes_to_standard_output(keys, capsys, monkeypatch: pytest.MonkeyPatch):
    piped(monkeypatch, PLAIN)
    assert run("encrypt", "--vault-password-file", keys["one"]) == 0
    closed = capsys.readouterr().out
    piped(monkeypatch, closed)
    assert run("decrypt", "--vault-password-file", keys["one"], "-") == 0
    assert capsys.readouterr().out == PLAIN


def test_rekey_changes_password_and_id(keys, file: Path):
    file.write_bytes(HELD.close(PLAIN.encode(), "default"))
    old = ("--vault-password-file", keys["one"])
    assert run("rekey", *old, "--new-vault-id", f"ward-5@{keys['new']}", file) == 0
    assert file.read_bytes().startswith(b"$ANSIBLE_VAULT;1.2;AES256;ward-5\n")
    assert vault(ward_5="mới").open(file.read_bytes(), None).decode() == PLAIN


def test_a_text_on_the_command_line_is_warned_of(keys, capsys):
    words = ("--vault-password-file", keys["one"], "hidden", "-n", "ansible_password")
    assert run("encrypt-string", *words) == 0
    out, err = capsys.readouterr()
    assert "warning: a text on the command line can be read by everyone" in err
    assert "hidden" not in out + err
    node = read(out, source="").root
    assert HELD.value(node.value["ansible_password"]).reveal() == "hidden"


def test_texts_of_all_ways_get_their_names(keys, capsys, monkeypatch: pytest.MonkeyPatch):
    piped(monkeypatch, "from stdin\n")
    words = ("--vault-id", f"ward-4@{keys['four']}", "-", "typed", "bare", "--stdin-name", "a")
    assert run("encrypt_string", *words, "-n", "b", "--json") == 0
    out, err = capsys.readouterr()
    values = json.loads(out)["values"]
    assert [value["name"] for value in values] == ["a", "b", None]
    assert [HELD.open(value["vault"].encode(), None) for value in values] == [
        b"from stdin\n", b"typed", b"bare",
    ]  # fmt: skip
    assert "ends with a new line" in err


def script(tmp_path: Path, body: str) -> Path:
    """Write an editor; it notes where the file is that it was given."""
    path = tmp_path / "editor.py"
    note = "pathlib.Path(__file__).with_name('seen').write_text(sys.argv[-1])"
    path.write_text(
        f"import os, pathlib, stat, sys\n{note}\nfile = pathlib.Path(sys.argv[-1])\n{body}"
    )
    return path


@posix
def test_edit_keeps_id_password_and_mode_and_leaves_no_plain_text(
    keys, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file.write_bytes(HELD.close(PLAIN.encode(), "ward-4").replace(b"ward-4", b"ward-x"))
    body = (
        "assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700\n"
        "assert stat.S_IMODE(file.stat().st_mode) == 0o600\n"
        "(file.parent / 'backup~').write_bytes(file.read_bytes())\n"
        "file.write_text(file.read_text('utf-8') + 'more: 1\\n', 'utf-8')\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script(tmp_path, body)}")
    assert run("edit", "--vault-id", f"ward-4@{keys['four']}", file) == 0
    assert file.read_bytes().startswith(b"$ANSIBLE_VAULT;1.2;AES256;ward-x\n")
    assert HELD.open(file.read_bytes(), None).decode() == PLAIN + "more: 1\n"
    assert mode(file) == 0o640
    assert not Path((tmp_path / "seen").read_text()).parent.exists()


@posix
@pytest.mark.parametrize(
    "body", ["sys.exit(1)", "file.write_text('lost'); os.kill(os.getpid(), 9)"]
)
def test_an_editor_that_fails_changes_nothing_and_leaves_nothing(
    body: str, keys, file: Path, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    file.write_bytes(HELD.close(PLAIN.encode(), "default"))
    before = file.read_bytes()
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script(tmp_path, body)}")
    assert run("edit", "--vault-password-file", keys["one"], file) == 2
    assert "nothing is changed" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert not Path((tmp_path / "seen").read_text()).parent.exists()


@posix
def test_an_ended_edit_leaves_nothing(
    keys, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file.write_bytes(HELD.close(PLAIN.encode(), "default"))
    monkeypatch.setenv(
        "EDITOR", f"{sys.executable} {script(tmp_path, 'os.kill(os.getppid(), 15)')}"
    )
    with pytest.raises(SystemExit) as caught:
        run("edit", "--vault-password-file", keys["one"], file)
    assert caught.value.code == 143
    assert not Path((tmp_path / "seen").read_text()).parent.exists()


@posix
def test_the_text_stays_in_memory_where_the_system_has_a_folder_for_it(
    keys, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file.write_bytes(HELD.close(PLAIN.encode(), "default"))
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script(tmp_path, '')}")
    for folder, used in ((tmp_path, True), (tmp_path / "gone", False)):
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
        assert run("edit", "--vault-password-file", keys["one"], file) == 0
        seen = Path((tmp_path / "seen").read_text())
        assert (seen.parents[1] == tmp_path) == used


def test_an_unchanged_edit_writes_nothing(
    keys, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file.write_bytes(HELD.close(PLAIN.encode(), "default"))
    before = file.read_bytes()
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script(tmp_path, '')}".replace("\\", "/"))
    assert run("edit", "--vault-password-file", keys["one"], file) == 0
    assert file.read_bytes() == before


@needs_ansible
def test_they_open_what_we_rekey_and_we_what_they_rekey(keys, file: Path):
    one, new = f"a@{keys['one']}", f"b@{keys['new']}"
    theirs.ansible_vault("encrypt", "--vault-id", one, "--encrypt-vault-id", "a", file)
    assert run("rekey", "--vault-id", one, "--new-vault-id", new, file) == 0
    assert theirs.ansible_vault("view", "--vault-id", new, file) == PLAIN
    theirs.ansible_vault("rekey", "--vault-id", new, "--new-vault-password-file", keys["one"], file)
    assert run("decrypt", "--vault-password-file", keys["one"], file) == 0
    assert file.read_text("utf-8") == PLAIN


@needs_ansible
@pytest.mark.parametrize("vault_id", ["default", "ward-4"])
def test_the_same_text_is_printed_but_for_the_salt(vault_id: str, keys, capsys):
    words = ["--vault-id", f"{vault_id}@{keys['four']}", "-n", "ansible_password", "hidden"]
    theirs_said = theirs.ansible_vault("encrypt_string", *words)
    assert run("encrypt-string", *words) == 0
    ours = capsys.readouterr().out
    assert [len(line) for line in ours.splitlines()] == [
        len(line) for line in theirs_said.splitlines()
    ]
    assert ours.splitlines()[:2] == theirs_said.splitlines()[:2]


@needs_ansible
@pytest.mark.parametrize("vault_id", ["default", "ward-4"])
def test_each_opens_the_other_s_values(vault_id: str, keys, capsys):
    source = f"{vault_id}@{keys['four']}"
    words = ["--vault-id", source, "-n", "v", "mật khẩu"]
    theirs_said = theirs.ansible_vault("encrypt_string", *words)
    value = read(theirs_said, source="").root.value["v"]
    assert vault(**{vault_id: "bốn"}).value(value).reveal() == "mật khẩu"
    assert run("encrypt-string", *words) == 0
    ours = read(capsys.readouterr().out, source="").root.value["v"].ciphertext
    opened = theirs.ansible_vault("decrypt", "--vault-id", source, "--output", "-", "-", stdin=ours)
    assert opened == "mật khẩu"

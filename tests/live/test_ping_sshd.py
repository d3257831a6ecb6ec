"""`ping` against a real OpenSSH server that shows each symptom of a logon."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from tests.inventory.trees import HEAD, write
from tests.live import sshd

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(sshd.WHY_NOT), reason=sshd.WHY_NOT),
]

Ping = Callable[..., tuple[int, dict[str, object]]]


@pytest.fixture
def ping(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ping:
    """Ping one machine; returns the exit code and what --json says of it."""

    def go(port: int, *words: str, **variables: str) -> tuple[int, dict[str, object]]:
        known = {"ansible_host": "127.0.0.1", "ansible_port": port, **variables}
        rows = ", ".join(f"{name}: {json.dumps(value)}" for name, value in known.items())
        unit = "th_x:\n  vars: {unit: {name: Trường X, type: primary_school}}\n  hosts:\n"
        source = write(
            tmp_path, {"i/group_vars/all.yml": HEAD, "i/a.yml": f"{unit}    x-1: {{{rows}}}\n"}
        )
        state = tmp_path / "state"
        code = main(["ping", "-i", f"{source}/i", "--state", str(state), "--json", *words])
        said = json.loads(capsys.readouterr().out)
        return code, said["machines"][0]

    return go


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The paths of a key that is let in, and of a stranger's."""
    for name in ("known", "stranger"):
        sshd.write_key(tmp_path / name)
    return str(tmp_path / "known"), str(tmp_path / "stranger")


def authorized(keys: tuple[str, str]) -> str:
    return Path(keys[0]).with_suffix(".pub").read_text()


def test_a_machine_that_is_well(ping: Ping, keys: tuple[str, str], tmp_path: Path):
    with sshd.running(tmp_path / "sshd", authorized(keys)) as server:
        code, said = ping(server.port, ansible_user=sshd.USER, ansible_ssh_private_key_file=keys[0])
    assert (code, said["state"]) == (0, "logged_on")
    assert said["principal"] == f"{sshd.USER} (key)"
    assert said["clock_offset_seconds"] == 0
    assert said["doors"] == []  # it was not looked at more than needed
    facts = said["facts"]
    assert isinstance(facts, dict)
    assert facts["os"]


def test_a_key_that_is_not_accepted(ping: Ping, keys: tuple[str, str], tmp_path: Path):
    with sshd.running(tmp_path / "sshd", authorized(keys)) as server:
        code, said = ping(server.port, ansible_user=sshd.USER, ansible_ssh_private_key_file=keys[1])
        assert server.attempts() <= 1
    assert (code, said["state"]) == (4, "failed")
    assert said["causes"] == ["key_unknown", "not_allowed", "disabled"]


def test_an_account_that_may_not_log_on(ping: Ping, keys: tuple[str, str], tmp_path: Path):
    extra = "AllowUsers nobody-at-all"
    with sshd.running(tmp_path / "sshd", authorized(keys), extra=extra) as server:
        _, said = ping(server.port, ansible_user=sshd.USER, ansible_ssh_private_key_file=keys[0])
    assert "not_allowed" in said["causes"]


def test_a_server_that_takes_no_passwords(ping: Ping, keys: tuple[str, str], tmp_path: Path):
    with sshd.running(tmp_path / "sshd", authorized(keys)) as server:
        _, said = ping(server.port, ansible_user=sshd.USER, ansible_password="x")
    assert said["causes"] == ["method_off"]


@pytest.mark.parametrize("words", [(), ("--no-logon",)])
def test_a_changed_host_key(
    words: tuple[str, ...], ping: Ping, keys: tuple[str, str], tmp_path: Path
):
    with sshd.running(tmp_path / "sshd", authorized(keys)) as server:
        other = sshd.write_key(tmp_path / "other")
        (tmp_path / "state").mkdir()
        known = tmp_path / "state" / "known_hosts"
        known.write_text(f"[127.0.0.1]:{server.port} {other}")
        _, said = ping(
            server.port, *words, ansible_user=sshd.USER, ansible_ssh_private_key_file=keys[0]
        )
        assert server.attempts() == 0
    assert said["causes"] == ["reinstalled", "address_changed", "impostor"]


def test_looking_without_logging_on(ping: Ping, keys: tuple[str, str], tmp_path: Path):
    with sshd.running(tmp_path / "sshd", authorized(keys)) as server:
        code, said = ping(server.port, "--no-logon")
        assert server.attempts() == 0
    assert (code, said["state"]) == (0, "door_open")

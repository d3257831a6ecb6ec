import base64
import stat
import threading
from pathlib import Path

import pytest

from orchestrator.errors import StateError, UnwrittenError
from orchestrator.transport.known_hosts import HostKeyTrust, KnownHosts


def public(kind: str, *fields: bytes) -> tuple[str, str]:
    """Return a public key as it stands in the file."""
    rows = (len(field).to_bytes(4, "big") + field for field in (kind.encode(), *fields))
    return kind, base64.b64encode(b"".join(rows)).decode()


ED, RSA = public("ssh-ed25519", bytes(32)), public("ssh-rsa", b"\1\0\1", bytes(256))
KEY = f"{ED[0]} {ED[1]}"
# `ssh-keygen -H` of a line for 192.0.2.7
HASHED = f"|1|tKSUWWvLf/S5mJZIaD8Ch2W6YSs=|VzheUdZoR2uCQEOJJcW91NKS/6o= {KEY}\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "known_hosts"


def test_a_first_contact_is_written_down_for_the_next_run(path: Path):
    assert KnownHosts(path).judge("192.0.2.7", 22, ED) is HostKeyTrust.FIRST
    again = KnownHosts(path)
    assert again.keys("192.0.2.7", 22) == {ED}
    assert again.judge("192.0.2.7", 22, ED) is HostKeyTrust.KNOWN
    assert again.judge("192.0.2.7", 22, RSA) is HostKeyTrust.CHANGED
    assert path.read_text() == f"192.0.2.7 {KEY}\n"


def test_only_the_owner_reads_it(path: Path):
    KnownHosts(path).judge("192.0.2.7", 22, ED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_port_other_than_22_is_another_machine(path: Path):
    known = KnownHosts(path)
    known.judge("192.0.2.7", 22, ED)
    assert known.judge("192.0.2.7", 2222, RSA) is HostKeyTrust.FIRST
    assert "[192.0.2.7]:2222 ssh-rsa" in path.read_text()


def test_names_in_one_line_and_letters_of_any_case_are_found(path: Path):
    path.parent.mkdir()
    path.write_text(f"# met by hand\n\npc-01.example,192.0.2.7 {KEY} comment\n")
    known = KnownHosts(path)
    assert known.judge("PC-01.example", 22, ED) is HostKeyTrust.KNOWN
    assert known.judge("192.0.2.7", 22, RSA) is HostKeyTrust.CHANGED


def test_a_hashed_name_is_found(path: Path):
    path.parent.mkdir()
    path.write_text(HASHED)
    known = KnownHosts(path)
    assert known.judge("192.0.2.7", 22, ED) is HostKeyTrust.KNOWN
    assert known.judge("192.0.2.8", 22, ED) is HostKeyTrust.FIRST


def test_a_revoked_key_is_never_accepted(path: Path):
    path.parent.mkdir()
    path.write_text(f"@revoked * {KEY}\n192.0.2.7 {KEY}\n")
    assert KnownHosts(path).judge("192.0.2.7", 22, ED) is HostKeyTrust.REVOKED


@pytest.mark.parametrize(
    "text",
    ["@cert-authority *.example ssh-ed25519 AAAA\n", "torn", "|1|no|base64! a b\n", "|1| a b\n"],
)
def test_lines_that_give_no_key_do_not_count_as_one(text: str, path: Path):
    path.parent.mkdir()
    path.write_text(text)
    known = KnownHosts(path)
    assert known.judge("192.0.2.7", 22, ED) is HostKeyTrust.FIRST
    assert KnownHosts(path).judge("192.0.2.7", 22, ED) is HostKeyTrust.KNOWN


def test_many_threads_write_whole_lines(path: Path):
    known = KnownHosts(path)
    threads = [
        threading.Thread(target=known.judge, args=(f"pc-{number}.example", 22, ED))
        for number in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(path.read_text().splitlines()) == 50
    assert all(KnownHosts(path).keys(f"pc-{n}.example", 22) == {ED} for n in range(50))


def test_a_file_that_cannot_be_read_is_one_error(tmp_path: Path):
    with pytest.raises(StateError, match=str(tmp_path)):
        KnownHosts(tmp_path)


def test_a_key_that_cannot_be_kept_ends_the_asking(tmp_path: Path):
    (tmp_path / "s").write_text("a file, where the folder should be")
    known = KnownHosts(tmp_path / "s" / "known_hosts")
    with pytest.raises(UnwrittenError):
        known.judge("192.0.2.7", 22, ED)


def test_a_line_that_a_full_disk_cut_gives_no_key_and_is_none_of_the_machine(path: Path):
    path.parent.mkdir()
    for cut in range(len("192.0.2.7 "), len(f"192.0.2.7 {KEY}")):
        path.write_text(f"192.0.2.7 {KEY}"[:cut])
        known = KnownHosts(path)
        assert known.keys("192.0.2.7", 22) == frozenset()
    assert known.judge("192.0.2.7", 22, ED) is HostKeyTrust.FIRST
    assert KnownHosts(path).keys("192.0.2.7", 22) == {ED}


@pytest.mark.parametrize("room", [0, 40])
def test_a_disk_that_takes_no_whole_line_stops_the_sweep(path: Path, room: int):
    resource = pytest.importorskip("resource")  # limits are POSIX
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    known = KnownHosts(path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(UnwrittenError):
            known.judge("192.0.2.7", 22, ED)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.stat().st_size == room
    assert KnownHosts(path).judge("192.0.2.7", 22, RSA) is HostKeyTrust.FIRST

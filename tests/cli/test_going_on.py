"""What `sweep` goes on with: all that it began with, and nothing else; and how it is stopped."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.evidence import open_store
from orchestrator.sweep import now
from tests.inventory.trees import HEAD, write

PLAY = """\
- name: thử
  hosts: all
  iocs: iocs/
  tasks:
    - {name: "{{ ten | default('một') }}", connections: , tags: [a]}
    - {name: hai, dns_cache: , tags: [b]}
    - {name: ba, hosts_file: , tags: [a, c]}
"""
ALLOW = (
    "- {value: mine.example, owner: A, reason: B, "
    f"expires: {now().date() + timedelta(days=30)}}}\n"
)
UNIT = "th_x:\n  vars: {unit: {name: Trường X, type: primary_school}}\n  hosts:\n"


@pytest.fixture
def shut() -> Iterator[int]:
    """A port where nobody listens: a machine there refuses at once."""
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@pytest.fixture
def place(tmp_path: Path, shut: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    way = f"{{ansible_host: 127.0.0.1, ansible_port: {shut}, ansible_user: a}}"
    second = way.replace("127.0.0.1", "127.0.0.2")
    write(
        tmp_path,
        {
            "i/group_vars/all.yml": HEAD + "ansible_password: x\n",
            "i/a.yml": UNIT + f"    x-1: {way}\n    x-2: {second}\n",
            "other/a.yml": UNIT + f"    x-1: {way}\n",
            "plays/play.yml": PLAY,
            "plays/iocs/a.txt": "bad.example\n",
            "own.txt": "203.0.113.8\n",
            "more.txt": "203.0.113.9\n",
            "allow.yml": ALLOW,
            "vars.yml": "thêm: 1\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


BEGAN = (
    *("-i", "i", "-l", "x-1", "-t", "a", "--skip-tags", "c", "--iocs", "own.txt"),
    *("-e", "ten=bốn", "-e", "mat_khau_pass=bi-mat", "-e", "@vars.yml"),
)


def begin(*more: str) -> int:
    return main(["sweep", "plays/play.yml", *more, "--state", "s", "-o", "out", "--json"])


def go_on(*more: str, way: str = "--resume") -> int:
    return main(["sweep", way, "latest", *more, "--state", "s", "-o", "out"])


SECRET = ("-e", "mat_khau_pass=bi-mat")


def test_the_whole_selection_comes_back(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    assert begin(*BEGAN) == 4
    monkeypatch.chdir(place / "plays")  # paths are kept as they are from anywhere
    capsys.readouterr()
    state = ("--state", str(place / "s"))
    main(["sweep", "--resume", "latest", *state, *SECRET, "--list-hosts"])
    assert capsys.readouterr().out == "x-1\n"
    main(["sweep", "--resume", "latest", *state, *SECRET, "--check"])
    told = capsys.readouterr().out
    assert "sẽ không hỏi 1 máy: không được chọn\n  x-2\n" in told
    assert "dns_cache" not in told
    assert "hosts_file" not in told
    out = ("-o", str(place / "out"))
    assert main(["sweep", "--resume", "latest", *state, *SECRET, *out]) == 4


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("-i", "other"), "-i"),
        (("-l", "x-2"), "-l x-1"),
        (("-t", "a,b"), "-t a"),
        (("--skip-tags", "b"), "--skip-tags c"),
        (("--iocs", "more.txt"), "--iocs"),
        (("--allow", "allow.yml"), "--allow (không có)"),
        (("--sinkholes", "more.txt"), "--sinkholes (không có)"),
        (("-e", "ten=năm"), "ten=bốn"),
        (("-e", "khac=1"), "khac=1"),
    ],
)
def test_another_selection_is_refused_and_the_first_is_told(
    given: tuple[str, ...], told: str, place: Path, capsys: pytest.CaptureFixture[str]
):
    assert begin(*BEGAN) == 4
    before = (place / "out" / "report.json").read_bytes()
    capsys.readouterr()
    assert go_on(*SECRET, *given) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "bắt đầu với" in said
    assert "bi-mat" not in said
    assert (place / "out" / "report.json").read_bytes() == before


def test_the_same_selection_may_be_given_again(place: Path):
    assert begin(*BEGAN) == 4
    assert go_on(*BEGAN) == 4
    assert go_on(*SECRET, "-t", "a", "-i", str(place / "i")) == 4


def test_a_secret_is_not_kept_and_must_be_given_again(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    assert begin(*BEGAN) == 4
    assert b"bi-mat" not in (place / "s" / "orchestrator.sqlite3").read_bytes()
    capsys.readouterr()
    assert go_on() == 2
    assert "mat_khau_pass=***" in capsys.readouterr().err


def test_whoever_forgot_the_password_is_told_so_and_all_machines_are_not_assessed(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    (place / "i" / "group_vars" / "all.yml").write_text(HEAD)
    words = ["sweep", "plays/play.yml", "-i", "i", "--state", "s", "-o", "out", "--lang", "vi"]
    assert main(words) == 4
    told = capsys.readouterr()
    assert "Không hỏi được 2 máy: chưa có tài khoản hoặc mật khẩu." in told.err
    assert "-k (hỏi mật khẩu)" in told.err
    assert "Chưa đủ căn cứ kết luận" in told.out  # and no table of controls without a row
    assert "Chưa có tài khoản" in told.out


@pytest.mark.usefixtures("place")
def test_a_sweep_without_a_limit_does_not_get_one(capsys: pytest.CaptureFixture[str]):
    assert begin("-i", "i") == 4
    assert go_on("-l", "x-1") == 2
    assert "-l (không có)" in capsys.readouterr().err


@pytest.mark.usefixtures("place")
def test_fewer_machines_may_be_asked_again():
    assert begin("-i", "i") == 4
    assert go_on("-l", "x-1", way="--retry") == 4
    assert go_on("-t", "a", way="--retry") == 2


def test_a_machine_that_was_not_selected_is_not_asked_again(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    assert begin("-i", "i", "-l", "x-1") == 4
    capsys.readouterr()
    again = ["sweep", "--retry", "latest", "-l", "x-2", "--state", "s", "-o", "out", "--json"]
    assert main(again) == 4
    assert '"machine"' not in capsys.readouterr().out
    report = json.loads((place / "out" / "report.json").read_text("utf-8"))
    assert [one["reason"] for one in report["machines"]] == ["refused", "not_selected"]


def test_latest_is_the_last_sweep_begun_whatever_the_clock_said(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    assert begin("-i", "i", "-l", "x-1") == 4
    first = json.loads(capsys.readouterr().out.splitlines()[0])["sweep"]
    assert begin("-i", "i", "-l", "x-2") == 4
    second = json.loads(capsys.readouterr().out.splitlines()[0])["sweep"]
    with closing(open_store(place / "s", create=False)) as store:
        later = "UPDATE sweep SET started_at = '2099-01-01T00:00:00.000000+00:00' WHERE id = ?"
        store._connection.execute(later, (first,))
        store._connection.commit()
        assert store.sweep("latest").id == second


def test_events_say_what_the_store_says(place: Path, capsys: pytest.CaptureFixture[str]):
    begin("-i", "i")
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    said = {one["machine"]: one["outcome"] for one in events if one["event"] == "machine"}
    with closing(open_store(place / "s", create=False)) as store:
        kept = {
            one.scoped.row.machine: str(one.outcome)
            for one in store.machines(store.sweep("latest").id)
        }
    assert said == kept


def test_a_key_that_is_not_there_is_one_mistake_and_nothing_is_sent(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    (place / "i" / "group_vars" / "all.yml").write_text(HEAD, "utf-8")
    assert begin("-i", "i", "--private-key", "khong-co") == 2
    said = capsys.readouterr().err
    assert said.count("khong-co") == 1
    assert "2 máy" in said
    assert not (place / "s").exists()
    (place / "i" / "host_vars").mkdir()
    row = "ansible_ssh_private_key_file: cung-khong\n"
    (place / "i" / "host_vars" / "x-1.yml").write_text(row, "utf-8")
    assert begin("-i", "i", "-l", "x-1") == 2
    assert "cung-khong" in capsys.readouterr().err
    ping = ["ping", "-i", "i", "-l", "x-1", "--state", "p"]
    assert main(ping) == 2
    (place / "cung-khong.pub").write_text("ssh-ed25519 AAAA", "utf-8")
    assert main(ping) == 4  # an agent may hold it


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_a_second_ctrl_c_waits_for_nothing():
    text = (
        "import sys, time\n"
        "from orchestrator.cli.showing.outlet import Outlet\n"
        "from orchestrator.cli.showing.stopping import Stopping\n"
        "from orchestrator.text.catalogue import catalogue\n"
        "Stopping(Outlet(sys.stderr), catalogue('vi')).by(lambda: time.sleep(600))\n"
        "print('ready', flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-u", "-c", text],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert any("đang dừng" in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        assert "đã bị ngắt" in process.stderr.read()
        assert process.wait() == 130


def test_host_keys_that_cannot_be_read_are_one_error_before_anything_is_asked(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    (place / "s").mkdir(mode=0o700)
    (place / "s" / "known_hosts").mkdir()
    assert begin("-i", "i") == 2
    told = capsys.readouterr().err
    assert told.count("không dùng được") == 1
    with closing(open_store(place / "s", create=False)) as store:
        assert not store.sweeps()

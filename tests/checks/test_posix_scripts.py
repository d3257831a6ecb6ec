"""The fused POSIX script, run for real by every shell that is here."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.checks.base import Check
from orchestrator.checks.frame import split
from orchestrator.model.answer import Answered, NotApplicable, Unanswered, Unread
from orchestrator.model.plan import Family
from tests import record
from tests.record import NONCE

SHELLS = {"dash": ("dash",), "bash": ("bash", "--posix"), "busybox": ("busybox", "sh")}
NOBODY = 65534
IDS = tuple(check.id for check in ALL)
MACHINES = record.machines()


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> tuple[str, ...]:
    program, *arguments = SHELLS[request.param]
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return (found, *arguments)


@pytest.fixture
def obedient_shell(shell: tuple[str, ...]) -> tuple[str, ...]:
    """A shell that runs what PATH leads to: a made machine is a PATH of made programs."""
    found = subprocess.run(
        [*shell, "-c", "ls /"],
        env={"PATH": "/nowhere"},
        capture_output=True,
        check=False,
    )
    if found.returncode == 0:
        pytest.skip(f"{shell[0]} runs its own programs before those on PATH (busybox-static does)")
    return shell


@pytest.mark.parametrize("machine", MACHINES, ids=lambda path: path.stem)
def test_every_shell_prints_what_the_goldens_hold(machine: Path, obedient_shell: tuple[str, ...]):
    raw = record.record_machine(machine, record.fused(Family.POSIX), obedient_shell)
    for check in IDS:
        golden = record.GOLDENS / check / f"{machine.stem}.stdout"
        assert record.only(raw, check) == golden.read_bytes()


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
@pytest.mark.parametrize("machine", MACHINES, ids=lambda path: path.stem)
def test_a_check_asked_alone_prints_what_it_prints_among_all(machine: Path, check: Check):
    raw = record.record_machine(machine, record.alone(check, Family.POSIX).text)
    golden = (record.GOLDENS / check.id / f"{machine.stem}.stdout").read_bytes()
    assert split(raw, NONCE) == split(golden, NONCE)


def test_this_very_machine_is_read_to_the_end(shell: tuple[str, ...]):
    done = subprocess.run(
        [*shell, "-s", "--", NONCE],
        input=record.fused(Family.POSIX),
        capture_output=True,
        timeout=60,
        check=False,
    )
    reading = read_answers(done.stdout, nonce=NONCE, family=Family.POSIX, checks=IDS, remote=False)
    assert done.stderr == b""
    assert reading.complete
    assert reading.facts.name
    assert reading.facts.clock is not None
    assert reading.facts.elevated == (os.geteuid() == 0)
    assert isinstance(reading.answers["hosts_file"], Answered)


def test_the_script_needs_a_nonce(shell: tuple[str, ...]):
    done = subprocess.run(
        [*shell, "-s"],
        input=record.fused(Family.POSIX),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == b""


def machine(**commands: Mapping[str, object]) -> dict[str, dict[str, object]]:
    described = json.loads((record.MACHINES / "ubuntu-resolved.json").read_text("utf-8"))
    spoken = {line.replace("__", " "): result for line, result in commands.items()}
    return {**described, "commands": {**described["commands"], **spoken}}


def answers_of(described: dict[str, dict[str, object]], tmp_path: Path) -> dict[str, object]:
    path = tmp_path / "made.json"
    path.write_text(json.dumps(described), "utf-8")
    raw = record.record_machine(path, record.fused(Family.POSIX))
    reading = read_answers(raw, nonce=NONCE, family=Family.POSIX, checks=IDS, remote=True)
    assert reading.complete
    return dict(reading.answers)


def test_an_ss_that_fails_gives_way_to_proc(tmp_path: Path):
    made = machine()
    made["commands"] = {
        **made["commands"],
        "ss -tunapH": {"exit": 1},
        "ss -tunap": {"stdout": "tcp ESTAB 0 0 192.0.2.1:22 198.51.", "exit": 1},
    }
    rows = json.loads((record.MACHINES / "busybox-proc.json").read_text("utf-8"))["files"]
    made["files"]["/proc/net/tcp"] = rows["/proc/net/tcp"]
    answer = answers_of(made, tmp_path)["connections"]
    assert isinstance(answer, Answered)
    assert answer.source == "/proc/net (little-endian)"


def test_an_ss_that_prints_nothing_is_no_empty_table(tmp_path: Path):
    made = machine()
    made["commands"]["ss -tunapH"] = {"stdout": "", "exit": 0}
    answer = answers_of(made, tmp_path)["connections"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.EMPTY


@pytest.mark.parametrize(("uid", "reason"), [(0, Unread.FAILED), (1000, Unread.DENIED)])
def test_a_cache_that_resolvectl_does_not_show_is_unanswered(
    tmp_path: Path, uid: int, reason: Unread
):
    made = machine()
    made["commands"]["id -u"] = {"stdout": f"{uid}\n"}
    made["commands"]["resolvectl --json=short show-cache"] = {"exit": 1}
    answer = answers_of(made, tmp_path)["dns_cache"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is reason


def test_a_resolvectl_that_prints_nothing_is_no_empty_cache(tmp_path: Path):
    made = machine()
    made["commands"]["resolvectl --json=short show-cache"] = {"stdout": "", "exit": 0}
    answer = answers_of(made, tmp_path)["dns_cache"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.UNPARSABLE


def test_a_second_resolver_that_gives_no_list_leaves_the_first_ones_names_as_evidence(
    tmp_path: Path,
):
    made = machine()
    made["files"]["/proc/500/comm"] = "dnsmasq\n"
    answer = answers_of(made, tmp_path)["dns_cache"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.MISSING
    assert "c2.bad.example" in {seen.name for seen in answer.observations}


def test_a_hosts_file_over_the_cap_is_not_read_to_its_end(tmp_path: Path):
    made = machine()
    made["files"]["/etc/hosts"] = (
        "0.0.0.0 c2.bad.example\n" + "# filler of a block list\n" * 180_000
    )
    answer = answers_of(made, tmp_path)["hosts_file"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.FAILED
    assert any("c2.bad.example" in seen.names for seen in answer.observations)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that any user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_file_that_may_not_be_read_is_denied(open_folder: Path):
    root, tools = open_folder / "root", open_folder / "bin"
    record.lay_out(machine(), root, tools)
    for path in ("etc/hosts", "etc/resolv.conf"):
        (root / path).chmod(0)
    done = subprocess.run(
        ["/bin/sh", "-s", "--", NONCE, str(root)],
        input=record.fused(Family.POSIX),
        env={"PATH": str(tools)},
        user=NOBODY if os.geteuid() == 0 else None,
        capture_output=True,
        check=True,
    )
    reading = read_answers(done.stdout, nonce=NONCE, family=Family.POSIX, checks=IDS, remote=True)
    for check in ("hosts_file", "resolvers"):
        answer = reading.answers[check]
        assert isinstance(answer, Unanswered)
        assert answer.reason is Unread.DENIED


def test_hidden_processes_may_be_resolvers(tmp_path: Path):
    made = machine()
    made["files"] = {name: text for name, text in made["files"].items() if "comm" not in name}
    answer = answers_of(made, tmp_path)["dns_cache"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.DENIED


def test_a_machine_without_a_cache_of_its_own_misses_nothing(tmp_path: Path):
    made = machine()
    del made["files"]["/proc/412/comm"]
    made["files"]["/etc/resolv.conf"] = "nameserver 192.168.1.1\n"
    assert isinstance(answers_of(made, tmp_path)["dns_cache"], NotApplicable)


def test_a_long_crontab_is_read_to_its_end(tmp_path: Path):
    made = machine()
    lines = "".join(f"{at} * * * * root run-{at}\n" for at in range(20_000))
    made["files"]["/etc/crontab"] = lines + "0 * * * * root fetch http://c2.bad.example/\n"
    answer = answers_of(made, tmp_path)["persistence"]
    assert isinstance(answer, Answered)
    assert answer.rows == 20_001
    assert "c2.bad.example" in answer.observations[-2].names


def test_a_crontab_over_the_cap_is_said(tmp_path: Path):
    made = machine()
    made["files"]["/etc/crontab"] = "# filler of a crontab\n" * 200_000
    answer = answers_of(made, tmp_path)["persistence"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.FAILED

"""What a machine's own kind keeps from view: disks that return to an image, containers."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.checks.blind_spots import held_notes, noted
from orchestrator.checks.sections import joined, reaching
from orchestrator.model.answer import (
    Answer,
    Answered,
    NotApplicable,
    Note,
    Unanswered,
    Unread,
    Window,
)
from orchestrator.model.plan import Family
from tests import record
from tests.record import NONCE
from tests.shared import SHARED

BOTH = (Note.SINCE_BOOT_ONLY, Note.CONTAINERS_UNSEEN)
READ = Answered(observations=(), source="s", rows=0)
IDS = tuple(check.id for check in ALL)
EMPTIED = {check.id for check in ALL if Note.SINCE_BOOT_ONLY in check.doubts}
LOOKED_PAST = {check.id for check in ALL if Note.CONTAINERS_UNSEEN in check.doubts}


def notes(answer: Answer) -> tuple[Note, ...]:
    return () if isinstance(answer, NotApplicable) else answer.notes


@pytest.mark.parametrize(
    "words",
    [
        "DeepFreeze",
        "UWF",
        "EWF FBWF",
        "boot=live root=ext4",
        "boot=casper toram",
        "rd.live.image root=overlay",
        "overlayroot=tmpfs:swap=1,recurse=0",
        "root=overlay at=tmpfs:/media/root-rw",
        "root=rootfs root=tmpfs",
        "root=overlay at=ext4:/run at=tmpfs:/run/deep",
        "systemd.volatile=overlay",
    ],
)
def test_a_machine_that_returns_to_an_image_says_so(words: str):
    assert notes(noted(READ, BOTH, held_notes({"resets": words}))) == (Note.SINCE_BOOT_ONLY,)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "root=ext4",
        "boot=local root=btrfs",
        "boot=live persistence root=overlay at=tmpfs:/run at=ext4:/run/live/persistence/sda1",
        "boot=casper persistent",
        "overlayroot=disabled root=ext4",
        "root=overlay",  # a container's: what holds the upper folder is not shown
        "root=overlay at=ubifs:/overlay",  # a router that keeps what is written
        "root=squashfs",
    ],
)
def test_a_machine_that_keeps_its_disk_does_not(words: str):
    assert noted(READ, BOTH, held_notes({"resets": words})) == READ


def test_containers_are_told_by_any_word():
    assert notes(noted(READ, BOTH, held_notes({"containers": "netns"}))) == (
        Note.CONTAINERS_UNSEEN,
    )
    assert notes(noted(READ, BOTH, held_notes({"containers": " "}))) == ()


def test_a_note_goes_to_the_checks_that_it_takes_something_from():
    held = held_notes({"resets": "UWF", "containers": "docker"})
    assert noted(READ, (), held) == READ
    unread = Unanswered(reason=Unread.DENIED, notes=(Note.MOVED,))
    assert notes(noted(unread, BOTH, held)) == (Note.MOVED, *BOTH)
    absent = NotApplicable(why="none")
    assert noted(absent, BOTH, held) == absent


def test_a_log_reaches_as_far_as_its_rows_count_or_says_that_it_does_not():
    end, year = datetime(2026, 11, 24, tzinfo=UTC), timedelta(days=365)
    assert reaching(Window(start=end - year, end=end), year) == ()
    short = (Note.PARTIAL_WINDOW,)
    assert reaching(Window(start=end - year + timedelta(seconds=1), end=end), year) == short
    assert reaching(Window(end=end), year) == short
    assert reaching(Window(start=end - year), year) == short


def test_joined_answers_keep_each_note_once_read_or_not():
    one = Answered(observations=(), source="s", rows=0, notes=(Note.MOVED,))
    assert notes(joined((one, one))) == (Note.MOVED,)
    unread = Unanswered(reason=Unread.DENIED, notes=(Note.ODD_ROWS,))
    assert notes(joined((one, unread))) == (Note.MOVED, Note.ODD_ROWS)


def posix(tmp_path: Path, files: dict[str, str], links: dict[str, str]) -> dict[str, Answer]:
    made = json.loads((record.MACHINES / "ubuntu-resolved.json").read_text("utf-8"))
    made = {**made, "files": made["files"] | files, "links": made["links"] | links}
    path = tmp_path / "made.json"
    path.write_text(json.dumps(made), "utf-8")
    raw = record.record_machine(path, record.fused(Family.POSIX))
    reading = read_answers(raw, nonce=NONCE, family=Family.POSIX, checks=IDS, remote=True)
    assert reading.complete
    return dict(reading.answers)


def with_note(answers: dict[str, Answer], note: Note) -> set[str]:
    """Return the checks that have a note; those without a source here can have none."""
    return {check for check, answer in answers.items() if note in notes(answer)}


def with_source(answers: dict[str, Answer], checks: set[str]) -> set[str]:
    return {check for check in checks if not isinstance(answers[check], NotApplicable)}


@pytest.mark.parametrize(
    "files",
    [
        {"/proc/cmdline": "BOOT_IMAGE=/live/vmlinuz boot=live components quiet\n"},
        {"/proc/cmdline": "quiet toram"},
        {
            "/proc/mounts": "rootfs / rootfs rw 0 0\n"
            "tmpfs-root /media/root-rw tmpfs rw,relatime 0 0\n"
            "overlayroot / overlay rw,lowerdir=/media/root-ro,upperdir=/media/root-rw/overlay,"
            "workdir=/media/root-rw/overlay-workdir 0 0\n"
        },
    ],
    ids=["boot=live", "toram", "overlayroot"],
)
def test_a_live_linux_says_so_where_its_sources_are_emptied(tmp_path: Path, files: dict[str, str]):
    answers = posix(tmp_path, files, {})
    assert with_note(answers, Note.SINCE_BOOT_ONLY) == with_source(answers, EMPTIED)
    assert {"dns_cache", "hosts_file", "resolvers"} <= with_source(answers, EMPTIED)
    assert not with_note(answers, Note.CONTAINERS_UNSEEN)


def test_an_ordinary_linux_says_nothing(tmp_path: Path):
    files = {
        "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet\n",
        "/proc/mounts": "/dev/sda1 / ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n",
        "/proc/9/net/dev": "face |bytes\n    lo:  0 0\n  sit0: 0 0\n",
    }
    links = {f"/proc/{name}/ns/net": "net:[4026531840]" for name in ("self", "1", "1944")}
    links["/proc/9/ns/net"] = "net:[4026532999]"  # a service with a private network, a loopback
    answers = posix(tmp_path, files, links)
    assert not with_note(answers, Note.SINCE_BOOT_ONLY)
    assert not with_note(answers, Note.CONTAINERS_UNSEEN)


@pytest.mark.parametrize(
    ("files", "links"),
    [
        ({"/run/docker.sock": ""}, {}),
        ({"/run/containerd/containerd.sock": ""}, {}),
        ({"/run/podman/podman.sock": ""}, {}),
        ({"/var/lib/lxc/web/config": "lxc.net.0.type = veth\n"}, {}),
        ({"/run/systemd/machines/web": "NAME=web\n"}, {}),
        ({}, {"/proc/1/ns/net": "net:[4026531840]", "/proc/77/ns/net": "net:[4026532700]"}),
        (
            {"/proc/77/net/dev": " face |bytes\n    lo: 0 0\n  eth0: 5 1\n"},
            {"/proc/self/ns/net": "net:[4026531840]", "/proc/77/ns/net": "net:[4026532700]"},
        ),
    ],
    ids=["docker", "containerd", "podman", "lxc", "nspawn", "netns", "netns with a card"],
)
def test_what_runs_in_containers_is_said_to_be_unseen(
    tmp_path: Path, files: dict[str, str], links: dict[str, str]
):
    answers = posix(tmp_path, files, links)
    assert with_note(answers, Note.CONTAINERS_UNSEEN) == LOOKED_PAST
    assert not with_note(answers, Note.SINCE_BOOT_ONLY)


def windows(tmp_path: Path, registry: dict[str, object], wmi: dict[str, object]) -> set[str]:
    world = json.loads((record.WORLDS / "win10-vi-clean.json").read_text("utf-8"))
    made = {**world, "registry": world["registry"] | registry, "wmi": world["wmi"] | wmi}
    path = tmp_path / "world.json"
    path.write_text(json.dumps(made), "utf-8")
    raw = record.record_world(path, record.fused(Family.WINDOWS))
    reading = read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=IDS, remote=True)
    assert reading.complete
    return with_note(dict(reading.answers), Note.SINCE_BOOT_ONLY)


SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\"
FARONICS = "HKLM\\SOFTWARE\\WOW6432Node\\Faronics\\Deep Freeze 6"
UWF = "root/standardcimv2/embedded"


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository")
@pytest.mark.parametrize(
    ("registry", "wmi", "resets"),
    [
        ({SERVICES + "DepFrzLo": {"Start": 0}}, {}, True),
        ({SERVICES + "DepFrzLo": {"Start": 0}, FARONICS: {"DF Status": "Frozen"}}, {}, True),
        ({SERVICES + "DepFrzLo": {"Start": 0}, FARONICS: {"DF Status": "Thawed"}}, {}, False),
        ({SERVICES + "DepFrzLo": {"Start": 4}}, {}, False),
        ({}, {UWF: {"UWF_Filter": [{"Id": "UWF_Filter", "CurrentEnabled": True}]}}, True),
        ({}, {UWF: {"UWF_Filter": [{"Id": "UWF_Filter", "CurrentEnabled": False}]}}, False),
    ],
    ids=["frozen driver", "frozen", "thawed", "disabled", "UWF", "UWF off"],
)
def test_a_windows_that_returns_to_an_image_says_so(
    tmp_path: Path, registry: dict[str, object], wmi: dict[str, object], *, resets: bool
):
    said = windows(tmp_path, registry, wmi)
    assert said == (EMPTIED if resets else set())

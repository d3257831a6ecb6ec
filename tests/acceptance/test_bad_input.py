"""What a person types wrong: one message with its place, exit 2, nothing kept."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator.sweep.clock import now
from tests.acceptance.conftest import ROOT, orchestrator

INVENTORY = """\
th_hoa_sen:
  vars:
    unit: {name: Trường Tiểu học Hoa Sen, type: primary_school}
    ansible_user: audit
    ansible_password: made-up
  hosts:
    hs-[01:03]: {ansible_connection: ssh, ansible_host: "127.0.0.1", ansible_port: 9}
"""
PLAY = "- name: p\n  hosts: all\n  iocs: [list.txt]\n  tasks:\n    - connections:\n"


@pytest.fixture
def place(tmp_path):
    hosts = INVENTORY.replace("hs-[01:03]", "hs-01")
    (tmp_path / "inventory.yml").write_text(hosts, encoding="utf-8")
    (tmp_path / "play.yml").write_text(PLAY, encoding="utf-8")
    (tmp_path / "list.txt").write_text("203.0.113.9\n", encoding="utf-8")
    return tmp_path


def sweep(place: Path, *more: str):
    words = ("sweep", "play.yml", "-i", "inventory.yml", "--state", "state", "-o", "out", *more)
    return orchestrator(*words, cwd=place)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("play.yml", PLAY.replace("connections", "conections"), ("play.yml:5:7:", "connections")),
        ("play.yml", PLAY + "  bad: [\n", ("play.yml:",)),
        ("play.yml", PLAY + "  name: again\n", ("play.yml:6:3:", "name")),
        ("play.yml", PLAY.replace("hosts: all", "hosts: al_schools"), ("al_schools",)),
        ("play.yml", PLAY.replace("list.txt", "liszt.txt"), ("liszt.txt",)),
        ("inventory.yml", INVENTORY, ("inventory.yml:7:", "có cùng địa chỉ và cổng")),
        ("inventory.yml", INVENTORY + INVENTORY, ("inventory.yml:8:1:", "th_hoa_sen")),
        ("inventory.yml", INVENTORY.replace("    unit:", "    unti:"), ("inventory.yml:", "unit")),
        ("list.txt", "# nothing\n", ("list.txt", "danh sách trống")),
        ("list.txt", "gov.vn\n10.0.0.0/8\nlocalhost\n", ("list.txt:1", "gov.vn")),
    ],
)
def test_a_mistake_is_one_message_with_its_place(place, file, text, said):
    (place / file).write_text(text, encoding="utf-8")
    done = sweep(place)
    assert done.returncode == 2, done.stdout + done.stderr
    for word in said:
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert not (place / "state").exists()
    assert not (place / "out").exists()


def test_a_list_that_can_convict_nobody_stops_before_anything_is_sent(place):
    until = now().date() + timedelta(days=30)
    entry = f"{{value: 203.0.113.9, owner: Phòng VHTT, reason: máy thử, expires: {until}}}"
    (place / "allow.yml").write_text(f"- {entry}\n", encoding="utf-8")
    done = sweep(place, "--allow", "allow.yml")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "không chỉ dấu nào" in done.stderr
    assert not (place / "state").exists()
    assert not (place / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sweep", "none.yml", "-i", "inventory.yml"), "none.yml"),
        (("sweep", "play.yml", "-i", "none.yml"), "none.yml"),
        (("sweep", "play.yml"), "danh mục"),
        (("sweep", "play.yml", "-i", "inventory.yml", "-l", "hs-99"), "hs-99"),
        (("sweep", "play.yml", "-i", "inventory.yml", "--iocs", "nowhere"), "nowhere"),
        (("sweep", "play.yml", "-i", "inventory.yml", "-t", "notag"), "có các nhãn này"),
        (("sweep", "--resume", "s1"), "chưa lưu đợt rà soát nào"),
        (("report", "--state", "nowhere"), "chưa lưu đợt rà soát nào"),
        (("inventory", "check", "-i", "none.yml"), "none.yml"),
        (("ioc", "show", "none.txt"), "none.txt"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_named(place, words, said):
    done = orchestrator(*words, cwd=place)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (place / ".orchestrator").exists()


def test_check_contacts_nothing_and_writes_the_scripts_as_sent(place):
    done = sweep(place, "--check", "--scripts", "scripts")
    assert done.returncode == 0, done.stderr
    assert "hs-01" in done.stdout
    assert [path.name for path in (place / "scripts").iterdir()] == ["posix.sh"]
    assert not (place / "state").exists()


def test_a_folder_that_cannot_be_written_is_named(place, demo):
    (place / "taken").write_text("a file where a folder should be")
    for words in (
        ("report", "--state", demo.state, "-o", "taken"),
        ("sweep", "play.yml", "-i", "inventory.yml", "--check", "--scripts", "taken"),
        ("sweep", "play.yml", "-i", "inventory.yml", "--state", "taken"),
    ):
        done = orchestrator(*words, cwd=place)
        assert done.returncode == 2, done.stderr
        assert "taken" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_shipped_district_and_playbook_are_sound():
    done = orchestrator("inventory", "check", "-i", "inventories/ba-dinh")
    assert done.returncode == 0, done.stderr
    plan = ("sweep", "playbooks/ioc-sweep.yml", "-i", "inventories/ba-dinh", "--list-tasks")
    assert orchestrator(*plan).returncode == 0


def test_help_is_quick_to_import_nothing_heavy():
    code = (
        "import sys; from orchestrator.cli.main import parser; parser().format_help();"
        "heavy = {'paramiko', 'winrm', 'jinja2', 'yaml', 'sqlite3', 'requests', 'tqdm'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    # What measures coverage imports some of them itself.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=False)
    assert done.returncode == 0

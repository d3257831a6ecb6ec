"""What a command imports: most of what it costs is its start, so it imports what it uses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = {"name": "Trường Tiểu học Hoa Sen", "type": "primary_school"}
# Run as a program is; what it imported is told last, on standard error.
CODE = """
import contextlib, sys
from orchestrator.cli.main import main
with contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
"""
ROOMS = {
    "campaign", "checks", "collect", "doctor", "documents", "evidence", "findings", "inventory",
    "ioc", "lab", "match", "plan", "prepare", "report", "sweep", "transport", "vault",
}  # fmt: skip
WIRES = {"paramiko", "winrm", "requests", "cryptography"}
OFFICE = {"ruamel", "zipfile", "xml"}
PLAYBOOK = """
- hosts: all
  iocs: [bad.txt]
  tasks:
    - name: No contact
      connections:
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a list, a playbook and an inventory of this machine alone."""
    own = {"vars": {"unit": UNIT}, "hosts": {"pc-01": {"ansible_connection": "local"}}}
    (tmp_path / "inventory.yml").write_text(json.dumps({"th_hoa_sen": own}))
    (tmp_path / "bad.txt").write_text("203.0.113.7\n")
    (tmp_path / "playbook.yml").write_text(PLAYBOOK)
    (tmp_path / "state").mkdir(mode=0o700)
    return tmp_path


def imported(folder: Path, *words: str) -> frozenset[str]:
    """Return the modules that a command imported, the rooms by their own names."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stderr.splitlines()[-1].split()
    rooms = {name.removeprefix("orchestrator.") for name in modules}
    return frozenset(rooms) | {name.partition(".")[0] for name in rooms}


SWEEP = ("sweep", "playbook.yml", "-i", "inventory.yml", "--state", "state", "--no-report")
# What each must have, to show that it did its work, and what it must not.
IMPORTS = {
    ("--help",): ({"cli.sweep"}, {*ROOMS, *WIRES, *OFFICE, "yaml", "jinja2", "sqlite3"}),
    SWEEP: (
        {"sweep.running", "transport.local", "findings.verdicts"},
        {
            "campaign.file", "doctor", "lab", "prepare", "report", "sweep.ping", "sweep.lists",
            "transport.ssh", "transport.winrm", "inventory.sheets",
            "inventory.writing", "inventory.checking", "findings.incidents",
            "ioc.updating", "ioc.reading.readers.pdf", "ioc.reading.readers.documents",
            "ioc.reading.readers.trees", "ioc.reading.readers.html", "ioc.reading.readers.prose",
            "jinja2", *WIRES, "xml", "http", "urllib3", "ruamel",
        },
    ),
    ("ping", "-i", "inventory.yml", "--state", "state"): (
        {"sweep.ping", "transport.local"},
        {
            "campaign", "findings", "ioc", "lab", "match", "prepare", "report",
            "sweep.planning", "sweep.running", "transport.ssh", "transport.winrm", "jinja2",
            *WIRES, *OFFICE,
        },
    ),
    ("inventory", "check", "-i", "inventory.yml"): (
        {"inventory.checking"},
        {*ROOMS - {"inventory", "vault"}, *WIRES, *OFFICE, "jinja2", "sqlite3"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", IMPORTS, ids=lambda words: " ".join(words[:2]))
def test_a_command_imports_what_it_uses(words: tuple[str, ...], folder: Path):
    needed, unused = IMPORTS[words]
    found = imported(folder, *words)
    assert needed <= found
    assert found & unused == set()


def test_a_machine_over_ssh_needs_no_other_way(folder: Path):
    """Nobody listens on that port: what is imported is what asking would take."""
    host = {"ansible_host": "127.0.0.1", "ansible_port": 1, "ansible_user": "kiemtra"}
    host["ansible_password"] = "x"
    own = {"vars": {"unit": UNIT}, "hosts": {"pc-01": host}}
    (folder / "inventory.yml").write_text(json.dumps({"th_hoa_sen": own}))
    found = imported(folder, *SWEEP)
    assert {"transport.ssh", "paramiko"} <= found
    assert found & {"transport.winrm", "transport.local", "winrm", "requests", "doctor"} == set()

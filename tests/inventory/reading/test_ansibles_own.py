"""Ansible's own test inventories, through Ansible and through us.

They are never part of this repository: the gate fetches ansible-core's source archive, pinned by
its hash, beside the environment.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.inventory import Inventory, as_ansible, load, match

HERE = Path(__file__).parent
TARGETS = "test/integration/targets/"
PROGRAM = shutil.which("ansible-inventory")
EVERYWHERE = ("all", "*", "*:!ungrouped", "!all", "~.*[0-9]$", "~^t", "*1", "nowhere", "localhost")

# What Ansible reads and we refuse, by the message's id. Each must still occur, or it goes.
REFUSALS = {
    "source.script": "a script of an inventory is never executed",
    "source.plugin": "nor is a plugin, and these files only configure one",
    "source.toml": "optional in Ansible too, and no district has one",
}
# Where Ansible warns that it leaves a source unread and goes on with what came before the
# mistake, we refuse: half an inventory would be a smaller denominator. The exceptions are a path
# that our reader can open and Ansible's cannot, by a fault of its own, and vaulted files of
# variables: we list the machines without the password, and a check or a sweep asks for it.
ONLY_OURS = ("path_with_comma_in_inventory/this,path,has,commas/hosts",)


# One process asks Ansible for all tests of this file.
pytestmark = pytest.mark.xdist_group("ansibles-own")


_PLAY = re.compile("^- ", re.MULTILINE)  # a list at the top: a playbook, never an inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One source, and what we make of it."""

    name: str
    path: Path
    ours: Inventory | None
    refused: frozenset[str]
    patterns: tuple[str, ...]


def _archive() -> Path | None:
    try:
        name = f"ansible_core-{version('ansible-core')}.tar.gz"
    except PackageNotFoundError:
        return None
    found = Path(sys.prefix) / "sdists" / name
    return found if found.is_file() else None


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = _archive()
    if archive is None or PROGRAM is None:
        reason = "ansible-core and its source archive are not here (tests/gate.py fetches them)"
        (pytest.fail if os.environ.get("CI") and os.name != "nt" else pytest.skip)(reason)
    root = tmp_path_factory.mktemp("ansible")
    with tarfile.open(archive) as tar:
        wanted = [member for member in tar.getmembers() if f"/{TARGETS}" in member.name]
        tar.extractall(root, wanted, filter="data")
    return next(root.iterdir()) / TARGETS


def _sources(targets: Path) -> Iterator[Path]:
    """Yield the files that may be inventories, and the folders below a target that hold one."""
    files = [path for path in sorted(targets.rglob("*")) if _may_be_inventory(path, targets)]
    folders = {path.parent for path in files if len(path.relative_to(targets).parts) > 2}
    yield from files
    yield from sorted(folders)


def _may_be_inventory(path: Path, targets: Path) -> bool:
    if not path.is_file() or path.name[0] == "." or path.suffix in {".py", ".j2", ".sh"}:
        return False
    if "inventor" in path.name or path.name.startswith("hosts") or path.suffix == ".ini":
        return True
    target, *rest = path.relative_to(targets).parts
    of_inventories = "inventory" in target and not {"tasks", "roles", "meta"}.intersection(rest)
    if not of_inventories or path.suffix not in {".yml", ".yaml", ".json", ".toml"}:
        return False
    return not _PLAY.search(path.read_text(encoding="utf-8"))


def _case(path: Path, targets: Path) -> Case:
    name = str(path.relative_to(targets))
    try:
        inventory = load([str(path)])
    except InputError as error:
        ids = frozenset(getattr(problem.what, "id", "") for problem in error.problems)
        return Case(name=name, path=path, ours=None, refused=ids, patterns=())
    patterns = tuple(dict.fromkeys((*EVERYWHERE, *_patterns(inventory))))
    return Case(name=name, path=path, ours=inventory, refused=frozenset(), patterns=patterns)


def _patterns(inventory: Inventory) -> Iterator[str]:
    groups = list(inventory.groups)
    for group, other in zip(groups, (*groups[1:], groups[0]), strict=True):
        yield from (group, f"all:!{group}", f"all:&{group}", f"{group[:2]}*", f"~^{group[:3]}.")
        yield from (f"{group}:{other}", f"{group}:&{other}", f"{group},{other}:!{group}")
        if _is_ordered(inventory, group):
            yield from (f"{group}[0]", f"{group}[-1]", f"{group}[0:1]", f"{group}[1:]")
    yield from list(inventory.hosts)[:5]


def _is_ordered(inventory: Inventory, group: str) -> bool:
    """Tell whether Ansible walks a group in an order of its own.

    What hangs on two groups of one level comes in the order of their addresses in memory.
    """
    level = set(inventory.groups[group].children)
    while level:
        if sum(bool(inventory.groups[name].children) for name in level) > 1:
            return False
        level = {child for name in level for child in inventory.groups[name].children}
    return True


@pytest.fixture(scope="module")
def answers(
    targets: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Case, Mapping[str, object]]]:
    cases = [_case(path, targets) for path in _sources(targets)]
    folder = tmp_path_factory.mktemp("reference")
    (folder / "ansible.cfg").touch()
    halves = [cases[0::2], cases[1::2]]
    running = [_asked(half, folder) for half in halves]
    found = []
    for half, process in zip(halves, running, strict=True):
        said, _ = process.communicate()
        assert process.returncode == 0
        lines = said.splitlines()
        found += [(case, json.loads(line)) for case, line in zip(half, lines, strict=True)]
    return found


def _asked(cases: list[Case], folder: Path) -> "subprocess.Popen[str]":
    """Return Ansible at work; it runs no script of an inventory."""
    clean = {name: word for name, word in os.environ.items() if not name.startswith("ANSIBLE_")}
    own = {
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder),
        "ANSIBLE_INVENTORY_ENABLED": "host_list,auto,yaml,ini,toml",
        "LC_ALL": "C.UTF-8",
    }
    questions = folder / f"{id(cases)}.jsonl"
    lines = [{"sources": [str(case.path)], "patterns": case.patterns} for case in cases]
    questions.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    with questions.open() as stream:
        return subprocess.Popen(
            [sys.executable, HERE / "ansible_reference.py"],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=folder,
            env=clean | own,
        )


def test_what_ansible_reads_we_read_or_refuse_for_a_reason(answers):
    unexplained = [
        (case.name, sorted(case.refused))
        for case, theirs in answers
        if case.ours is None and "error" not in theirs and not theirs["unparsed"]
        if not case.refused & REFUSALS.keys()
    ]
    assert unexplained == []


def test_what_ansible_cannot_read_we_refuse(answers):
    assert [
        case.name
        for case, theirs in answers
        if case.ours is not None and ("error" in theirs or theirs["unparsed"])
        if case.name not in ONLY_OURS and not case.ours.closed
    ] == []


def test_list_is_the_same(answers):
    compared = [(case, theirs["listed"]) for case, theirs in answers if _both_read(case, theirs)]
    assert len(compared) > 60
    for case, listed in compared:
        assert case.ours is not None
        assert json.loads(json.dumps(as_ansible(case.ours))) == listed, case.name


def test_hosts_of_patterns_are_the_same(answers):
    compared = 0
    for case, theirs in answers:
        if not _both_read(case, theirs):
            continue
        for pattern, listed in theirs["hosts"].items():
            ours = _hosts(case, pattern)
            if not _in_order(case, pattern):
                ours, listed = sorted(ours or ()), sorted(listed or ())  # noqa: PLW2901
            assert ours == listed, (case.name, pattern)
            compared += 1
    assert compared > 2000


def test_no_reason_is_stale(answers):
    assert REFUSALS.keys() <= {key for case, _ in answers for key in case.refused}
    assert set(ONLY_OURS) <= {case.name for case, _ in answers}
    assert any(case.ours.closed for case, _ in answers if case.ours is not None)


def _both_read(case: Case, theirs: Mapping[str, object]) -> bool:
    return case.ours is not None and "error" not in theirs and not theirs["unparsed"]


def _hosts(case: Case, pattern: str) -> list[str] | None:
    assert case.ours is not None
    try:
        return list(match(case.ours, pattern).hosts) or None
    except InputError:
        return None


def _in_order(case: Case, pattern: str) -> bool:
    assert case.ours is not None
    named = [name for name in case.ours.groups if name in pattern] or list(case.ours.groups)
    wide = any(sign in pattern for sign in "*~") or "all" in pattern
    groups = list(case.ours.groups) if wide else named
    return all(_is_ordered(case.ours, group) for group in groups)

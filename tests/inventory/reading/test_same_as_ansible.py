"""The same inventories through Ansible itself, where it is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from orchestrator.inventory import as_ansible, graph, load, match

SAMPLES = Path(__file__).parents[1] / "samples"
BA_DINH = Path(__file__).parents[3] / "inventories" / "ba-dinh"
PROGRAM = shutil.which("ansible-inventory")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
    "LC_ALL": "C.UTF-8",
}

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="ansible-core is not installed")

LISTER = """
import json, sys
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
sources, patterns = json.load(sys.stdin)
manager = InventoryManager(loader=DataLoader(), sources=sources)
names = []
for pattern in patterns:
    names.append([str(getattr(host, "name", host)) for host in manager.list_hosts(pattern)])
json.dump(names, sys.stdout)
"""

SOURCES = [
    [str(BA_DINH)],
    [str(SAMPLES / "tree")],
    [str(SAMPLES / "tree"), str(SAMPLES / "second")],
    [str(SAMPLES / "second"), str(SAMPLES / "tree")],
    [str(SAMPLES / "tree" / "10-sites.yml"), str(SAMPLES / "tree" / "20-more.yml")],
    ["a,b:2222,[x],2001:db8::1,", str(SAMPLES / "second")],
]


def _ansible(sources: list[str], what: str) -> str:
    assert PROGRAM is not None
    arguments = [argument for source in sources for argument in ("-i", source)]
    ran = subprocess.run(
        [PROGRAM, *arguments, what], capture_output=True, check=True, text=True, env=ENVIRONMENT
    )
    return ran.stdout


@pytest.mark.parametrize("sources", SOURCES, ids=range(len(SOURCES)))
def test_list_is_the_same(sources: list[str]):
    theirs = json.loads(_ansible(sources, "--list"))
    ours = json.loads(json.dumps(as_ansible(load(sources))))
    assert ours.pop("_meta")["hostvars"] == theirs.pop("_meta")["hostvars"]
    assert ours == theirs


@pytest.mark.parametrize("sources", SOURCES[:3], ids=range(3))
def test_graph_is_the_same(sources: list[str]):
    assert graph(load(sources)) == _ansible(sources, "--graph").rstrip("\n")


PATTERNS = [
    "web", "prod", "db", "edge", "top", "deepest", "quận_sáu", "ungrouped", "web:db", "db,web",
    "prod:!db", "prod:&db", "!prod", "&db", "web[0]", "web[-1]", "web[1:3]", "web[2:]", "web*[1]",
    "web-0*", "*.example", "d?-*", "~web-[a-c]-1", "~^(db|web)-0?[13]", "db-[12]", "lone*",
    "loose.example", "2001:db8::7", "web-x.example", "localhost", "json_group:late_group",
]  # fmt: skip

# Ansible walks groups below the first level in the order of their addresses in memory.
UNORDERED = ["all", "*", "all:!web", "*e*"]


def test_hosts_of_patterns_are_the_same():
    assert PROGRAM is not None
    sources = [str(SAMPLES / "tree")]
    ran = subprocess.run(
        [Path(PROGRAM).resolve().with_name("python"), "-c", LISTER],
        input=json.dumps([sources, [*PATTERNS, *UNORDERED]]),
        capture_output=True,
        check=True,
        text=True,
        env=ENVIRONMENT,
    )
    theirs = json.loads(ran.stdout)
    inventory = load(sources)
    ours = [list(match(inventory, pattern).hosts) for pattern in [*PATTERNS, *UNORDERED]]
    ordered = len(PATTERNS)
    assert dict(zip(PATTERNS, ours, strict=False)) == dict(zip(PATTERNS, theirs, strict=False))
    assert [sorted(names) for names in ours[ordered:]] == [
        sorted(names) for names in theirs[ordered:]
    ]

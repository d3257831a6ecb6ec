"""An inventory as Ansible shows it: `ansible-inventory --list`, `--graph`, of one or all hosts."""

from collections.abc import Iterator

from orchestrator.inventory.model import Inventory, hosts_of
from orchestrator.inventory.reading.ansible_json import as_json
from orchestrator.inventory.reading.variables import Precedence

# Names that Ansible sets itself and therefore never shows, whoever sets them.
_INTERNAL = frozenset(
    {
        "ansible_async_path", "ansible_collection_name", "ansible_config_file",
        "ansible_dependent_role_names", "ansible_diff_mode", "ansible_facts", "ansible_forks",
        "ansible_inventory_sources", "ansible_limit", "ansible_play_batch", "ansible_play_hosts",
        "ansible_play_hosts_all", "ansible_play_role_names", "ansible_playbook_python",
        "ansible_role_name", "ansible_role_names", "ansible_run_tags", "ansible_skip_tags",
        "ansible_verbosity", "ansible_version", "group_names", "groups", "hostvars",
        "inventory_dir", "inventory_file", "inventory_hostname", "inventory_hostname_short",
        "play_hosts", "playbook_dir", "role_name", "role_names", "role_path", "role_uuid",
    }
)  # fmt: skip


def as_ansible(inventory: Inventory) -> dict[str, object]:
    """Return what `ansible-inventory --list` prints, as JSON data."""
    return {**_groups(inventory), "_meta": _meta(inventory)}


def graph(inventory: Inventory) -> str:
    """Return what `ansible-inventory --graph` prints."""
    return "\n".join(_drawn(inventory, "all", 0))


def as_tree(inventory: Inventory) -> dict[str, object]:
    """Return the same tree as JSON data: each group with `hosts` and `children`."""
    return _branch_data(inventory, "all")


def as_lines(inventory: Inventory) -> list[str]:
    """Return a line for each host: its name and its groups, the nearest first."""
    names = hosts_of(inventory, "all")
    width = max(map(len, names), default=0)
    return [f"{name:{width}}  {' '.join(reversed(inventory.hosts[name].groups))}" for name in names]


def _groups(inventory: Inventory) -> dict[str, object]:
    shown: dict[str, object] = {}
    waiting = ["all"]
    while waiting:
        group = inventory.groups[waiting.pop()]
        members = {
            "hosts": [] if group.name == "all" else list(group.hosts),
            "children": list(group.children),
        }
        if filled := {key: names for key, names in members.items() if names}:
            shown[group.name] = filled
        waiting.extend(child for child in group.children if child not in shown)
    return shown


def _meta(inventory: Inventory) -> dict[str, object]:
    precedence = Precedence(inventory)
    hostvars = {
        name: variables
        for name in hosts_of(inventory, "all")
        if (
            variables := {
                key: as_json(entry.node.value)
                for key, entry in precedence.of_host(name).items()
                if key not in _INTERNAL
            }
        )
    }
    # Ansible names the encoding of its own output; without it newer releases distrust templates.
    return {"hostvars": hostvars, "profile": "inventory_legacy"}


def _drawn(inventory: Inventory, name: str, depth: int) -> Iterator[str]:
    group = inventory.groups[name]
    yield _branch(f"@{name}:", depth)
    for child in group.children:
        yield from _drawn(inventory, child, depth + 1)
    for host in () if name == "all" else group.hosts:
        yield _branch(host, depth + 1)


def _branch_data(inventory: Inventory, name: str) -> dict[str, object]:
    group = inventory.groups[name]
    children = {child: _branch_data(inventory, child) for child in group.children}
    return {"hosts": [] if name == "all" else list(group.hosts), "children": children}


def _branch(text: str, depth: int) -> str:
    return "  |" * depth + f"--{text}" if depth else text

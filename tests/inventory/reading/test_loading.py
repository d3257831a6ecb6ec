from pathlib import Path

import pytest

from orchestrator.errors import InventoryError
from orchestrator.inventory import Inventory, as_ansible, load
from orchestrator.inventory.reading.variables import Precedence
from tests.inventory.trees import write


def _values(inventory: Inventory, host: str) -> dict[str, object]:
    settings = Precedence(inventory).of_host(host)
    return {name: entry.node.value for name, entry in settings.items()}


def _problems(source: str) -> list[str]:
    with pytest.raises(InventoryError) as caught:
        load([source])
    return [str(problem).removeprefix(f"{source}/") for problem in caught.value.problems]


def test_precedence_from_weak_to_strong(tmp_path: Path):
    files = {
        "h.yml": """
all: {vars: {v: 1, w: all}}
outer: {vars: {v: 2}, children: {b_inner: {vars: {v: 4}, hosts: {h: {}}}, a_inner: }}
a_inner: {vars: {v: 3}, hosts: {h: {}}}
""",
        "group_vars/all.yml": "w: file all\n",
    }
    steps = [
        ({}, 4),
        ({"group_vars/all": "v: 5"}, 5),
        ({"group_vars/outer.json": '{"v": 6}'}, 6),
        ({"group_vars/a_inner/one.yml": "v: 7", "group_vars/a_inner/two": "v: 8"}, 8),
        ({"group_vars/b_inner.yaml": "v: 9"}, 9),
        ({"h2.yml": "a_inner: {hosts: {h: {v: 10}}}"}, 10),
        ({"host_vars/h/deep/x.yml": "v: 11"}, 11),
    ]
    for more, expected in steps:
        files |= more
        inventory = load([write(tmp_path, files)])
        assert _values(inventory, "h")["v"] == expected
    assert _values(load([str(tmp_path)]), "h")["w"] == "all"  # group_vars/all hides all.yml


def test_priority_beats_the_name_but_not_the_depth(tmp_path: Path):
    text = """
a: {vars: {v: a, ansible_group_priority: 5}, hosts: {h: }}
b: {vars: {v: b}, hosts: {h: }, children: {c: {vars: {u: c}, hosts: {h: }}}}
d: {vars: {u: d, ansible_group_priority: 9}, hosts: {h: }}
"""
    values = _values(load([write(tmp_path, {"x.yml": text})]), "h")
    assert (values["v"], values["u"]) == ("a", "c")
    assert "ansible_group_priority" not in values


def test_later_sources_win(tmp_path: Path):
    first = write(tmp_path / "1", {"x.yml": "g: {hosts: {h: }}", "group_vars/g.yml": "v: 1"})
    second = write(tmp_path / "2", {"x.yml": "g: {hosts: {h: }}", "group_vars/g.yml": "v: 2"})
    assert _values(load([first, second]), "h")["v"] == 2
    assert _values(load([second, first]), "h")["v"] == 1
    assert _values(load([first, second, first]), "h")["v"] == 1


def test_every_variable_knows_where_it_was_set(tmp_path: Path):
    files = {"x.yml": "g:\n  hosts:\n    h: {a: 1}\n", "group_vars/g.yml": "# note\nb: 2\n"}
    settings = Precedence(load([write(tmp_path, files)])).of_host("h")
    assert str(settings["a"].key.place) == f"{tmp_path}/x.yml:3:9"
    assert str(settings["b"].node.place) == f"{tmp_path}/group_vars/g.yml:2:4"


IGNORED = [
    "e.md", "f.txt", "g.bak", "h~", ".i.yml", "j.cfg", "k.retry", "l.orig", "m.pyc",
    "vars_plugins/n.py", "group_vars/.o.yml", "group_vars/a.yml~", "host_vars/p.md",
]  # fmt: skip


def test_a_folder_is_read_as_ansible_reads_it(tmp_path: Path):
    files = {
        "a.yml": "a: {hosts: {h1: }}",
        "deeper/b.yaml": "b: {hosts: {h2: }}",
        "deeper/group_vars/b.yml": "never: read",
        "c": "[c]\nh3\n",
        "d.ini": "h4\n",
        **dict.fromkeys(IGNORED, "[broken"),
    }
    inventory = load([write(tmp_path, files)])
    assert list(inventory.hosts) == ["h1", "h3", "h4", "h2"]
    assert _values(inventory, "h2") == {}
    assert inventory.warnings == ()


def test_a_list_of_hosts():
    inventory = load(["a, b:2222,c-[1:2],"])
    assert list(inventory.hosts) == ["a", "b", "c-[1:2]"]
    assert _values(inventory, "b") == {"ansible_port": 2222}
    assert inventory.groups["ungrouped"].hosts == ("a", "b", "c-[1:2]")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.yml", "- x", "a.yml:1:1: an inventory must be a mapping of groups"),
        ("a.yml", "g: {hosts: [a]}", "a.yml:1:12: `hosts` of the group `g` must be a mapping"),
        ("a.yml", "g: {hosts: {1: }}", "a.yml:1:13: a host's name must be text"),
        ("a.yml", "2022: {hosts: {a: }}", "a.yml:1:1: a group's name must be text"),
        ("a.yml", "g: {hosts: {a: [1]}}", "a.yml:1:16: a host's variables must be a mapping"),
        ("a.yml", "g: {hosts: {'a[1:': }}", "a.yml:1:13: `a[1:` cannot be expanded"),
        ("a.yml", "g: {children: {h: {children: {g: }}}}", "a.yml:1:16: the group `h` would lie"),
        ("a.yml", "g: {children: {all: }}", "a.yml:1:16: the group `all` would lie"),
        ("a.yml", "g: {vars: {ansible_group_priority: high}}", "a.yml:1:36: "),
        ("a.yml", "plugin: constructed", "a.yml:1:1: this configures an inventory plugin"),
        ("a.yml", "g: [", "a.yml:2:1: this is no valid YAML"),
        ("a.sh", "#!/bin/sh\necho {}", "a.sh:1:1: scripts are never run"),
        ("a.toml", "[all]", "a.toml:1:1: inventories in TOML are not read"),
        ("a", "$ANSIBLE_VAULT;1.1;AES256\n3132\n", "a:1:1: this is no vault"),
        ("a.ini", "web:\n", "a.ini:1:1: this is no host: a colon at its end"),
        ("a", "---\nweb\n", "a:1:1: this is no host: `---` begins a YAML file"),
        ("a", "[g:what]\n", "a:1:1: a section of the kind `what` is not known"),
        ("a", "[g]\n[x y]\n", "a:2:1: this is no section"),
        ("a", "[g]\nh v=1 w\n", "a:2:1: this is no host"),
        ("a", '[g]\n  h v="x\n', "a:2:3: this is no host"),
        ("a", "[g:children]\nmissing\n", "a:2:1: the group `missing` is used here"),
        ("a", "[g:children]\nx y\n", "a:2:1: this is no group's name"),
        ("a", "[g:vars]\nv=1\n", "a:1:1: the group `g` is used here and has no section"),
        ("a", "[g]\n[g:vars]\nv: 1\n", "a:3:1: this sets no variable"),
        ("a", "[g]\n[h]\n[g:children]\nh\n[h:children]\ng\n", "a:6:1: the group `g` would lie"),
        ("a", "[g]\n[g:vars]\nansible_group_priority=x\n", "a:3:1: "),
        ("group_vars/all", "- x", "group_vars/all:1:1: a file of variables must be a mapping"),
        ("host_vars/h.yml", "a: b: c", "host_vars/h.yml:1:5: this is no valid YAML"),
    ],
)  # fmt: skip
def test_what_ansible_refuses_is_refused(tmp_path: Path, name: str, text: str, expected: str):
    source = write(tmp_path, {"0.yml": "all: {hosts: {h: }}", name: text})
    (problem,) = _problems(source)
    assert problem.startswith(expected)


def test_all_broken_files_are_named_at_once(tmp_path: Path):
    files = {"a.yml": "g: [", "b.yml": "h: {hosts: 3}", "group_vars/all.yml": "\t"}
    places = [problem.partition(": ")[0] for problem in _problems(write(tmp_path, files))]
    assert places == ["a.yml:2:1", "b.yml:1:12", "group_vars/all.yml:1:1"]


def test_a_missing_source_is_refused(tmp_path: Path):
    with pytest.raises(InventoryError, match="nowhere:1:1: cannot read the file: No such file"):
        load([str(tmp_path / "nowhere")])


def test_links_that_run_in_a_circle_end(tmp_path: Path):
    (tmp_path / "loop").symlink_to(tmp_path)
    (problem,) = _problems(str(tmp_path))
    assert "folders without end" in problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("g: {hosts: {a: , a: }}", "the key `a` was already given"),
        ("g: 3", "`g` is no group"),
        ("g: {hots: {a: }}", "`hots` in the group `g` is not read"),
        ("g: {vars: {v: 010}}", "unquoted `010`"),
        ("g: {vars: {5: x}}", "a variable's name must be text, and `5` is none"),
    ],
)
def test_what_ansible_lets_pass_is_a_warning(tmp_path: Path, text: str, expected: str):
    (warning,) = load([write(tmp_path, {"a.yml": text})]).warnings
    assert expected in warning.what


def test_what_is_never_a_template_stays_marked(tmp_path: Path):
    """As Ansible does: texts under `!unsafe` at any depth, never keys, and bytes in INI."""
    yaml = "g: {hosts: {h: {a: !unsafe '{{ x }}', b: !unsafe [y, {k: z}, 1], 7: c}}}"
    files = {"a.yml": yaml, "b": "[g]\nh d=\"b'{{ x }}'\" e='plain'\n"}
    shown = as_ansible(load([write(tmp_path, files)]))
    unsafe = {word: {"__ansible_unsafe": word} for word in ("{{ x }}", "y", "z")}
    assert shown["_meta"]["hostvars"]["h"] == {
        "a": unsafe["{{ x }}"],
        "b": [unsafe["y"], {"k": unsafe["z"]}, 1],
        "7": "c",
        "d": unsafe["{{ x }}"],
        "e": "plain",
    }


def test_a_comment_in_another_encoding_does_no_harm(tmp_path: Path):
    (tmp_path / "a").write_bytes("# Quận".encode("cp1258", "replace") + b"\xe2\n[g]\nh\n")
    assert list(load([str(tmp_path)]).hosts) == ["h"]
    (tmp_path / "a").write_bytes(b"[g]\nh x=\xe2\n")
    assert _problems(str(tmp_path))[0].startswith("a:2:5: the file is not in UTF-8")


def test_ini_words_keep_their_places_and_types(tmp_path: Path):
    text = "[g]\nh  unit=\"{'name': 'A', 'list': [1, 2]}\" n=5 big=1j dots=...\n"
    settings = Precedence(load([write(tmp_path, {"a": text})])).of_host("h")
    assert settings["unit"].node.value == {"name": "A", "list": [1, 2]}
    assert str(settings["n"].key.place).endswith("a:2:2") or settings["n"].key.line == 2
    assert settings["n"].node.value == 5
    assert settings["big"].node.value == "1j"
    assert settings["dots"].node.value == "..."

# ruff: noqa: E501 - a problem is one line, however long
from pathlib import Path

import pytest

from orchestrator.checks import ALL
from orchestrator.errors import PlaybookError
from orchestrator.model.plan import Severity
from orchestrator.plan.playbook_reader import read_playbook
from tests.plan.books import book, said

GOOD = """\
- name: Rà soát
  hosts: all:!offline
  iocs: [iocs/]
  sinkholes: sinkholes.txt
  vars: {approved: [192.0.2.53]}
  tags: ioc
  tasks:
    - name: Không còn kết nối
      connections:
      control: CD-05
      severity: critical
      tags: [a, "b,c"]
      when: [role == 'server', true]
    - resolvers: {approved: "{{ approved }}"}
      loop: [1, 2]
"""


def test_a_play_is_read_whole(tmp_path: Path) -> None:
    playbook = book(tmp_path, GOOD)
    (play,) = playbook.plays
    assert (play.name, play.hosts, play.tags) == ("Rà soát", "all:!offline", ("ioc",))
    assert playbook.iocs() == (tmp_path / "iocs/",)
    assert playbook.sinkholes() == (tmp_path / "sinkholes.txt",)
    assert play.vars == {"approved": ["192.0.2.53"]}
    first, second = play.tasks
    assert (first.check, first.control, first.severity) == (
        "connections", "CD-05", Severity.CRITICAL,
    )  # fmt: skip
    assert first.tags == ("a", "b", "c")
    assert [spot.text for spot in first.when] == ["role == 'server'", "true"]
    assert (second.name.value, second.severity, second.control) == (
        "resolvers",
        Severity.HIGH,
        None,
    )
    assert second.arguments["approved"].value == "{{ approved }}"
    assert second.loop is not None
    assert second.loop.value == [1, 2]


def task(lines: str) -> str:
    return "- hosts: all\n  tasks:\n" + lines


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["book.yml:1:1: the playbook is empty. Begin with `- hosts: all`."]),
        ("[]", ["book.yml:1:1: the playbook is empty. Begin with `- hosts: all`."]),
        ("hosts: all", ["book.yml:1:1: a playbook is a list of plays. Begin with `- hosts: all`."]),
        ("- all", ["book.yml:1:3: `play` must be a mapping. Begin with `- hosts: all`."]),
        (
            "- tasks: [connections: ]\n",
            ["book.yml:1:3: the play names no machines. Add `hosts: all`."],
        ),
        (
            "- hosts: all\n",
            ["book.yml:1:3: the play has no tasks. Add `tasks:` with a list, e.g. `- connections:`."],
        ),
        (
            "- hosts: all\n  tasks: []\n",
            ["book.yml:2:10: the play has no tasks. Add `tasks:` with a list, e.g. `- connections:`."],
        ),
        (
            "- hosts: all\n  task: []\n  tasks: [connections: ]\n",
            ["book.yml:2:3: `play` has no field `task`. Did you mean `tasks`?"],
        ),
        (
            "- hosts: '{{ x }}'\n  iocs: '{{ x }}'\n  tasks: [connections: ]\n",
            [
                "book.yml:1:10: `hosts` cannot hold an expression. Write the pattern itself, and narrow it with -l.",
                "book.yml:2:9: `iocs` cannot hold an expression. Write the path itself, from the playbook's folder.",
            ],
        ),
        (
            "- hosts: all\n  vars: {a-b: 1}\n  tasks: [connections: ]\n",
            ["book.yml:2:10: `a-b` cannot be the name of a variable. Use letters, digits and `_`."],
        ),
        (
            task("    - conections:\n"),
            ["book.yml:3:7: there is no module `conections`. Did you mean `connections`?"],
        ),
        (
            task("    - nhat_ky:\n"),
            [
                "book.yml:3:7: there is no module `nhat_ky`. Use one of: "
                + ", ".join(check.id for check in ALL)
                + "."
            ],
        ),
        (
            task("    - connections:\n      severty: high\n      severity: hihg\n      control: cd5\n"),
            [
                "book.yml:4:7: `task` has no field `severty`. Did you mean `severity`?",
                "book.yml:5:17: `hihg` is no severity. Did you mean `high`?",
                "book.yml:6:16: `cd5` is not the code of a control. Write it like `CD-05`.",
            ],
        ),
        (
            task("    - connections:\n      dns_cache:\n"),
            ["book.yml:4:7: two modules in one task: `connections` and `dns_cache`. Make two tasks of it."],
        ),
        (
            task("    - name: x\n"),
            ["book.yml:3:7: the task has no module. Add one of "
                + ", ".join(check.id for check in ALL)
                + "."],
        ),
        (task("    - x\n"), ["book.yml:3:7: `task` must be a mapping. Write `- connections:`."]),
        (
            task("    - resolvers: {aproved: []}\n"),
            ["book.yml:3:19: `resolvers` has no field `aproved`. Did you mean `approved`?"],
        ),
        (
            task("    - connections: {port: 1}\n"),
            ["book.yml:3:21: `connections` has no field `port`. It takes none."],
        ),
        (
            task("    - connections: [1]\n"),
            ["book.yml:3:20: `connections` must be a mapping. Write `connections:` alone."],
        ),
        (
            task("    - resolvers:\n        approved:\n          - ok\n          - '{{ a + }}'\n"),
            ["book.yml:6:13: Jinja2 does not understand it: unexpected 'end of print statement'."],
        ),
        (
            task("    - connections:\n      when: '{{ a }}'\n"),
            ["book.yml:4:13: `when` is an expression by itself. Write it without braces."],
        ),
        (
            task("    - connections:\n      when: {a: 1}\n"),
            [
                "book.yml:4:13: `when` is an expression or a list of expressions. Write it like `role == 'server'`."
            ],
        ),
        (
            task("    - connections:\n      loop: 3\n"),
            ["book.yml:4:13: `loop` is a list, or an expression that gives one."],
        ),
        (
            task("    - connections:\n      name: [x]\n      tags: {a: b}\n"),
            [
                "book.yml:4:13: `name` must be a text. Write it in quotes.",
                "book.yml:5:13: `tags` must be a text or a list of texts.",
            ],
        ),
        (
            task("    - 1: x\n      connections:\n"),
            ["book.yml:3:7: `task` has no field `1`. Use one of: name, control, rule, severity, tags, when, loop."],
        ),
    ],
)  # fmt: skip
def test_every_mistake_has_its_place_and_its_mend(
    tmp_path: Path, text: str, problems: list[str]
) -> None:
    assert list(said(tmp_path, text)) == problems


@pytest.mark.parametrize("word", ["shell", "powershell", "register", "pass_when"])
def test_what_belongs_to_a_later_version_is_refused_as_such(tmp_path: Path, word: str) -> None:
    (problem,) = said(tmp_path, task(f"    - {word}: x\n      name: y\n"))
    assert problem.startswith(f"book.yml:3:7: this version does not run `{word}` yet.")


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("- hosts: all\n\ttasks: []\n", "book.yml:2:1: a tab stands where YAML wants spaces"),
        ("- hosts: [all\n", "book.yml:2:1: this is no valid YAML"),
        ("- hosts: all\n  hosts: all\n  tasks: [connections: ]\n", "book.yml:2:3:"),
        ("- hosts: all\n  tasks: [connections: ]\n  vars: {code: 010}\n", "book.yml:3:16:"),
    ],
)
def test_what_the_strict_reader_refuses_is_a_playbook_error(
    tmp_path: Path, text: str, starts: str
) -> None:
    assert said(tmp_path, text)[0].startswith(starts)


def test_a_missing_file_is_a_playbook_error(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError) as caught:
        read_playbook(tmp_path / "none.yml", ALL)
    assert "none.yml:1:1" in str(caught.value)


def test_problems_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "- hosts: all\n  tasks:\n    - nothing:\n  hosts: x\n  tags: {}\n"
    lines = [int(problem.split(":")[1]) for problem in said(tmp_path, text)]
    assert lines == sorted(lines)
    assert len(lines) == 3

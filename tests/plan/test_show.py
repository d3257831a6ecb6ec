from pathlib import Path

from orchestrator.checks import ALL
from orchestrator.plan import compile_plan, describe, list_tasks, write_scripts
from orchestrator.text.catalogue import Catalogue
from tests.plan.books import book
from tests.plan.districts import LOGON, WINRM, district, machine
from tests.plan.test_compile import SWEEP

UNITS = {f"m{n}": "u" for n in range(23)}


def test_tasks_are_listed_as_ansible_lists_them(tmp_path: Path) -> None:
    assert list_tasks(book(tmp_path, SWEEP), tags=("a",)) == (
        f"playbook: {tmp_path}/book.yml",
        "",
        "  play #1 (all): all\tTAGS: []",
        "    tasks:",
        "      Kết nối\tTAGS: [a]",
    )


def test_a_plan_says_what_would_be_contacted_and_no_secret(tmp_path: Path) -> None:
    machines = (
        machine("m1", ansible_host="2001:db8::1", **LOGON),
        machine("m22", **WINRM),
        machine("m3", ansible_connection="local"),
        machine("m4"),
    )
    plan = compile_plan(
        book(tmp_path, SWEEP),
        district=district(*machines),
        selected={0: frozenset(row.name for row in machines)},
        checks=ALL,
    )
    text = describe(plan, UNITS, Catalogue("en"))
    assert "3 machines would be asked, 1 no account or password\n" in text
    assert "  m1   ssh    [2001:db8::1]:22 as audit (password)\n" in text
    assert "  m22  winrm  https://m22:5986/wsman as audit (ntlm, password)\n" in text
    assert "  m3   local  this machine\n" in text
    assert "would not be asked, 1 machine: no account or password\n  Give one by -k " in text
    assert "\n  m4\n" in text
    assert "mật khẩu" not in text  # the password that LOGON has
    assert all(script.sha256 in text for script in plan.scripts.values())
    vietnamese = describe(plan, UNITS, Catalogue("vi"))
    assert "sẽ hỏi 3 máy, 1 chưa có tài khoản hoặc mật khẩu\n" in vietnamese
    assert "  m1   ssh    [2001:db8::1]:22 bằng tài khoản audit (mật khẩu)\n" in vietnamese
    assert "  m3   local  chính máy này\n" in vietnamese


def test_many_machines_are_told_by_unit_and_way(tmp_path: Path) -> None:
    asked = [machine(f"a{n}", **(LOGON if n % 2 else WINRM)) for n in range(41)]
    left = [machine(f"z{n}") for n in range(41)]
    rows = (*asked, *left)
    plan = compile_plan(
        book(tmp_path, SWEEP),
        district=district(*rows),
        selected={0: frozenset(row.name for row in rows)},
        checks=ALL,
    )
    units = {row.name: row.unit for row in rows}
    text = describe(plan, units, Catalogue("en"))
    assert "  hs  20 machines  ssh    such as a1:22 as audit (password)\n" in text
    assert "  hs  21 machines  winrm  such as https://a0:5986/wsman as audit (ntlm" in text
    assert "\n  hs 41\n  (-v names each machine)\n" in text
    assert "\n  z7 " not in text
    every = describe(plan, units, Catalogue("en"), every=True)
    assert "  a1   ssh    a1:22 as audit (password)\n" in every
    assert "  z7   hs\n" in every


def test_scripts_are_written_byte_for_byte(tmp_path: Path) -> None:
    rows = (machine("m1", **LOGON), machine("m2", **WINRM))
    plan = compile_plan(
        book(tmp_path, SWEEP),
        district=district(*rows),
        selected={0: frozenset(("m1", "m2"))},
        checks=ALL,
    )
    paths = write_scripts(plan, tmp_path / "out" / "scripts")
    assert [path.name for path in paths] == ["posix.sh", "windows.ps1"]
    assert [path.read_bytes() for path in paths] == [s.text for s in plan.scripts.values()]

import re
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator import inventory as room
from orchestrator.cli import prepare as prepare_command
from orchestrator.cli.main import main, parser
from orchestrator.errors import UsageError
from orchestrator.prepare import ACCOUNT, Opening, Rights, scripts
from tests.inventory.trees import HEAD, write
from tests.shared import SHARED

OPENING = Opening(code="th_hoa_sen", name="Trường Tiểu học Hoa Sen", controller="192.0.2.10")


DOMAIN = replace(OPENING, account="QUAN\\kiemtra", rights=Rights.ADMINISTRATOR)
LIFTED = replace(OPENING, rights=Rights.ADMINISTRATOR, lift_filter=True)


def text(*, undo: bool = False, opening: Opening = OPENING) -> str:
    files = scripts(opening, undo=undo)
    return next(body for name, body in files.items() if name.endswith(".ps1")).decode("utf-8-sig")


def code(script: str) -> str:
    return "\n".join(line for line in script.splitlines() if not line.lstrip().startswith("#"))


def test_only_the_controller_may_come_in_and_only_over_https():
    said = code(text())
    assert "$controller = '192.0.2.10'" in said
    assert re.findall(r"remoteip=(\S+)", said) == ["$controller"]
    assert re.findall(r"localport=(\S+)", said) == ["5986"]
    for wide in ("quickconfig", "Enable-PSRemoting", "AllowUnencrypted", "TrustedHosts", "5985"):
        assert wide not in said


def test_the_token_filter_is_looked_at_and_never_set():
    said = code(text())
    lines = [line for line in said.splitlines() if "LocalAccountTokenFilterPolicy" in line]
    assert not [line for line in lines if re.search(r"Set-|New-|reg add|= ?1\b", line)]
    assert "LocalAccountTokenFilterPolicy" in text().split("$ErrorActionPreference")[0]


def test_the_account_is_no_administrator_and_no_password_is_written():
    said = code(text())
    assert "S-1-5-32-544" not in said
    assert "Administrators" not in said
    assert re.findall(r"S-1-5-32-\d+", said) == ["S-1-5-32-580", "S-1-5-32-573"]
    assert "Read-Host -AsSecureString" in said


def test_an_administrator_of_the_domain_reads_all_and_no_filter_is_touched():
    said = text(opening=DOMAIN)
    assert re.findall(r"S-1-5-32-\d+", code(said)) == ["S-1-5-32-544"]
    assert not re.search(r"(Set|New)-\S+ .*LocalAccountTokenFilterPolicy", code(said))
    assert "QUẢN TRỊ VIÊN" in said.split("$ErrorActionPreference")[0]


def test_the_filter_is_lifted_only_when_asked_with_a_warning_and_is_put_back():
    said = text(opening=LIFTED)
    kept = said.index("Set-ItemProperty $memory TokenFilter")
    assert kept < said.index("-Name LocalAccountTokenFilterPolicy -Value 1")
    assert "làm YẾU bảo vệ của cả máy" in said.split("$ErrorActionPreference")[0]
    assert "$old.TokenFilter" in code(text(undo=True))


@pytest.mark.parametrize(
    ("opening", "told"),
    [
        (replace(OPENING, rights=Rights.ADMINISTRATOR), "kiemtra-ioc .* UAC"),
        (replace(OPENING, rights=Rights.ADMINISTRATOR, account=".\\a"), "UAC"),
        (replace(OPENING, lift_filter=True), "--lift-token-filter"),
        (replace(DOMAIN, lift_filter=True), "--lift-token-filter"),
    ],
)
def test_rights_that_windows_would_not_give_are_refused_with_the_reason(
    opening: Opening, told: str
):
    with pytest.raises(UsageError, match=told):
        text(opening=opening)


@pytest.mark.parametrize("opening", [OPENING, DOMAIN, LIFTED])
def test_no_mark_is_left_in_any_variant(opening: Opening):
    said = text(opening=opening)
    assert not re.search(r"@[A-Z_]+@", said)
    for step in ("Việc 1", "Việc 2", "Việc 3", "Việc 4"):
        assert f"# {step}" in said


def test_the_command_says_what_stays_unread_and_what_does_not(tmp_path: Path, capsys):
    inventory = str(Path(__file__).parents[2] / "inventories" / "ba-dinh")
    unit = room.district(room.load([inventory])).units[0].code
    command = ["prepare", "windows", "-i", inventory, "--controller", "192.0.2.10"]
    command += ["--unit", unit, "-o", str(tmp_path)]
    assert main(command) == 0
    said = capsys.readouterr().err
    assert "bộ nhớ đệm DNS (bắt buộc):" in said
    assert "nhật ký tra cứu" not in said  # its account is a reader of event logs
    assert main([*command, "--rights", "administrator"]) == 2
    assert "UAC" in capsys.readouterr().err
    assert main([*command, "--rights", "administrator", "--account", "QUAN\\a"]) == 0
    assert "mọi phép kiểm tra" in capsys.readouterr().err
    assert main([*command, "--undo"]) == 0
    assert capsys.readouterr().err == ""


def test_the_rights_are_the_room_s_own():
    needed = ["-i", "a,", "--unit", "u", "--controller", "192.0.2.10", "-o", "out"]
    for rights in Rights:
        given = ["prepare", "windows", *needed, "--rights", rights]
        assert parser().parse_args(given).rights == rights
    assert parser().parse_args(["prepare", "windows", *needed]).rights == Rights.LEAST


@pytest.mark.parametrize("undo", [False, True])
def test_each_step_is_explained_in_vietnamese(*, undo: bool):
    said = text(undo=undo)
    assert "Trường Tiểu học Hoa Sen (th_hoa_sen)" in said.splitlines()[0]
    for step in ("Việc 1", "Việc 2", "Việc 3", "Việc 4"):
        assert f"# {step}" in said
    assert "@" not in re.sub(r"@\(|@\{", "", said)


@pytest.mark.parametrize("word", ["MadeListener", "MadeCertificate", "MadeAccount", "Joined"])
def test_what_was_made_is_remembered_and_undone(word: str):
    assert f"Set-ItemProperty $memory {word}" in code(text())
    assert f"$old.{word}" in code(text(undo=True))


def test_the_old_state_is_remembered_before_anything_is_changed():
    said = code(text())
    kept = said.index("Set-ItemProperty $memory StartMode")
    for change in ("Set-Service", ".Create(", "New-SelfSigned", "New-WSMan", "netsh", ".Add("):
        assert kept < said.index(change)


def test_windows_reads_the_file_as_utf_8_with_its_own_line_ends():
    files = scripts(OPENING)
    script, start = files["winrm-open-th_hoa_sen.ps1"], files["winrm-open-th_hoa_sen.cmd"]
    assert script.startswith(b"\xef\xbb\xbf")
    assert b"winrm-open-th_hoa_sen.ps1" in start
    for content in (script, start):
        assert content.count(b"\n") == content.count(b"\r\n") > 0


@pytest.mark.parametrize("address", ["", "any", "192.0.2.0/24", "127.0.0.1", "::", "224.0.0.1"])
def test_an_address_that_is_not_one_machine_is_refused(address: str):
    with pytest.raises(UsageError, match="--controller"):
        text(opening=Opening(code="a", name="b", controller=address))


@pytest.mark.parametrize("account", ["", "a'; x", "a b", "x" * 21, "a\\b\\c", "$x"])
def test_an_account_that_could_mean_something_to_a_shell_is_refused(account: str):
    with pytest.raises(UsageError, match="--account"):
        text(opening=Opening(code="a", name="b", controller="192.0.2.1", account=account))


def test_a_units_name_cannot_leave_its_comment():
    said = text(opening=Opening(code="a", name="b\r\nRemove-Item x", controller="192.0.2.1"))
    assert "\nRemove-Item x" not in said


def test_a_units_code_is_a_plain_part_of_a_files_name():
    opening = Opening(code="../trường %x%", name="b", controller="192.0.2.1")
    assert set(scripts(opening)) == {
        "winrm-open----tr--ng--x-.ps1",
        "winrm-open----tr--ng--x-.cmd",
    }


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository")
@pytest.mark.parametrize(
    ("opening", "undo"), [(OPENING, False), (DOMAIN, False), (LIFTED, False), (OPENING, True)]
)
def test_powershell_2_can_read_it(tmp_path: Path, opening: Opening, *, undo: bool):
    assert SHARED is not None
    path = tmp_path / "script.ps1"
    path.write_text(text(opening=opening, undo=undo), "utf-8-sig")
    done = subprocess.run(
        [SHARED / "pwsh" / "pwsh", "-Lint", "2.0", path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    wrong = [line for line in done.stdout.splitlines() if re.search(r": (parse|syntax)\b", line)]
    assert wrong == []
    assert done.returncode in {0, 1}
    assert ": writes" in done.stdout


def test_the_account_is_the_room_s_own():
    assert prepare_command._ACCOUNT == ACCOUNT


def _inventory(folder: Path, accounts: str) -> str:
    return write(
        folder,
        {
            "group_vars/all.yml": HEAD,
            "a.yml": "th_x:\n"
            "  vars: {unit: {name: Trường X, type: primary_school}, ansible_connection: winrm}\n"
            f"  hosts: {{{accounts}}}\n"
            "th_y:\n"
            "  vars: {unit: {name: Trường Y, type: primary_school}, ansible_connection: winrm}\n"
            "  hosts: {y-1: }\n"
            "th_z:\n"
            "  vars: {unit: {name: Trường Z, type: primary_school}}\n"
            "  hosts: {z-1: }\n",
        },
    )


def test_without_a_unit_all_with_windows_are_prepared_with_their_own_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    source = _inventory(tmp_path / "inv", "x-1: {ansible_user: ra-soat}")
    command = ["prepare", "windows", "-i", source, "--controller", "192.0.2.10"]
    assert main([*command, "-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    names = sorted(Path(path).name for path in said.out.split())
    assert names == [f"winrm-open-th_{unit}.{kind}" for unit in "xy" for kind in ("cmd", "ps1")]
    assert "ansible_user: ra-soat" in said.err
    script = (tmp_path / "out" / "winrm-open-th_x.ps1").read_text("utf-8-sig")
    assert "$account = 'ra-soat'" in script
    other = (tmp_path / "out" / "winrm-open-th_y.ps1").read_text("utf-8-sig")
    assert f"$account = '{ACCOUNT}'" in other


def test_several_accounts_of_a_unit_are_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    hosts = "x-1: {ansible_user: ra-soat}, x-2: {ansible_user: kiem-tra}"
    source = _inventory(tmp_path / "inv", hosts)
    command = ["prepare", "windows", "-i", source, "--controller", "192.0.2.10"]
    assert main([*command, "-o", str(tmp_path / "out")]) == 2
    assert "kiem-tra, ra-soat" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_inventory_without_windows_has_nothing_to_prepare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    source = _inventory(tmp_path / "inv", "x-1: ")
    text = (tmp_path / "inv" / "a.yml").read_text("utf-8").replace("winrm", "ssh")
    (tmp_path / "inv" / "a.yml").write_text(text, "utf-8")
    command = ["prepare", "windows", "-i", source, "--controller", "192.0.2.10"]
    assert main([*command, "-o", str(tmp_path / "out")]) == 2
    assert "ansible_connection: winrm" in capsys.readouterr().err


def test_the_command_writes_both_files_and_names_them(tmp_path: Path, capsys):
    inventory = Path(__file__).parents[2] / "inventories" / "ba-dinh"
    common = ["prepare", "windows", "-i", str(inventory), "--controller", "192.0.2.10"]
    unit = room.district(room.load([str(inventory)])).units[0].code
    for more in ([], ["--undo"]):
        assert main([*common, "--unit", unit, "-o", str(tmp_path / "out"), *more]) == 0
        said = capsys.readouterr().out.split()
        assert [Path(path).is_file() for path in said] == [True, True]
    assert main([*common, "--unit", f"{unit}x", "-o", str(tmp_path)]) == 2
    assert f"Có phải ý là `{unit}`?" in capsys.readouterr().err

"""Exports of LAPS: each machine's own password, and nobody else's."""

import os
from pathlib import Path

import pytest

from orchestrator.errors import InventoryError, VaultError
from orchestrator.inventory import district, load
from orchestrator.inventory.district.laps import Laps, read_laps
from orchestrator.model.district import District
from orchestrator.model.plan import LocalPassword
from orchestrator.model.secret import Secret
from orchestrator.vault import Vault
from tests.inventory.trees import HEAD, write
from tests.vault.held import vault

HOSTS = """
th_x:
  vars: {unit: {name: Trường X, type: primary_school}}
  hosts:
    x-1: {ansible_host: PHONG-TIN-1}
    x-2.school.example:
    x-3.school.example:
    x-3.office.example:
"""


@pytest.fixture
def machines(tmp_path: Path) -> District:
    source = write(tmp_path / "inventory", {"group_vars/all.yml": HEAD, "a.yml": HOSTS})
    return district(load([source]))


def read(folder: Path, machines: District, text: str | bytes, held: Vault | None = None) -> Laps:
    path = folder / "laps.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(0o600)
    return read_laps(path, machines, held or Vault())


def local(text: str, user: str = "Administrator") -> LocalPassword:
    return LocalPassword(user=user, secret=Secret(text))


LEGACY = '"Name","ms-Mcs-AdmPwd"\n"X-1","p,1"\n'
WINDOWS = (
    '#TYPE Microsoft.Windows.LAPS.PasswordInfo\r\n'
    '"ComputerName","DistinguishedName","Account","Password","ExpirationTimestamp"\r\n'
    '"X-1","CN=X-1,DC=school,DC=example","quantri","p,1","1/2/2026"\r\n'
)  # fmt: skip
SHEET = "STT;Tên máy;Tài khoản;Mật khẩu\n1;x-1;quantri;p,1\n"


@pytest.mark.parametrize(
    ("text", "user"),
    [
        (LEGACY, "Administrator"),
        (WINDOWS, "quantri"),
        (SHEET, "quantri"),
        ("\ufeff" + SHEET, "quantri"),
        (WINDOWS.encode("utf-16"), "quantri"),
        ("computername\tpassword\nX-1$\tp,1\n", "Administrator"),
        ("computername|password\nX-1|p,1\n", "Administrator"),
        (b"\xfe\xff" + LEGACY.encode("utf-16-be"), "Administrator"),
    ],
)
def test_every_usual_form_is_read(tmp_path: Path, machines: District, text: str | bytes, user: str):
    found = read(tmp_path, machines, text)
    assert found.passwords == {"x-1": local("p,1", user)}
    assert found.warnings == ()
    assert "p,1" not in repr(found)


@pytest.mark.parametrize(
    ("name", "machine"),
    [("X-2", "x-2.school.example"), ("x-2.SCHOOL.example", "x-2.school.example"),
     ("phong-tin-1", "x-1"), ("x-3.office.example", "x-3.office.example")],
)  # fmt: skip
def test_names_are_matched_as_windows_means_them(
    tmp_path: Path, machines: District, name: str, machine: str
):
    found = read(tmp_path, machines, f"Name,Password\n{name},p\n")
    assert list(found.passwords) == [machine]


def test_all_doubtful_rows_are_refused_at_once_without_a_password(
    tmp_path: Path, machines: District
):
    text = 'Name,Password\nx-3,hidden1\nx-1,hidden2\n"x-\n2",hidden3\nX-1,hidden4\n'
    with pytest.raises(InventoryError) as caught:
        read(tmp_path, machines, text)
    path = tmp_path / "laps.csv"
    assert [str(problem) for problem in caught.value.problems] == [
        (
            f"{path}:2:1: `x-3` could be any of x-3.office.example, x-3.school.example."
            " Rename them, or leave the row out."
        ),
        (
            f"{path}:6:1: `X-1` was already given in line 3, with another password or account."
            " Keep the newer one."
        ),
    ]
    assert "hidden" not in str(caught.value)


def test_what_is_only_odd_is_a_warning(tmp_path: Path, machines: District):
    text = "Name,Password\nother-1,a\nother-2,b\nx-1,\nx-2,p\nx-2,p\n"
    found = read(tmp_path, machines, text)
    assert found.passwords == {"x-2.school.example": local("p")}
    assert [(problem.place.line, problem.what) for problem in found.warnings] == [
        (2, "`other-1` and 1 more of this file are not in the inventory"),
        (4, "`x-1` has no password here"),
        (6, "`x-2` was already given in line 5"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1:1: no column holds the computer's name"),
        ("Name,Note\nx-1,hidden\n", ":1:1: no column holds the computer's password"),
        ('Name,Password\nx-1,"hidden\n', ":2:1: this is no valid CSV"),
        (b"Name,Password\nx-1,hidden\xff\n", ":2:11: the file is not in UTF-8"),
        (b"\xff\xfehidde", "no whole UTF-16"),
    ],
)
def test_what_is_no_table_is_refused(
    tmp_path: Path, machines: District, text: str | bytes, said: str
):
    with pytest.raises(Exception, match=said) as caught:
        read(tmp_path, machines, text)
    assert "hidden" not in str(caught.value)


def test_the_file_may_be_vaulted(tmp_path: Path, machines: District):
    held = vault(default="một")
    closed = held.close(LEGACY.encode(), "default")
    assert read(tmp_path, machines, closed, held).passwords == {"x-1": local("p,1")}
    with pytest.raises(VaultError, match=r"laps\.csv:1:1: this is closed"):
        read(tmp_path, machines, closed)


@pytest.mark.skipif(os.name == "nt", reason="rights are POSIX'")
def test_a_file_that_others_can_read_is_warned_of(tmp_path: Path, machines: District):
    path = tmp_path / "laps.csv"
    path.write_text(LEGACY, "utf-8")
    path.chmod(0o644)
    (problem,) = read_laps(path, machines, Vault()).warnings
    assert problem.what == "others can read this file of passwords"

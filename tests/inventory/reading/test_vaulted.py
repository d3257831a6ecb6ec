"""Vaulted values and files in an inventory: read, shown and judged without being opened."""

import json
import subprocess
from pathlib import Path

import pytest

from orchestrator.cli.main import parser
from orchestrator.errors import InventoryError
from orchestrator.files.yaml_nodes import Vaulted
from orchestrator.inventory import as_ansible, district, load, refuse_closed
from tests.inventory.trees import HEAD, write
from tests.vault import theirs
from tests.vault.held import scalar, vault

HELD = vault(default="một", ward_4="bốn")
INLINE = scalar(HELD.close(b"hidden-inline", "ward-4"), 8)
DEFAULT = scalar(HELD.close(b"hidden-default", "default"))
DEEP = scalar(HELD.close(b"hidden-deep", "default"), 14)
HOSTS = f"""
th_x:
  vars:
    unit: {{name: Trường X, type: primary_school}}
    ansible_password: {INLINE}
  hosts:
    x-1:
    x-2:
      creds:
        - deep: {DEEP}
th_y:
  vars: {{unit: {{name: Trường Y, type: primary_school}}}}
  hosts: {{y-1: }}
"""


@pytest.fixture
def source(tmp_path: Path) -> str:
    return write(tmp_path / "inventory", {"group_vars/all.yml": HEAD, "a.yml": HOSTS})


def closed_file(source: str, name: str, text: str, vault_id: str = "ward-4") -> Path:
    path = Path(source) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(HELD.close(text.encode(), vault_id))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str, lang: str = "en") -> tuple[int, str, str]:
    args = parser().parse_args(["inventory", *words, "--lang", lang])
    code = int(args.run(args))
    return code, *capsys.readouterr()


def test_a_value_stays_closed_and_keeps_its_place(source: str):
    (machine, *_) = district(load([source], HELD)).machines
    value = machine.variables["ansible_password"]
    assert isinstance(value, Vaulted)
    assert (value.place.line, value.place.column) == (5, 23)
    assert "$ANSIBLE" not in repr(value)
    assert HELD.value(value).reveal() == "hidden-inline"


UNJUDGED = (
    "{}/a.yml:5:23: 2 vaulted values were not judged; their ids: default, ward-4."
    " Add --vault-id ID@SOURCE for each id that you hold.\n"
)


def test_everything_that_only_shows_works_without_a_password(
    source: str, capsys: pytest.CaptureFixture[str]
):
    for command in ("list", "hosts", "graph", "check"):
        code, out, err = run(capsys, command, "-i", source)
        assert code == 0
        assert out
        assert err == (UNJUDGED.format(source) if command == "check" else "")
    code, out, _ = run(capsys, "list", "--json", "-i", source)
    shown = json.loads(out)["_meta"]["hostvars"]["x-1"]["ansible_password"]
    assert shown["__ansible_vault"].startswith("$ANSIBLE_VAULT;1.2;AES256;ward-4\n")


def test_a_closed_file_is_named_and_keeps_nobody_from_looking(
    source: str, capsys: pytest.CaptureFixture[str]
):
    path = closed_file(source, "group_vars/th_x.yml", "ansible_user: hidden-user\n")
    for command in ("list", "hosts", "graph", "check"):
        code, out, err = run(capsys, command, "-i", source)
        assert code == 0
        assert "x-1" in out or command == "check"
        assert err.startswith(f"{path}:1:1: this is closed with the vault id `ward-4`.")


def test_a_file_is_opened_when_a_password_is_held(source: str):
    closed_file(source, "group_vars/th_x/vault.yml", "ansible_user: hidden-user\n")
    closed_file(source, "host_vars/x-2", "room: '7'\n", "default")
    loaded = load([source], HELD)
    assert loaded.closed == ()
    first, second, _ = district(loaded).machines
    assert (first.variables["ansible_user"], second.room) == ("hidden-user", "7")


def test_only_who_needs_a_closed_file_must_open_it(source: str):
    closed_file(source, "group_vars/th_x.yml", "a: 1\n")
    closed_file(source, "host_vars/y-1.yml", "a: 1\n", "default")
    loaded = load([source], vault(ward_4="bốn"))
    refuse_closed(loaded, ["x-1", "x-2"])
    with pytest.raises(InventoryError, match=r"y-1\.yml:1:1: no password opens .* `default`"):
        refuse_closed(loaded, ["y-1"])
    with pytest.raises(InventoryError, match=r"th_x\.yml:1:1: this is closed"):
        refuse_closed(load([source]), ["x-1"])


def test_a_file_for_all_is_needed_by_anyone(source: str):
    closed_file(source, "group_vars/all.yml", HEAD)
    loaded = load([source])
    refuse_closed(loaded, [])
    with pytest.raises(InventoryError, match=r"all\.yml:1:1"):
        refuse_closed(loaded, ["y-1"])


def test_a_whole_inventory_may_be_vaulted(source: str):
    path = Path(source) / "a.yml"
    path.write_bytes(HELD.close(path.read_bytes(), "ward-4"))
    assert [machine.name for machine in district(load([source], HELD)).machines] == [
        "x-1", "x-2", "y-1",
    ]  # fmt: skip
    with pytest.raises(InventoryError, match=r"a\.yml:1:1: this is closed with the vault id"):
        load([source])


def test_a_fault_inside_a_vaulted_file_shows_nothing_of_it(source: str):
    closed_file(source, "group_vars/th_x.yml", "room: 0177\nlist: {hidden-a: [1, 2\n")
    with pytest.raises(InventoryError) as caught:
        load([source], HELD)
    assert "th_x.yml:3:1" in str(caught.value)
    assert "hidden" not in str(caught.value)
    closed_file(source, "group_vars/th_x.yml", "floor: 0177\n")
    with pytest.raises(InventoryError, match="read as another number") as caught:
        district(load([source], HELD))
    assert "0177" not in str(caught.value)


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("một\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def test_check_names_an_id_that_is_not_defined(
    source: str, password: Path, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(InventoryError) as caught:
        run(capsys, "check", "-i", source, "--vault-id", f"ward-5@{password}")
    assert str(caught.value) == (
        f"{source}/a.yml:5:23: the vault id `ward-4` is not defined (defined: ward-5)."
        " Add --vault-id ward-4@SOURCE, or encrypt the value for a known id."
    )
    assert run(capsys, "check", "-i", source, "--vault-id", f"ward-4@{password}")[0] == 0


def test_check_names_the_file_that_its_passwords_do_not_open(
    source: str, password: Path, capsys: pytest.CaptureFixture[str]
):
    closed_file(source, "group_vars/th_x.yml", "a: 1\n")
    code, out, _ = run(capsys, "check", "--json", "-i", source, "--vault-id", f"ward-4@{password}")
    (problem,) = json.loads(out)["problems"]
    assert (code, problem["file"]) == (2, f"{source}/group_vars/th_x.yml")


def test_a_damaged_value_is_a_problem_with_or_without_a_password(source: str):
    path = Path(source) / "a.yml"
    lines = path.read_text("utf-8").splitlines()
    lines[6] = lines[6][:-1]
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(InventoryError, match=r"a\.yml:5:23: the vaulted value: it is damaged"):
        district(load([source]))


@pytest.mark.parametrize("name", ["label", "os", "role", "ansible_connection", "ansible_port"])
def test_what_a_report_shows_cannot_be_vaulted(source: str, name: str):
    write(Path(source), {"host_vars/y-1.yml": f"{name}: {DEFAULT}\n"})
    with pytest.raises(InventoryError, match=f"y-1.yml:1:.*`{name}` is vaulted"):
        district(load([source]))


def test_two_machines_with_vaulted_addresses_are_not_taken_for_one(source: str):
    for name in ("x-1", "y-1"):
        write(Path(source), {f"host_vars/{name}.yml": f"ansible_host: {DEFAULT}\n"})
    assert len(district(load([source])).machines) == 3


def test_check_names_passwords_that_stand_in_clear_and_still_passes(
    source: str, capsys: pytest.CaptureFixture[str]
):
    text = "ansible_password: hidden\nansible_user: x\nansible_ssh_pass: '{{ vaulted }}'\n"
    write(Path(source), {"host_vars/y-1.yml": text, "host_vars/x-1.yml": "ansible_password: 7\n"})
    code, _, err = run(capsys, "check", "-i", source)
    assert (code, "hidden" in err) == (0, False)
    assert err.partition("\n")[0] == (
        f"{source}/host_vars/x-1.yml:1:19: `ansible_password`, and 1 more like it, can be read by"
        " whoever reads the inventory. Run orchestrator vault encrypt-string --prompt -n"
        " ansible_password."
    )


needs_ansible = pytest.mark.skipif(theirs.LISTER is None, reason="ansible-core is not installed")


@needs_ansible
def test_list_is_ansible_s_own_with_the_password(source: str, password: Path, tmp_path: Path):
    closed_file(source, "group_vars/th_x.yml", "filed: hidden-filed\nn: 5\n", "default")
    (tmp_path / "j").mkdir()
    as_json = tmp_path / "j" / "j.json"
    vaulted = HELD.close(b"z", "default").decode()
    as_json.write_text(
        json.dumps({"all": {"hosts": {"j-1": {"v": {"__ansible_vault": vaulted}}}}}), "utf-8"
    )
    sources = [source, str(as_json)]
    theirs_said = subprocess.run(
        [theirs.LISTER, "-i", sources[0], "-i", sources[1], "--list",
         "--vault-password-file", password],
        capture_output=True, check=True, text=True, env=theirs.ENVIRONMENT,
    ).stdout  # fmt: skip
    ours = json.loads(json.dumps(as_ansible(load(sources, vault(default="một")))))
    assert ours == json.loads(theirs_said)


def test_check_speaks_vietnamese_too(
    source: str, password: Path, capsys: pytest.CaptureFixture[str]
):
    words = ("check", "--json", "-i", source, "--vault-id", f"ward-5@{password}")
    code, out, _ = run(capsys, *words, lang="vi")
    (problem,) = json.loads(out)["problems"]
    assert (code, problem["id"]) == (2, "vault.undefined")
    assert problem["what"] == "vault id `ward-4` chưa được khai báo (đã khai báo: ward-5)"

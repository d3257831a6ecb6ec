"""A kit goes its whole way: made, run by a shell of this machine, brought home, decided."""

import json
import shutil
import subprocess

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from orchestrator.evidence.opening import FILE
from tests.roads.made_keys import PASSPHRASE
from tests.sweep.kits_home import state

INVENTORY = """
th_hoa_sen:
  vars:
    unit: {name: Trường Tiểu học Hoa Sen, type: primary_school}
  hosts:
    hs-[0001:0006]: {ansible_connection: ssh}
"""


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_kit_made_here_and_run_here_comes_home(tmp_path, monkeypatch, capsys):
    home, usb, inventory = state(tmp_path / "state"), tmp_path / "usb", tmp_path / "dm.yml"
    inventory.write_text(INVENTORY, "utf-8")
    password = tmp_path / "password"
    password.write_text(PASSPHRASE.reveal(), "utf-8")
    password.chmod(0o600)
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", str(password))
    kept = ["--state", str(home)]
    make = ["--unit", "th_hoa_sen", "--family", "posix", "-o", str(usb)]
    assert main(["kit", "make", "-i", str(inventory), *make, *kept]) == ExitCode.DONE
    for _ in range(2):  # two results of one PC, as two double clicks leave them
        kit = [shutil.which("sh") or "sh", str(usb / "kiem-tra-th_hoa_sen.sh")]
        done = subprocess.run(kit, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        assert done.returncode == 0, done
    assert main(["kit", "import", str(usb), *kept]) == ExitCode.INCOMPLETE
    capsys.readouterr()
    assert main(["kit", "import", str(usb), *kept]) == ExitCode.INCOMPLETE
    assert "đã nhập trước đó, còn chờ quyết định" in capsys.readouterr().out
    assert main(["kit", "waiting", "--json", *kept]) == ExitCode.INCOMPLETE
    waiting = json.loads(capsys.readouterr().out)["waiting"]
    assert [one["kind"] for one in waiting] == ["unknown", "unknown"]
    signed = ["--by", "A. Nguyễn", "--reason", "máy của phòng máy"]
    assert main(["kit", "settle", "1", "hs-0001", *signed, *kept]) == ExitCode.DONE
    capsys.readouterr()
    main(["report", "--json", *kept])
    report = json.loads(capsys.readouterr().out)
    (machine,) = (one for one in report["machines"] if one["name"] == "hs-0001")
    checks = {one["check"]: one["answer"] for one in machine["checks"]}
    assert checks["hosts_file"] == "answered"
    assert "by_hand" in machine["doubts"]
    assert machine["trust"] in ("declared", None)  # None: this machine may hide what is asked
    assert (home / FILE).exists()

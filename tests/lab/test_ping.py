"""`ping` over the pretend district: real SSH, real WinRM with NTLM, every fault that it plays."""

import json
from pathlib import Path

import pytest

from orchestrator import lab
from orchestrator.cli.main import main
from orchestrator.lab.shell import SHELL

pytestmark = pytest.mark.skipif(not SHELL.exists(), reason="the lab's SSH machines need /bin/sh")

# Behind one address, so that what answers at another port says nothing.
EXPECTED = {
    "atn-03": ["off", "public_profile", "firewall", "address_changed"],
    "cm-02": ["ssh_stopped", "address_changed"],
    "cm-03": ["off", "firewall", "address_changed"],
    "cm-04": ["not_ssh", "address_changed"],
    "cm-05": ["no_credential"],
    "cm-mang": ["unsupported"],
    "dl-02": ["slow", "script_blocked"],
    "dl-03": ["no_shell", "script_blocked"],
    "mh-01": ["hung", "intercepted"],
    "mh-02": ["slow", "script_blocked"],
    "mh-03": ["slow", "script_blocked"],
    "mh-04": ["flood"],
    "mm-03": ["winrm_stopped", "not_prepared", "address_changed"],
    "phl-02": ["slow", "script_blocked"],
    "phl-03": ["not_winrm", "address_changed"],
    "pkh-02": ["reinstalled", "address_changed", "impostor"],
    "pkh-03": ["wrong_password", "not_allowed", "locked", "disabled"],
    "dg-03": ["wrong_password", "locked", "disabled", "token_filter"],
    "rt-01": ["hung", "intercepted"],
    "rt-02": ["slow", "script_blocked"],
    "rt-03": ["slow", "script_blocked"],
    "rt-04": ["flood"],
}
NOTED = {
    "dg-01": ["token_filter", "not_admin"],
    "dg-02": ["token_filter", "not_admin"],
    "nhd-02": ["not_root"],
    "nhd-03": ["not_root"],
}


def test_every_machine_is_told_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    state = tmp_path / "state"
    with lab.start(state) as district:
        words = [
            "-i",
            str(district.inventory),
            "--state",
            str(state),
            "--timeout",
            "8",
            "-f",
            "60",
        ]
        code = main(["ping", *words, "--json"])
    said = json.loads(capsys.readouterr().out)
    found = {row["name"]: row for row in said["machines"]}
    ill = {name: row["causes"] for name, row in found.items() if row["state"] == "failed"}
    shared = {name: ill.pop(name) for name in ("hcn-01", "hcn-02", "hcn-03")}
    assert ill == EXPECTED
    # Two of the three were tried, whichever came first.
    firsts = sorted(causes[0] for causes in shared.values())
    assert firsts == ["paused", "wrong_password", "wrong_password"]
    well = [row for row in said["machines"] if row["state"] == "logged_on"]
    assert {row["name"]: row["causes"] for row in well if row["causes"]} == NOTED
    assert all(row["facts"]["os"] and row["doors"] == [] for row in well)
    assert all(abs(row["clock_offset_seconds"]) < 60 for row in well)
    assert found["pkh-04"]["state"] == "excluded"
    assert code == 4

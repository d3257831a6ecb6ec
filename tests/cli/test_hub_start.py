"""`hub init`, `hub start` and `runner start` as a person types them, over the real broker."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from tests.roads.broker.nats_server import WHY_NOT
from tests.roads.made_keys import PASSPHRASE
from tests.sweep.sites_home import SITE, enrolled, hub, swept, ward


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([*map(str, words), "--lang", "en"])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def district(tmp_path: Path) -> tuple[Path, Path]:
    return hub(tmp_path / "hub" / "state"), swept(ward(tmp_path / "ward" / "state"))


@pytest.mark.parametrize(
    "listen",
    ["", "hub.example:4222", "10.0.0.5:0", "10.0.0.5:99999", "10.0.0.5:x", "[::1", "a b", "-"],
)
def test_what_is_no_address_is_refused(district, capsys, listen: str):
    code, _, err = said(capsys, "hub", "init", f"--listen={listen}", "--state", district[0])
    assert code == ExitCode.BAD_INPUT
    assert "no address" in err
    assert not (district[0] / "broker").exists()


@pytest.mark.parametrize("listen", ["0.0.0.0", "[::]:4222", "::"])  # noqa: S104  to be refused
def test_every_address_is_none_to_dial(district, capsys, listen: str):
    code, _, err = said(capsys, "hub", "init", "--listen", listen, "--state", district[0])
    assert (code, "--reach" in err) == (ExitCode.BAD_INPUT, True)


def test_init_again_changes_the_address_alone(district, capsys):
    here, _ = district
    common = ("--state", here, "--json")
    said(capsys, "hub", "init", "--listen", "10.0.0.5", *common)
    kept = {path.name: path.read_bytes() for path in (here / "broker").glob("*.pem")}
    _, out, _ = said(
        capsys, "hub", "init", "--listen", "[::1]:4333", "--reach", "hub.example", *common
    )
    assert json.loads(out) == {"schema": 1, "listen": "[::1]:4333", "reach": "hub.example:4333"}
    assert {path.name: path.read_bytes() for path in (here / "broker").glob("*.pem")} == kept
    assert len(kept) == 3
    modes = {path.name: path.stat().st_mode & 0o777 for path in (here / "broker").iterdir()}
    assert os.name == "nt" or modes["server-key.pem"] == 0o600


def test_the_configuration_goes_where_it_is_wanted(district, capsys, tmp_path: Path):
    here, there = district
    code, _, err = said(capsys, "hub", "broker-config", "--state", here)
    assert (code, "hub init" in err) == (ExitCode.BAD_INPUT, True)
    said(capsys, "hub", "init", "--listen", "10.0.0.5", "--state", here)
    enrolled(here, there)
    file = tmp_path / "nats.conf"
    code, out, _ = said(capsys, "hub", "broker-config", "-o", file, "--state", here)
    assert (code, str(file) in out) == (ExitCode.DONE, True)
    text = file.read_text(encoding="utf-8")
    assert f'allow: ["orc.hello.{SITE}"]' in text  # its key is not known yet
    assert "orc.result" not in text


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one")
@pytest.mark.skipif(sys.platform == "win32", reason="a signal ends it there otherwise")
def test_results_go_from_a_site_to_its_hub(district, capsys, tmp_path: Path):
    here, there = district
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    said(capsys, "hub", "init", "--listen", place, "--state", here)
    enrolled(here, there)
    code, _, err = said(capsys, "runner", "start", "--once", "--state", there)
    assert (code, "is not reached" in err) == (ExitCode.BAD_INPUT, True)
    password = tmp_path / "password"
    password.write_text(PASSPHRASE.reveal(), encoding="utf-8")
    password.chmod(0o600)
    vault = ("--vault-password-file", password)
    with subprocess.Popen(
        [sys.executable, "-m", "orchestrator", "hub", "start", *vault, "--state", here, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as started:
        assert started.stdout is not None
        assert json.loads(started.stdout.readline())["id"] == "hub_says.listening"
        while said(capsys, "runner", "start", "--once", "--state", there)[0]:
            pass  # the first time its key is not known yet
        assert json.loads(started.stdout.readline())["id"] == "hub_says.taken"
        started.send_signal(signal.SIGTERM)
        _, err = started.communicate()
    assert started.returncode == ExitCode.TERMINATED
    assert "Traceback" not in err
    assert "eof" not in err

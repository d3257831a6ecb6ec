"""The text of nats-server's configuration, read back by nats-server itself."""

import subprocess
from pathlib import PureWindowsPath

import pytest
from msgspec.structs import replace

from orchestrator.roads.broker.config import SiteUser, configuration
from tests.roads.broker.nats_server import PROGRAM, WHY_NOT, NatsServer


@pytest.fixture
def server(tmp_path) -> NatsServer:
    """What a server would be started with; it does not run."""
    return NatsServer(tmp_path, ("px", "tb"))


def test_a_site_has_its_own_subjects_and_no_others(server: NatsServer):
    text = configuration(server.settings())
    of_px = text.split("nkey:")[2]
    assert [line.strip() for line in of_px.splitlines() if "allow:" in line] == [
        'allow: ["orc.result.px", "orc.hello.px"]',
        'allow: ["orc.task.px", "orc.receipt.px"]',
    ]
    assert "tb" not in of_px
    assert text.count("nkey:") == 3
    assert text.count('">"') == 2  # the hub's
    assert "password" not in text


def test_one_key_stands_on_each_line(server: NatsServer):
    """nats-server reads a user with two keys on one line otherwise."""
    lines = configuration(server.settings()).splitlines()
    assert [line for line in lines if line.count(": ") - line.count("::") > 1] == []


@pytest.mark.parametrize("name", ["", "p.x", "*", ">", "PX", "p x", "đ", "a" * 33, "px\n", '"'])
def test_a_name_that_means_something_in_a_subject_is_refused(server: NatsServer, name: str):
    users = [SiteUser(site=name, nkey="U")]
    with pytest.raises(ValueError, match="names of their own"):
        configuration(replace(server.settings(), sites=users))


def test_a_name_stands_once(server: NatsServer):
    users = [SiteUser(site="px", nkey="U"), SiteUser(site="px", nkey="U2")]
    with pytest.raises(ValueError, match="names of their own"):
        configuration(replace(server.settings(), sites=users))


def test_a_path_that_has_no_form_is_refused(server: NatsServer):
    settings = replace(server.settings(), store=server.folder / "a\nb")
    with pytest.raises(ValueError, match="control character"):
        configuration(settings)


def test_a_path_of_windows_keeps_its_backslashes(server: NatsServer):
    settings = replace(server.settings(), store=PureWindowsPath(r"C:\nats\tệp"))
    assert r'store_dir: "C:\\nats\\tệp"' in configuration(settings)


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one")
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1"])
@pytest.mark.parametrize("sites", [0, 2])
def test_nats_server_reads_it(server: NatsServer, address: str, sites: int):
    assert PROGRAM is not None
    settings = server.settings()
    settings = replace(settings, address=address, sites=settings.sites[:sites])
    conf = server.folder / "read.conf"
    conf.write_text(configuration(settings), encoding="utf-8")
    done = subprocess.run([PROGRAM, "-t", "-c", conf], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

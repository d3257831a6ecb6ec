"""An update that is killed leaves the old list or the new one in force, and the next one works."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from orchestrator.ioc.updating.update_rows import UpdateStanding
from tests.ioc.updating.test_update import FOUR, listed, run, sources, warnings, web
from tests.transport.web_server import serving, text

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows kills otherwise")

# Runs an update, and is killed by itself just before the n-th call of one function.
DYING = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from orchestrator.ioc.keeping import versions
from orchestrator.ioc.updating import update
from orchestrator.ioc.keeping.sources_file import read_sources
from orchestrator.transport.web import WebSession
name = sys.argv[2]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if name == "replace":
    os.replace = die
    Path.replace = die
else:
    setattr(versions, name, die)
update.update(read_sources(Path(sys.argv[1])), opener=WebSession, now=datetime.now(UTC))
"""


@pytest.fixture
def shop():
    with serving() as found:
        yield found


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "iocs"
    folder.mkdir()
    (folder / "own.txt").write_text("own.example\n")
    return folder


@pytest.mark.parametrize(
    ("step", "new"),
    [("keep", False), ("put_in_force", False), ("replace", False), ("settle", True)],
)
def test_killed_at_any_step(lists: Path, shop, step: str, new: bool):  # noqa: FBT001
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    run(found)
    shop.pages["/a"] = text(f"{FOUR}five.example\n")
    killed = subprocess.run([sys.executable, "-c", DYING, found.path, step], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert {"one.example", "two.example"} < listed(lists)
    assert ("five.example" in listed(lists)) is new
    assert run(found)[0].standing is UpdateStanding.UPDATED
    assert "five.example" in listed(lists)
    assert warnings(lists) == []
    assert not [*(lists / ".versions").rglob(".draft-*"), *lists.glob(".web.list.*")]


def test_killed_while_the_list_travels(lists: Path, shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    run(found)
    came = threading.Event()

    def half(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"bad.example\n")
        came.set()
        shop.stopping.wait(60)

    shop.pages["/a"] = half
    argv = [sys.executable, "-m", "orchestrator", "ioc", "update", str(found.path)]
    with subprocess.Popen(argv, cwd=Path(__file__).parents[3]) as process:
        assert came.wait(30)
        os.kill(process.pid, signal.SIGKILL)
    assert listed(lists) == {"own.example", *FOUR.split()}
    shop.pages["/a"] = text(f"{FOUR}five.example\n")
    assert run(found)[0].standing is UpdateStanding.UPDATED

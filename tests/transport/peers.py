"""The WinRM peer kept beside the repository, started for one test at a time."""

import asyncio
import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from orchestrator.model.plan import Credential, Family, Script, Target, Via, WinrmOptions
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.large_answers import LargeAnswers
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.winrm import WinrmTransport
from tests.shared import SHARED
from tests.transport.jobs import NONCE, job, password

SECRET = "P@ss-w0rd"
HTTP = WinrmOptions(https=False)
Start = Callable[..., Any]
"""Starts a peer that plays one machine; its `.host` is what the machine has seen."""


def load_peer() -> ModuleType:
    assert SHARED is not None
    path = SHARED / "winrm-peer" / "winrmpeer.py"
    spec = importlib.util.spec_from_file_location("winrmpeer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["winrmpeer"] = module
    spec.loader.exec_module(module)
    return module


@contextmanager
def peers(peer: ModuleType) -> Iterator[Start]:
    """Serve from a thread until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    servers = []

    def go(program: object, **options: object) -> Any:
        machine = peer.Machine(programs=[(r"^powershell\.exe ", program)])
        made = peer.Server({"127.0.0.1": machine}, **options)
        server = asyncio.run_coroutine_threadsafe(made.start(), loop).result()
        server.host = server.hosts["127.0.0.1"]
        servers.append(server)
        return server

    yield go
    for server in servers:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
    asyncio.run_coroutine_threadsafe(_drain(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _drain() -> None:
    """Let the peer's connections see that the client has left."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def ask(  # noqa: PLR0913 - a test says only what matters to it
    watchdog: Watchdog,
    port: int,
    *,
    text: bytes = b"'hello'\n",
    script: Script | None = None,
    options: WinrmOptions = HTTP,
    credential: Credential | None = None,
    gate: LockoutGuard | None = None,
    machine: str = "pc-01",
    deadline_s: float = 60.0,
) -> Reply:
    where = Target(
        machine=machine,
        via=Via.WINRM,
        address="127.0.0.1",
        port=port,
        credential=credential or password(SECRET),
        winrm=options,
    )
    sent = (
        Job(script=script, nonce=NONCE, large=LargeAnswers(1))
        if script
        else job(text, family=Family.WINDOWS)
    )
    with watchdog.attempt(deadline_s) as line:
        return WinrmTransport().run(where, sent, line, gate or LockoutGuard())

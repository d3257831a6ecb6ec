"""Our transport reads what real WinRM services sent, and the lab sends the same elements."""

import asyncio
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from orchestrator.lab import wsman
from orchestrator.lab.actor import Actor
from orchestrator.lab.winrm_shell import Shells
from orchestrator.model.diagnosis import WsmanFault
from orchestrator.model.outcome import Barrier, Ended
from orchestrator.model.plan import Family, Via, WinrmOptions
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.barriers import with_barrier
from orchestrator.transport.base import Reply
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.winrm import WinrmTransport
from tests.shared import SHARED
from tests.transport import stored_exchanges
from tests.transport.certificates import write_pem
from tests.transport.jobs import job, password, target
from tests.transport.stored_exchanges import NAMESPACES, OURS, TIMED_OUT, Stored

pytestmark = pytest.mark.skipif(
    SHARED is None, reason="the stored exchanges are not beside the repository"
)

FILES = stored_exchanges.files()
SESSIONS = [
    pytest.param(said, id=f"{path.stem.removeprefix('test_')}-{number}")
    for path in FILES
    for number, said in enumerate(stored_exchanges.sessions(path))
]
JOB = job(b"'x'\n", family=Family.WINDOWS)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pem(tmp_path_factory.mktemp("tls") / "server.pem", "server")


def asked(said: tuple[Stored, ...], pem: Path, watchdog: Watchdog) -> Reply:
    options = WinrmOptions(auth="basic", ca_path=str(pem))
    with stored_exchanges.playing(said, pem) as port, watchdog.attempt(60.0) as attempt:
        where = target(port, password(), via=Via.WINRM, winrm=options)
        return WinrmTransport().run(where, JOB, attempt, LockoutGuard())


def test_every_file_is_played_or_asks_what_we_never_ask():
    assert len(FILES) > 10
    idle = [path for path in FILES if not stored_exchanges.sessions(path)]
    assert {one.action for path in idle for one in stored_exchanges.stored(path)} <= {"Get"}
    assert len(idle) <= 3


@pytest.mark.parametrize("said", SESSIONS)
def test_a_stored_exchange_is_read_to_its_end(
    said: tuple[Stored, ...], pem: Path, watchdog: Watchdog
):
    first = _first_fault(said)
    reply = asked(said, pem, watchdog)
    if first is not None:
        assert reply.refusal == WsmanFault(code=int(first.get("Code", "")))
        assert reply.outcome.ended in (Ended.PROTOCOL_ERROR, Ended.PARTIAL)
        return
    if not any(one.action == "Receive" for one in said):
        assert reply.outcome.ended is Ended.OK  # the rest is another exchange's
        return
    assert reply.outcome.ended is Ended.OK, reply.outcome
    assert reply.stdout == stored_exchanges.output(said, "stdout")
    assert reply.stderr == stored_exchanges.output(said, "stderr")
    codes = [
        found.text for one in said for found in one.body.iterfind(".//rsp:ExitCode", NAMESPACES)
    ]
    assert [str(reply.exit_code)] == codes


def _first_fault(said: tuple[Stored, ...]) -> ET.Element | None:
    """Return the fault that ends an exchange for us; to wait longer is none."""
    faults = (one.fault for one in said if one.action in OURS)
    return next((one for one in faults if one is not None and one.get("Code") != TIMED_OUT), None)


def test_a_program_that_was_not_there_is_told_by_its_number(pem: Path, watchdog: Watchdog):
    path = next(path for path in FILES if path.stem == "test_winrs_no_cmd_shell")
    reply = asked(stored_exchanges.sessions(path)[0], pem, watchdog)
    assert with_barrier(reply, JOB).barrier is Barrier.NO_POWERSHELL


# --- the lab


def elements(body: ET.Element, under: str) -> list[str]:
    """Return the elements of a stored body, in their order."""
    return [one.tag for found in body.iterfind(under, NAMESPACES) for one in found.iter()]


def of_lab(message: bytes) -> ET.Element:
    body = ET.fromstring(message).find("s:Body", NAMESPACES)  # noqa: S314 - our own lab
    assert body is not None
    return body


async def _created() -> bytes:
    request = wsman.read(REQUEST.encode())
    return await Shells(Actor(name="pc", user="audit")).answer(request)


REQUEST = (
    f'<s:Envelope xmlns:s="{NAMESPACES["s"]}" xmlns:a="{NAMESPACES["a"]}"><s:Header>'
    f"<a:Action>{wsman.TRANSFER}/Create</a:Action><a:To>http://127.0.0.1:5985/wsman</a:To>"
    "<a:MessageID>uuid:1</a:MessageID></s:Header><s:Body/></s:Envelope>"
)


def test_the_lab_creates_shells_as_windows_does():
    mine = of_lab(asyncio.run(_created()))
    created = [
        one for path in FILES for one in stored_exchanges.stored(path) if one.action == "Create"
    ]
    assert len(created) > 10
    for one in created:
        for part in ("rsp:Shell", "*"):
            known = elements(one.body, part)
            environment = f"{{{NAMESPACES['rsp']}}}Environment"
            if environment not in known:
                wanted = [tag for tag in known if not tag.endswith(_GIVEN)]
                assert elements(mine, part) == wanted
    shell = mine.find("rsp:Shell", NAMESPACES)
    assert shell is not None
    for name in ("ResourceUri", "Owner", "ClientIP", "IdleTimeOut", "ShellRunTime",
                 "ShellInactivity"):  # fmt: skip
        assert shell.findtext(f"rsp:{name}", namespaces=NAMESPACES)


_GIVEN = ("}WorkingDirectory", "}Name", "}Lifetime")
"""What a stored shell names only because its client had set it."""

FAULTS = [
    pytest.param(one, id=f"{path.stem.removeprefix('test_')}-{one.fault.get('Code')}")
    for path in FILES
    for one in stored_exchanges.stored(path)
    if one.fault is not None
]


@pytest.mark.parametrize("one", FAULTS)
def test_the_lab_words_its_faults_as_windows_does(one: Stored):
    detail = one.body.find("s:Fault/s:Detail", NAMESPACES)
    assert detail is not None
    fault = detail.find("f:WSManFault", NAMESPACES)
    assert fault is not None
    named = detail.findtext("w:FaultDetail", default="", namespaces=NAMESPACES)
    mine = of_lab(
        wsman.fault(
            wsman.FaultAnswer(
                int(fault.get("Code", "")),
                one.body.findtext("s:Fault/s:Code/s:Subcode/s:Value", "", NAMESPACES),
                "x",
                detail=named.rpartition("/")[2],
                plugin=fault.find(".//f:ProviderFault", NAMESPACES) is not None,
            ),
            "uuid:1",
        )
    )
    assert elements(mine, "s:Fault") == elements(one.body, "s:Fault")
    assert mine.findtext(".//s:Code/s:Value", "", NAMESPACES) == one.body.findtext(
        ".//s:Code/s:Value", "", NAMESPACES
    )
    provider = mine.find(".//f:ProviderFault", NAMESPACES)
    theirs = one.body.find(".//f:ProviderFault", NAMESPACES)
    assert (provider is None) == (theirs is None)
    assert provider is None or theirs is None or provider.attrib == theirs.attrib

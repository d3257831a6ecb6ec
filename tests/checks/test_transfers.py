"""Jobs of BITS: what waits, what a log tells of, and that nobody wakes the service to ask."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.checks.base import Context, Part
from orchestrator.checks.persistence.windows import read_windows
from orchestrator.match import Asked, match
from orchestrator.model.answer import Answer, Answered, NotApplicable, Unanswered, Unread
from orchestrator.model.observation import Transfer, mentioned
from orchestrator.model.plan import Family
from orchestrator.model.result import Status, Weakness
from orchestrator.plan import fuse
from tests import record
from tests.match.made import AT, answered, index
from tests.record import NONCE
from tests.shared import SHARED

CONTEXT = Context(clock=datetime(2026, 11, 24, 3, 15, tzinfo=UTC))
MADE = "\tmade\t\thttp://made.invalid/\t\t[2001:db8::9]:9"
LISTED = index("bad.example", "203.0.113.66")


def read(*rows: str, status: str = "ok") -> Answer:
    body = "\n".join((MADE, *rows, MADE, "")).encode() if status == "ok" else b""
    part = Part(name="transfers", source="log", status=status, body=body, made=2)
    return read_windows((part,), CONTEXT)


def transfers(answer: Answer) -> list[Transfer]:
    assert isinstance(answer, Answered)
    return [one for one in answer.observations if isinstance(one, Transfer)][1:-1]


def test_a_job_that_waits_is_set_to_fetch():
    row = "\tupdate\tPC\\u\thttp://c2.bad.example/a\tC:\\a\tcmd /c x 203.0.113.66"
    (job,) = transfers(read(row))
    assert (job.job, job.owner, job.source) == ("update", "PC\\u", "http://c2.bad.example/a")
    assert (job.target, job.command, job.when) == ("C:\\a", "cmd /c x 203.0.113.66", None)
    assert mentioned(job).values == ("c2.bad.example", "203.0.113.66")
    hits = match({"persistence": answered(job)}, LISTED, Asked(at=AT))
    assert {(hit.observed, hit.status) for hit in hits} == {
        ("c2.bad.example", Status.CONFIGURED),
        ("203.0.113.66", Status.CONFIGURED),
    }


@pytest.mark.parametrize(("days", "weakness"), [(3, None), (400, Weakness.OLD_TRACE)])
def test_a_transfer_that_a_log_tells_of_was_begun_then(days: int, weakness: Weakness | None):
    when = AT - timedelta(days=days)
    (job,) = transfers(read(f"{when:%Y-%m-%dT%H:%M:%SZ}\tx\t\thttp://c2.bad.example/a\t\t"))
    assert job.when == when
    assert (job.owner, job.target, job.command) == (None, None, None)
    (hit,) = match({"persistence": answered(job)}, LISTED, Asked(at=AT, clock=AT))
    assert (hit.status, hit.weakness) == (Status.ATTEMPTED, weakness)


def test_a_row_of_another_shape_is_no_transfer():
    answer = read("x\thttp://c2.bad.example/a")
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.UNPARSABLE


def test_a_windows_without_the_service_misses_nothing():
    assert isinstance(read(status="missing"), NotApplicable)
    for status, reason in (("off", Unread.OFF), ("denied", Unread.DENIED)):
        answer = read(status=status)
        assert isinstance(answer, Unanswered)
        assert answer.reason is reason


def test_no_section_is_no_answer():
    assert read_windows((), CONTEXT) == Unanswered(reason=Unread.EMPTY, detail="no section")


LOG = "Microsoft-Windows-Bits-Client/Operational"
SCRIPT = fuse(tuple(check for check in ALL if check.id == "persistence"), Family.WINDOWS).text
RUNNING = [{"Name": "BITS", "State": "Running", "StartMode": "Auto", "PathName": "svchost.exe"}]
# The engine has no BITS: this stands for its command.
JOBS = (
    "New-Object psobject -Property @{ DisplayName = ''job''; OwnerAccount = ''PC\\u''; "
    "NotifyCmdLine = @(''C:\\x.exe'', ''-q''); FileList = @((New-Object psobject -Property @{ "
    "RemoteName = ''http://c2.bad.example/a''; LocalName = ''C:\\a'' })) }"
)


def persistence(tmp_path: Path, script: bytes, services: list[dict[str, str]]) -> Answer:
    world = json.loads((record.WORLDS / "win81-en.json").read_text("utf-8"))
    known = world["wmi"]["root/cimv2"].get("Win32_Service", [])
    world["wmi"]["root/cimv2"]["Win32_Service"] = [*known, *services]
    path = tmp_path / "world.json"
    path.write_text(json.dumps(world), "utf-8")
    raw = record.record_world(path, script)
    asked = ("persistence",)
    reading = read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=asked, remote=True)
    return reading.answers["persistence"]


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository")
@pytest.mark.parametrize("services", [[], RUNNING], ids=["asleep", "running"])
def test_jobs_are_asked_for_only_while_the_service_runs(
    tmp_path: Path, services: list[dict[str, str]]
):
    played = SCRIPT.replace(b"Get-BitsTransfer -AllUsers'", JOBS.encode() + b"'")
    assert played != SCRIPT
    jobs = transfers(persistence(tmp_path, played, services))
    if services:
        assert [(one.source, one.target) for one in jobs] == [("http://c2.bad.example/a", "C:\\a")]
        assert jobs[0].command == "C:\\x.exe -q"
        assert jobs[0].when is None
    else:
        assert {one.source for one in jobs} == {"http://fonts.maker.example/a.cab", ""}
        assert all(one.when for one in jobs)


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository")
def test_a_log_answers_for_a_service_that_could_not_be_asked(tmp_path: Path):
    answer = persistence(tmp_path, SCRIPT, RUNNING)
    assert isinstance(answer, Answered)
    assert LOG in answer.source


def test_no_script_starts_or_changes_a_transfer():
    script = record.fused(Family.WINDOWS).decode("ascii").lower()
    for verb in ("start", "resume", "complete", "add", "set", "suspend", "remove"):
        assert f"{verb}-bits" not in script
    assert "bitsadmin" not in script

"""What kept a script from beginning: told by ids and numbers that no language changes."""

import base64
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.diagnosis import HttpStatus, WsmanFault
from orchestrator.model.outcome import OK, Barrier, Ended, Outcome, Phase, stalled
from orchestrator.model.plan import Family
from orchestrator.transport.barriers import error_id_of, with_barrier
from orchestrator.transport.base import Reply
from orchestrator.transport.invoke import POWERSHELL_ARGUMENTS, WINDOWS_BOOTSTRAP, windows_stdin
from tests.shared import SHARED
from tests.transport.jobs import NONCE, job

WINDOWS = job(family=Family.WINDOWS)
POSIX = job()
CUT = Outcome(ended=Ended.PARTIAL, detail="the stream ended without an exit status")
ODD = Outcome(ended=Ended.PROTOCOL_ERROR, detail="WSManFaultError: x")
BEGAN = f"@{NONCE} frame 2\n@{NONCE} fact name PC\n".encode()
ENDED = BEGAN + f"@{NONCE} done 2 1 0\n".encode()
CONSTRAINED = "MethodInvocationNotSupportedInConstrainedLanguage"


def clixml(*lines: str) -> bytes:
    rows = "".join(f'<S S="Error">{line}_x000D__x000A_</S>' for line in lines)
    head = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
    return f"#< CLIXML\r\n{head}{rows}</Objs>".encode()


def error(name: str, message: str = "Không thể gọi phương thức.") -> bytes:
    told = "    + CategoryInfo          : InvalidOperation: (:) [], RuntimeException"
    return clixml(message, "At line:1 char:1", told, f"    + FullyQualifiedErrorId : {name}", " ")


def reply(outcome: Outcome = OK, **more: object) -> Reply:
    return Reply(outcome=outcome, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stderr", "expected"),
    [
        (error(CONSTRAINED), Barrier.CONSTRAINED_LANGUAGE),
        (error("CannotCreateTypeConstrainedLanguage"), Barrier.CONSTRAINED_LANGUAGE),
        (error("ScriptContainedMaliciousContent"), Barrier.ANTIMALWARE),
        (error("CommandNotFoundException"), Barrier.NO_POWERSHELL),
        (error("SomethingElse"), Barrier.NOT_STARTED),
        (b"'powershell.exe' is not recognized\r\n", Barrier.NOT_STARTED),
    ],
)
def test_an_error_id_tells_the_barrier(stderr: bytes, expected: Barrier):
    said = with_barrier(reply(stderr=stderr, exit_code=1), WINDOWS)
    assert (said.ended, said.barrier) == (Ended.SCRIPT_BLOCKED, expected)
    assert said.error_id == error_id_of(stderr)


def test_an_id_that_a_page_of_80_columns_broke_is_still_one():
    broken = clixml(f"    + FullyQualifiedErrorId : {CONSTRAINED[:30]}", f"   {CONSTRAINED[30:]}")
    assert error_id_of(broken) == CONSTRAINED


def test_what_a_powershell_around_ours_adds_is_passed_over():
    around = b"    + FullyQualifiedErrorId : NativeCommandError\r\n \r\n"
    inner = b"    + FullyQualifiedErrorId : RuntimeException\r\n"
    assert error_id_of(around + inner) == "RuntimeException"
    assert error_id_of(around) == ""


def test_a_message_in_any_language_decides_nothing():
    text = b"This script contains malicious content and has been blocked by your antivirus."
    assert with_barrier(reply(stderr=text, exit_code=1), WINDOWS).barrier is Barrier.NOT_STARTED


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (9009, Barrier.NO_POWERSHELL),
        (127, Barrier.NO_POWERSHELL),
        (1260, Barrier.APPLICATION_CONTROL),
        (4551, Barrier.APPLICATION_CONTROL),
        (225, Barrier.ANTIMALWARE),
        (0xFFFF0000, Barrier.POWERSHELL_BROKEN),
        (-65536, Barrier.POWERSHELL_BROKEN),
        (0, Barrier.EMPTY_ANSWER),
        (2, Barrier.NOT_STARTED),
        (1, Barrier.NOT_STARTED),
    ],
)
def test_an_exit_code_tells_the_barrier(code: int, expected: Barrier):
    assert with_barrier(reply(exit_code=code, stderr=b"x"), WINDOWS).barrier is expected


@pytest.mark.parametrize(
    ("code", "stdout", "expected"),
    [
        (127, b"", Barrier.NO_SHELL),
        (0, b"", Barrier.EMPTY_ANSWER),
        (0, b" \r\n", Barrier.EMPTY_ANSWER),
        (0, b"% Invalid input detected at '^' marker.\r\n", Barrier.NOT_STARTED),
        (1, b"", Barrier.NOLOGIN),
        (1, b"This account is currently not available.\n", Barrier.NOLOGIN),
        (2, b"", Barrier.NOT_STARTED),
    ],
)
def test_a_machine_that_is_no_windows(code: int, stdout: bytes, expected: Barrier):
    assert with_barrier(reply(exit_code=code, stdout=stdout), POSIX).barrier is expected
    told = reply(exit_code=code, stdout=stdout, stderr=error("CommandNotFoundException"))
    assert with_barrier(told, POSIX).barrier is expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0x80070002, Barrier.NO_POWERSHELL),
        (0x800704EC, Barrier.APPLICATION_CONTROL),
        (0x800711C7, Barrier.APPLICATION_CONTROL),
        (0x800700E1, Barrier.ANTIMALWARE),
    ],
)
def test_a_fault_of_the_service_tells_the_barrier(number: int, expected: Barrier):
    said = with_barrier(reply(ODD, refusal=WsmanFault(code=number)), WINDOWS)
    assert (said.barrier, said.detail) == (expected, ODD.detail)


@pytest.mark.parametrize(
    "refusal", [None, HttpStatus(code=500), WsmanFault(code=5), WsmanFault(code=2150859174)]
)
def test_other_trouble_of_the_service_stays_what_it_is(refusal: WsmanFault | HttpStatus | None):
    assert with_barrier(reply(ODD, refusal=refusal), WINDOWS) == ODD


@pytest.mark.parametrize("ended", [Ended.AUTH_REJECTED, Ended.UNREACHABLE, Ended.FLOODED])
def test_a_machine_that_did_not_let_us_in_was_not_kept_from_a_script(ended: Ended):
    outcome = Outcome(ended=ended)
    assert with_barrier(reply(outcome, stderr=error(CONSTRAINED)), WINDOWS) == outcome


def test_a_script_that_began_and_died_is_no_barrier_and_keeps_its_error_id():
    died = reply(stdout=BEGAN, stderr=error("RuntimeException"), exit_code=1)
    said = with_barrier(died, WINDOWS)
    assert (said.ended, said.barrier, said.error_id) == (Ended.OK, None, "RuntimeException")
    late = with_barrier(reply(stalled(Phase.READ), stdout=BEGAN, stderr=error("X")), WINDOWS)
    assert (str(late), late.error_id) == ("stalled(read)", "X")


def test_an_answer_that_is_whole_is_left_alone():
    assert with_barrier(reply(stdout=ENDED, stderr=error("X"), exit_code=1), WINDOWS) == OK


def test_a_cut_stream_is_a_barrier_only_if_the_machine_says_so():
    assert with_barrier(reply(CUT), WINDOWS) == CUT
    told = with_barrier(reply(CUT, stderr=error(CONSTRAINED)), WINDOWS)
    assert (told.barrier, told.detail) == (Barrier.CONSTRAINED_LANGUAGE, CUT.detail)


@given(st.binary(max_size=400), st.binary(max_size=400), st.sampled_from(Family))
def test_no_bytes_of_a_machine_do_harm(stdout: bytes, stderr: bytes, family: Family):
    said = with_barrier(reply(stdout=stdout, stderr=stderr, exit_code=1), job(family=family))
    assert said.ended in (Ended.OK, Ended.SCRIPT_BLOCKED)
    assert said.error_id.isascii()
    assert len(said.error_id) <= 120


def test_every_outcome_reads_back_as_it_was_written():
    for barrier in Barrier:
        said = with_barrier(reply(exit_code=1), WINDOWS)
        kept = Outcome(ended=said.ended, barrier=barrier, error_id="X")
        assert Outcome.parse(str(kept), error_id="X") == kept


# --- the words of the real engine

_MODE = "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage';"
_BLOCKED = (
    "$p = New-Object Management.Automation.ParseException 'x';"
    "throw (New-Object Management.Automation.ErrorRecord($p, 'ScriptContainedMaliciousContent', "
    "'ParserError', $null));"
)


def played(first: str, script: bytes) -> Reply:
    """Run our bootstrap in the engine, after something that a policy or a product does there."""
    assert SHARED is not None
    bootstrap = base64.b64decode(WINDOWS_BOOTSTRAP).decode("utf-16-le")
    coded = base64.b64encode((first + bootstrap).encode("utf-16-le")).decode("ascii")
    world = SHARED / "pwsh" / "worlds" / "win10-vi.json"
    done = subprocess.run(
        [SHARED / "pwsh" / "pwsh", "-World", world, *POWERSHELL_ARGUMENTS[:-1], coded],
        input=windows_stdin(script, NONCE),
        capture_output=True,
        check=False,
        timeout=240,
    )
    return Reply(outcome=OK, stdout=done.stdout, stderr=done.stderr, exit_code=done.returncode)


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository")
@pytest.mark.parametrize(
    ("first", "script", "expected"),
    [
        (_MODE, b"'x'", ("script_blocked(constrained_language)", CONSTRAINED)),
        (_BLOCKED, b"'x'", ("script_blocked(antimalware)", "ScriptContainedMaliciousContent")),
        ("", b"", ("script_blocked(empty_answer)", "")),
        (
            "",
            b'[Console]::Out.Write("@$nonce frame 2`n"); throw "x"',
            ("ok", "x"),
        ),
        (
            "",
            b'[Console]::Out.Write("@$nonce frame 2`n"); Get-Nothing-Such',
            ("ok", "CommandNotFoundException"),
        ),
    ],
)
def test_what_a_real_powershell_writes(first: str, script: bytes, expected: tuple[str, str]):
    said = with_barrier(played(first, script), WINDOWS)
    assert (str(said), said.error_id) == expected

import hashlib
import shutil
import subprocess

import pytest

from orchestrator.checks import ALL
from orchestrator.model.plan import Family
from orchestrator.plan.fuse import fuse

NONCE = "0123456789abcdef"


@pytest.mark.parametrize("family", list(Family))
def test_a_script_is_ascii_with_lf_and_has_its_own_digest(family: Family) -> None:
    script = fuse(ALL, family)
    assert script.text.isascii()
    assert b"\r" not in script.text
    assert script.text.endswith(b"\n")
    assert script.sha256 == hashlib.sha256(script.text).hexdigest()
    assert script.checks == tuple(check.id for check in ALL)
    assert NONCE.encode() not in script.text


@pytest.mark.parametrize("family", list(Family))
def test_only_what_is_asked_is_in_it(family: Family) -> None:
    whole, part = fuse(ALL, family), fuse(ALL[:1], family)
    assert part.checks == ("connections",)
    assert len(part.text) < len(whole.text)


@pytest.mark.skipif(shutil.which("sh") is None, reason="no POSIX shell on this machine")
def test_the_posix_script_runs_to_its_end_mark(tmp_path: object) -> None:
    script = fuse(ALL, Family.POSIX)
    command = ["sh", "-s", "--", NONCE, str(tmp_path)]
    done = subprocess.run(command, input=script.text, capture_output=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1].startswith(f"@{NONCE} done 2 ".encode())

import base64

import pytest

from orchestrator.transport.invoke import (
    POWERSHELL_ARGUMENTS,
    WINDOWS_BOOTSTRAP,
    posix_command,
    windows_stdin,
)

NONCE = "0123456789abcdef"


def test_a_posix_script_comes_by_standard_input_and_its_nonce_as_an_argument():
    assert posix_command(NONCE) == f"/bin/sh -s -- {NONCE}"


def test_a_root_prefix_is_quoted():
    assert posix_command(NONCE, "/srv/a b; rm") == f"/bin/sh -s -- {NONCE} '/srv/a b; rm'"


@pytest.mark.parametrize(
    "nonce", ["", "0123", NONCE.upper(), f"{NONCE}0", "$(reboot)aaaaaaa", f"{NONCE}\n"]
)
def test_what_is_no_nonce_never_reaches_a_shell(nonce: str):
    with pytest.raises(ValueError, match="not a nonce"):
        posix_command(nonce)
    with pytest.raises(ValueError, match="not a nonce"):
        windows_stdin(b"", nonce)


def test_powershell_gets_the_nonce_as_a_line_before_the_unchanged_script():
    assert (
        windows_stdin(b"'a'\r\n'b'\r\n", NONCE) == f"$nonce='{NONCE}'\n".encode() + b"'a'\r\n'b'\n"
    )


def test_the_bootstrap_takes_the_script_from_its_input_and_fits_any_command_line():
    text = base64.b64decode(WINDOWS_BOOTSTRAP).decode("utf-16-le")
    assert "$input" in text
    assert "$ProgressPreference='SilentlyContinue'" in text
    assert len(" ".join(("powershell.exe", *POWERSHELL_ARGUMENTS))) < 1000

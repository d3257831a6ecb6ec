"""The bare client to compare with: pywinrm, a pool of threads, the same five messages.

    python bare_pywinrm.py ADDRESSES PORT SCRIPT THREADS

Sealed NTLM over http, user `audit`. Prints how many machines answered.
"""

import base64
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from winrm.protocol import Protocol

BOOTSTRAP = '&([ScriptBlock]::Create([string]::Join("`n",@($input))))'


def main() -> None:
    """Ask every address once."""
    addresses_file, port, script_file, threads = sys.argv[1:]
    script = b"$nonce='0123456789abcdef'\n" + Path(script_file).read_bytes()
    encoded = base64.b64encode(BOOTSTRAP.encode("utf-16-le")).decode()

    def ask(address: str) -> bool:
        endpoint = f"http://{address}:{port}/wsman"
        protocol = Protocol(
            endpoint, transport="ntlm", username="audit", password="P@ss-w0rd", proxy=None
        )
        shell = protocol.open_shell(codepage=65001, noprofile=True)
        words = ("-NoProfile", "-NonInteractive", "-EncodedCommand", encoded)
        command = protocol.run_command(shell, "powershell.exe", words, console_mode_stdin=False)
        protocol.send_command_input(shell, command, script, end=True)
        out, _, code = protocol.get_command_output(shell, command)
        protocol.close_shell(shell)
        return bool(out) and code == 0

    with ThreadPoolExecutor(int(threads)) as pool:
        sys.stdout.write(f"{sum(pool.map(ask, Path(addresses_file).read_text().split()))}\n")


if __name__ == "__main__":
    main()

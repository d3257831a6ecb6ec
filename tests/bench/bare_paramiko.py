"""The reference: a pool of threads that only connects, runs the same command and reads it.

    python bare_paramiko.py ADDRESSES PORT KEY KNOWN_HOSTS SCRIPT THREADS

Does what the fastest plain paramiko client does: the Transport used directly, the key loaded and
known_hosts read once, host keys checked. Prints how many addresses answered with an end mark, and
in how many seconds.
"""

import getpass
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import paramiko

NONCE = "0123456789abcdef"


def main() -> None:
    addresses_file, port, key_file, known_file, script_file, threads = sys.argv[1:]
    key = paramiko.Ed25519Key.from_private_key_file(key_file)
    user = getpass.getuser()
    script = Path(script_file).read_bytes()
    known = {
        (name, kind): data
        for name, kind, data in (line.split() for line in Path(known_file).read_text().splitlines())
    }

    def ask(address: str) -> bool:
        sock = socket.create_connection((address, int(port)), 30)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transport = paramiko.Transport(sock)
        try:
            transport.start_client(timeout=30)
            found = transport.get_remote_server_key()
            if known[f"[{address}]:{port}", found.get_name()] != found.get_base64():
                return False
            transport.auth_publickey(user, key)
            channel = transport.open_session(timeout=30)
            channel.exec_command(f"/bin/sh -s -- {NONCE}")
            channel.sendall(script)
            channel.shutdown_write()
            pieces = iter(lambda: channel.recv(65536), b"")
            return f"@{NONCE} done".encode() in b"".join(pieces)
        finally:
            transport.close()

    addresses = Path(addresses_file).read_text().split()
    began = time.monotonic()
    with ThreadPoolExecutor(int(threads)) as pool:
        answered = sum(pool.map(ask, addresses))
    sys.stdout.write(f"{answered} {time.monotonic() - began:.3f}\n")


if __name__ == "__main__":
    main()

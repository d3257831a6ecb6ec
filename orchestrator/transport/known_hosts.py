"""The SSH host keys of machines met before: one file in the state folder, read once.

OpenSSH's own form, so that `ssh -o UserKnownHostsFile=...` and `ssh-keygen -R` work on it.
"""

import base64
import binascii
import errno
import hashlib
import hmac
import os
import stat
import threading
from enum import Enum
from pathlib import Path

from orchestrator.errors import StateError, UnwrittenError
from orchestrator.text.message import say

_SSH_PORT = 22
_LENGTH_BYTES = 4
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

HostKey = tuple[str, str]
"""Type (`ssh-ed25519`) and base64 of a public key, as they stand in the file."""


class HostKeyTrust(Enum):
    """What is known of a key that a machine has shown."""

    KNOWN = "known"
    FIRST = "first contact"
    CHANGED = "not the key on file"
    REVOKED = "revoked on file"


class KnownHosts:
    """The file, held in memory; new keys are appended to it. Safe for many threads."""

    def __init__(self, path: Path) -> None:
        """Read the file; a missing one is empty.

        A plain name costs one look-up however long the file is. A hashed one costs a digest per
        hashed line, and only for names that stand nowhere in plain.

        Raises:
            StateError: It cannot be read.
        """
        self._path = path
        self._lock = threading.Lock()
        self._plain: dict[str, set[HostKey]] = {}
        self._hashed: list[tuple[bytes, bytes, HostKey]] = []
        self._revoked: set[HostKey] = set()
        text = _text_of(path)
        self._new: set[str] = set()
        self._needs_newline = bool(text) and not text.endswith("\n")
        for line in text.splitlines():
            self._read(line.split())

    def keys(self, address: str, port: int) -> frozenset[HostKey]:
        """Return the keys on file for a machine, empty if it was never met."""
        with self._lock:
            return self._keys(entry_name(address, port))

    def is_new(self, address: str, port: int) -> bool:
        """Whether a machine was met for the first time in this run, and may be anybody."""
        with self._lock:
            return entry_name(address, port) in self._new

    def judge(self, address: str, port: int, key: HostKey) -> HostKeyTrust:
        """Compare a shown key with the file; the first one of a machine is written down.

        Raises:
            UnwrittenError: The key cannot be written down, nor could that of any other machine.
        """
        name = entry_name(address, port)
        with self._lock:
            known = self._keys(name)
            if key in self._revoked:
                return HostKeyTrust.REVOKED
            if known:
                return HostKeyTrust.KNOWN if key in known else HostKeyTrust.CHANGED
            try:
                self._append(name, key)
            except OSError as error:
                what = say("store.unwritten", folder=self._path.parent, why=error.strerror or error)
                raise UnwrittenError.one(what, say("store.mend.resume")) from error
            return HostKeyTrust.FIRST

    def _keys(self, name: str) -> frozenset[HostKey]:
        if name in self._plain:
            return frozenset(self._plain[name])
        return frozenset(key for salt, mark, key in self._hashed if _hash(name, salt) == mark)

    def _append(self, name: str, key: HostKey) -> None:
        """Add one line by one write, which no crash and no other process can tear in two.

        A disk that is full can: it takes what there is room for. Such a line gives no key.
        """
        line = f"{name} {key[0]} {key[1]}\n"
        data = (("\n" if self._needs_newline else "") + line).encode("utf-8")
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._needs_newline = os.write(handle, data) < len(data)
        finally:
            os.close(handle)
        if self._needs_newline:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._plain.setdefault(name, set()).add(key)
        self._new.add(name)

    def _read(self, words: list[str]) -> None:
        """Take one line; comments, certificate authorities and torn lines give no key."""
        marker = words.pop(0) if words and words[0].startswith("@") else ""
        if len(words) < 3 or words[0].startswith("#") or marker == "@cert-authority":  # noqa: PLR2004
            return
        names, key = words[0], (words[1], words[2])
        if marker == "@revoked":
            self._revoked.add(key)
        elif not _is_whole(key):
            return
        elif names.startswith("|1|"):
            self._read_hashed(names, key)
        else:
            for name in names.split(","):
                self._plain.setdefault(name.casefold(), set()).add(key)

    def _read_hashed(self, names: str, key: HostKey) -> None:
        _, _, salt, mark = (names.split("|") + [""] * 3)[:4]
        try:
            row = (base64.b64decode(salt, validate=True), base64.b64decode(mark, validate=True))
        except binascii.Error:
            return
        self._hashed.append((*row, key))


def _is_whole(key: HostKey) -> bool:
    """Whether a public key is of the type that stands before it, and nothing of it is missing.

    It is a row of fields, the type first, each after its length in four bytes.
    """
    try:
        blob = base64.b64decode(key[1], validate=True)
    except binascii.Error:
        return False
    fields, rest = list[bytes](), blob
    while len(rest) >= _LENGTH_BYTES:
        end = _LENGTH_BYTES + int.from_bytes(rest[:_LENGTH_BYTES], "big")
        if end > len(rest):
            return False
        fields.append(rest[_LENGTH_BYTES:end])
        rest = rest[end:]
    return not rest and len(fields) > 1 and fields[0] == key[0].encode("utf-8")


def _need_private(path: Path) -> None:
    """Refuse a file that others may write to.

    A key that they plant would pass for that of a machine met before, and get its password.
    """
    if os.name != "nt" and path.exists() and path.stat().st_mode & _OTHERS_WRITE:
        raise StateError.one(
            say("store.open_to_others", path=path), say("store.mend.close", path=path)
        )


def _text_of(path: Path) -> str:
    try:
        _need_private(path)
        return path.read_text("utf-8", "replace") if path.exists() else ""
    except OSError as error:
        what = say("store.unusable", path=path, why=error.strerror or error)
        raise StateError.one(what, say("store.mend.rights")) from error


def entry_name(address: str, port: int) -> str:
    """Return a machine's name in the file: with its port unless that is the usual one."""
    plain = address.casefold()
    return plain if port == _SSH_PORT else f"[{plain}]:{port}"


def _hash(name: str, salt: bytes) -> bytes:
    """Return OpenSSH's hash of a host name, which is HMAC-SHA1 by its format."""
    return hmac.new(salt, name.encode("utf-8"), hashlib.sha1).digest()

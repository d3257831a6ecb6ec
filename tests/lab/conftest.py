"""A small troupe of its own, one machine for each fault and side: shared by the server tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestrator.lab.actor import Actor, Misbehaviour
from orchestrator.lab.child import Child
from orchestrator.lab.keys import KeyPair, make_key
from orchestrator.lab.ntlm import accounts_file

USER, PASSWORD = "kiemtra", "Cửa-sổ-9"
OTHER_USER, OTHER_PASSWORD = "kiemtra-khac", "Mái-nhà-4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Troupe:
    """Ports of machines named by their fault; `key` takes a key, `other` another account."""

    ports: Mapping[str, int]
    key: KeyPair
    root: Path


def _actors(root: Path, key: KeyPair) -> tuple[Actor, ...]:
    shadow = root / "bin"
    shadow.mkdir()
    (shadow / "ss").write_text("#!/bin/sh\necho shadowed\n")
    (shadow / "ss").chmod(0o700)
    place, path, recording = str(root), f"{shadow}:/bin:/usr/bin", "lab-win10-clean"

    def actor(name: str, user: str = USER, password: str = PASSWORD, **more: str) -> Actor:
        return Actor(
            name=name,
            user=user,
            password=password,
            root=place,
            path=path,
            recording=recording,
            fault=Misbehaviour(more.get("fault", "none")),
            authorized_key=more.get("key", ""),
        )

    return (
        *(actor(fault.value, fault=fault) for fault in Misbehaviour),
        actor("key", password="", key=key.public),
        actor("other", OTHER_USER, OTHER_PASSWORD),
    )


def _play(side: str, folder: Path) -> Iterator[Troupe]:
    key = make_key()
    actors = _actors(folder, key)
    (folder / "accounts").write_text(accounts_file(actors), encoding="utf-8")
    child = Child(side, actors, folder)
    try:
        yield Troupe(ports=child.ports(), key=key, root=folder)
        assert (folder / f"{side}.log").read_text() == ""
    finally:
        child.close()


@pytest.fixture(scope="session")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troupe]:
    yield from _play("ssh", tmp_path_factory.mktemp("ssh"))


@pytest.fixture(scope="session")
def winrm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troupe]:
    yield from _play("winrm", tmp_path_factory.mktemp("winrm"))

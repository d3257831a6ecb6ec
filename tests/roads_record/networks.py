"""Networks of their own, and one link between them that loses packets: no module of the kernel.

A place is a network namespace without a name, with one tun device. What is sent there comes to one
process, which hands it to the place whose address it is for, or loses it. All of it is gone when
the processes are.
"""

import ctypes
import fcntl
import json
import os
import random
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_TUNSETIFF: Final = 0x400454CA
_TUN_WITHOUT_HEAD: Final = 0x0001 | 0x1000
_DEVICE: Final = "road0"
_SOURCE, _TARGET = slice(12, 16), slice(16, 20)  # of an IPv4 packet
_MOST_PACKET: Final = 65_535
_MOST_TOGETHER: Final = 64
_HUB: Final = IPv4Address("10.77.0.1")


@dataclass(frozen=True, slots=True)
class Place:
    """A network namespace with one device; both are open files."""

    address: IPv4Address
    namespace: int
    device: int = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What the link does: the share of packets that it loses, and from which number on."""

    loss: float
    seed: int


def why_not() -> str:
    """Return why no networks can be made here; empty where they can."""
    if sys.platform != "linux" or not Path("/dev/net/tun").exists() or not shutil.which("ip"):
        return "no networks can be made here (Linux with /dev/net/tun and iproute2)"
    pid = os.fork()
    if not pid:
        try:
            _places(1)
        except (OSError, subprocess.CalledProcessError):
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return "no networks can be made here (as root, or where users may)" if status else ""


def enter(place: Place) -> None:
    """Move this process into a place."""
    _call("setns", place.namespace, _NEW_NET)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: int) -> None:
    if _libc()[name](*arguments):
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def _places(many: int) -> tuple[Place, ...]:
    """Make so many places; this process stays where it is, though as another user's root."""
    if os.geteuid():
        _become_root()
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        return tuple(_place(_HUB + number) for number in range(many))
    finally:
        _call("setns", home, _NEW_NET)
        os.close(home)


def _become_root() -> None:
    """Become root of a user namespace, in which networks may be made."""
    user, group = os.geteuid(), os.getegid()
    _call("unshare", _NEW_USER | _NEW_NET)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"0 {user} 1"),
        ("gid_map", f"0 {group} 1"),
    ):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def _place(address: IPv4Address) -> Place:
    _call("unshare", _NEW_NET)
    namespace = os.open("/proc/self/ns/net", os.O_RDONLY)
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    request = struct.pack("16sH14x", _DEVICE.encode(), _TUN_WITHOUT_HEAD)
    fcntl.ioctl(device, _TUNSETIFF, request)
    for words in (
        f"addr add {address}/16 dev {_DEVICE}",
        f"link set {_DEVICE} up",
        "link set lo up",
    ):
        subprocess.run(["ip", *words.split()], check=True, capture_output=True)
    return Place(address, namespace, device)


class LossyLink:
    """The places of a hub and its sites, and the process that carries packets between them."""

    def __init__(self, sites: int, weather: Weather) -> None:
        """Make the places and start carrying."""
        self.hub, *others = _places(1 + sites)
        self.sites: Sequence[Place] = others
        self._here, there = socket.socketpair()
        self._pid = os.fork()
        if not self._pid:
            self._here.close()
            _carry((self.hub, *others), weather, there)
            os._exit(0)
        there.close()

    def cut(self, places: Iterable[Place]) -> None:
        """Lose all that goes to or comes from these places from now on; nobody is told."""
        words = [str(place.address) for place in places]
        self._here.sendall(json.dumps(words).encode() + b"\n")

    def end(self) -> dict[str, int]:
        """End it; return how many packets it carried and lost."""
        self._here.shutdown(socket.SHUT_WR)
        told = b"".join(iter(lambda: self._here.recv(4096), b""))
        self._here.close()
        os.waitpid(self._pid, 0)
        for place in (self.hub, *self.sites):
            os.close(place.device)
            os.close(place.namespace)
        return dict(json.loads(told))


def _carry(places: Iterable[Place], weather: Weather, control: socket.socket) -> None:
    """Carry packets until nobody holds the other end of `control` any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    carrying = _Carrying({place.address.packed: place.device for place in places}, weather)
    with select.epoll() as poll:
        for device in carrying.devices.values():
            poll.register(device, select.EPOLLIN)
        poll.register(control, select.EPOLLIN)
        while True:
            for ready, _ in poll.poll():
                if ready != control.fileno():
                    carrying.some(ready)
                elif words := control.recv(_MOST_PACKET):
                    last = json.loads(words.splitlines()[-1])
                    carrying.cut = {IPv4Address(word).packed for word in last}
                else:
                    counts = {"carried": carrying.carried, "lost": carrying.lost}
                    control.sendall(json.dumps(counts).encode())
                    return


@dataclass(slots=True)
class _Carrying:
    devices: dict[bytes, int]
    weather: Weather
    cut: set[bytes] = field(default_factory=set)
    carried: int = 0
    lost: int = 0
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.weather.seed)  # noqa: S311  no secret

    def some(self, device: int) -> None:
        """Carry what waits at a device, but not without end: others wait, too."""
        for _ in range(_MOST_TOGETHER):
            try:
                packet = os.read(device, _MOST_PACKET)
            except BlockingIOError:
                return
            target = self.devices.get(packet[_TARGET])
            if packet[0] >> 4 == 4 and target is not None:
                self._one(packet, target)

    def _one(self, packet: bytes, target: int) -> None:
        if {packet[_SOURCE], packet[_TARGET]} & self.cut or (
            self.chance.random() < self.weather.loss
        ):
            self.lost += 1
            return
        os.write(target, packet)
        self.carried += 1

"""Hub, runners and broker at work, each a process of its own that may be killed at any moment."""

import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from orchestrator.sweep.broker_settings import FOLDER
from orchestrator.sweep.bundle_exporting import PartSender
from orchestrator.sweep.hub_running import HubRequest, start_hub
from orchestrator.sweep.runner_running import start_runner
from orchestrator.text.message import Message
from tests.roads_record.made_district import District, Site
from tests.roads_record.networks import LossyLink, Place, enter
from tests.sweep.kits_home import identities
from tests.sweep.sites_home import BROUGHT

HUB: Final = "hub"
BROKER: Final = "broker"
_TOLD: Final = "told.jsonl"
_SENT: Final = "sent.log"
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_BEGAN: Final = time.monotonic()


def now(off: timedelta) -> datetime:
    """Return the time by a clock that is off by so much."""
    return BROUGHT + timedelta(seconds=time.monotonic() - _BEGAN) + off


@dataclass(slots=True)
class Crew:
    """Who works; `link` is None where all of them are on loopback."""

    district: District
    link: LossyLink | None
    cpu: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    _pids: dict[str, int] = field(default_factory=dict)
    _last_broker: int | None = None

    def start(self) -> None:
        """Start whoever does not run."""
        if HUB not in self._pids:
            state = self.district.hub
            place = self.link.hub if self.link else None
            self._pids[HUB] = _forked(lambda: _work_as_hub(state), state, place)
        for site in self.district.sites:
            if site.name not in self._pids:
                self._pids[site.name] = self._runner(site)

    def _runner(self, site: Site) -> int:
        place = self.link.sites[site.place] if self.link else None
        return _forked(lambda: _work_as_runner(site), site.state, place)

    @property
    def runners(self) -> Sequence[str]:
        """The names of those that are no hub and no broker."""
        return [site.name for site in self.district.sites]

    def kill(self, who: str) -> bool:
        """Kill one of them; False where it does not run."""
        broker = self._broker()
        if who in {HUB, BROKER} and broker is not None:
            self.cpu[BROKER] += _cpu_of(broker)  # who kills the hub ends the broker, too
            self._last_broker = broker
        if who == BROKER:
            if broker is None:
                return False
            os.kill(broker, signal.SIGKILL)
        else:
            self._end(who, signal.SIGKILL)
        self.killed[who if who in {HUB, BROKER} else "runner"] += 1
        return True

    def wipe(self) -> None:
        """Throw away all that the broker keeps; who uses it is killed for that."""
        if HUB in self._pids:
            self.kill(HUB)
        while self._last_broker is not None and Path(f"/proc/{self._last_broker}").exists():
            time.sleep(0.02)
        shutil.rmtree(self.district.hub / FOLDER / "streams", ignore_errors=True)

    def end(self) -> None:
        """End all of them as their users would."""
        broker = self._broker()
        self.cpu[BROKER] += _cpu_of(broker) if broker is not None else 0.0
        for pid in self._pids.values():
            os.kill(pid, signal.SIGTERM)
        for who in tuple(self._pids):
            self._end(who, signal.SIGTERM)

    def _end(self, who: str, by: signal.Signals) -> None:
        pid = self._pids.pop(who)
        os.kill(pid, by)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        self.cpu["hub" if who == HUB else "runners"] += _cpu_of(pid)
        os.waitpid(pid, 0)

    def failed(self) -> list[str]:
        """Return who ended by itself; it is not waited for again."""
        ended = [who for who, pid in self._pids.items() if os.waitpid(pid, os.WNOHANG)[0]]
        for who in ended:
            del self._pids[who]
        return ended

    def _broker(self) -> int | None:
        """Return the nats-server that the hub runs."""
        if HUB not in self._pids:
            return None
        pid = self._pids[HUB]
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return int(children[0]) if children else None


def _cpu_of(pid: int) -> float:
    """Return the seconds of processor time of a process; 0 for one that is gone."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    user, system = said.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS


def _forked(work: Callable[[], None], state: Path, place: Place | None) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        if place is not None:
            enter(place)
        with (state / "errors.log").open("ab", buffering=0) as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        work()
    except SystemExit:
        os._exit(0)
    finally:
        if (failed := sys.exc_info()[1]) is not None:
            os.write(2, f"{failed!r}\n".encode())
        os._exit(1)


def _work_as_hub(state: Path) -> None:
    request = HubRequest(state=state, identities=identities())
    start_hub(request, lambda: now(timedelta(0)), _teller(state), lambda: False)


def _work_as_runner(site: Site) -> None:
    _count_sent(site.state)
    start_runner(
        site.state, lambda: now(site.clock_off), _teller(site.state), lambda: False, once=False
    )


def _teller(state: Path) -> Callable[[str], None]:
    """Return what writes down what is told, one JSON object a line."""
    log = os.open(state / _TOLD, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tell(said: str) -> None:
        fields = dict(said.fields) if isinstance(said, Message) else {}
        what = said.id if isinstance(said, Message) else said
        line = {"at": round(time.monotonic() - _BEGAN, 2), "id": what, **fields}
        os.write(log, json.dumps(line, default=str).encode() + b"\n")

    return tell


def _count_sent(state: Path) -> None:
    """Let each part that is made for sending be written down: nobody is told of it else."""
    log = os.open(state / _SENT, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    made = PartSender.message

    def message(self: PartSender, part: object) -> bytes | None:
        os.write(log, f"{part.sha256}\n".encode())  # type: ignore[attr-defined]
        return made(self, part)  # type: ignore[arg-type]

    PartSender.message = message  # type: ignore[method-assign,assignment]


def sent(district: District) -> Counter[str]:
    """Return how often each part was sent."""
    lines: Counter[str] = Counter()
    for site in district.sites:
        lines.update((site.state / _SENT).read_text(encoding="ascii").split())
    return lines


def told(state: Path) -> list[Mapping[str, object]]:
    """Return what was told at a state folder."""
    lines = (state / _TOLD).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]

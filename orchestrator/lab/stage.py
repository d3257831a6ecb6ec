"""Starts the pretend district: lays it out, starts its machines, writes what a person writes."""

import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from orchestrator.lab.actor import Actor
from orchestrator.lab.child import Child
from orchestrator.lab.inventory_files import (
    Account,
    make_accounts,
    write_campaign,
    write_inventory,
)
from orchestrator.lab.keys import make_key
from orchestrator.lab.kit_run import run_kit
from orchestrator.lab.layout import PlayedIdentity, lay_machine, lay_tools
from orchestrator.lab.list_edits import DATA, LATER, date_lists
from orchestrator.lab.ntlm import accounts_file
from orchestrator.lab.scenes import Login, Scene, Truth
from orchestrator.lab.sockets import LOOPBACK
from orchestrator.lab.troupe import TROUPES, Player
from orchestrator.lab.truth import TRUTH
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.plan import Via

_FOLDER = "lab"
_PLAYERS = tuple(player for troupe in TROUPES for player in troupe.players)
FIRST_DAY: Mapping[str, Scene] = {player.name: player.scene for player in _PLAYERS}
"""What each machine plays at first."""
_FIRST_ADDRESS = 21
_DEADLINE = date(2022, 9, 15)  # of the letter


class PlayedTime(Struct, frozen=True, kw_only=True):
    """When a district is played that has a campaign file.

    Attributes:
        begins: The first moment that is played (aware); its lists are of that day.
        deadline: The campaign's last day.
        ahead: How far the machines' clocks are ahead of this computer's at first.
    """

    begins: datetime
    deadline: date
    ahead: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class _Casting:
    """What actors are made of, whatever they play."""

    folder: Path
    accounts: Mapping[str, Account] = field(repr=False)
    public_key: str

    def actors(self, scenes: Mapping[str, Scene], ahead: timedelta, take: int) -> tuple[Actor, ...]:
        """Return who plays these scenes; `take` tells the machines' folders of each time apart."""
        return tuple(
            self._actor(number, player, scenes[player.name], ahead, take)
            for number, player in enumerate(_PLAYERS, _FIRST_ADDRESS)
            if player.name in scenes
        )

    def _actor(
        self, number: int, player: Player, scene: Scene, ahead: timedelta, take: int
    ) -> Actor:
        account = self.accounts[player.name]
        who = _identity(number, player, scene, ahead)
        if scene.via is Via.WINRM:
            return Actor(
                name=player.name,
                fault=scene.fault,
                user=account.user,
                password=account.password,
                recording=scene.evidence[0],
                board=who.board.upper(),
                installation=who.installation,
                ahead_s=who.ahead_s,
            )
        place = self.folder / "machines" / str(take) / player.name
        laid = lay_machine(place, who, scene.evidence, self.folder / "tools")
        by_key = scene.login is Login.KEY
        return Actor(
            name=player.name,
            fault=scene.fault,
            user=account.user,
            password="" if by_key else account.password,
            authorized_key=self.public_key if by_key else "",
            root=str(laid.root),
            path=laid.path,
            ahead_s=who.ahead_s,
        )

    def run_kit(self, kit: Path, scenes: Mapping[str, Scene], ahead: timedelta, take: int) -> Path:
        """Run a kit on the machines that play these scenes; return the folder of its results."""
        stick = self.folder / "kits" / str(take)
        stick.mkdir(parents=True)
        carried = Path(shutil.copy(kit, stick))
        for number, player in enumerate(_PLAYERS, _FIRST_ADDRESS):
            if (scene := scenes.get(player.name)) is not None:
                place = self.folder / "machines-of-kits" / str(take) / player.name
                who = _identity(number, player, scene, ahead)
                laid = lay_machine(place, who, scene.evidence, self.folder / "tools")
                run_kit(carried, place, who, laid)
        return stick


def _identity(number: int, player: Player, scene: Scene, ahead: timedelta) -> PlayedIdentity:
    return PlayedIdentity(
        name=player.name,
        address=f"192.168.10.{number}",
        reinstalled=scene.reinstalled,
        ahead_s=ahead.total_seconds(),
    )


class Lab(Struct, frozen=True, kw_only=True):
    """The running district; leave the block, or call `close`, to end its machines.

    Attributes:
        inventory: The folder of its inventory.
        playbook: Its playbook.
        iocs: The folder of its lists.
        sinkholes: Its file of sinkholes.
        campaign: Its campaign file, None if its weeks are not played.
        ports: Each machine's port on 127.0.0.1.
        truth: What a report must say of each machine.
    """

    inventory: Path
    playbook: Path
    iocs: Path
    sinkholes: Path
    campaign: Path | None
    ports: Mapping[str, int]
    truth: Mapping[str, Truth]
    children: tuple[Child, ...]
    casting: _Casting

    def recast(self, scenes: Mapping[str, Scene], ahead: timedelta, take: int) -> None:
        """Let machines play another day.

        Args:
            scenes: What each of them plays from now on, by its name.
            ahead: How far their clocks are ahead of this computer's by then.
            take: A number of its own for each time.

        Raises:
            OrchestratorError: A child process ended.
        """
        actors = self.casting.actors(scenes, ahead, take)
        for child in self.children:
            child.recast(tuple(actor for actor in actors if actor.name in child.names))

    def run_kit(self, kit: Path, scenes: Mapping[str, Scene], ahead: timedelta, take: int) -> Path:
        """Let somebody run a kit where these scenes are played; see `recast`.

        Returns:
            The folder with the kit and its results, as a stick brings it home.
        """
        return self.casting.run_kit(kit, scenes, ahead, take)

    def as_json(self) -> Mapping[str, object]:
        """Return what `lab --json` prints: where everything is."""
        return {
            "inventory": str(self.inventory),
            "playbook": str(self.playbook),
            "iocs": str(self.iocs),
            "sinkholes": str(self.sinkholes),
        }

    def __enter__(self) -> Self:
        """Return the district."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the machines."""
        self.close()

    def close(self) -> None:
        """End the child processes, and only those."""
        for child in self.children:
            child.close()


def start(state: Path, time: PlayedTime | None = None) -> Lab:
    """Start the pretend district on 127.0.0.1.

    Args:
        state: The state folder of the sweeps to come. Its folder `lab` is made anew; the machine
            whose host key changed is entered in its `known_hosts` with another key.
        time: When it is played; None for now.

    Returns:
        The district, every machine of it listening.

    Raises:
        UsageError: This computer cannot play SSH machines.
        OrchestratorError: A child process did not start.
    """
    folder = state.resolve() / _FOLDER
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, mode=0o700)
    accounts, key = make_accounts(), make_key()
    key_file = folder / "id_ed25519"
    _write_private(key_file, key.private)
    lay_tools(folder / "tools")
    casting = _Casting(folder=folder, accounts=accounts, public_key=key.public)
    actors = casting.actors(FIRST_DAY, time.ahead if time else timedelta(), 0)
    _write_private(folder / "accounts", accounts_file(actors))
    with ExitStack() as undo:
        children = _start(folder, actors, undo)
        ports = {name: port for child in children for name, port in child.ports().items()}
        deadline = time.deadline if time else _DEADLINE
        letter = time.begins.astimezone(VIETNAM).date() if time else None
        write_inventory(folder / "inventory", ports, accounts, key_file, deadline, letter)
        _enter_changed_keys(state / "known_hosts", ports)
        playbooks = folder / "playbooks"
        shutil.copytree(DATA, playbooks, ignore=shutil.ignore_patterns(LATER))
        campaign = _begin_campaign(playbooks, time) if time else None
        undo.pop_all()
    return Lab(
        inventory=folder / "inventory",
        playbook=playbooks / "ioc-sweep.yml",
        iocs=playbooks / "iocs",
        sinkholes=playbooks / "sinkholes.txt",
        campaign=campaign,
        ports=ports,
        truth=TRUTH,
        children=children,
        casting=casting,
    )


def _begin_campaign(playbooks: Path, time: PlayedTime) -> Path:
    """Write the campaign file, and let the lists be of the day on which it begins."""
    date_lists(playbooks / "iocs", time.begins)
    os.utime(playbooks / "sinkholes.txt", (time.begins.timestamp(), time.begins.timestamp()))
    return write_campaign(playbooks / "chien-dich.yml", time.begins, time.deadline)


def _start(folder: Path, actors: tuple[Actor, ...], undo: ExitStack) -> tuple[Child, ...]:
    windows = {name for name, scene in FIRST_DAY.items() if scene.via is Via.WINRM}
    sides = {
        "ssh": tuple(actor for actor in actors if actor.name not in windows),
        "winrm": tuple(actor for actor in actors if actor.name in windows),
    }
    children = tuple(Child(side, cast, folder) for side, cast in sides.items())
    for child in children:
        undo.callback(child.close)
    return children


def _enter_changed_keys(known_hosts: Path, ports: Mapping[str, int]) -> None:
    """Enter another key where one changed, and forget our ports' keys of earlier starts."""
    ours = {f"[{LOOPBACK}]:{port}" for port in ports.values()}
    lines = known_hosts.read_text(encoding="utf-8").splitlines() if known_hosts.exists() else []
    kept = [line for line in lines if line.partition(" ")[0] not in ours]
    changed = [
        f"[{LOOPBACK}]:{ports[player.name]} {make_key().public}"
        for player in _PLAYERS
        if player.scene.changed_key
    ]
    _write_private(known_hosts, "".join(f"{line}\n" for line in kept + changed))


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")

"""Starts the pretend district: lays it out, starts its machines, writes what a person writes."""

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from orchestrator.lab.actor import Actor
from orchestrator.lab.child import Child
from orchestrator.lab.inventory_files import Account, make_accounts, write_inventory
from orchestrator.lab.keys import make_key
from orchestrator.lab.layout import lay_machine, lay_tools
from orchestrator.lab.ntlm import accounts_file
from orchestrator.lab.scenes import Login, Truth
from orchestrator.lab.sockets import LOOPBACK
from orchestrator.lab.troupe import TROUPES, Player
from orchestrator.lab.truth import TRUTH
from orchestrator.model.plan import Via

_DATA = Path(__file__).parent / "data"
_FOLDER = "lab"
_PLAYERS = tuple(player for troupe in TROUPES for player in troupe.players)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """The running district; leave the block, or call `close`, to end its machines.

    Attributes:
        inventory: The folder of its inventory.
        playbook: Its playbook.
        iocs: The folder of its lists.
        sinkholes: Its file of sinkholes.
        ports: Each machine's port on 127.0.0.1.
        truth: What a report must say of each machine.
    """

    inventory: Path
    playbook: Path
    iocs: Path
    sinkholes: Path
    ports: Mapping[str, int]
    truth: Mapping[str, Truth]
    children: tuple[Child, ...]

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


def start(state: Path) -> Lab:
    """Start the pretend district on 127.0.0.1.

    Args:
        state: The state folder of the sweeps to come. Its folder `lab` is made anew; the machine
            whose host key changed is entered in its `known_hosts` with another key.

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
    actors = _cast(folder, accounts, key.public)
    _write_private(folder / "accounts", accounts_file(actors))
    with ExitStack() as undo:
        children = _start(folder, actors, undo)
        ports = {name: port for child in children for name, port in child.ports().items()}
        write_inventory(folder / "inventory", ports, accounts, key_file)
        _enter_changed_keys(state / "known_hosts", ports)
        playbooks = shutil.copytree(_DATA, folder / "playbooks")
        undo.pop_all()
    return Lab(
        inventory=folder / "inventory",
        playbook=playbooks / "ioc-sweep.yml",
        iocs=playbooks / "iocs",
        sinkholes=playbooks / "sinkholes.txt",
        ports=ports,
        truth=TRUTH,
        children=children,
    )


def _cast(folder: Path, accounts: Mapping[str, Account], public_key: str) -> tuple[Actor, ...]:
    return tuple(
        _actor(folder, number, player, accounts[player.name], public_key)
        for number, player in enumerate(_PLAYERS, 21)
    )


def _actor(folder: Path, number: int, player: Player, account: Account, key: str) -> Actor:
    scene = player.scene
    if scene.via is Via.WINRM:
        return Actor(
            name=player.name,
            fault=scene.fault,
            user=account.user,
            password=account.password,
            recording=scene.evidence[0],
        )
    place, address = folder / "machines" / player.name, f"192.168.10.{number}"
    laid = lay_machine(place, player.name, address, scene.evidence, folder / "tools")
    by_key = scene.login is Login.KEY
    return Actor(
        name=player.name,
        fault=scene.fault,
        user=account.user,
        password="" if by_key else account.password,
        authorized_key=key if by_key else "",
        root=str(laid.root),
        path=laid.path,
    )


def _start(folder: Path, actors: tuple[Actor, ...], undo: ExitStack) -> tuple[Child, ...]:
    windows = {player.name for player in _PLAYERS if player.scene.via is Via.WINRM}
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

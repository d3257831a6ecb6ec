"""The broker of a hub: where it listens, by which certificates it is known, who may log on.

Not in the room's face: only `hub` asks. All of it lies in the folder `broker` of the state folder;
what the broker itself writes there may be thrown away at any time.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import InputError, Place, StateError, UsageError
from orchestrator.files import read_bounded, write_atomic
from orchestrator.files.typed_json import compact_json, read_json
from orchestrator.roads.broker.certificates import BrokerCertificates, new_certificates
from orchestrator.roads.broker.config import BrokerSettings, SiteUser, configuration
from orchestrator.roads.broker.introduction import introduction_key
from orchestrator.roads.broker.nkeys import user_nkey
from orchestrator.roads.enrolment import BrokerPlace
from orchestrator.roads.signing_keys import SigningKey, made_signing_key
from orchestrator.sweep.standpoint import HUB_KEY
from orchestrator.text.host_texts import address_of
from orchestrator.text.message import say
from orchestrator.text.visible import visible

FOLDER: Final = "broker"
CONFIGURATION: Final = "nats-server.conf"
PORT: Final = 4222
_PLACE: Final = "place.json"
_AUTHORITY: Final = "authority.pem"
_SERVER: Final = "server.pem"
_SERVER_KEY: Final = "server-key.pem"
_MOST_BYTES: Final = 64 * 1024
_PUBLIC: Final = 0o644
_PRIVATE: Final = 0o600
_FOLDER_MODE: Final = 0o700
_MOST_PORT: Final = 65_535
_PLACE_FORM: Final = re.compile(
    r"(?:\[(?P<bracketed>[0-9a-fA-F:]{2,45})\]|(?P<host>[0-9a-zA-Z._-]{1,253}|[0-9a-fA-F:]{2,45}))"
    r"(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII,
)


class HubPlace(Struct, frozen=True, kw_only=True):
    """Where the broker listens (an address of this computer), and where sites reach it."""

    listen: str
    port: int
    host: str
    host_port: int


def init_hub(state: Path, listen: str, reach: str | None) -> HubPlace:
    """Make the hub's key, the broker's certificates and where it is; what is there already stays.

    Args:
        state: The state folder.
        listen: `ADDRESS` or `ADDRESS:PORT` of this computer; an IP address.
        reach: `HOST` or `HOST:PORT` as sites reach it; None where they dial the same.

    Raises:
        InputError: One of these is none, or the folder cannot be written.
    """
    address, port = _host_and_port(listen, PORT)
    if address_of(address) is None:
        raise _no_address(listen)
    host, host_port = _host_and_port(reach or listen, port)
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - every address of this computer is none to dial
        raise UsageError.one(say("broker.no_reach", text=visible(host)), say("broker.mend.reach"))
    place = HubPlace(listen=address, port=port, host=host, host_port=host_port)
    made_signing_key(state / HUB_KEY)
    folder = state / FOLDER
    if not (folder / _AUTHORITY).exists():
        _keep_certificates(folder, new_certificates())
    _write(folder / _PLACE, compact_json(place).encode(), _PUBLIC)
    return place


def _host_and_port(text: str, default: int) -> tuple[str, int]:
    """Return host and port of `HOST`, `HOST:PORT`, `[IPv6]:PORT` or `IPv6`."""
    found = _PLACE_FORM.fullmatch(text)
    if found is None:
        raise _no_address(text)
    host = found["bracketed"] or found["host"]
    port = int(found["port"] or default)
    if not 0 < port <= _MOST_PORT:
        raise _no_address(text)
    return host, port


def _no_address(text: str) -> UsageError:
    return UsageError.one(say("broker.no_address", text=visible(text)), say("broker.mend.listen"))


def _keep_certificates(folder: Path, made: BrokerCertificates) -> None:
    """Write the certificates; the authority last: where it is, all are."""
    _write(folder / _SERVER_KEY, made.key, _PRIVATE)
    _write(folder / _SERVER, made.server, _PUBLIC)
    _write(folder / _AUTHORITY, made.authority, _PUBLIC)


def _write(path: Path, data: bytes, mode: int) -> None:
    try:
        path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        write_atomic(path, data, mode)
    except OSError as error:
        what = say("file.folder_unwritten", folder=path.parent, why=error.strerror or error)
        raise StateError.one(what, say("file.mend.other_folder")) from error


def hub_place(state: Path) -> HubPlace | None:
    """Return where the broker of a hub is, None where `hub init` never made one.

    Raises:
        InputError: What was kept of it cannot be read.
    """
    path = state / FOLDER / _PLACE
    if not path.exists():
        return None
    try:
        return read_json(read_bounded(path, _MOST_BYTES), HubPlace)
    except ValueError as error:
        raise StateError.one(
            say("broker.no_place"), say("broker.mend.init"), Place(file=str(path))
        ) from error


def needed_place(state: Path) -> HubPlace:
    """Return where the broker of a hub is; StateError where there is none."""
    place = hub_place(state)
    if place is None:
        raise StateError.one(say("broker.none", state=state), say("broker.mend.init"))
    return place


def authority(state: Path) -> bytes:
    """Return the authority of the broker's certificate (PEM); InputError if it cannot be read."""
    return read_bounded(state / FOLDER / _AUTHORITY, _MOST_BYTES)


def broker_place(state: Path) -> BrokerPlace | None:
    """Return what sites are told of the broker, None where there is none."""
    place = hub_place(state)
    if place is None:
        return None
    pem = authority(state).decode("ascii", "replace")
    return BrokerPlace(host=place.host, port=place.host_port, authority=pem)


def broker_text(state: Path, hub: SigningKey, sites: Iterable[evidence.SiteRow]) -> str:
    """Return nats-server's configuration for the sites that may speak now.

    A site whose key is not known yet, or was accepted anew, may only greet. StateError where there
    is no broker.
    """
    place = needed_place(state)
    folder = (state / FOLDER).absolute()
    heard = [
        one
        for one in sites
        if one.state in {evidence.SiteState.ACCEPTED, evidence.SiteState.SUSPENDED}
    ]
    settings = BrokerSettings(
        address=place.listen,
        port=place.port,
        certificate=folder / _SERVER,
        key=folder / _SERVER_KEY,
        store=folder / "streams",
        log=folder / "nats-server.log",
        hub=user_nkey(bytes.fromhex(hub.public)),
        sites=[
            SiteUser(site=one.name, nkey=user_nkey(bytes.fromhex(one.key)))
            for one in heard
            if one.key
        ],
        greeting=[
            SiteUser(site=one.name, nkey=_introduced(hub.public, one.name))
            for one in heard
            if not one.key
        ],
    )
    try:
        return configuration(settings)
    except ValueError as error:
        raise InputError.one(
            say("broker.no_form", folder=visible(str(folder))), say("file.mend.other_folder")
        ) from error


def _introduced(hub: str, site: str) -> str:
    return user_nkey(bytes.fromhex(introduction_key(hub, site).public))


def kept_configuration(state: Path, hub: SigningKey) -> str:
    """Return the configuration that fits the store now; InputError where it cannot be made."""
    with closing(evidence.open_store(state, create=False)) as store:
        return broker_text(state, hub, store.sites().values())


def write_configuration(state: Path, text: str) -> Path:
    """Put the configuration where `hub start` and `nats-server -c` find it; return its path."""
    path = state / FOLDER / CONFIGURATION
    _write(path, text.encode(), _PRIVATE)
    return path


def write_current(state: Path, output: Path | None) -> Path:
    """Write the configuration that fits the store now; return its path.

    Args:
        state: The hub's state folder.
        output: Where to; None where `hub start` reads it.

    Raises:
        InputError: There is no hub or broker here, or the file cannot be written.
    """
    text = kept_configuration(state, needed_hub_key(state))
    if output is None:
        return write_configuration(state, text)
    _write(output, text.encode(), _PRIVATE)
    return output


def needed_hub_key(state: Path) -> SigningKey:
    """Return the key by which a hub signs; StateError where there is no hub."""
    needed_place(state)
    return made_signing_key(state / HUB_KEY)


def shown(place: HubPlace) -> tuple[str, str]:
    """Return where a broker listens and where it is reached, as people write it."""
    return _joined(place.listen, place.port), _joined(place.host, place.host_port)


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def place_as_json(place: HubPlace) -> Mapping[str, object]:
    """Return what `hub init --json` prints."""
    listen, reach = shown(place)
    return {"listen": listen, "reach": reach}

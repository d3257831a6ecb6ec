"""nats-server's configuration, as text: one user a site, with exactly the rights that it needs.

A site may ask nothing of JetStream, not even for its own tasks. The broker answers such a question
on whatever subject the asker names, with the rights of the broker: on 2.9.10 the empty answer
"nothing there", and the answer to an acknowledgement, deleted streams and consumers of all sites.
So sites publish and subscribe, and only the hub pulls. What comes through is still proven by its
signature alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Final

from msgspec import Struct

from orchestrator.model.site_names import SITE_NAME
from orchestrator.roads.broker import subjects
from orchestrator.roads.messages import MOST_MESSAGE_BYTES

_INDENT: Final = "  "


class SiteUser(Struct, frozen=True, kw_only=True):
    """A site that may log on.

    Attributes:
        site: Its name, as `SITE_NAME` wants it.
        nkey: Its public key, as the broker writes it.
    """

    site: str
    nkey: str


class BrokerSettings(Struct, frozen=True, kw_only=True):
    """What a broker is started with.

    Attributes:
        address: Where it listens: an IP address.
        port: Likewise.
        certificate: PEM files of the server's certificate and of its key.
        key: Likewise.
        store: Folder of its streams; it may be wiped at any time.
        log: File that it writes its log to.
        hub: The hub's public key, as the broker writes it.
        sites: Who else may log on; each name once.
        greeting: Sites that may only say that they are there; each name once.
    """

    address: str
    port: int
    certificate: PurePath
    key: PurePath
    store: PurePath
    log: PurePath
    hub: str
    sites: Sequence[SiteUser]
    greeting: Sequence[SiteUser] = ()


def configuration(settings: BrokerSettings) -> str:
    """Return the text of the file for `nats-server -c`.

    Raises:
        ValueError: A site's name cannot be part of a subject, or comes twice.
    """
    for users in (settings.sites, settings.greeting):
        names = [user.site for user in users]
        if len(set(names)) != len(names) or not all(map(SITE_NAME.fullmatch, names)):
            raise ValueError("sites have names of their own, of a-z, 0-9, _ and -")
    return "\n".join((*_server(settings), *_accounts(settings), ""))


def _server(settings: BrokerSettings) -> Iterator[str]:
    host = f"[{settings.address}]" if ":" in settings.address else settings.address
    yield 'server_name: "orchestrator"'
    yield f"listen: {_quoted(f'{host}:{settings.port}')}"
    yield f"max_payload: {MOST_MESSAGE_BYTES}"
    yield "max_pending: 64MB"
    yield f"log_file: {_quoted(str(settings.log))}"
    yield "logfile_size_limit: 16MB"
    yield "tls: {"
    yield f"{_INDENT}cert_file: {_quoted(str(settings.certificate))}"
    yield f"{_INDENT}key_file: {_quoted(str(settings.key))}"
    yield f"{_INDENT}timeout: 5"
    yield "}"
    yield "jetstream: {"
    yield f"{_INDENT}store_dir: {_quoted(str(settings.store))}"
    yield f"{_INDENT}max_memory_store: 64MB"
    yield f"{_INDENT}max_file_store: 2GB"
    yield "}"


def _accounts(settings: BrokerSettings) -> Iterator[str]:
    """Yield both accounts; nobody may log on to the system's own."""
    yield "accounts: {"
    yield f"{_INDENT}ORC: {{"
    yield f"{_INDENT * 2}jetstream: enabled"
    yield f"{_INDENT * 2}users: ["
    yield from _user(settings.hub, (">",), (">",))
    for user in settings.sites:
        yield from _user(user.nkey, may_publish(user.site), may_subscribe(user.site))
    for user in settings.greeting:
        yield from _user(user.nkey, (subjects.hello(user.site),), ())
    yield f"{_INDENT * 2}]"
    yield f"{_INDENT}}}"
    yield f"{_INDENT}SYS: {{"
    yield f"{_INDENT * 2}users: []"
    yield f"{_INDENT}}}"
    yield "}"
    yield "system_account: SYS"


def may_publish(site: str) -> tuple[str, ...]:
    """Return all that a site may say: its own results, and that it is there."""
    return subjects.result(site), subjects.hello(site)


def may_subscribe(site: str) -> tuple[str, ...]:
    """Return all that a site may hear: what the hub tells it."""
    return subjects.task(site), subjects.receipt(site)


def _user(nkey: str, publish: Iterable[str], subscribe: Iterable[str]) -> Iterator[str]:
    """Yield a user; written one key a line, or nats-server does not read it."""
    at = _INDENT * 3
    yield f"{at}{{"
    yield f"{at}{_INDENT}nkey: {_quoted(nkey)}"
    yield f"{at}{_INDENT}permissions: {{"
    yield f"{at}{_INDENT * 2}publish: {{"
    yield f"{at}{_INDENT * 3}allow: {_list(publish)}"
    yield f"{at}{_INDENT * 2}}}"
    yield f"{at}{_INDENT * 2}subscribe: {{"
    yield f"{at}{_INDENT * 3}{_heard(subscribe)}"
    yield f"{at}{_INDENT * 2}}}"
    yield f"{at}{_INDENT}}}"
    yield f"{at}}}"


def _heard(subscribe: Iterable[str]) -> str:
    """Return the rule of what a user may hear; an empty list would allow everything."""
    allowed = tuple(subscribe)
    return f"allow: {_list(allowed)}" if allowed else f"deny: {_list(('>',))}"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    """Return a text as nats-server reads it back: backslashes and quotes escaped.

    Raises:
        ValueError: It holds a control character, for which there is no form.
    """
    if not text.isprintable():
        raise ValueError("a control character has no form in nats-server's configuration")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""What SSH logs on with: a password, a key file, or the keys of an agent, ready to be sent."""

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from msgspec import Struct
from paramiko import agent, pkey
from paramiko.auth_handler import AuthHandler

from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.plan import Agent, Credential, KeyFile, Nobody, Password, Ticket
from orchestrator.model.secret import Secret
from orchestrator.transport.attempt import Attempt, shut
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.ssh_wire import SshWire
from orchestrator.transport.ssh_words import shown

_DIALOGUE = "keyboard-interactive"
MAX_AGENT_KEYS = 3
"""Keys of an agent that one machine is shown: servers close the connection after six tries."""


def _nothing() -> None:
    return


def _always(_refusal: Exception | None) -> bool:
    return True


def _asks_in_dialogue(refusal: Exception | None) -> bool:
    """Whether a machine has judged no password, since it takes one by dialogue alone."""
    return (
        isinstance(refusal, paramiko.BadAuthenticationType) and _DIALOGUE in refusal.allowed_types
    )


class MoreAskedError(paramiko.SSHException):
    """A machine asks for something else than the one password."""


class Offer(Struct, frozen=True, kw_only=True):
    """One try to log on: `send` it if it `fits` the last refusal; call `accepted` if let in."""

    send: Callable[[SshWire, threading.Event], object]
    accepted: Callable[[], None] = _nothing
    fits: Callable[[Exception | None], bool] = _always


Offers = tuple[Offer, ...]


class Credentials:
    """Makes offers of credentials for all machines of a sweep."""

    def __init__(self) -> None:
        """Have read no key yet."""
        self._keys = _Keys()
        self._welcome = b""  # the agent's key that was accepted last: shown first from then on

    @contextmanager
    def offers(self, credential: Credential, attempt: Attempt) -> Iterator[Offers]:
        """Hold what is sent for a credential: one offer, or a few keys of an agent.

        A password is judged once: it goes by dialogue only to a machine that says that it takes
        none otherwise. A second try could lock the account.

        Raises:
            LibraryError: not_attempted: there is no such key, or the agent holds none.
        """
        match credential:
            case Password(user=user, secret=secret):
                yield (_password_offer(user, secret), _dialogue_offer(user, secret))
            case KeyFile() as file:
                with self._of_file(file, attempt) as offers:
                    yield offers
            case Agent(user=user):
                with _agent_keys(attempt) as keys:
                    ordered = sorted(keys, key=lambda key: key.blob != self._welcome)
                    if not ordered:
                        raise _no_credential("the SSH agent holds no key, or is not there")
                    yield tuple(self._of_agent(user, key) for key in ordered[:MAX_AGENT_KEYS])
            case Ticket() | Nobody():
                raise _no_credential("SSH needs a password or a key")

    @contextmanager
    def _of_file(self, file: KeyFile, attempt: Attempt) -> Iterator[Offers]:
        """Offer a key file; one that its passphrase keeps closed may lie open in the agent."""
        key = self._keys.load(file)
        if not isinstance(key, LibraryError):
            certified = self._keys.certified(file)
            of_both = (key,) if certified is None else (certified, key)
            yield tuple(_key_offer(file.user, one) for one in of_both)
            return
        public = None if file.passphrase else _public_part(file)
        if public is None:
            raise LibraryError(key.outcome)
        with ExitStack() as held:
            try:
                keys = held.enter_context(_agent_keys(attempt))
            except LibraryError as trouble:
                raise LibraryError(key.outcome) from trouble
            found = [one for one in keys if one.blob == public]
            if not found:
                raise LibraryError(key.outcome)
            yield (_key_offer(file.user, found[0]),)

    def _of_agent(self, user: str, key: agent.AgentKey) -> Offer:
        def remember() -> None:
            self._welcome = key.blob

        return Offer(send=_key_offer(user, key).send, accepted=remember)


def _password_offer(user: str, secret: Secret) -> Offer:
    return Offer(
        send=lambda wire, event: wire.auth_password(user, secret.reveal(), event, fallback=False)
    )


def _dialogue_offer(user: str, secret: Secret) -> Offer:
    """Offer a password to a machine that asks for it (`keyboard-interactive`), as PAM does."""

    def send(wire: SshWire, event: threading.Event) -> None:
        answered = False

        def answer(title: str, about: str, prompts: Sequence[tuple[str, bool]]) -> list[str]:
            nonlocal answered
            if not prompts:
                return []
            if answered or len(prompts) > 1 or prompts[0][1]:
                asked = shown(f"{title} {about} {' '.join(text for text, _ in prompts)}")
                msg = f"the machine asks for more than a password: {asked}"
                raise MoreAskedError(msg)
            answered = True
            return [secret.reveal()]

        with wire.lock:
            wire.auth_handler = AuthHandler(wire)
        wire.auth_handler.auth_interactive(user, answer, event, "")

    return Offer(send=send, fits=_asks_in_dialogue)


def _key_offer(user: str, key: paramiko.PKey) -> Offer:
    return Offer(send=lambda wire, event: wire.auth_publickey(user, key, event))


class _Keys:
    """Private keys, each read once: reading an RSA key costs fifty times a whole connection."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: dict[KeyFile, paramiko.PKey | LibraryError] = {}
        self._certified: dict[KeyFile, paramiko.PKey | None] = {}

    def load(self, file: KeyFile) -> paramiko.PKey | LibraryError:
        """Return the key, or what kept it from being read the first time."""
        with self._lock:
            if file not in self._loaded:
                self._loaded[file] = self._read(file)
            return self._loaded[file]

    def certified(self, file: KeyFile) -> paramiko.PKey | None:
        """Return the key with the certificate that lies beside it (`key-cert.pub`), None without.

        Raises:
            LibraryError: not_attempted: the certificate cannot be read.
        """
        with self._lock:
            if file not in self._certified:
                self._certified[file] = self._certify(file)
            return self._certified[file]

    def _certify(self, file: KeyFile) -> paramiko.PKey | None:
        path = Path(f"{Path(file.path).expanduser()}-cert.pub")
        if not path.exists():
            return None
        key = self._read(file)  # another object: the first goes without
        if isinstance(key, LibraryError):
            raise LibraryError(key.outcome)
        try:
            key.load_certificate(str(path))
        except (OSError, ValueError, paramiko.SSHException) as error:
            raise _no_credential(f"{path}: {type(error).__name__}: {error}") from error
        return key

    @staticmethod
    def _read(file: KeyFile) -> paramiko.PKey | LibraryError:
        passphrase = file.passphrase.reveal() if file.passphrase else None
        try:
            return _load(Path(file.path).expanduser(), passphrase)
        except (
            OSError,
            ValueError,
            TypeError,
            UnsupportedAlgorithm,
            paramiko.SSHException,
            pkey.UnknownKeyType,
        ) as error:
            return _no_credential(f"{file.path}: {type(error).__name__}: {error}")


def _load(path: Path, passphrase: str | None) -> paramiko.PKey:
    """Read a private key of whatever kind.

    The library's own way of finding out the kind cannot open a key that has a passphrase, and takes
    the certificate beside it for the key.
    """
    refused: Exception = ValueError("no key of a kind that is known")
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key_file(str(path), passphrase)
        except paramiko.PasswordRequiredException:
            raise
        except (paramiko.SSHException, ValueError) as error:
            refused = error
    raise refused


def _public_part(file: KeyFile) -> bytes | None:
    """Return what the `.pub` beside a key says it is, as an agent names it."""
    with suppress(OSError, ValueError):
        return pkey.PublicBlob.from_file(f"{Path(file.path).expanduser()}.pub").key_blob
    return None


class _OpenAgent(agent.AgentSSH):
    """An agent on a connection of our own: the library's can be neither shut nor trusted to end."""

    def __init__(self, connection: object) -> None:
        super().__init__()
        self._connect(connection)  # type: ignore[attr-defined] # the stubs leave it out


@contextmanager
def _agent_keys(attempt: Attempt) -> Iterator[tuple[agent.AgentKey, ...]]:
    """Hold an agent's keys for one logon; one that does not answer is cut at the deadline."""
    if sys.platform == "win32":
        windows = paramiko.Agent()
        try:
            yield windows.get_keys()
        finally:
            windows.close()
    else:
        with socket.socket(socket.AF_UNIX) as connection:
            attempt.on_break(partial(shut, connection))
            yield _asked(connection)


def _asked(connection: socket.socket) -> tuple[agent.AgentKey, ...]:
    try:
        connection.connect(os.environ.get("SSH_AUTH_SOCK", ""))
        return _OpenAgent(connection).get_keys()
    except (OSError, paramiko.SSHException) as error:
        raise _no_credential(f"the SSH agent does not answer: {error}") from error


def _no_credential(detail: str) -> LibraryError:
    return LibraryError(Outcome(ended=Ended.NOT_ATTEMPTED, why=Why.NO_CREDENTIAL, detail=detail))

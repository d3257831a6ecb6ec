"""How a machine is reached, judged where it is written: name, address, port, connection, jumps."""

import re
from collections.abc import Collection, Iterable

from orchestrator.errors import Place
from orchestrator.files.mapping import MappingReader, refused_as_vaulted
from orchestrator.files.yaml_nodes import MapEntry, ScalarNode, Vaulted
from orchestrator.inventory.model import Host
from orchestrator.inventory.reading.ansible_names import CONNECTIONS
from orchestrator.inventory.reading.machine_address import (
    AddressFault,
    FaultyAddress,
    as_hostname,
    is_hostname,
    machine_address,
)
from orchestrator.model.jump import (
    JumpWordError,
    SshArgumentError,
    hop_names,
    hops_of_arguments,
)
from orchestrator.model.winrm_words import (
    CERTIFICATE_CHECKS,
    FOREIGN_TRANSPORTS,
    SCHEMES,
    TRANSPORTS,
    is_https,
    needs_https,
    transport_words,
    way_of_logging_on,
)
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

_JUMP = ("jump", "ansible_ssh_common_args", "ansible_ssh_extra_args")
_ADDRESSES = ("ansible_host", "ansible_ssh_host", "ansible_winrm_host")
_TRANSPORT, _SCHEME, _PORT = "ansible_winrm_transport", "ansible_winrm_scheme", "ansible_port"
_CLOSED_WORDS = {
    _SCHEME: SCHEMES,
    "ansible_winrm_server_cert_validation": CERTIFICATE_CHECKS,
}
_EXPRESSION = re.compile(r"\{\{|\{%")


def check_connection(given: MappingReader, host: Host) -> Place | None:
    """Note what is wrong with the way to one machine.

    Args:
        given: Its variables; what holds an expression waits for the play that fills it.
        host: The machine.

    Returns:
        Where the variable stands that names its jump hosts, if there is one.
    """
    _check_kind(given)
    _check_port(given)
    if not _is_local(given):
        _check_name(given, host)
        for name in _ADDRESSES:
            _check_address(given, name)
    for name, words in _CLOSED_WORDS.items():
        _check_word(given, name, words)
    _check_transport(given)
    return _check_jump(given)


def _is_local(given: MappingReader) -> bool:
    kind = given.entry("ansible_connection")
    return kind is not None and kind.node.value == "local"


def _check_name(given: MappingReader, host: Host) -> None:
    """A machine's name stands in reports, exports and LAPS tables: it is one everywhere."""
    name = host.name
    if is_hostname(name) or not isinstance(found := machine_address(name), FaultyAddress):
        return
    if found.fault is AddressFault.OURSELVES:
        return
    if found.fault is not AddressFault.BAD:
        _note_address(given, host.place, name, found)
        return
    offer = as_hostname(name)
    usable = bool(offer) and not offer.isdecimal()
    mend = say("mend.hostname", offer=offer, label=name) if usable else say("mend.hostname_none")
    given.problems.add(host.place, say("machine.name", name=name), mend)


def _check_address(given: MappingReader, name: str) -> None:
    entry = given.entry(name)
    if entry is None or isinstance(entry.node.value, Vaulted) or _waits(entry):
        return
    node = entry.node
    text = node.text.strip() if isinstance(node, ScalarNode) else str(node.value)
    found = machine_address(text.removeprefix("[").removesuffix("]")) if text else text
    # Who dials loopback means the controller, or a tunnel that ends there: never a slip of the pen.
    if isinstance(found, FaultyAddress) and found.fault is not AddressFault.OURSELVES:
        _note_address(given, node.place, text, found)


def _note_address(
    given: MappingReader, place: Place | None, text: str, found: FaultyAddress
) -> None:
    what = say(f"address.{found.fault}", word=text)
    mend = say("mend.write", word=found.offer) if found.offer else say("mend.address")
    given.problems.add(place, what, mend)


def _check_word(given: MappingReader, name: str, words: Collection[str]) -> None:
    entry = given.entry(name)
    if entry is None or refused_as_vaulted(entry, given.problems) or _waits(entry):
        return
    if entry.node.value not in ("", *words):
        what = say("field.choice", word=str(entry.node.value), name=name)
        given.problems.unknown(entry.node.place, what, str(entry.node.value), words)


def _check_transport(given: MappingReader) -> None:
    entry = given.entry(_TRANSPORT)
    if entry is None or refused_as_vaulted(entry, given.problems) or _waits(entry):
        return
    words = transport_words(entry.node.value)
    for word in words:
        if word not in TRANSPORTS and word not in FOREIGN_TRANSPORTS:
            what = say("field.choice", word=word, name=_TRANSPORT)
            given.problems.unknown(entry.node.place, what, word, tuple(TRANSPORTS))
            return
    way = way_of_logging_on(words)
    if way is None:
        what = say("field.choice", word=", ".join(words), name=_TRANSPORT)
        given.problems.add(entry.node.place, what, say("mend.one_of", words=", ".join(TRANSPORTS)))
    elif needs_https(way) and _is_over_http(given):
        what = say("connect.needs_https", word=way)
        given.problems.add(entry.node.place, what, say("connect.mend.https"))


def _is_over_http(given: MappingReader) -> bool:
    """Whether the inventory says itself that no TLS is spoken."""
    kind, scheme, port = (given.entry(name) for name in ("ansible_connection", _SCHEME, _PORT))
    if kind is None or kind.node.value != "winrm":
        return False
    if any(entry is not None and _waits(entry) for entry in (scheme, port)):
        return False
    spoken = "" if scheme is None else str(scheme.node.value)
    digits = "" if port is None else str(port.node.value)
    number = int(digits) if digits.isdecimal() else None
    return not is_https(spoken or None, number)


def _waits(entry: MapEntry) -> bool:
    """Whether a value holds an expression, which its play fills in."""
    value = entry.node.value
    texts: Iterable[object] = value if isinstance(value, list) else (value,)
    return any(isinstance(text, str) and _EXPRESSION.search(text) for text in texts)


def _check_kind(given: MappingReader) -> None:
    entry = given.entry("ansible_connection")
    if entry is None or refused_as_vaulted(entry, given.problems):
        return
    word = entry.node.value
    if word in CONNECTIONS or (isinstance(word, str) and ("{{" in word or "." in word)):
        return
    meant = did_you_mean(str(word), sorted(CONNECTIONS))
    mend = say("mend.did_you_mean", meant=meant) if meant else say("mend.connections")
    given.problems.add(entry.node.place, say("machine.connection", word=word), mend)


def _check_port(given: MappingReader) -> None:
    entry = given.entry("ansible_port")
    if entry is None or refused_as_vaulted(entry, given.problems):
        return
    port = entry.node.value
    if isinstance(port, str) and ("{{" in port or port.isdecimal()):
        return
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 2**16:
        what = say("machine.port", name=entry.key.text)
        given.problems.add(entry.node.place, what, say("mend.port"))


def _check_jump(given: MappingReader) -> Place | None:
    """Note what cannot be a jump host; return where the variable stands that names some."""
    entries = [entry for name in _JUMP if (entry := given.entry(name)) is not None]
    for entry in entries:
        if refused_as_vaulted(entry, given.problems):
            continue
        try:
            _read_jump(entry.key.text, entry.node.value)
        except SshArgumentError as error:
            what = say("connect.ssh_argument", name=entry.key.text, word=repr(error.args[0]))
            given.problems.add(entry.node.place, what, say("connect.mend.ssh_argument"))
        except JumpWordError as error:
            what = say("connect.jump_word", name=entry.key.text, word=repr(error.args[0]))
            given.problems.add(entry.node.place, what, say("connect.mend.jump_written"))
    return entries[0].node.place if entries else None


def _read_jump(name: str, value: object) -> None:
    """Read the jump hosts that a variable names; one with an expression waits for its play."""
    words = value if isinstance(value, list) else [value]
    if not all(isinstance(word, str) for word in words):
        raise JumpWordError(value)
    text = ",".join(map(str, words))
    if "{{" in text or "{%" in text or not text:
        return
    if name == "jump":
        hop_names(text)
    else:
        hops_of_arguments(text)

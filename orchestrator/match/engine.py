"""Observations to hits: what a machine did, had looked up or is set to, against the index."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from orchestrator.match.events import event_hits
from orchestrator.match.index import Index
from orchestrator.match.lookups import lookup_hits
from orchestrator.match.memo import Asked, Memo
from orchestrator.match.urls import host_of
from orchestrator.match.weighing import hit_of
from orchestrator.model.answer import Answer, Answered, NotApplicable, Unanswered
from orchestrator.model.indicator import Class
from orchestrator.model.observation import (
    CachedName,
    ConfiguredText,
    Connection,
    ConnectionState,
    Detection,
    HostsLine,
    LookedUp,
    Lookup,
    Observation,
    OwnAddress,
    Posture,
    ResolverSetting,
    Transfer,
)
from orchestrator.model.result import Hit, Status
from orchestrator.text.host_texts import is_null

# A connection that never was, or of which nothing proves that the other side took part.
_ATTEMPTS = (
    ConnectionState.SYN_SENT,
    ConnectionState.SYN_RECEIVED,
    ConnectionState.CLOSED,
    ConnectionState.NONE,
)


def match(answers: Mapping[str, Answer], index: Index, asked: Asked) -> tuple[Hit, ...]:
    """Return every hit of one machine, in the order of its answers.

    What an unanswered check saw before it broke counts too. The canaries of the sweep are hits
    like any other; `findings` takes them out.

    Args:
        answers: The machine's answer to each check, by the check's id.
        index: The indicators.
        asked: When the machine was asked; what says no time of its own was seen then.
    """
    memo = Memo(index, asked)
    preloads = _preloads(answers.values(), memo)
    return tuple(
        hit
        for check, answer in answers.items()
        for hit in _of_check(check, _observations(answer), memo, preloads)
    )


class _Preloads(NamedTuple):
    """What the hosts file put into the machine's own cache: its lines, and their names."""

    pairs: frozenset[tuple[str, str]]
    names: frozenset[str]

    def holds(self, row: CachedName) -> bool:
        """Whether a row of the cache is the hosts file's own, and no look-up.

        The file's address under its name, or that the name has no address of the other family.
        """
        if row.lookup is Lookup.ANSWERED:
            return (row.name, row.address or "") in self.pairs
        return row.name in self.names


def _preloads(answers: Iterable[Answer], memo: Memo) -> _Preloads:
    """Return what explains rows of the cache: what frees must be certain, so a whole file alone."""
    lines = (
        seen
        for answer in answers
        if isinstance(answer, Answered)
        for seen in answer.observations
        if isinstance(seen, HostsLine) and seen.address not in memo.made
    )
    pairs = frozenset((name, line.address) for line in lines for name in line.names)
    return _Preloads(pairs, frozenset(name for name, _ in pairs))


def _observations(answer: Answer) -> tuple[Observation, ...]:
    match answer:
        case Answered() | Unanswered():
            return answer.observations
        case NotApplicable():
            return ()


def _of_check(
    check: str, observations: Iterable[Observation], memo: Memo, preloads: _Preloads
) -> Iterator[Hit]:
    cached: list[CachedName] = []
    looked_up: list[LookedUp] = []
    for observation in observations:
        match observation:
            case Connection() if _is_known(observation, memo.unlisted):
                pass
            case CachedName():
                if not preloads.holds(observation):
                    cached.append(observation)
            case LookedUp():
                looked_up.append(observation)
            case _:
                yield from _of_one(check, observation, memo)
    yield from _named(check, cached, looked_up, memo)


def _named(
    check: str, cached: Sequence[CachedName], looked_up: Sequence[LookedUp], memo: Memo
) -> Iterator[Hit]:
    """Yield what names were met; those of one look-up are weighed together."""
    if cached:
        yield from lookup_hits(check, cached, memo)
    if looked_up:
        yield from event_hits(check, looked_up, memo)


def _is_known(row: Connection, unlisted: Collection[str]) -> bool:
    """Whether both ends were looked up before: few of a machine's sockets lead to a new one."""
    return row.remote_address in unlisted and row.local_address in unlisted


def _of_one(
    check: str,
    observation: Connection
    | HostsLine
    | ResolverSetting
    | OwnAddress
    | ConfiguredText
    | Transfer
    | Posture,
    memo: Memo,
) -> Iterator[Hit]:
    """Return the hits of an observation that speaks for itself."""
    match observation:
        case Connection():
            return _of_connection(check, observation, memo)
        case HostsLine():
            return _of_hosts_line(check, observation, memo)
        case ResolverSetting() | OwnAddress():
            return _of_address(check, observation, memo)
        case ConfiguredText() | Transfer() | Posture():
            return _of_text(check, observation, _told_by(observation), memo)


def _told_by(seen: ConfiguredText | Transfer | Posture) -> Status:
    """Return what a name in a text means: that it is set, or was reached for at a time."""
    match seen:
        case Posture(trait=Detection()):
            # The antivirus met what came from there: reached for, and no proof of an answer.
            return Status.ATTEMPTED
        case Transfer(when=datetime()):
            return Status.ATTEMPTED  # a log of transfers says no more than that one was begun
        case _:
            return Status.CONFIGURED


def _of_connection(check: str, row: Connection, memo: Memo) -> Iterator[Hit]:
    if row.state is ConnectionState.LISTEN:
        return
    own = memo.address(row.local_address) if row.local_address else None
    if own is not None and row.local_address != row.remote_address:
        yield hit_of(check, row, row.local_address, own, Status.CONFIGURED, memo)
    found = memo.address(row.remote_address, row.remote_port)
    if found is None:
        return
    status = Status.ATTEMPTED if row.state in _ATTEMPTS else Status.CONNECTED
    if found.indicator.klass is Class.SINKHOLE:
        status = Status.SINKHOLED
    yield hit_of(check, row, row.remote_address, found, status, memo)


def _of_hosts_line(check: str, line: HostsLine, memo: Memo) -> Iterator[Hit]:
    status = Status.HOSTS_BLOCK if is_null(line.address) else Status.HOSTS_REDIRECT
    for name in line.names:
        found = memo.name(name)
        if found is not None:
            yield hit_of(check, line, name, found, status, memo)
    found = memo.address(line.address)
    if found is not None:
        yield hit_of(check, line, line.address, found, Status.HOSTS_REDIRECT, memo)


def _of_address(check: str, setting: ResolverSetting | OwnAddress, memo: Memo) -> Iterator[Hit]:
    found = memo.address(setting.address)
    if found is not None:
        yield hit_of(check, setting, setting.address, found, Status.CONFIGURED, memo)


def _of_text(
    check: str, setting: ConfiguredText | Transfer | Posture, status: Status, memo: Memo
) -> Iterator[Hit]:
    text = setting.text if isinstance(setting, ConfiguredText) else setting.raw
    whole = tuple(memo.urls_in(text))
    blamed = {host_of(url) for url, _ in whole}
    named = ((name, memo.name(name)) for name in setting.names)
    addressed = ((address, memo.address(address)) for address in setting.addresses)
    for observed, found in (*whole, *named, *addressed):
        if found is not None and not (found.by_host and observed in blamed):
            yield hit_of(check, setting, observed, found, status, memo)

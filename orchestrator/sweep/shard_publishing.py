"""What a hub says to its sites while it works: tasks again and again, and what these ask for.

The store is the memory: a task is said again until all its machines have a word, whatever the
broker, the site or this program lost meanwhile.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from orchestrator import evidence
from orchestrator.roads.broker import subjects
from orchestrator.roads.message_heads import AskedFor, BodyHead, GetHead, TaskHead
from orchestrator.roads.messages import signed_message
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.roads.task_bodies import in_parts, machines_text
from orchestrator.sweep.judging import table_kept, to_keep
from orchestrator.sweep.site_shards import KEPT

if TYPE_CHECKING:  # files carry the same without the package that speaks to brokers
    from orchestrator.roads.broker.link import BrokerLink

MOST_OPEN: Final = 4
"""Shards that a site is told of at a time: the rest of a large site waits here."""
_LOOK_SECONDS: Final = 2.0
_UNHEARD_SECONDS: Final = 6.0
_TAKEN_SECONDS: Final = 15 * 60.0


class BodyAsked(Struct, frozen=True):
    """What a site asked for."""

    site: str
    head: GetHead


def task_messages(
    store: evidence.Store, site: str, key: SigningKey, at: datetime, most: int = MOST_OPEN
) -> Iterator[tuple[evidence.OpenShard, bytes]]:
    """Yield a site's open shards, the oldest first, each with the hub's message about it.

    Raises:
        StateError: The store is damaged.
    """
    for shard in store.open_shards(site, at - KEPT, most):
        head = TaskHead(
            sweep=shard.sweep,
            shard=shard.number,
            playbook=shard.playbook,
            list=shard.list,
            seconds=shard.seconds,
            issued_at=at,
        )
        yield shard, signed_message(site, head, machines_text(shard.machines), key)


class BodyDesk:
    """Gives sites what their tasks name; what was packed last is kept packed."""

    def __init__(self, key: SigningKey) -> None:
        """Pack nothing yet."""
        self._key = key
        self._packed: tuple[str, tuple[bytes, ...]] | None = None

    def answer(self, store: evidence.Store, asked: BodyAsked, at: datetime) -> bytes | None:
        """Return the part that was asked for; None where no open task of that site names it.

        Raises:
            StateError: The store is damaged.
        """
        head = asked.head
        open_shards = store.open_shards(asked.site, at - KEPT, MOST_OPEN)
        named = {AskedFor.PLAYBOOK: [one.playbook for one in open_shards]}
        named[AskedFor.LIST] = [one.list for one in open_shards]
        if head.digest not in named[head.what]:
            return None
        parts = self._parts(store, head)
        if head.part >= len(parts):
            return None
        said = BodyHead(what=head.what, digest=head.digest, part=head.part, parts=len(parts))
        return signed_message(asked.site, said, parts[head.part], self._key)

    def all_of(
        self, store: evidence.Store, shards: Iterable[evidence.OpenShard], site: str
    ) -> Iterator[bytes]:
        """Yield the messages with all that some tasks of a site name, each once."""
        names = {(AskedFor.PLAYBOOK, one.playbook): None for one in shards}
        names |= {(AskedFor.LIST, one.list): None for one in shards}
        for what, digest in names:
            parts = self._parts(store, GetHead(what=what, digest=digest, part=0))
            for number, part in enumerate(parts):
                head = BodyHead(what=what, digest=digest, part=number, parts=len(parts))
                yield signed_message(site, head, part, self._key)

    def _parts(self, store: evidence.Store, head: GetHead) -> tuple[bytes, ...]:
        if self._packed is None or self._packed[0] != head.digest:
            self._packed = (head.digest, in_parts(_body(store, head)))
        return self._packed[1]


def _body(store: evidence.Store, head: GetHead) -> bytes:
    match head.what:
        case AskedFor.LIST:
            return to_keep(table_kept(store, head.digest)).body
        case AskedFor.PLAYBOOK:
            found = store.kept_playbook(head.digest)
            return b"" if found is None else found.body


class ShardPublisher:
    """Says to each site what it is to ask, by a clock that only goes forward."""

    def __init__(self, state: Path, key: SigningKey, clock: Callable[[], datetime]) -> None:
        """Say nothing yet."""
        self._state = state
        self._key = key
        self._clock = clock
        self._bodies = BodyDesk(key)
        self._due: dict[tuple[str, str, int], float] = {}
        self._looked = -_LOOK_SECONDS

    def reconnected(self) -> None:
        """Say all of it soon: what was said may be lost with the connection."""
        self._due.clear()

    def step(self, link: "BrokerLink", greeted: Iterable[str], asked: Iterable[BodyAsked]) -> None:
        """Say what is due, and give what was asked for.

        Args:
            link: The broker.
            greeted: Sites that were just heard: they may have lost what they were told.
            asked: What sites asked for since the last time.

        Raises:
            LinkError: The connection broke.
            InputError: The state folder cannot be read.
        """
        now, wanted = time.monotonic(), tuple(dict.fromkeys(asked))
        heard = frozenset(greeted)
        if not wanted and not heard and now < self._looked + _LOOK_SECONDS:
            return
        self._looked = now
        with closing(evidence.open_store(self._state, create=False)) as store:
            for one in wanted:
                answer = self._bodies.answer(store, one, self._clock())
                if answer is not None:
                    link.send(subjects.receipt(one.site), answer)
            for site in store.sites().values():
                if site.state is evidence.SiteState.ACCEPTED and site.key is not None:
                    self._say(link, store, site.name, again=site.name in heard)

    def _say(self, link: "BrokerLink", store: evidence.Store, site: str, *, again: bool) -> None:
        now = time.monotonic()
        for shard, message in task_messages(store, site, self._key, self._clock()):
            name = (site, shard.sweep, shard.number)
            if again or now >= self._due.get(name, 0):
                link.send(subjects.task(site), message)
                pause = _UNHEARD_SECONDS if shard.said is None else _TAKEN_SECONDS
                self._due[name] = now + pause

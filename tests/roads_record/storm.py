"""What happens to hub, runners, broker and the roads between them while results travel."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.roads_record.checker import STORE
from tests.roads_record.crew import BROKER, HUB, Crew
from tests.roads_record.made_district import District

_LOOK_SECONDS: Final = 0.1
_LOOK_AT_ALL_SECONDS: Final = 1.0
_LONGEST_AWAY: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What is to happen.

    Attributes:
        kills: How many processes are killed, spread over the first two thirds of the results.
        seed: Which, and for how long.
        cut_seconds: For how long every second site is cut off; 0 for never.
        most_seconds: When it ends, whatever has not arrived until then.
    """

    kills: int
    seed: int
    cut_seconds: float
    most_seconds: float


class TakenResults:
    """How many results the hub has, told without reading what was read before."""

    def __init__(self, hub: Path) -> None:
        """Begin with none."""
        self._store = hub / STORE
        self._last = 0
        self.many = 0

    def look(self) -> int:
        """Return how many it has now."""
        query = """SELECT coalesce(max(id), ?), count(*) FILTER (WHERE kind = 'try')
            FROM receipt WHERE id > ?"""
        with closing(sqlite3.connect(f"file:{self._store}?mode=ro", uri=True)) as store:
            self._last, more = store.execute(query, (self._last, self._last)).fetchone()
        self.many += more
        return self.many


def _is_unsent(state: Path, machines: int) -> bool:
    """Whether a site still has what is in no part, or a part that has no receipt."""
    query = """SELECT (SELECT count(*) FROM outbox_row) < ?
        OR EXISTS (SELECT 1 FROM outbox WHERE received_at IS NULL)"""
    with closing(sqlite3.connect(f"file:{state / STORE}?mode=ro", uri=True)) as store:
        return bool(store.execute(query, (machines,)).fetchone()[0])


@dataclass(slots=True)
class Raging:
    """A storm while it goes on."""

    district: District
    crew: Crew
    storm: Storm
    kills: int = 0
    wiped: int = 0
    cut: int = 0
    _chance: random.Random = field(init=False)
    _turns: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        """Throw the dice."""
        self._chance = random.Random(self.storm.seed)  # noqa: S311  no secret
        self._turns = self._whom()

    def _whom(self) -> Iterator[str]:
        """Yield whom to kill next: hub and broker a quarter each, every runner in its turn."""
        while True:
            for runner in self._chance.sample(self.crew.runners, len(self.crew.runners)):
                yield self._chance.choice((HUB, BROKER))
                yield runner

    def run(self) -> None:
        """Let them work, kill one after each step forward, and wait until all is receipted."""
        taken, every = TakenResults(self.district.hub), self.district.machines
        late = time.monotonic() + self.storm.most_seconds
        until: float | None = None
        self.crew.start()
        try:
            while self.kills < self.storm.kills or until is not None or self._is_anything_left():
                assert self.crew.failed() == []
                many = taken.look()
                until = self._cutting(many >= every // 4, until)
                if self.kills < self.storm.kills and many >= self._next_kill(every):
                    self._kill()
                if time.monotonic() > late:
                    return
                time.sleep(_LOOK_SECONDS)
        finally:
            self.crew.end()

    def _next_kill(self, every: int) -> int:
        """Return after how many results the next one is killed."""
        return self.kills * (every * 2 // 3) // self.storm.kills

    def _is_anything_left(self) -> bool:
        time.sleep(_LOOK_AT_ALL_SECONDS)
        return any(_is_unsent(site.state, site.machines) for site in self.district.sites)

    def _kill(self) -> None:
        self.kills += self.crew.kill(next(self._turns))
        if not self.wiped and self.kills > self.storm.kills // 2:
            self.crew.wipe()
            self.wiped = 1
        time.sleep(self._chance.random() * _LONGEST_AWAY)
        self.crew.start()

    def _cutting(self, due: bool, until: float | None) -> float | None:  # noqa: FBT001
        """Cut every second site off once, and bring it back; return until when it is cut off."""
        link = self.crew.link
        if link is None or not self.storm.cut_seconds:
            return None
        if due and not self.cut:
            self.cut = 1
            link.cut(link.sites[::2])
            return time.monotonic() + self.storm.cut_seconds
        if until is not None and time.monotonic() >= until:
            link.cut(())
            return None
        return until

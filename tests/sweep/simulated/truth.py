"""What is true of a pretend district, and what must therefore be said of each machine.

The rules are written a second time and more simply: from what the wire really gave, what a person
really recorded, and the list in force. Nothing of the program's own rooms decides here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

REQUIRED = frozenset({"connections", "dns_cache", "hosts_file", "resolvers"})
GOOD_FOR = timedelta(days=14)  # as the campaign file says
VERIFY_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one machine gave on the wire: nothing of `read` where it was off or cut before."""

    at: datetime
    read: frozenset[str]
    shown: frozenset[str]
    box: str | None = None
    installation: str | None = None

    @property
    def whole(self) -> bool:
        """Whether all that a verdict needs was read in it."""
        return self.read >= REQUIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person recorded of one value on one machine."""

    at: datetime
    value: str
    excuses_until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Machine:
    """One machine: what it is now, and all that ever happened to it."""

    name: str
    unit: str
    box: str
    installation: str
    infected: dict[str, float] = field(default_factory=dict)  # value: how likely a look shows it
    given: list[Given] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    confirmed: tuple[datetime, str] | None = None
    removed: bool = False
    tries: list[datetime] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Listed:
    """When each value came into force, and when it was taken off the list again.

    `let_go`: when that was known of all that is kept; only a look later than that counts for it.
    """

    since: dict[str, datetime] = field(default_factory=dict)
    dropped: dict[str, datetime] = field(default_factory=dict)
    let_go: dict[str, datetime] = field(default_factory=dict)

    def come(self, values: Iterable[str], at: datetime) -> None:
        """Let a list be in force from now on."""
        now = frozenset(values)
        for value in now - self.since.keys():
            self.since[value] = at
        for value in self.since.keys() - now - self.dropped.keys():
            self.dropped[value] = at

    def read_again(self, at: datetime) -> None:
        """Let all that is kept have been read by the list in force."""
        for value in self.dropped.keys() - self.let_go.keys():
            self.let_go[value] = at


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must be said of a machine: states of its findings by value, and its verdict."""

    verdict: str
    states: dict[str, str]


def expected(one: Machine, listed: Listed, now: datetime) -> Expected:
    """Return what must be said of a machine at a moment."""
    told = dict(_states(one, listed, now))
    states = {value: state for value, (state, _) in told.items()}
    if not set(states.values()) <= {"closed_verified", "false_positive", "ioc_withdrawn"}:
        return Expected(verdict="fail", states=states)
    waits = any(waiting for _, waiting in told.values())
    covered = _covered(one, now) and not waits
    return Expected(verdict="pass" if covered else "not_assessed", states=states)


def _present(one: Machine) -> str | None:
    boxes = [look.box for look in one.given if look.box]
    return one.confirmed[1] if one.confirmed else next(iter(boxes), None)


def _covered(one: Machine, now: datetime) -> bool:
    """Whether each required check was read lately, on the box and the system that are there now."""
    box = _present(one)
    boxes = [look.box for look in one.given if look.box]
    if boxes and boxes[-1] != box:
        return False
    own = list(_since_change(one.given, "box", box))
    systems = [look.installation for look in own if look.installation]
    own = list(_since_change(own, "installation", systems[-1] if systems else None))
    young = [look.read for look in own if look.at >= now - GOOD_FOR]
    return frozenset().union(*young) >= REQUIRED


def _since_change(looks: Iterable[Given], mark: str, present: str | None) -> Iterator[Given]:
    """Yield the looks with that mark, and those without one that came after all with another."""
    every = list(looks)
    other = [n for n, one in enumerate(every) if getattr(one, mark) not in (None, present)]
    for n, one in enumerate(every):
        if getattr(one, mark) == present or (
            getattr(one, mark) is None and n > max(other, default=-1)
        ):
            yield one


def _states(one: Machine, listed: Listed, now: datetime) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield the state of each finding, and whether it still waits for a look."""
    for value in {value for look in one.given for value in look.shown} & listed.since.keys():
        dropped = listed.dropped.get(value)
        seen = [n for n in one.given if value in n.shown and (dropped is None or n.at < dropped)]
        if seen and dropped is not None:
            yield value, ("ioc_withdrawn", not _whole_after(one, listed.let_go[value], seen))
        elif seen:
            yield value, _state(one, value, seen, now)


def _state(one: Machine, value: str, seen: list[Given], now: datetime) -> tuple[str, bool]:
    words = [word for word in one.words if word.value == value]
    handled = [word.at for word in words if word.excuses_until is None]
    holding = [at for at in handled if not any(look.at > at for look in seen)]
    if any(_whole_after(one, at + VERIFY_AFTER, seen) for at in holding):
        return "closed_verified", False
    excused = [w.at for w in words if w.excuses_until is not None and now < w.excuses_until]
    if excused:
        return "false_positive", not any(_whole_after(one, at, seen) for at in excused)
    if holding:
        tried = any(at > min(holding) for at in one.tries)
        return "verifying" if tried else "handled", False
    return "reopened" if handled else "new", False


def _whole_after(one: Machine, moment: datetime, seen: list[Given]) -> bool:
    """Whether the box that showed it, or one confirmed since, was read whole after a moment.

    A cut answer does not tell its box: it is the one that there is, if no other ever came.
    """
    ever = {look.box for look in one.given} - {None}
    boxes = {look.box or (next(iter(ever)) if len(ever) == 1 else None) for look in seen}
    return any(
        look.whole and look.at > moment and (_is_confirmed(one, look) or boxes == {look.box})
        for look in one.given
    )


def _is_confirmed(one: Machine, look: Given) -> bool:
    return one.confirmed is not None and one.confirmed[1] == look.box and look.at > one.confirmed[0]

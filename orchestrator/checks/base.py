"""What a check is: all that is particular to it, from the letter's point to the control's rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from orchestrator.model.answer import Answer, Note
from orchestrator.model.observation import Observation, Trait
from orchestrator.model.plan import ControlRule

_MADE_LINES = 8  # a block of `ipconfig /displaydns`, the longest made row


class Part(Struct, frozen=True, kw_only=True):
    """One section that a script printed for a check.

    Attributes:
        name: Which part of the check (`tcp`, `processes` ...).
        source: What was read (`ss`, `MSFT_NetTCPConnection` ...); empty if nothing was opened.
        status: `ok`, `denied`, `missing`, `off`, `failed`, `absent` (that kind of machine has no
            such source), `cut` (its end never came), `garbled` (its base64 is damaged) or
            `flooded` (it has more rows than are read).
        detail: Machine-made words for a technician.
        body: The section's bytes, base64 already undone; made rows included.
        made: How many made rows it must hold, if it was opened.
    """

    name: str
    source: str
    status: str
    detail: str = ""
    body: bytes = b""
    made: int = 1

    @property
    def is_framed(self) -> bool:
        """Whether the body ends as it begins: with the made row, be it several lines."""
        lines = self.body.removesuffix(b"\n").split(b"\n")
        most = min(_MADE_LINES, len(lines) // 2)
        return any(lines[:many] == lines[-many:] for many in range(1, most + 1))


class Parts(Struct, frozen=True, kw_only=True):
    """The sections that a check's script may print for one family of machines.

    Attributes:
        needed: Each of them is there in every whole answer.
        one_of: At least one of these is; empty where `needed` says it all.
        more: May be there besides.
        behind: The second of each pair is there wherever the first was read or is absent.
        bare: These have no made row: they only explain what others show.
        long: These may have very many rows on an honest machine; see `row_caps`.
    """

    needed: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    behind: tuple[tuple[str, str], ...] = ()
    bare: tuple[str, ...] = ()
    long: tuple[str, ...] = ()

    def knows(self, name: str) -> bool:
        """Whether the script may print a section of that name."""
        return name in (*self.needed, *self.one_of, *self.more)

    def wrong(self, parts: Iterable[Part]) -> str:
        """Return what shows that these are not the sections of a whole answer, empty if none."""
        came = tuple(parts)
        met = {one.name for one in came}
        for name in self._wanted(came):
            if name not in met:
                return f"no {name}"
        strange = met.difference(self.needed, self.one_of, self.more)
        return next((f"unknown: {one.name}" for one in came if one.name in strange), "")

    def _wanted(self, came: tuple[Part, ...]) -> Iterator[str]:
        """Yield the names of which each must be there."""
        yield from self.needed
        if self.one_of and not any(one.name in self.one_of for one in came):
            yield self.one_of[0]
        told = frozenset(one.name for one in came if one.status in ("ok", "absent"))
        yield from (second for first, second in self.behind if first in told)

    def damaged(self, parts: Iterable[Part]) -> str:
        """Return which part is not what its script wrote; a reader may not have needed it."""
        return next(filter(None, map(self._flaw, parts)), "")

    def _flaw(self, one: Part) -> str:
        if one.status in ("garbled", "cut"):
            return f"{one.name}: {one.detail or one.status}"
        unmade = one.status == "ok" and one.name not in self.bare and not one.is_framed
        return f"{one.name}: no made row" if unmade else ""


class Context(Struct, frozen=True, kw_only=True):
    """What a reader may need besides the bytes.

    Attributes:
        clock: The machine's own time when it answered (aware UTC), None if unknown.
        booted_at: When it booted, likewise.
        remote: Whether the answer came over SSH or WinRM; then a socket table without a row
            was not read.
    """

    clock: datetime | None = None
    booted_at: datetime | None = None
    remote: bool = True


Reader = Callable[[tuple[Part, ...], Context], Answer]


def _nothing_wrong(_arguments: Mapping[str, object]) -> Mapping[str, str]:
    return {}


class Mark(StrEnum):
    """What makes a row the canary's: `model.answer` makes both values of the sweep's nonce."""

    NAME = "name"  # canary_name
    ADDRESS = "address"  # canary_address


class Right(StrEnum):
    """What an account must be on a Windows machine for a check to be answered whole."""

    ANY = "any"  # whoever may log on through WinRM
    EVENT_LOG_READER = "event_log_reader"
    ADMINISTRATOR = "administrator"  # with the whole token, which UAC keeps from local accounts


class Check(Struct, frozen=True, kw_only=True):
    """One thing asked of a machine.

    What it asks, needs, loses without a right, cannot see and costs stands in both languages in the
    table `[check.<id>]` of `text/*/checks.toml`; what its scripts print and its readers make of it
    in `tests/checks/<id>/`.

    Attributes:
        id: The folder's name and the playbook's module name.
        letter: The point of the authority's letter that it serves, in the letter's words.
        sources: Where its sources are described, as those pages are called.
        shows: The kinds of fact that it can show: observations, or traits of how a machine
            stands, which `report.posture_view` puts into words.
        canary: What the made rows of its sections carry; `findings.canaries` finds them again.
        control: The code under which the shipped playbooks judge it, None for one that they
            only ask.
        rule: What a control that asks it rests on (`findings.controls` and
            `findings.posture_rules`), None for a check by which nothing can be judged.
        posix: Text of `posix.sh`: prints the check's sections.
        windows: Text of `windows.ps1`: likewise.
        read_posix: Turns the POSIX sections into an answer; never raises on any bytes.
        read_windows: Likewise for Windows.
        posix_parts: What `posix.sh` prints.
        windows_parts: What `windows.ps1` prints.
        windows_right: What the account must be there; what is lost without is the text `lost`.
        doubts: What a machine's own kind may take away from it (`checks.blind_spots`): a disk
            that returns to an image empties its sources, or containers are not looked into.
        arguments: Names of the arguments that a playbook may give.
        wrong_arguments: Says what is wrong with arguments as given, under each one's name.
    """

    id: str
    letter: str
    sources: tuple[str, ...]
    shows: tuple[type[Observation] | type[Trait], ...]
    canary: tuple[Mark, ...]
    control: str | None
    rule: ControlRule | None
    posix: str
    windows: str
    read_posix: Reader
    read_windows: Reader
    posix_parts: Parts
    windows_parts: Parts
    windows_right: Right
    doubts: tuple[Note, ...] = ()
    arguments: tuple[str, ...] = ()
    wrong_arguments: Callable[[Mapping[str, object]], Mapping[str, str]] = _nothing_wrong

"""What a unit has to do, most urgent first: at most seven things, each naming its machines."""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from orchestrator.model.bodies import Level
from orchestrator.model.result import ControlVerdict, MachineResult, Reason, UnitResult, Verdict
from orchestrator.report.annex_view import missing
from orchestrator.text.catalogue import Catalogue

MOST_NAMES = 8  # an action names so many machines; all of them stand further down the page
UNREAD = "#chua"  # where the page tells of machines that were not assessed


class Named(Struct, frozen=True, kw_only=True):
    """A machine as named in a sentence: where on the page it stands, and its room."""

    name: str
    anchor: str
    room: str


class Action(Struct, frozen=True, kw_only=True):
    """One thing to do: a heading, the machines it is about, and how.

    `link` leads to where it goes on, on this page or beside it; empty for nowhere.
    """

    head: str
    machines: tuple[Named, ...] = ()
    more: int = 0
    how: str
    link: str = ""
    link_text: str = ""


def actions(
    unit: UnitResult,
    anchors: Mapping[str, str],
    annex: str,
    level: Level,
    say: Catalogue,
    handled: Collection[str] = (),
) -> tuple[Action, ...]:
    """Return what is left to do; empty if nothing is.

    Args:
        unit: The unit, judged.
        anchors: Where on the page each machine stands.
        annex: File name of the unit's annex form; empty where it has none.
        level: What the authority is, whom the unit asks.
        say: The reader's language.
        handled: Machines that fail, and of which all that was found is said to be handled.
    """
    failing = tuple(row for row in unit.machines if row.verdict is Verdict.FAIL)
    found = (
        _clean((one for one in failing if one.scope.machine not in handled), anchors, level, say),
        _look(tuple(row for row in failing if row.scope.machine in handled), anchors, say),
        _verify(unit, anchors, level, say),
        _open(unit, anchors, say),
        _select(unit, level, say),
        _controls(unit, anchors, say),
        _declare(unit, annex, say) if annex else None,
    )
    return tuple(action for action in found if action)


def _look(
    rows: Iterable[MachineResult], anchors: Mapping[str, str], say: Catalogue
) -> Action | None:
    """Return that machines which were handled are to be on for the look that decides."""
    named = _named(rows, anchors)
    if not named:
        return None
    return Action(
        head=say("do.look", n=len(named)),
        machines=named[:MOST_NAMES],
        more=len(named[MOST_NAMES:]),
        how=say("do.look_how"),
    )


def _clean(
    rows: Iterable[MachineResult], anchors: Mapping[str, str], level: Level, say: Catalogue
) -> Action | None:
    """Return that machines are to be cleaned: evidence first, so a call comes before the tool."""
    named = _named(rows, anchors)
    if not named:
        return None
    return Action(
        head=say("do.clean", n=len(named), level=level.word),
        machines=named[:MOST_NAMES],
        more=len(named[MOST_NAMES:]),
        how=say("do.clean_how", level=level.word),
    )


def _verify(
    unit: UnitResult, anchors: Mapping[str, str], level: Level, say: Catalogue
) -> Action | None:
    named = _named((row for row in unit.machines if row.reason is Reason.HOST_KEY), anchors)
    if not named:
        return None
    return Action(
        head=say("do.verify", n=len(named)),
        machines=named[:MOST_NAMES],
        more=len(named[MOST_NAMES:]),
        how=say("do.verify_how", level=level.word),
    )


def _open(unit: UnitResult, anchors: Mapping[str, str], say: Catalogue) -> Action | None:
    elsewhere = (None, Reason.HOST_KEY, Reason.NOT_SELECTED, Reason.NOT_ASKED)
    named = _named((row for row in unit.machines if row.reason not in elsewhere), anchors)
    if not named:
        return None
    return Action(
        head=say("do.open", n=len(named)),
        machines=named[:MOST_NAMES],
        more=len(named[MOST_NAMES:]),
        how=say("do.open_how"),
        link=UNREAD,
        link_text=say("unread.title"),
    )


def _select(unit: UnitResult, level: Level, say: Catalogue) -> Action | None:
    left = sum(row.reason is Reason.NOT_SELECTED for row in unit.machines)
    if not left:
        return None
    head = say("do.select", level=level.word, n=left)
    return Action(head=head, how=say("do.select_how"))


def breaks_a_control(machine: MachineResult) -> bool:
    """Tell whether a control says of a machine that it is not as it must be."""
    return any(control.verdict is ControlVerdict.FAIL for control in machine.controls)


def _controls(unit: UnitResult, anchors: Mapping[str, str], say: Catalogue) -> Action | None:
    """Return what a broken control asks for, on machines that have no graver thing to do."""
    rows = tuple(m for m in unit.machines if m.verdict is not Verdict.FAIL and breaks_a_control(m))
    if not rows:
        return None
    named = _named(rows, anchors)
    codes = sorted(
        {one.control for m in rows for one in m.controls if one.verdict is ControlVerdict.FAIL}
    )
    return Action(
        head=say("do.controls", n=len(named)),
        machines=named[:MOST_NAMES],
        more=len(named[MOST_NAMES:]),
        how=say("do.controls_how", controls=", ".join(codes)),
    )


def _declare(unit: UnitResult, annex: str, say: Catalogue) -> Action | None:
    left = ", ".join(say(key) for key in missing(unit.unit))
    if not left:
        return None
    return Action(
        head=say("do.annex"),
        how=say("do.annex_how", missing=left),
        link=annex,
        link_text=say("do.annex_link"),
    )


def _named(machines: Iterable[MachineResult], anchors: Mapping[str, str]) -> tuple[Named, ...]:
    scopes = (machine.scope for machine in machines)
    return tuple(
        Named(name=scope.machine, anchor=anchors[scope.machine], room=scope.room or "")
        for scope in scopes
    )

"""What `ping` shows on a terminal: every machine, what ails how many, and each remedy once."""

from collections import Counter
from collections.abc import Iterator, Sequence

from orchestrator import doctor
from orchestrator.cli.showing.printing import terminal_columns
from orchestrator.cli.showing.table import fitted
from orchestrator.doctor import Errand, Remedy, groups, prescribe
from orchestrator.model.bodies import Level
from orchestrator.model.diagnosis import Cause, Checkup, Reached, Symptoms
from orchestrator.model.outcome import failed_jump_host
from orchestrator.model.plan import Target
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible

_COLUMNS = ("unit", "machine", "address", "state", "detail")
_TITLES = 2  # of a machine's causes in its row; the summary names all
_LINES = 3  # of one cause; --json holds all
_CHARS = 60  # of what a machine calls itself
_GOOD = frozenset((Reached.LOGGED_ON, Reached.DOOR_OPEN))


def checkup_screen(found: Sequence[Checkup], errand: Errand, level: Level, words: Catalogue) -> str:
    """Return what a terminal shows: each machine, what ails how many, and each remedy once.

    Args:
        found: What was found of each machine.
        errand: What was typed.
        level: That of the authority, which may be who mends something.
        words: The texts.
    """
    parts = [
        _machines(found, words),
        _head(words("ping.summary")),
        "\n".join(_summary(found, words)),
    ]
    known = prescribe(found, errand)
    if known:
        parts.append(_head(words("ping.remedies")))
        parts += ["\n".join(_remedy(remedy, level, words)) for remedy in known]
    return "\n\n".join(parts)


def _head(text: str) -> str:
    return f"── {text} ──"


def _machines(found: Sequence[Checkup], words: Catalogue) -> str:
    head = [words(f"ping.{column}") for column in _COLUMNS]
    rows = [_row(checkup, words) for checkup in found]
    return fitted(head, rows, frozenset(), terminal_columns(), [_COLUMNS.index("address")])


def _row(checkup: Checkup, words: Catalogue) -> list[str]:
    seen = checkup.symptoms
    where = _way(seen.target, words) if seen else "-"
    return [
        checkup.unit.code,
        visible(checkup.machine.name),
        visible(where),
        words.word("state", checkup.diagnosis.state),
        _detail(checkup, words),
    ]


def _way(target: Target, words: Catalogue) -> str:
    hops = "".join(words("plan.through", name=hop.name) for hop in target.jump)
    return f"{target.via} {target.address}:{target.port}{hops}"


def _detail(checkup: Checkup, words: Catalogue) -> str:
    ills = checkup.diagnosis.causes
    found = checkup.diagnosis.found
    if checkup.diagnosis.state not in _GOOD:
        named = visible(_named(checkup.symptoms)) if checkup.symptoms else ""
        more = f" ({found.via} {found.port})" if found else f" ({named})" if named else ""
        return _short(ills, words) + more
    told = [*_told(checkup, words)]
    if ills:
        told.append(words("ping.doubt", causes=_short(ills, words)))
    return "; ".join(told)


def _named(seen: Symptoms) -> str:
    """Return the name of what failed, where it has one."""
    return failed_jump_host(seen.outcome) or seen.outcome.error_id


def _short(ills: Sequence[Cause], words: Catalogue) -> str:
    left = len(ills) - _TITLES
    said = _titles(ills[:_TITLES], words)
    return f"{said} {words('ping.more', n=left)}" if left > 0 else said


def _titles(ills: Sequence[Cause], words: Catalogue) -> str:
    either = f" {words('ping.or')} "
    return either.join(words(f"cause.{cause}.title") for cause in ills)


def _told(checkup: Checkup, words: Catalogue) -> Iterator[str]:
    """Yield what a machine that was reached said of itself."""
    if checkup.diagnosis.state is Reached.LOGGED_ON and checkup.principal:
        yield visible(checkup.principal.rpartition(" (")[0])
    if checkup.symptoms is not None:
        yield from _facts(checkup.symptoms, words)
    if checkup.connect_s is not None:
        yield words("ping.connect", ms=round(checkup.connect_s * 1000))
    if checkup.seconds:
        yield words("ping.time", s=words.decimal(checkup.seconds))


def _facts(seen: Symptoms, words: Catalogue) -> Iterator[str]:
    for text in (seen.facts.os, seen.facts.shell):
        if text:
            yield visible(text[:_CHARS])
    if seen.facts.elevated is not None:
        yield words("ping.admin") if seen.facts.elevated else words("ping.not_admin")
    if seen.clock_offset_s is not None:
        yield words("ping.clock", s=round(seen.clock_offset_s))


def _summary(found: Sequence[Checkup], words: Catalogue) -> Iterator[str]:
    states = Counter(checkup.diagnosis.state for checkup in found)
    for state in Reached:
        if states[state]:
            yield words("ping.count", n=states[state], what=words.word("state", state))
    for ills, ill in groups(found):
        named = _titles(ills, words)
        good = ill[0].diagnosis.state in _GOOD
        what = words("ping.doubt", causes=named) if good else named
        yield f"  {words('ping.count', n=len(ill), what=what)}"


def _remedy(remedy: Remedy, level: Level, words: Catalogue) -> Iterator[str]:
    title = words(f"cause.{remedy.cause}.title")
    yield words("ping.cause", n=len(remedy.machines), cause=title)
    yield f"  {words(f'cause.{remedy.cause}.sentence')}"
    who = words(f"mender.{remedy.who}", level=level.word)
    yield f"  {words('ping.who', who=who)}"
    if remedy.cause is Cause.NOT_ADMIN:
        yield f"  {words('ping.lost')}"
        yield from (f"    {line}" for line in doctor.lost_without_rights(words))
    places = dict.fromkeys(paste.line.where for paste in remedy.pastes)
    for where in places:
        here = [paste for paste in remedy.pastes if paste.line.where is where]
        yield f"  {_capital(words.word('where', where))}:"
        for paste in here[:_LINES]:
            yield f"    {paste.text}"
        if len(here) > _LINES:
            yield f"    {words('ping.others', n=len(here) - _LINES)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""What `ping` shows on a terminal: every machine, what ails how many, and each remedy once."""

from collections import Counter
from collections.abc import Iterator, Sequence

from orchestrator.cli.ping_remedies import Errand, Remedy, groups, remedies
from orchestrator.cli.ping_words import STATES, WORDS
from orchestrator.cli.table import table
from orchestrator.model.diagnosis import Cause, Checkup, Reached, Symptoms
from orchestrator.text import causes
from orchestrator.text.visible import visible

_TITLES = 2  # of a machine's causes in its row; the summary names all
_LINES = 3  # of one cause; --json holds all
_CHARS = 60  # of what a machine calls itself
_GOOD = frozenset((Reached.LOGGED_ON, Reached.DOOR_OPEN))


def say(found: Sequence[Checkup], errand: Errand, lang: str) -> str:
    """Return all that is said at the end."""
    words = WORDS[lang]
    parts = [_machines(found, lang), _head(words["summary"]), "\n".join(_summary(found, lang))]
    found_remedies = remedies(found, errand)
    if found_remedies:
        parts.append(_head(words["remedies"]))
        parts += ["\n".join(_remedy(remedy, lang)) for remedy in found_remedies]
    return "\n\n".join(parts)


def _head(text: str) -> str:
    return f"── {text} ──"


def _machines(found: Sequence[Checkup], lang: str) -> str:
    words = WORDS[lang]
    head = [words[column] for column in ("unit", "machine", "address", "state", "detail")]
    return table(head, [_row(checkup, lang) for checkup in found], frozenset())


def _row(checkup: Checkup, lang: str) -> list[str]:
    seen = checkup.symptoms
    where = f"{seen.target.via} {seen.target.address}:{seen.target.port}" if seen else "-"
    return [
        checkup.unit.code,
        visible(checkup.machine.name),
        visible(where),
        STATES[lang][checkup.diagnosis.state],
        _detail(checkup, lang),
    ]


def _detail(checkup: Checkup, lang: str) -> str:
    ills = checkup.diagnosis.causes
    found = checkup.diagnosis.found
    if checkup.diagnosis.state not in _GOOD:
        return _short(ills, lang) + (f" ({found.via} {found.port})" if found else "")
    told = [*_told(checkup, lang)]
    if ills:
        told.append(WORDS[lang]["doubt"] + _short(ills, lang))
    return "; ".join(told)


def _short(ills: Sequence[Cause], lang: str) -> str:
    words = WORDS[lang]
    said = words["or"].join(causes.title(cause, lang) for cause in ills[:_TITLES])
    left = len(ills) - _TITLES
    return f"{said} {words['more'].format(n=left)}" if left > 0 else said


def _told(checkup: Checkup, lang: str) -> Iterator[str]:
    """Yield what a machine that was reached said of itself."""
    words = WORDS[lang]
    if checkup.diagnosis.state is Reached.LOGGED_ON and checkup.principal:
        yield visible(checkup.principal.rpartition(" (")[0])
    if checkup.symptoms is not None:
        yield from _facts(checkup.symptoms, lang)
    if checkup.connect_s is not None:
        yield words["connect"].format(ms=round(checkup.connect_s * 1000))
    if checkup.seconds:
        yield words["time"].format(s=_decimal(checkup.seconds, lang))


def _facts(seen: Symptoms, lang: str) -> Iterator[str]:
    words = WORDS[lang]
    for text in (seen.facts.os, seen.facts.shell):
        if text:
            yield visible(text[:_CHARS])
    if seen.facts.elevated is not None:
        yield words["admin" if seen.facts.elevated else "not_admin"]
    if seen.clock_offset_s is not None:
        yield words["clock"].format(s=round(seen.clock_offset_s))


def _decimal(number: float, lang: str) -> str:
    text = f"{number:.1f}"
    return text if lang == "en" else text.replace(".", ",")


def _summary(found: Sequence[Checkup], lang: str) -> Iterator[str]:
    words = WORDS[lang]
    states = Counter(checkup.diagnosis.state for checkup in found)
    for state in Reached:
        if states[state]:
            yield f"{words['count'].format(n=states[state])}: {STATES[lang][state]}"
    for ills, ill in groups(found):
        named = words["or"].join(causes.title(cause, lang) for cause in ills)
        mark = words["doubt"] if ill[0].diagnosis.state in _GOOD else ""
        yield f"  {words['count'].format(n=len(ill))}: {mark}{named}"


def _remedy(remedy: Remedy, lang: str) -> Iterator[str]:
    words = WORDS[lang]
    count = words["count"].format(n=len(remedy.machines))
    yield f"{causes.title(remedy.cause, lang)} ({count})"
    yield f"  {causes.sentence(remedy.cause, lang)}"
    yield f"  {words['who']}: {causes.mender(remedy.cause, lang)}"
    places = dict.fromkeys(paste.line.where for paste in remedy.pastes)
    for where in places:
        here = [paste for paste in remedy.pastes if paste.line.where is where]
        yield f"  {_capital(causes.place(here[0].line, lang))}:"
        for paste in here[:_LINES]:
            yield f"    {paste.text}"
        if len(here) > _LINES:
            yield f"    {words['others'].format(n=len(here) - _LINES)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

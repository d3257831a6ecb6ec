"""A plan on paper: what would be asked, of whom, and the very bytes that would be sent."""

import textwrap
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from orchestrator.files import write_all
from orchestrator.model.outcome import Why
from orchestrator.model.plan import (
    Agent,
    Assignment,
    Family,
    JumpHost,
    KeyFile,
    Nobody,
    Password,
    Plan,
    Target,
    Ticket,
    Via,
)
from orchestrator.plan.compile import taken_tasks
from orchestrator.plan.playbook import Playbook
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say

_FEW = 40  # machines that are named one by one
_WIDTH = 100
_TIED = "\u00a0"  # a space at which no line ends
_MENDS: Mapping[Why, str] = {
    Why.NO_CREDENTIAL: "plan.mend.no_credential",
    Why.UNSUPPORTED: "plan.mend.unsupported",
    Why.BEHIND_SITE: "plan.mend.behind_site",
}
SCRIPT_NAMES = {Family.POSIX: "posix.sh", Family.WINDOWS: "windows.ps1"}


def list_tasks(
    playbook: Playbook, tags: Collection[str] = (), skip_tags: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the lines of `--list-tasks`, in Ansible's form.

    Raises:
        UsageError: The tags leave no task.
    """
    return tuple(_task_lines(playbook, tags, skip_tags))


def _task_lines(
    playbook: Playbook, tags: Collection[str], skip_tags: Collection[str]
) -> Iterator[str]:
    taken = taken_tasks(playbook, tags, skip_tags)
    yield f"playbook: {playbook.path}"
    for number, (play, tasks) in enumerate(zip(playbook.plays, taken, strict=True), start=1):
        yield ""
        yield f"  play #{number} ({play.hosts}): {play.name}\tTAGS: [{', '.join(play.tags)}]"
        yield "    tasks:"
        for task in tasks:
            own = sorted({*play.tags, *task.tags})
            yield f"      {task.name.value}\tTAGS: [{', '.join(own)}]"


def describe(plan: Plan, units: Mapping[str, str], words: Catalogue, *, every: bool = False) -> str:
    """Return what `sweep --check` prints: scripts, machines and ways; no secret is in it.

    Args:
        plan: The plan.
        units: The unit of each machine of the district.
        words: What speaks.
        every: Whether each machine has a line of its own; else many are told by unit.
    """
    left = Counter(skipped.why for skipped in plan.skipped)
    counts = "".join(f", {words.number(n)} {_why(why, words)}" for why, n in left.most_common())
    asked = words("plan.asked", playbook=plan.playbook, n=len(plan.assignments))
    lines = [f"{asked}{counts}", ""]
    lines += _script_lines(plan, words)
    lines += ["", words("plan.will")] * bool(plan.assignments)
    by_machine = every or len(plan.assignments) <= _FEW
    lines += _rows_by_machine(plan, words) if by_machine else _rows_by_unit(plan, words)
    for site, names in _of_sites(plan).items():
        lines += ["", words("plan.at_site", site=site, n=len(names))]
        lines += _names(names, units, words, every=every)
    for why, n in left.most_common():
        names = [skipped.machine for skipped in plan.skipped if skipped.why == why]
        lines += ["", words("plan.will_not", n=n, why=_why(why, words))]
        if (mend := _MENDS.get(Why(why))) is not None:
            lines.append(f"  {words(mend)}")
        lines += _names(names, units, words, every=every)
    return "\n".join(lines) + "\n"


def write_scripts(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """Write each family's script, byte for byte as it would be sent; the folder is made.

    Raises:
        InputError: The folder cannot be written to.
    """
    texts = ((SCRIPT_NAMES[family], script.text) for family, script in plan.scripts.items())
    return write_all(folder, texts, 0o644)


def _of_sites(plan: Plan) -> Mapping[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for row in plan.at_sites:
        found[row.site].append(row.machine)
    return dict(sorted(found.items()))


def _why(why: str, words: Catalogue) -> str:
    return words(f"plan.why.{Why(why).name.lower()}")


def _script_lines(plan: Plan, words: Catalogue) -> Iterator[str]:
    machines = Counter(assignment.family for assignment in plan.assignments)
    for family, script in plan.scripts.items():
        checks = ", ".join(script.checks)
        yield words("plan.family", family=family, n=machines[family], checks=checks)
        yield "  " + words("plan.script", n=len(script.text), sha256=script.sha256)


def _row(assignment: Assignment, words: Catalogue) -> tuple[str, str, str]:
    target = assignment.target
    way = f"{_endpoint(target, words)} {_logon_text(target, words)}{_hops(target, words)}"
    return assignment.machine, target.via, way.rstrip()


def _hops(target: Target, words: Catalogue) -> str:
    return "".join(words("plan.through", name=_hop(hop)) for hop in target.jump)


def _logon_text(target: Target, words: Catalogue) -> str:
    return words.text(_logon(target))


def _endpoint(target: Target, words: Catalogue) -> str:
    host = f"[{target.address}]" if ":" in target.address else target.address
    if target.via is Via.LOCAL:
        return words("plan.here")
    if target.via is Via.SSH:
        return f"{host}:{target.port}"
    scheme = "https" if target.winrm.https else "http"
    return f"{scheme}://{host}:{target.port}{target.winrm.path}"


def _hop(hop: JumpHost) -> str:
    host = f"[{hop.address}]" if ":" in hop.address else hop.address
    return f"{hop.name} ({host}:{hop.port})"


def _logon(target: Target) -> str:
    match target.credential:
        case Password(user=user):
            if target.via is Via.WINRM:
                return say("plan.as_password_by", user=user, way=target.winrm.auth)
            return say("plan.as_password", user=user)
        case KeyFile(user=user, path=path):
            return say("plan.as_key", user=user, path=path)
        case Agent(user=user):
            return say("plan.as_agent", user=user)
        case Ticket(user=user):
            return say("plan.as_ticket", user=user) if user else say("plan.by_ticket")
        case Nobody():
            return ""


def _rows_by_machine(plan: Plan, words: Catalogue) -> Iterator[str]:
    return _columns([_row(assignment, words) for assignment in plan.assignments])


def _rows_by_unit(plan: Plan, words: Catalogue) -> Iterator[str]:
    """Yield a line for each unit and way into its machines, with an address as an example."""
    found: dict[tuple[str, str, str], list[Target]] = {}
    for assignment in plan.assignments:
        target = assignment.target
        key = (assignment.unit, _logon_text(target, words), _hops(target, words))
        found.setdefault(key, []).append(target)
    yield from _columns(
        [
            (
                unit,
                words("plan.machines", n=len(targets)),
                targets[0].via,
                f"{words('plan.such_as', address=_endpoint(targets[0], words))} {logon}{hops}",
            )
            for (unit, logon, hops), targets in found.items()
        ]
    )
    yield f"  {words('plan.verbose')}"


def _names(
    names: Sequence[str], units: Mapping[str, str], words: Catalogue, *, every: bool
) -> Iterator[str]:
    """Yield the machines that are not asked: each, or how many of each unit."""
    if every:
        yield from _columns([(name, units.get(name, "")) for name in names])
        return
    many = len(names) > _FEW
    found = Counter(units.get(name, "") for name in names)
    told = [f"{unit}{_TIED}{words.number(n)}" for unit, n in found.items()] if many else names
    lines = textwrap.wrap(
        ", ".join(told),
        width=_WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    yield from (line.replace(_TIED, " ") for line in lines)
    if many:
        yield f"  {words('plan.verbose')}"


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows with every column but the last padded to one width."""
    width = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (text.ljust(width[at]) for at, text in enumerate(row[:-1]))
        yield "  " + "  ".join((*padded, row[-1]))

"""A plan on paper: what would be asked, of whom, and the very bytes that would be sent."""

from collections import Counter
from collections.abc import Collection, Iterator
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


def describe(plan: Plan, words: Catalogue) -> str:
    """Return what `sweep --check` prints: scripts, machines and ways; no secret is in it."""
    left = Counter(skipped.why for skipped in plan.skipped)
    counts = "".join(f", {words.number(n)} {_why(why, words)}" for why, n in left.most_common())
    asked = words("plan.asked", playbook=plan.playbook, n=len(plan.assignments))
    lines = [f"{asked}{counts}", ""]
    lines += _script_lines(plan, words)
    lines += ["", words("plan.will")] * bool(plan.assignments)
    lines += _columns([_row(assignment, words) for assignment in plan.assignments])
    lines += ["", words("plan.will_not")] * bool(plan.skipped)
    lines += _columns([(skipped.machine, _why(skipped.why, words)) for skipped in plan.skipped])
    return "\n".join(lines) + "\n"


def write_scripts(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """Write each family's script, byte for byte as it would be sent; the folder is made.

    Raises:
        InputError: The folder cannot be written to.
    """
    texts = ((SCRIPT_NAMES[family], script.text) for family, script in plan.scripts.items())
    return write_all(folder, texts, 0o644)


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
    hops = "".join(words("plan.through", name=_hop(hop)) for hop in target.jump)
    way = f"{_endpoint(target, words)} {words.text(_logon(target))}{hops}".rstrip()
    return assignment.machine, target.via, way


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


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows with every column but the last padded to one width."""
    width = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (text.ljust(width[at]) for at, text in enumerate(row[:-1]))
        yield "  " + "  ".join((*padded, row[-1]))

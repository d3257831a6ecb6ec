"""A plan on paper: what would be asked, of whom, and the very bytes that would be sent."""

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from orchestrator.files import write_all
from orchestrator.model.plan import (
    Agent,
    Assignment,
    Family,
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


def describe(plan: Plan) -> str:
    """Return what `sweep --check` prints: scripts, machines and ways; no secret is in it."""
    left = Counter(skipped.why for skipped in plan.skipped)
    counts = "".join(f", {count} {why}" for why, count in left.most_common())
    lines = [f"{plan.playbook}: {len(plan.assignments)} machines would be asked{counts}", ""]
    lines += _script_lines(plan)
    lines += ["", "would be asked:"] * bool(plan.assignments)
    lines += _columns([_row(assignment) for assignment in plan.assignments])
    lines += ["", "would not be asked:"] * bool(plan.skipped)
    lines += _columns([(skipped.machine, skipped.why) for skipped in plan.skipped])
    return "\n".join(lines) + "\n"


def write_scripts(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """Write each family's script, byte for byte as it would be sent; the folder is made.

    Raises:
        InputError: The folder cannot be written to.
    """
    texts = ((SCRIPT_NAMES[family], script.text) for family, script in plan.scripts.items())
    return write_all(folder, texts, 0o644)


def _script_lines(plan: Plan) -> Iterator[str]:
    machines = Counter(assignment.family for assignment in plan.assignments)
    for family, script in plan.scripts.items():
        checks = ", ".join(script.checks)
        yield f"{family} ({machines[family]} machines): {checks}"
        yield f"  one script of {len(script.text)} bytes, sha256 {script.sha256}"


def _row(assignment: Assignment) -> tuple[str, str, str]:
    target = assignment.target
    return assignment.machine, target.via, f"{_endpoint(target)} {_logon(target)}".rstrip()


def _endpoint(target: Target) -> str:
    host = f"[{target.address}]" if ":" in target.address else target.address
    if target.via is Via.LOCAL:
        return "this machine"
    if target.via is Via.SSH:
        return f"{host}:{target.port}"
    scheme = "https" if target.winrm.https else "http"
    return f"{scheme}://{host}:{target.port}{target.winrm.path}"


def _logon(target: Target) -> str:
    match target.credential:
        case Password(user=user):
            kind = f"{target.winrm.auth}, password" if target.via is Via.WINRM else "password"
            return f"as {user} ({kind})"
        case KeyFile(user=user, path=path):
            return f"as {user} (key {path})"
        case Agent(user=user):
            return f"as {user} (SSH agent)"
        case Ticket(user=user):
            return f"as {user} (Kerberos ticket)" if user else "by Kerberos ticket"
        case Nobody():
            return ""


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows with every column but the last padded to one width."""
    width = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (text.ljust(width[at]) for at, text in enumerate(row[:-1]))
        yield "  " + "  ".join((*padded, row[-1]))

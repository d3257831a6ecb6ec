"""Key files that are not there are a mistake of whoever runs the sweep, and not of each machine."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from orchestrator.errors import Problem, UsageError
from orchestrator.model.plan import Assignment, KeyFile
from orchestrator.text.message import say


def refuse_missing_keys(assignments: Iterable[Assignment]) -> None:
    """Refuse, before anything is sent, key files and certificates that cannot be opened.

    A key that an agent holds may have its public half alone here.

    Raises:
        UsageError: There are such files; one problem a file, however many machines use it.
    """
    used = Counter(
        assignment.target.credential.path
        for assignment in assignments
        if isinstance(assignment.target.credential, KeyFile)
    )
    problems = tuple(
        Problem(what=say("sweep.no_key", path=path, n=n, why=why), mend=say("sweep.name_key"))
        for path, n in used.items()
        if (why := _unreadable(Path(path))) and _unreadable(Path(f"{path}.pub"))
    )
    if problems:
        raise UsageError(problems)


def _unreadable(path: Path) -> str:
    """Return why a file cannot be read, in the system's words; empty if it can."""
    try:
        with path.expanduser().open("rb"):
            return ""
    except (OSError, RuntimeError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)

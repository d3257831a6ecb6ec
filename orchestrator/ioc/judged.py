"""A version before it may count: read by the ordinary readers, and put before the guards."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from orchestrator.errors import ListError, Problem
from orchestrator.ioc.entries import Listed
from orchestrator.ioc.guard import Guard
from orchestrator.ioc.load import is_future, is_useless, judge_list
from orchestrator.ioc.paths import FEEDS, MANIFEST, files_below
from orchestrator.ioc.read import read_feed, read_list
from orchestrator.ioc.sources import KEPT_SUFFIX, Role, Source, UrlOrigin
from orchestrator.ioc.state import Fault, Form, ListFault
from orchestrator.ioc.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A version that may count; `values` are its distinct indicators."""

    values: frozenset[Value] = field(repr=False)
    sha256: str
    dated: date


def judge(source: Source, form: Form, made: Path, *, folder: Path, today: date) -> Judged | Fault:
    """Read a version and say what it holds, or why it can be of no use.

    Args:
        source: The source.
        form: What the version is made of.
        made: Where it stands.
        folder: The folder of lists.
        today: No list may be dated later.
    """
    try:
        lists = _read(source, form, made, folder / FEEDS / source.name)
    except ListError as error:
        return Fault(why=ListFault.UNREADABLE, detail=_said(error.problems[0]))
    if fault := _fault(source, lists, today):
        return fault
    guard = Guard()
    values = [_values(one, source.role, guard) for one in lists]
    if not values or not all(values):
        return Fault(why=ListFault.NO_INDICATOR)
    return Judged(
        values=frozenset[Value]().union(*values),
        sha256=_digest(lists),
        dated=max(one.dated or one.modified for one in lists),
    )


def _read(source: Source, form: Form, made: Path, store: Path) -> Sequence[Listed]:
    match form:
        case Form.FILE:
            name = f"{source.name}{KEPT_SUFFIX}"
            return (read_list(made / name, name, source.format),)
        case Form.FEED:
            return (read_feed(made / MANIFEST, store, source.name),)
        case Form.FOLDER:
            return [read_list(file, file.name, source.format) for file in files_below(made)]


def _fault(source: Source, lists: Iterable[Listed], today: date) -> Fault | None:
    # A captive portal and a parked domain answer everything with a friendly page.
    unasked = isinstance(source.origin, UrlOrigin) and source.format is None
    for one in lists:
        if unasked and one.format == "html":
            return Fault(why=ListFault.WEB_PAGE)
        if is_future(one, today):
            return Fault(why=ListFault.FUTURE)
    return None


def _values(listed: Listed, role: Role, guard: Guard) -> frozenset[Value]:
    """Return what passes the guards; an allow list is there for what they refuse."""
    if role is Role.ALLOW:
        return frozenset(entry.value for entry in listed.entries)
    guarded = judge_list(listed, guard)
    useless = is_useless(guarded)
    return frozenset() if useless else frozenset(entry.value for entry, _ in guarded.passed)


def _digest(lists: Sequence[Listed]) -> str:
    if len(lists) == 1:
        return lists[0].sha256
    digests = sorted((one.name, one.sha256) for one in lists)
    return hashlib.sha256(repr(digests).encode()).hexdigest()


def _said(problem: Problem) -> str:
    """Where the draft stood says nothing to anyone; the line in it does."""
    line = f"line {problem.place.line}: " if problem.place and problem.place.line > 1 else ""
    return f"{line}{problem.what}"

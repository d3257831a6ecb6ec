"""What stands on every page: who, when, and every warning there is."""

from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.model.result import SweepResult
from orchestrator.text.catalogue import Catalogue, Span
from orchestrator.text.list_warnings import list_warning


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """One warning; `kind` is "stop" (not to be used) or "warn"."""

    kind: str
    text: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The parts of a page that do not depend on what it is about."""

    committee: str
    campaign: str
    banners: tuple[Banner, ...]
    when: str
    footer: str
    deadline: str  # empty where none is set


def frame(result: SweepResult, say: Catalogue) -> Frame:
    """Return the frame of all pages of a sweep."""
    deadline = result.authority.deadline
    return Frame(
        committee=result.authority.committee,
        campaign=result.authority.campaign,
        banners=tuple(_banners(result, say)),
        when=_when(result, say),
        footer=say("page.footer", at=say.moment(result.ended_at)),
        deadline=say.day(deadline) if deadline else "",
    )


def _banners(result: SweepResult, say: Catalogue) -> Iterator[Banner]:
    if not result.finished:
        yield Banner(kind="stop", text=say.rich("banner.unfinished"))
    if result.demo:
        yield Banner(kind="warn", text=say.rich("banner.demo"))
    for said in result.list.warnings:
        yield Banner(kind="warn", text=list_warning(said, say))


def _when(result: SweepResult, say: Catalogue) -> str:
    start, end = result.started_at, result.ended_at
    first, last = say.day(start), say.day(end)
    if first == last:
        return say("page.time_one_day", day=first, start=say.clock(start), end=say.clock(end))
    return say("page.time_days", first=first, last=last, start=say.clock(start), end=say.clock(end))

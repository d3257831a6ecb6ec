"""What stands on every page: who, when, and every warning there is."""

from collections.abc import Iterator

from msgspec import Struct

from orchestrator.model.campaign import JudgedKind
from orchestrator.model.indicator import Unused
from orchestrator.model.result import ListInfo, Subject, SweepResult
from orchestrator.report.covers_view import covers_list, covers_units
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue, TextSpan, iso_day
from orchestrator.text.defang import defang
from orchestrator.text.list_warnings import list_warning


class Banner(Struct, frozen=True, kw_only=True):
    """One warning; `kind` is "stop" (not to be used) or "warn"."""

    kind: str
    text: tuple[TextSpan, ...]


class PageFrame(Struct, frozen=True, kw_only=True):
    """The parts of a page that do not depend on what it is about."""

    committee: str
    campaign: str
    banners: tuple[Banner, ...]
    when: str
    footer: str
    deadline: str  # empty where none is set
    is_late: bool  # whether that day is over
    covers: str
    covers_list: str
    basis: str  # the digest of what the verdicts rest on
    about: str  # what titles of its pages begin with: the word of `model.result.Subject`


def frame(shown: Shown, say: Catalogue) -> PageFrame:
    """Return the frame of all pages of a set."""
    result = shown.result
    deadline = result.authority.deadline
    return PageFrame(
        committee=result.authority.committee,
        campaign=result.authority.campaign,
        banners=tuple(_banners(shown, say)),
        when=_when(result, say),
        footer=say("page.footer", at=say.moment(result.ended_at)),
        deadline=say.day(deadline) if deadline else "",
        is_late=deadline is not None and deadline < iso_day(result.ended_at),
        covers=covers_units(shown, say),
        covers_list=covers_list(shown, say),
        basis=shown.basis,
        about=str(result.subject),
    )


def _banners(shown: Shown, say: Catalogue) -> Iterator[Banner]:
    result = shown.result
    if shown.reading is not None:
        yield Banner(kind="warn", text=say.rich(f"banner.for_{shown.reading}"))
    if shown.kind is JudgedKind.SWEEP:
        yield Banner(kind="warn", text=say.rich("kept.alone"))
    if not result.finished:
        yield Banner(kind="stop", text=say.rich("banner.unfinished"))
    if result.subject is Subject.CONTROLS:
        yield Banner(kind="stop", text=say.rich("banner.controls"))
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


_MOST = 5


def own_listed(info: ListInfo, say: Catalogue) -> Iterator[Banner]:
    """Yield a warning if the list names the district's own addresses or names.

    They are matched with nothing, and yet must not vanish: a unit's own server on a list of
    command servers may be one.
    """
    own = [one for one in info.refused if one.reason == Unused.OWN]
    if not own:
        return
    places = [
        say("own.place", text=defang(one.text), file=one.file, line=str(one.line))
        for one in own[:_MOST]
    ]
    if own[_MOST:]:
        places.append(say("page.more", n=len(own[_MOST:])))
    yield Banner(kind="warn", text=say.rich("own.listed", places="; ".join(places)))

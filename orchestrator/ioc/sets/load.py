"""List files to one guarded set of indicators, or the reason why there is none."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from orchestrator.errors import InputError, ListError, Place, Problem
from orchestrator.files.uncollected import uncollected
from orchestrator.ioc.guarding.allow import read_allow
from orchestrator.ioc.guarding.guard import Guard, GuardedEntries, Passed
from orchestrator.ioc.keeping.list_paths import Lists, given_lists
from orchestrator.ioc.keeping.source_warnings import source_warnings
from orchestrator.ioc.reading.entries import (
    Entries,
    Entry,
    ReadList,
    Refusals,
    Run,
    counted,
    in_order,
)
from orchestrator.ioc.reading.list_file import check_columns, names_of, read_list
from orchestrator.ioc.reading.normalise import Value
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.ioc.sets.refusal_groups import DOUBTS, GUARDED
from orchestrator.ioc.sets.set_codec import sealed
from orchestrator.model.district import Own
from orchestrator.model.indicator import (
    Citation,
    Class,
    Indicator,
    IocSet,
    Kind,
    ListDoubt,
    ListFile,
    Refusal,
    Unused,
)
from orchestrator.model.watch import Watch, unwatched
from orchestrator.text.message import say
from orchestrator.text.reasons import refusal

STALE_AFTER_DAYS = 30
_LOST = DOUBTS | GUARDED
_SHIPPED_SINKHOLES = Path(__file__).parents[1] / "data" / "sinkholes.txt"


class Guarded(NamedTuple):
    """One list after the guards: what passed, with how far it reaches, and what did not.

    `guarded` are those of the refused ones that are values, and that a guard kept off.
    """

    listed: ReadList
    klass: Class
    passed: GuardedEntries
    refused: tuple[Refusal, ...]
    guarded: tuple[Refusal, ...]


class _Told(NamedTuple):
    """What one place of a list says of a value."""

    passed: Passed
    klass: Class
    citation: Citation
    since: datetime | None
    until: datetime | None


@uncollected()
def load(
    paths: Sequence[Path],
    *,
    sinkholes: Sequence[Path] = (),
    allow: Sequence[Path] = (),
    today: date,
    own: Own | None = None,
    watch: Watch = unwatched,
    columns: tuple[ColumnByHand, ...] = (),
) -> IocSet:
    """Read lists of indicators.

    Args:
        paths: List files, and folders that stand for their list files. One whose role in the
            `sources.yml` beside it is `sinkhole` or `allow` is read as that.
        sinkholes: Lists of known sinkholes, likewise; the package's own is always added.
        allow: Allow lists, likewise. What they hold stays an indicator, and excuses its hits.
        today: The day by which a list's age is judged, and whether an entry is in force.
        own: What is the district's own and therefore never an indicator.
        watch: Looks on while values are judged, and then while they become indicators.
        columns: What a person decided of the columns of the lists in `paths`.

    Returns:
        Never an empty set. Values listed several times have one indicator with all citations.

    Raises:
        ListError: A path holds no list, a list cannot be read or gives nothing that can be
            matched, or is dated in the future; all such problems at once.
    """
    guard = Guard(own)
    files = given_lists(paths, sinkholes, allow, columns)
    allowed, expired = read_allow(files.allow, Guard(), today)
    lists = _guarded(files, files.iocs, guard, today, watch)
    check_columns(columns, [table for one in lists for table in one.listed.tables])
    known = _guarded(files, files.sinkholes, guard, today)
    shipped = judge_list(read_list(_SHIPPED_SINKHOLES, "sinkholes (orchestrator)"), guard)
    holes = (one._replace(klass=Class.SINKHOLE) for one in (*known, shipped))
    every = (*lists, *holes)
    return sealed(
        indicators=_merged(every, today, watch),
        files=(_file(one) for one in every),
        refused=(*expired, *(refused for one in every for refused in one.refused)),
        dated=_day(max(lists, key=lambda one: _day(one.listed)).listed).isoformat(),
        warnings=(
            *_warnings(lists),
            *_age_warning(files, lists, today),
            *source_warnings((*paths, *sinkholes, *allow), today),
            *((ListDoubt.ALLOW_EXPIRED,) if expired else ()),
        ),
        allowed=allowed,
    )


@uncollected()
def judge_list(listed: ReadList, guard: Guard, watch: Watch = unwatched) -> Guarded:
    """Put every value of a list before the guards, while somebody looks on."""
    refusals = Refusals(listed.name)
    every = list(watch(_judged(listed.entries, guard, refusals), len(listed.entries)))
    guarded = refusals.all()
    refused = in_order((*listed.skipped, *guarded))
    passed = GuardedEntries(listed.entries, every)
    return Guarded(listed, Class.MALICIOUS, passed, refused, guarded)


def _judged(entries: Entries, guard: Guard, refusals: Refusals) -> Iterator[Passed | Unused]:
    """Yield what the guard says of each value, in order, and gather those that it refuses."""
    for part in entries.parts:
        if isinstance(part, Entry):
            judged = part.held or guard.judge(part.value)
            if isinstance(judged, Unused):
                refusals.add(part.line, part.published, judged)
            yield judged
            continue
        every = list(guard.judge_all(part.kind, part.values))
        if any(isinstance(one, Unused) for one in every):
            for line, published, judged in zip(part.lines, part.published, every, strict=True):
                if isinstance(judged, Unused):
                    refusals.add(line, published, judged)
        yield from every


def _guarded(
    lists: Lists, files: Sequence[Path], guard: Guard, today: date, watch: Watch = unwatched
) -> tuple[Guarded, ...]:
    found: list[Guarded] = []
    problems: list[Problem] = []
    for path, name in zip(files, names_of(files), strict=True):
        try:
            guarded = judge_list(read_list(path, name, lists.read_as(path)), guard, watch)
        except InputError as error:
            problems.extend(error.problems)
            continue
        found.append(guarded)
        problems.extend(unusable(guarded, path, today))
    if problems:
        raise ListError(problems)
    return tuple(found)


def unusable(guarded: Guarded, path: Path, today: date) -> Iterator[Problem]:
    """Yield what bars a list that could be read."""
    if is_future(guarded.listed, today):
        yield Problem(
            what=say("list_path.future", path=path, day=guarded.listed.dated),
            mend=say("list_path.mend.clock"),
        )
    if is_useless(guarded):
        yield _nothing(guarded, path)


def is_future(listed: ReadList, today: date) -> bool:
    """Tell whether a list is dated later than a time zone can explain."""
    return listed.dated is not None and listed.dated > today + timedelta(days=1)


def is_useless(guarded: Guarded) -> bool:
    """Tell whether nothing of a list can be matched."""
    return not guarded.passed


def _nothing(guarded: Guarded, path: Path) -> Problem:
    if not guarded.refused:
        return Problem(what=say("list_path.no_value", path=path), mend=say("list_path.mend.show"))
    first = guarded.refused[0]
    return Problem(
        place=Place(file=str(path), line=first.line),
        what=say("list_path.no_match", text=first.text, why=refusal(first.reason)),
        mend=say("list_path.mend.show"),
    )


def _merged(lists: Iterable[Guarded], today: date, watch: Watch) -> Iterator[Indicator]:
    """Yield one indicator a value; whatever is also a known sinkhole is a sinkhole."""
    found: dict[Value, _Told | list[_Told]] = {}
    for one in lists:
        for value, told in _each_told(one):
            before = found.setdefault(value, told)
            if isinstance(before, list):
                before.append(told)
            elif before is not told:
                found[value] = [before, told]
    for value, every in watch(found.items(), len(found)):
        yield _indicator(value, every if isinstance(every, list) else (every,), today)


def _each_told(guarded: Guarded) -> Iterator[tuple[Value, _Told]]:
    """Yield what each place of a list says; of values in columns no entry is made first."""
    name, version, klass = guarded.listed.name, _version(guarded.listed), guarded.klass
    for part, judged in guarded.passed.parts():
        if isinstance(part, Run):
            kind = part.kind
            for line, published, text, passed in zip(
                part.lines, part.published, part.values, judged, strict=True
            ):
                if isinstance(passed, Passed):
                    citation = Citation(list=name, version=version, line=line, published=published)
                    yield Value(kind, text), _Told(passed, klass, citation, None, None)
        elif isinstance(judged[0], Passed):
            citation = _citation(name, version, part)
            yield part.value, _Told(judged[0], klass, citation, part.since, part.until)


def _citation(name: str, version: str, entry: Entry) -> Citation:
    return Citation(
        list=name,
        version=version,
        line=entry.line,
        published=entry.published,
        confidence=entry.confidence,
        context=entry.context,
    )


def _indicator(value: Value, every: Sequence[_Told], today: date) -> Indicator:
    if len(every) == 1:  # as most are
        return _of_one(value, every[0], today)
    # A start that has come is no limit: machines called the address before it was listed.
    starts = [one.since for one in every if one.since and one.since.date() > today]
    ends = [one.until for one in every if one.until]
    passed = every[0].passed
    return Indicator(
        value=value.text,
        kind=value.kind,
        port=value.port,
        scope=passed.scope,
        test=passed.test,
        shared=passed.shared,
        klass=_klass(every),
        valid_from=min(starts) if len(starts) == len(every) else None,
        # One list that sets no end keeps it valid, whatever the others say.
        valid_until=max(ends) if len(ends) == len(every) else None,
        citations=_citations(every),
    )


def _of_one(value: Value, told: _Told, today: date) -> Indicator:
    begins = told.since is not None and told.since.date() > today
    return Indicator(
        value=value.text,
        kind=value.kind,
        port=value.port,
        scope=told.passed.scope,
        test=told.passed.test,
        shared=told.passed.shared,
        klass=told.klass,
        valid_from=told.since if begins else None,
        valid_until=told.until,
        citations=(told.citation,),
    )


def _klass(every: Sequence[_Told]) -> Class:
    sinkhole = any(one.klass is Class.SINKHOLE for one in every)
    return Class.SINKHOLE if sinkhole else Class.MALICIOUS


def _citations(every: Sequence[_Told]) -> tuple[Citation, ...]:
    if len(every) == 1:
        return (every[0].citation,)
    distinct = dict.fromkeys(one.citation for one in every)
    return tuple(sorted(distinct, key=lambda c: (c.list, c.version, c.line, c.published)))


def _file(one: Guarded) -> ListFile:
    return ListFile(
        name=one.listed.name,
        sha256=one.listed.sha256,
        dated=_day(one.listed).isoformat(),
        indicators=one.passed.distinct(),
    )


def _day(listed: ReadList) -> date:
    return listed.dated or listed.modified


def _version(listed: ReadList) -> str:
    return listed.dated.isoformat() if listed.dated else listed.sha256[:12]


def _warnings(lists: Sequence[Guarded]) -> Iterator[str]:
    if all(one.passed.are_tests() for one in lists):
        yield ListDoubt.TEST_ONLY
    if all(one.passed.kinds() <= {Kind.URL} for one in lists):
        yield ListDoubt.URLS_ONLY
    for one in lists:
        if is_mostly_unread(one):
            yield f"{ListDoubt.MOSTLY_UNREAD} {one.listed.name}"


def is_mostly_unread(guarded: Guarded) -> bool:
    """Tell whether more of a list was damaged or guarded away than could be used.

    Of the real lists that this was tried on, headings and reserved ranges made up 37 % at most;
    a list beyond one half is another form than it was taken for.
    """
    lost = sum(n for reason, n in counted(guarded.refused).items() if reason in _LOST)
    return lost > 0 and lost > len(guarded.passed)


def _age_warning(files: Lists, lists: Sequence[Guarded], today: date) -> Iterator[str]:
    """Judge the newest list; where all have a source, each source says itself what is old."""
    if files.sourced.keys() >= set(files.iocs):
        return
    if today - max(_day(one.listed) for one in lists) > timedelta(days=STALE_AFTER_DAYS):
        yield ListDoubt.STALE

"""What commands of `ioc` print for people: defanged, and with nothing hidden in it."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from orchestrator.cli.showing.printing import terminal_columns
from orchestrator.cli.showing.table import table
from orchestrator.model.indicator import Allowed, Citation, Indicator, Kind, Scope
from orchestrator.sweep import lists
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.context_words import context_words
from orchestrator.text.defang import defang
from orchestrator.text.reasons import refusal, refusal_mend
from orchestrator.text.visible import visible

_COLUMNS = ("name", "role", "old", "new", "added", "removed", "state")
_FIGURES = frozenset({2, 3, 4, 5})


def listing_lines(seen: lists.ListsSeen, words: Catalogue) -> Iterator[str]:
    """Yield what each file holds, what of it is not used, and where lists come from."""
    for one in seen.files:
        counts = ", ".join(
            f"{words.word('kind', kind)} {words.number(count)}"
            for kind, count in one.counts.items()
            if count
        )
        yield f"{one.path}: {counts or '0'}"
        if one.narrowed:
            yield f"  {words('ioc.narrowed', n=one.narrowed)}"
        if one.guarded:
            yield f"  {words('ioc.guarded', n=one.guarded)}"
        if one.references:
            yield f"  {words('ioc.references', n=one.references)}"
        yield from (f"  {line}" for line in _table_lines(one, words))
        yield from (f"  {line}" for line in _refusal_lines(one, words))
    for listed in seen.sources:
        version = listed.known.in_force if listed.known else None
        said = f"{version.id} ({version.dated}, {version.indicators})" if version else "-"
        yield f"{listed.source.name} <- {listed.origin}: {said}"


def _table_lines(seen: lists.ListSeen, words: Catalogue) -> Iterator[str]:
    """Yield the columns of each table, alike ones once."""
    for used, unused in dict.fromkeys((one.used, one.unused) for one in seen.tables):
        yield words("ioc.columns_used", columns=_columns(used, words))
        if unused:
            yield words("ioc.columns_unused", columns=_columns(unused, words))


def _columns(columns: Sequence[lists.ColumnSeen], words: Catalogue) -> str:
    named = (
        words("ioc.column", title=visible(one.title), use=words.word("seen_as", one.use))
        for one in columns
    )
    return ", ".join(named) or "-"


def _refusal_lines(seen: lists.ListSeen, words: Catalogue) -> Iterator[str]:
    """Yield how much is not used for each reason, with the first of it and how it is mended."""
    for group in seen.groups:
        one = group.example
        where = f"{one.line}" if one.column is None else f"{one.line}:{one.column}"
        why, text = words.text(refusal(group.reason)), visible(one.text)
        mend = words.text(refusal_mend(group.reason))
        yield words("ioc.group", n=group.count, why=why)
        yield f"  {where}: {text}"
        if mend:
            yield f"  {mend}"


def lookup_lines(one: lists.ValueLookup, words: Catalogue) -> Iterator[str]:
    """Yield what the lists say of a value: what it met, by which rule, from which line."""
    given = shown(one.given)
    if one.unusable is not None:
        yield f"{given}: {words('ioc.unusable', why=refusal(one.unusable))}"
        return
    if not one.listed:
        yield f"{given}: {words('ioc.not_listed')}"
    if one.found:
        yield f"{given}: {_met(one.found, words)}"
        yield from (f"  {line}" for line in _match_lines(one.found, words))
    if one.host:
        yield f"{given}: {words('ioc.host', said=_met(one.host, words))}"
        yield from (f"  {line}" for line in _match_lines(one.host, words))
    for refused in one.refused:
        place = visible(f"{refused.file}:{refused.line}")
        yield f"  {words('ioc.refused', place=place, why=refusal(refused.reason))}"


def difference_lines(found: lists.Difference, words: Catalogue) -> Iterator[str]:
    """Yield the counts, then what is new (`+`), gone (`-`) and judged otherwise (`~`)."""
    yield ", ".join(
        (
            words("ioc.added", n=len(found.added)),
            words("ioc.removed", n=len(found.removed)),
            words("ioc.changed", n=len(found.changed)),
        )
    )
    yield from (f"+ {_listed(one)}" for one in found.added)
    yield from (f"- {_listed(one)}" for one in found.removed)
    for before, after in found.changed:
        yield f"~ {_listed(after)}: {_judged(before, words)} -> {_judged(after, words)}"


def update_lines(
    rows: Sequence[lists.SourceUpdate], source: Path, words: Catalogue, *, check: bool
) -> Iterator[str]:
    """Yield how each source stands, and the commands to decide about one that shrank.

    Args:
        rows: The sources.
        source: The file or folder that names them, as typed.
        words: The texts.
        check: Whether nothing was let count.
    """
    if not rows:
        yield words("update.none")
        return
    cells = [_cells(row, words) for row in rows]
    yield table([words(f"update.{name}") for name in _COLUMNS], cells, _FIGURES, terminal_columns())
    if check:
        yield f"\n{words('update.check')}"
    for row in rows:
        if row.standing is lists.UpdateStanding.SHRUNK:
            yield from _choice(row, source, words)


def _met(found: lists.Match, words: Catalogue) -> str:
    weak = f", {words.word('weakness', found.weakness)}" if found.weakness else ""
    listed = shown(found.indicator.value)
    if found.indicator.port is not None:
        listed = words("ioc.port", value=listed, port=found.indicator.port)
    klass, rule = words.word("class", found.indicator.klass), words.word("rule", found.rule)
    return words("ioc.listed", klass=klass, listed=listed, rule=f"{rule}{weak}")


def _match_lines(found: lists.Match, words: Catalogue) -> Iterator[str]:
    one = found.indicator
    for cited in one.citations:
        yield from _citation_lines(cited, words)
    yield words("ioc.sources", n=len(one.lists))
    if one.scope is Scope.EXACT and one.kind is Kind.DOMAIN:
        yield words("ioc.exact_only")
    if one.valid_from:
        yield words("ioc.valid_from", day=_day(one.valid_from))
    if one.valid_until:
        yield words("ioc.valid_until", day=_day(one.valid_until))
    if one.shared:
        yield words("ioc.shared", owner=one.shared)
    if found.allowed:
        yield allowed_line(found.allowed, words)


def _citation_lines(cited: Citation, words: Catalogue) -> Iterator[str]:
    place = visible(f"{cited.list}:{cited.line} ({cited.version})")
    listed = shown(cited.published)
    if cited.confidence is not None:
        listed = words("ioc.sure", value=listed, confidence=cited.confidence)
    yield f"{place}: {listed}"
    if cited.context:
        yield f"  {visible(context_words(cited.context, words))}"


def allowed_line(entry: Allowed, words: Catalogue) -> str:
    """Return who lets something pass, why and until when."""
    place, until = f"{entry.list}:{entry.line}", _day(date.fromisoformat(entry.expires))
    owner, reason = visible(entry.owner), visible(entry.reason)
    return words("ioc.allowed", owner=owner, reason=reason, day=until, place=visible(place))


def shown(value: str) -> str:
    """Return a listed value defanged, with nothing hidden in it."""
    return visible(defang(value))


def _day(moment: date) -> str:
    return f"{moment:%d/%m/%Y}"


def _listed(one: Indicator) -> str:
    port = "" if one.port is None else f":{one.port}"
    cited = one.citations[0]
    return f"{shown(one.value)}{port}  ({visible(cited.list)}:{cited.line})"


def _judged(one: Indicator, words: Catalogue) -> str:
    days = (one.valid_from, one.valid_until)
    dates = "..".join(_day(day) if day else "" for day in days)
    return f"{words.word('reach', one.scope)}, {words.word('class', one.klass)}, {dates}"


def _choice(row: lists.SourceUpdate, source: Path, words: Catalogue) -> Iterator[str]:
    if row.compare:
        old, new = row.compare
        yield f"\n{words('update.compare', name=row.name)}"
        yield f"  orchestrator ioc diff {old} {new}"
    yield f"\n{words('update.accept', name=row.name)}"
    yield f"  orchestrator ioc update {source} --accept {row.name}"


def _cells(row: lists.SourceUpdate, words: Catalogue) -> list[str]:
    counts = ("-" if count is None else words.number(count) for count in (row.old, row.new))
    return [
        row.name,
        words.word("use", row.role),
        *counts,
        words.number(row.added),
        words.number(row.removed),
        row.state(words),
    ]

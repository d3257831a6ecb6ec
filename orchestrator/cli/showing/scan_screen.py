"""What `ioc scan` prints for people: the forms of a log, a sighting with who asked, a table."""

from collections.abc import Iterator

from orchestrator.cli.showing.lists_screen import allowed_line, shown
from orchestrator.cli.showing.printing import terminal_columns
from orchestrator.cli.showing.table import table
from orchestrator.sweep import lists
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible

_COLUMNS = ("machine", "unit", "sightings", "weak", "clients", "indicators", "first", "last")
_FIGURES = frozenset({3, 4, 5, 6})


def log_line(log: lists.OpenLog, words: Catalogue) -> str:
    """Return the line that tells how a log is read."""
    path = visible(str(log.path))
    if not log.forms.forms:
        return words("scan.plain", log=path)
    forms = ", ".join(
        words("scan.form", form=words.word("log_format", form), n=lines)
        for form, lines in log.forms.forms
    )
    return words("scan.log", log=path, forms=forms, n=log.forms.sampled)


def sighting_line(seen: lists.ClientSighting, words: Catalogue) -> str:
    """Return the line that tells of a sighting in a log."""
    one = seen.sighting
    indicator = one.found.indicator
    cited = indicator.citations[0]
    weakness = one.found.weakness
    weak = f", {words.word('weakness', weakness)}" if weakness else ""
    entry = one.found.allowed
    allowed = f"; {allowed_line(entry, words)}" if entry else ""
    how, klass = words.word("extracted", one.how), words.word("class", indicator.klass)
    rule = words.word("rule", one.found.rule)
    told = "".join(f"; {part}" for part in _told(seen, words))
    return (
        f"{visible(str(seen.log))}:{one.line}: {shown(one.observed)} ({how}): "
        f"{klass}: {shown(cited.published)}, {rule}{weak}; "
        f"{visible(cited.list)}:{cited.line}{allowed}{told}"
    )


def group_table(groups: lists.Groups, words: Catalogue) -> Iterator[str]:
    """Yield the table of counted sightings."""
    rows = [_cells(one, groups.by, words) for one in groups]
    if rows:
        head = [words.word("scan_by", groups.by), *(words(f"scan.{name}") for name in _COLUMNS)]
        yield table(head, rows, _FIGURES, terminal_columns())


def _told(seen: lists.ClientSighting, words: Catalogue) -> Iterator[str]:
    """Yield who asked and when; of a line of no known form neither is known."""
    told = seen.sighting.told.reading
    if told.client is not None:
        by = _client(seen, words)
        yield words("scan.inbound", client=by) if told.inbound else words("scan.asked", client=by)
    elif told.time is not None:
        yield words("scan.no_client")
    if told.time is not None:
        yield _time(told.time, words)


def _client(seen: lists.ClientSighting, words: Catalogue) -> str:
    client = seen.client or ""
    address = shown(client) if client == seen.sighting.observed else visible(client)
    whose = seen.whose
    if whose is None:
        return address
    units = ", ".join(visible(unit.name) for unit in whose.units)
    if whose.machine is not None:
        return f"{address} ({visible(whose.machine.name)}, {units})"
    return f"{address} ({words.word('known_by', whose.by)}: {units})"


def _time(time: lists.LogTime, words: Catalogue) -> str:
    told = visible(time.iso or time.told)
    if time.zone is None:
        return words("scan.no_zone", time=told)
    return words("scan.in_zone", time=told, zone=visible(time.zone))


def _cells(one: lists.SightingGroup, by: lists.GroupBy, words: Catalogue) -> list[str]:
    whose = one.whose if by is not lists.GroupBy.INDICATOR else None
    key = shown(one.key) if by is lists.GroupBy.INDICATOR else visible(one.key)
    listed = sorted(one.indicators)
    return [
        key or words("scan.not_told"),
        visible(whose.machine.name) if whose and whose.machine and by != "unit" else "",
        ", ".join(visible(unit.name) for unit in whose.units) if whose else "",
        words.number(one.sightings),
        words.number(one.weak),
        words.number(len(one.clients)),
        shown(listed[0]) if len(listed) == 1 else words.number(len(listed)),
        visible(one.first),
        visible(one.last),
    ]

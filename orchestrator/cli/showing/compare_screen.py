"""What changed between two dates, on a terminal."""

from collections.abc import Iterator

from orchestrator.cli.showing.table import table
from orchestrator.sweep.campaign_compare import Compared, Comparison, FindingChange, Incomparable
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang
from orchestrator.text.visible import visible

_COLUMNS = ("change", "unit", "machine", "indicator", "finding")
_MOST = 100  # lines; the JSON has all


def compare_screen(found: Compared, words: Catalogue) -> str:
    """Return all that is said of two dates."""
    return "\n".join(_lines(found, words))


def _lines(found: Compared, words: Catalogue) -> Iterator[str]:
    since, until = words.moment(found.since), words.moment(found.until)
    yield words("compared.title", since=since, until=until)
    match found.outcome:
        case Incomparable(whys=whys):
            yield words("compared.not")
            yield from (f"  {words.word('why_not', why)}" for why in whys)
        case Comparison() as made:
            yield words("compared.scope", common=made.common, gone=made.gone, added=made.added)
            counts = ((change, made.count(change)) for change in FindingChange)
            said = (
                f"{words.word('change', change)}: {words.number(n)}" for change, n in counts if n
            )
            yield "; ".join(said) or words("compared.nothing")
            if made.changes:
                yield ""
                yield _table(found, made, words)


def _table(found: Compared, one: Comparison, words: Catalogue) -> str:
    rows = [
        [
            words.word("change", row.change),
            row.finding.key.unit,
            visible(found.machines.get(row.finding.key.machine or 0, "")),
            defang(row.finding.key.value),
            row.finding.number,
        ]
        for row in one.changes[:_MOST]
    ]
    shown = table([words(f"compared.{column}") for column in _COLUMNS], rows, frozenset())
    more = len(one.changes[_MOST:])
    return f"{shown}\n{words('page.more', n=more)}" if more else shown

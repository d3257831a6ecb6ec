"""What commands of `kit` print of what came home: none of it reaches a terminal as it came."""

from collections.abc import Iterable, Iterator

from orchestrator.errors import Problem
from orchestrator.roads.sealing import SealFault
from orchestrator.sweep.kit_answers import RefusedAnswer, RepeatedAnswer, TakenHome
from orchestrator.sweep.kit_importing import ImportedFile, KitImport
from orchestrator.sweep.kit_settling import WaitingRow
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible


def file_line(one: ImportedFile, words: Catalogue) -> str:
    """Return what became of a file."""
    name, machines = visible(one.path.name), ", ".join(map(visible, one.machines))
    match one.what:
        case Problem():
            return words("kit_import.unread", file=name, why=words.text(one.what.what))
        case RefusedAnswer(fault=SealFault.OTHER_KEY, keys=keys, here=here):
            asked, known = ", ".join(keys), ", ".join(here) or "-"
            return words("kit_import.other_key", file=name, keys=asked, here=known)
        case RefusedAnswer(fault=fault):
            return words(f"kit_import.{fault}", file=name)
        case RepeatedAnswer(waits=waits):
            waiting = words("kit_import.repeated_waits", file=name)
            known = words("kit_import.repeated", file=name, machines=machines or "-")
            return waiting if waits else known
        case TakenHome(stored=None) as taken:
            return _waiting(one, taken, name, machines, words)
        case TakenHome() as taken:
            road = taken.arrival.answer.road
            by = road.joined_by if road else None
            row = f"{visible(one.label)} ({machines})" if one.label else machines
            return words(f"kit_import.joined_{by}", file=name, machine=row)


def _waiting(
    one: ImportedFile, taken: TakenHome, name: str, machines: str, words: Catalogue
) -> str:
    waits, kit, head = taken.arrival.waits, taken.kit, taken.head
    kind = waits.kind if waits else ""
    day = kit.revoked.at if kit.revoked else kit.until
    return words(
        f"kit_wait.{kind}",
        file=name,
        number=one.waiting or 0,
        machines=machines,
        day=words.day(day),
        name=visible(head.name) or "?",
        said=visible(head.said or head.row) or "?",
    )


def counts_line(done: KitImport, words: Catalogue, *, dry_run: bool) -> Iterator[str]:
    """Yield what came of an import, in all."""
    if done.foreign:
        yield words("kit_import.foreign", n=done.foreign)
    yield words(
        "kit_import.counts",
        files=done.files,
        taken=done.taken,
        repeated=done.repeated,
        waiting=done.waiting,
        refused=done.refused,
    )
    if dry_run:
        yield words("kit_import.dry_run")


def waiting_lines(rows: Iterable[WaitingRow], words: Catalogue) -> Iterator[str]:
    """Yield a line for each answer that waits, or waited, and how to decide."""
    none = True
    for row in rows:
        none = False
        yield _row(row, words)
    if none:
        yield words("kit_waiting.none")


def _row(row: WaitingRow, words: Catalogue) -> str:
    head, answer = row.head, row.answer
    what = words(
        "kit_waiting.row",
        number=answer.number,
        kind=words.word("kit_kind", answer.kind),
        unit=visible(answer.unit),
        day=words.day(answer.at),
        name=visible(head.name) or "?",
        said=visible(head.said or head.row) or "?",
        machines=", ".join(map(visible, row.machines)) or "?",
    )
    word = answer.decided
    if word is None:
        return what
    if not row.decided:
        return f"{what} {words('kit_waiting.dropped', by=visible(word.actor))}"
    said = words("kit_waiting.decided", machine=visible(row.decided), by=visible(word.actor))
    return f"{what} {said}"

"""What an import did, for people and for programs."""

from collections.abc import Iterator, Mapping

from orchestrator.inventory.importing.sheet_import import SheetImport
from orchestrator.inventory.sheets import RowRefused, Taken
from orchestrator.inventory.sheets.columns import Column
from orchestrator.inventory.sheets.machine_list import TakenSheet
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.visible import visible

_SHOWN = 20  # refused rows on the screen; all of them are in the workbook and in --json


def import_as_text(done: SheetImport, lang: str) -> Iterator[str]:
    """Yield the lines that a person reads (`lang`: `vi` or `en`)."""
    words = catalogue(lang)
    yield from _taken_lines(done.taken, words)
    yield words("imported.counts", **done.plan.counts)
    yield from _all_refused(done, words)
    yield from _outcome(done, words)
    if done.refused_file is not None:
        yield words("imported.refused_file", file=done.refused_file)


def import_as_json(done: SheetImport, lang: str) -> Mapping[str, object]:
    """Return what `--json` prints; `passed` counts rows that hold no machine, by kind."""
    return {
        "file": str(done.file),
        "dry_run": done.dry_run,
        "counts": done.plan.counts,
        "sheets": [_sheet_json(sheet) for sheet in done.taken.sheets],
        "hidden_sheets": done.taken.hidden,
        "sheets_without_header": done.taken.headless,
        "refused": [_refused_json(row, lang) for row in done.plan.refused],
        "refused_file": None if done.refused_file is None else str(done.refused_file),
        "files": [one.as_json() for one in done.plan.files],
    }


def _taken_lines(taken: Taken, words: Catalogue) -> Iterator[str]:
    for sheet in taken.sheets:
        yield from _sheet_lines(sheet, words)
    if taken.hidden:
        yield words("imported.hidden", names=", ".join(map(visible, taken.hidden)))
    if taken.headless:
        yield words("imported.headless", names=", ".join(map(visible, taken.headless)))


def _all_refused(done: SheetImport, words: Catalogue) -> Iterator[str]:
    refused = done.plan.refused
    if refused:
        yield words("imported.refused")
    for row in refused[:_SHOWN]:
        yield from _refused_lines(row, words, several=len(done.taken.sheets) > 1)
    if len(refused) > _SHOWN:
        yield words("imported.more", n=len(refused) - _SHOWN)


def _outcome(done: SheetImport, words: Catalogue) -> Iterator[str]:
    if done.dry_run:
        for change in done.plan.files:
            yield from change.diff()
        yield words("inventory.dry_run")
    elif done.plan.files:
        files = ", ".join(str(change.path) for change in done.plan.files)
        yield words("inventory.written", file=files)
    else:
        yield words("imported.nothing")


def _sheet_lines(sheet: TakenSheet, words: Catalogue) -> Iterator[str]:
    header = sheet.header
    name = visible(sheet.name)
    yield (
        words("imported.sheet", name=name, row=header.row)
        if name
        else words("imported.csv", row=header.row)
    )
    used = (visible(header.titles[number]) for number in sorted(header.columns.values()))
    yield f"  {words('imported.used', columns=', '.join(used))}"
    if header.ignored:
        ignored = (_ignored(sheet, number, words) for number in sorted(header.ignored))
        yield f"  {words('imported.ignored', columns=', '.join(ignored))}"
    if sheet.passed:
        counts = (words(f"passed.{kind}", n=n) for kind, n in sorted(sheet.passed.items()))
        yield f"  {words('imported.passed', counts=', '.join(counts))}"
    if sheet.without_address:
        yield f"  {words('imported.without_address', n=sheet.without_address)}"
    if sheet.hidden_rows:
        yield f"  {words('imported.hidden_rows', n=sheet.hidden_rows)}"
    if sheet.legacy:
        yield f"  {words('imported.legacy', encoding=sheet.legacy)}"


def _ignored(sheet: TakenSheet, number: int, words: Catalogue) -> str:
    title = visible(sheet.header.titles[number])
    personal = sheet.header.ignored[number] is Column.PERSON
    return words("imported.person", title=title) if personal else title


def _refused_lines(row: RowRefused, words: Catalogue, *, several: bool) -> Iterator[str]:
    where = words("imported.row", row=row.origin.row)
    if several:
        where = f"{visible(row.origin.sheet)}, {where}"
    for doubt in row.doubts:
        why, mend = doubt.reason(words.lang), doubt.mend(words.lang)
        yield f"  {words('imported.mend', where=where, why=why, mend=mend)}"


def _sheet_json(sheet: TakenSheet) -> Mapping[str, object]:
    header = sheet.header
    return {
        "name": sheet.name,
        "header_row": header.row,
        "columns": {column.value: header.titles[at] for column, at in header.columns.items()},
        "ignored": [header.titles[number] for number in sorted(header.ignored)],
        "passed": {kind.value: n for kind, n in sorted(sheet.passed.items())},
        "hidden_rows": sheet.hidden_rows,
        "without_address": sheet.without_address,
        "legacy": sheet.legacy,
    }


def _refused_json(row: RowRefused, lang: str) -> Mapping[str, object]:
    return {
        "sheet": row.origin.sheet,
        "row": row.origin.row,
        "name": row.name,
        "doubts": [
            {"why": doubt.why.value, "reason": doubt.reason(lang), "mend": doubt.mend(lang)}
            for doubt in row.doubts
        ],
    }

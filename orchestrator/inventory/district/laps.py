"""Each machine's own administrator password, from what LAPS exports.

The table is CSV as PowerShell's `Export-Csv` or a spreadsheet writes it; see `_COLUMNS` for the
headings. A row whose computer is not in the inventory is left out: an export holds the whole
domain. A row that could mean two machines is refused, for a wrong password locks an account.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from orchestrator.documents.delimited import (
    UnsoundRowError,
    delimited_rows,
    delimiter_of,
    lines_of,
)
from orchestrator.documents.encodings import UnsoundEncodingError, decoded
from orchestrator.errors import InventoryError, Place, Problem
from orchestrator.files import read_bounded
from orchestrator.inventory.source_problems import SourceProblems, first_at_each_place
from orchestrator.model.district import District, Machine
from orchestrator.model.plan import LocalPassword
from orchestrator.model.secret import Secret
from orchestrator.text.message import say
from orchestrator.text.viet import fold
from orchestrator.vault import Vault, is_vault

ACCOUNT = "Administrator"
"""The account that LAPS looks after unless it was told otherwise."""

_LIMIT_BYTES = 16 * 1024 * 1024
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "computername", "computer", "name", "dnshostname", "cn", "machine", "host", "hostname",
        "ten may", "ten may tinh", "may", "may tinh",
    ),
    "password": (
        "password", "ms-mcs-admpwd", "mslaps-password", "adminpassword", "localpassword",
        "mat khau", "mat khau quan tri",
    ),
    "account": ("account", "accountname", "user", "username", "tai khoan", "nguoi dung"),
}  # fmt: skip


class Laps(Struct, frozen=True, kw_only=True):
    """The passwords by machine, and what a person should know of the file."""

    passwords: Mapping[str, LocalPassword]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    place: Place
    name: str
    account: str
    password: str = field(repr=False)


def read_laps(path: Path, district: District, vault: Vault, account: str = ACCOUNT) -> Laps:
    """Return the passwords that an export holds for machines of a district.

    Args:
        path: The CSV file; it may be vaulted.
        district: Whose machines.
        vault: What opens the file.
        account: Whose password it is where no column says so.

    Raises:
        InventoryError: The file is no such table, or a row is ambiguous or repeated with another
            password; every such row. No message shows a password.
        VaultError: The file is vaulted and cannot be opened.
    """
    problems = SourceProblems()
    data = read_bounded(path, _LIMIT_BYTES)
    if is_vault(data):
        data = vault.open(data, Place(file=str(path)))
    else:
        _warn_of_readers(path, problems)
    rows = _rows(_text(data, str(path)), str(path))
    passwords = _matched(rows, _Names(district.machines), account, problems)
    if problems.errors:
        raise InventoryError(first_at_each_place(problems.errors))
    return Laps(passwords=passwords, warnings=first_at_each_place(problems.warnings))


class _Names:
    """Finds machines by what Windows calls them: whole, without the domain, or as an address."""

    def __init__(self, machines: Iterable[Machine]) -> None:
        self._by_rank: tuple[dict[str, list[str]], ...] = tuple(defaultdict(list) for _ in range(3))
        for machine in machines:
            spoken = machine.variables.get("ansible_host")
            keys = (machine.name, _short(machine.name), spoken if isinstance(spoken, str) else "")
            for names, key in zip(self._by_rank, keys, strict=True):
                if key and "{{" not in key:
                    names[key.casefold()].append(machine.name)

    def of(self, name: str) -> Sequence[str]:
        """Return the machines that a computer's name may mean; the nearest way of reading it."""
        key = name.strip().rstrip("$").casefold()
        for names in self._by_rank:
            if found := names.get(key) or names.get(_short(key)):
                return found
        return ()


def _short(name: str) -> str:
    return name.partition(".")[0]


def _matched(
    rows: Iterable[_Row], names: _Names, account: str, problems: SourceProblems
) -> dict[str, LocalPassword]:
    found: dict[str, tuple[_Row, LocalPassword]] = {}
    strangers: list[_Row] = []
    for row in rows:
        machines = names.of(row.name)
        if not machines:
            strangers.append(row)
        elif len(machines) > 1:
            what = say("laps.ambiguous", name=row.name, machines=", ".join(sorted(machines)))
            problems.errors.add(row.place, what, say("mend.laps_rename"))
        elif not row.password:
            problems.warnings.add(
                row.place, say("laps.empty", name=row.name), say("mend.laps_reached")
            )
        else:
            local = LocalPassword(user=row.account or account, secret=Secret(row.password))
            first, kept = found.setdefault(machines[0], (row, local))
            if first is not row:
                _note_repeated(row, first, problems, same=kept == local)
    _note_strangers(strangers, problems)
    return {name: local for name, (_, local) in found.items()}


def _note_repeated(row: _Row, first: _Row, problems: SourceProblems, *, same: bool) -> None:
    line = first.place.line
    if same:
        what = say("laps.again", name=row.name, line=line)
        problems.warnings.add(row.place, what, say("mend.delete_one"))
    else:
        what = say("laps.other", name=row.name, line=line)
        problems.errors.add(row.place, what, say("mend.laps_newer"))


def _note_strangers(strangers: list[_Row], problems: SourceProblems) -> None:
    if strangers:
        name, others = strangers[0].name, len(strangers) - 1
        many, one = say("laps.strangers", name=name, n=others), say("laps.stranger", name=name)
        problems.warnings.add(strangers[0].place, many if others else one, say("mend.laps_unused"))


def _rows(text: str, source: str) -> Iterator[_Row]:
    lines = list(lines_of(text))
    if lines and lines[0].startswith("#TYPE"):  # what old PowerShell puts first
        lines[0] = ""
    rows = delimited_rows(lines, delimiter_of(lines))
    try:
        line, heading = next(rows, (1, ()))
        columns = _columns(heading, Place(file=source, line=line))
        for line, cells in rows:
            yield _row(cells, columns, Place(file=source, line=line))
    except UnsoundRowError as error:
        place = Place(file=source, line=error.line)
        raise InventoryError.one(say("laps.csv"), say("mend.laps_quotes"), place) from error


def _columns(heading: Sequence[str], place: Place) -> dict[str, int]:
    known = [fold(cell).strip().casefold() for cell in heading]
    columns: dict[str, int] = {}
    for column, words in _COLUMNS.items():
        at = next((known.index(word) for word in words if word in known), None)
        if at is not None:
            columns[column] = at
    needed = {"name": say("laps.no_name"), "password": say("laps.no_password")}
    for column, missing in needed.items():
        if column not in columns:
            mend = say("mend.laps_head", words=", ".join(_COLUMNS[column][:3]))
            raise InventoryError.one(missing, mend, place)
    return columns


def _row(cells: Sequence[str], columns: Mapping[str, int], place: Place) -> _Row:
    def cell(column: str) -> str:
        at = columns.get(column, len(cells))
        return cells[at] if at < len(cells) else ""

    return _Row(
        place=place,
        name=cell("name").strip(),
        account=cell("account").strip(),
        password=cell("password"),
    )


def _text(data: bytes, source: str) -> str:
    """Decode an export; no code page is guessed, for a password read amiss locks an account."""
    try:
        return decoded(data)
    except UnsoundEncodingError as error:
        place = Place(file=source, line=error.line, column=error.column)
        if error.encoding == "utf-8":
            raise InventoryError.one(say("file.not_utf8"), say("mend.save_utf8"), place) from error
        raise InventoryError.one(say("laps.utf16"), say("mend.laps_utf8"), place) from error


def _warn_of_readers(path: Path, problems: SourceProblems) -> None:
    if os.name != "nt" and path.stat().st_mode & 0o077:
        mend = say("mend.laps_chmod", path=path)
        problems.warnings.add(Place(file=str(path)), say("laps.readable"), mend)

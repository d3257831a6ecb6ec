"""Which unit a row means: by code, by name, by its usual short name."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from orchestrator.bodies import levels
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.sheets.cell_text import title_key
from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.inventory.sheets.row_problems import RowProblemError
from orchestrator.inventory.sheets.rows import RowDraft
from orchestrator.model.district import Unit
from orchestrator.text.catalogue import NOTHING
from orchestrator.text.suggest import did_you_mean

_SHORT: Mapping[str, str] = {
    "truong": "",
    "th": "tieu hoc",
    "thcs": "trung hoc co so",
    "mn": "mam non",
    "ubnd": "uy ban nhan dan",
    "pb": "phong",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFinder:
    """Finds the unit of a row.

    Attributes:
        units: All units of the inventory, by code.
        within: The codes that may be imported into.
        scope: What those are called, for messages.
        default: The unit of rows that name none.
    """

    units: Mapping[str, Unit]
    within: frozenset[str]
    scope: str
    default: str | None
    by_key: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the units by what they may be called."""
        by_key: dict[str, dict[str, None]] = defaultdict(dict)
        for unit in self.units.values():
            for text in (unit.code, unit.name):
                by_key[unit_key(text)][unit.code] = None
        found = {key: tuple(codes) for key, codes in by_key.items()}
        object.__setattr__(self, "by_key", found)  # frozen from here on

    def of_row(self, row: RowDraft) -> str:
        """Return the code of a row's unit.

        Raises:
            RowProblemError: The row names none, an unknown one, or one outside of what is imported.
        """
        text = row.unit or ("" if self.default else row.origin.sheet)
        found = self._named(text, row.ward)
        if not found and self.default is not None:
            return self.default
        if not found:
            raise self._unknown(row.unit)
        if len(found) > 1:
            raise RowProblemError(RowRefusal.UNIT_MEANT, text=text, offer=" / ".join(found))
        code = found[0]
        if code not in self.within:
            raise RowProblemError(RowRefusal.UNIT_OUTSIDE, unit=code, ward=self.scope)
        self._refuse_other_ward(row, code)
        return code

    def _named(self, text: str, ward: str | None) -> list[str]:
        if text in self.units:
            return [text]
        found = list(self.by_key.get(unit_key(text), ()))
        for narrower in (
            [code for code in found if code in self.within],
            [code for code in found if ward and _same(ward, self.units[code].ward)],
        ):
            found = narrower if len(found) > 1 and narrower else found
        return found

    def _unknown(self, text: str | None) -> RowProblemError:
        if text is None:
            return RowProblemError(RowRefusal.UNIT_MISSING)
        by_key = {unit_key(self.units[code].name): code for code in sorted(self.within)}
        meant = did_you_mean(unit_key(text), by_key)
        if meant is None:
            return RowProblemError(RowRefusal.UNIT_UNKNOWN, text=text)
        name = self.units[by_key[meant]].name
        return RowProblemError(RowRefusal.UNIT_MEANT, text=text, offer=name)

    def _refuse_other_ward(self, row: RowDraft, code: str) -> None:
        ward = self.units[code].ward
        if row.ward and not _same(row.ward, ward):
            said = {"text": row.ward, "unit": code, "ward": ward or NOTHING}
            raise RowProblemError(RowRefusal.WARD_DIFFERS, **said)


def unit_key(text: str) -> str:
    """Return a unit's name or code for comparing: `Trường TH Hoa Sen`, `th_hoa_sen` are one."""
    words = (_SHORT.get(word, word) for word in title_key(text).split())
    return " ".join(filter(None, words))


def units_under(inventory: Inventory, group: str, units: Mapping[str, Unit]) -> frozenset[str]:
    """Return the codes of the units in a group and below it."""
    found, waiting = set[str](), [group]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(inventory.groups[name].children)
    return frozenset(found & units.keys())


def _same(one: str, other: str | None) -> bool:
    return other is not None and ward_key(one) == ward_key(other)


def ward_key(text: str) -> str:
    """Return a body's name for comparing: `P. Kim Mã`, `Phường Kim Mã`, `kim_ma` are one."""
    key = title_key(text)
    for word in _level_words():
        if key.startswith(f"{word} "):
            return key.removeprefix(f"{word} ")
    return key


@cache
def _level_words() -> tuple[str, ...]:
    """Return the folded words of the levels and their initials, the longest first."""
    words = {title_key(level.word.vi) for level in levels().values()}
    initials = {"".join(part[0] for part in word.split()) for word in words}
    return tuple(sorted(words | initials, key=len, reverse=True))

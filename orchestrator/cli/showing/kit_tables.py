"""What commands of `kit` print of kits and keys: tables."""

from collections.abc import Iterator, Sequence

from orchestrator.cli.showing.table import table
from orchestrator.sweep.kit_keyring import ToldKey
from orchestrator.sweep.kit_listing import ListedKit
from orchestrator.text.catalogue import NOTHING, Catalogue
from orchestrator.text.visible import visible

_KIT_COLUMNS = ("id", "unit", "family", "sweep", "made", "until", "standing", "machines", "last")
_KEY_COLUMNS = ("name", "kind", "made", "private", "sealed")
_ID_DIGITS = 8


def kit_lines(kits: Sequence[ListedKit], words: Catalogue) -> Iterator[str]:
    """Yield a table of kits, or that there are none."""
    if not kits:
        yield words("kit_list.none")
        return
    head = [words(f"kit_column.{name}") for name in _KIT_COLUMNS]
    yield table(
        head,
        [_kit_cells(one, words) for one in kits],
        right=frozenset((_KIT_COLUMNS.index("machines"),)),
    )


def _kit_cells(one: ListedKit, words: Catalogue) -> list[str]:
    kit = one.kit
    return [
        kit.id[:_ID_DIGITS],
        visible(kit.unit),
        kit.family,
        visible(kit.sweep),
        words.day(kit.made_at),
        words.day(kit.until),
        words.word("kit_standing", one.standing),
        words.number(one.machines),
        words.day(one.last_home) if one.last_home else NOTHING,
    ]


def key_lines(keys: Sequence[ToldKey], words: Catalogue) -> Iterator[str]:
    """Yield a table of keys, or that there are none."""
    if not keys:
        yield words("kit_key.none")
        return
    head = [words(f"key_column.{name}") for name in _KEY_COLUMNS]
    yield table(head, [_key_cells(one, words) for one in keys], right=frozenset())


def _key_cells(one: ToldKey, words: Catalogue) -> list[str]:
    key = one.key
    return [
        key.name,
        words.word("key_kind", key.kind),
        words.day(key.made),
        words("kit_key.here" if key.locked is not None else "kit_key.elsewhere"),
        words("kit_key.sealed_for") if one.sealed_for else NOTHING,
    ]

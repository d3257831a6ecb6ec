"""The half page that goes with kits: what a teacher does, step by step."""

from collections.abc import Iterator

from orchestrator.model.plan import Family
from orchestrator.roads.kit_file import file_name, plain_name
from orchestrator.roads.kit_values import Kit
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible

_BOM = "\ufeff"  # without it Notepad of Windows 7 may take the text for another one


def half_page(kits: tuple[Kit, ...], words: Catalogue) -> tuple[str, bytes]:
    """Return the name and the bytes of one unit's page.

    Args:
        kits: The unit's kits, one a family, made together.
        words: In which language.
    """
    text = "".join(f"{line}\r\n" for line in _lines(kits, words))
    of_a_draw = "chung-kien-" if kits[0].witness else ""
    return f"huong-dan-{of_a_draw}{plain_name(kits[0].unit)}.txt", (_BOM + text).encode()


def _lines(kits: tuple[Kit, ...], words: Catalogue) -> Iterator[str]:
    first = kits[0]
    yield words("kit_guide.title", unit=visible(first.unit_name))
    yield ""
    yield words("kit_guide.what")
    yield words("kit_guide.until", day=words.day(first.until))
    yield ""
    yield f"1. {words('kit_guide.carry')}"
    for kit in kits:
        yield f"2. {_start(kit, words)}"
    if any(kit.elevate for kit in kits):
        yield f"   {words('kit_guide.elevate')}"
    yield f"3. {words('kit_guide.which')}"
    yield f"4. {words('kit_guide.send')}"
    yield f"5. {words('kit_guide.otherwise')}"
    if first.witness:
        yield ""
        yield words("kit_guide.witness", name=visible(first.witness))
        yield from (
            f"   - {visible(row.machine)}: {_place(row.label, row.room)}" for row in first.drawn
        )


def _start(kit: Kit, words: Catalogue) -> str:
    match kit.script.family:
        case Family.WINDOWS:
            return words("kit_guide.windows", file=file_name(kit))
        case Family.POSIX:
            return words("kit_guide.posix", file=file_name(kit))


def _place(label: str, room: str) -> str:
    return visible(", ".join(part for part in (label, room) if part) or "-")

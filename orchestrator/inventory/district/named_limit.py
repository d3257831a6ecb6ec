"""Which machines a person means: by Ansible's patterns, and by names as in `-l "Phúc Xá"`."""

from collections import defaultdict
from collections.abc import Mapping

from orchestrator.errors import InventoryError
from orchestrator.files.problems import Problems
from orchestrator.inventory.district.areas import Areas
from orchestrator.inventory.district.body_names import unit_key, ward_key
from orchestrator.inventory.district.body_words import levels_of
from orchestrator.inventory.district.units import known_units
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading import patterns
from orchestrator.inventory.reading.patterns import Selection
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

_SIGNS = frozenset("*?[]~:@")  # what only a pattern of Ansible's has


def select(inventory: Inventory, pattern: str, *, limit: str | None = None) -> tuple[str, ...]:
    """Return the hosts that a pattern and a limit name, strictly, as `patterns.select` does.

    Args:
        inventory: Where to look.
        pattern: Ansible's host pattern.
        limit: A second one, in which units and bodies may stand by their names.

    Raises:
        InventoryError: A part names nothing, or cannot be understood.
    """
    return patterns.select(inventory, pattern, limit=_limit(inventory, limit))


def match(inventory: Inventory, pattern: str, *, limit: str | None = None) -> Selection:
    """Return the hosts that both name, and the parts that name nothing, likewise."""
    return patterns.match(inventory, pattern, limit=_limit(inventory, limit))


def _limit(inventory: Inventory, limit: str | None) -> str | None:
    return None if limit is None else limit_in_groups(inventory, limit)


def limit_in_groups(inventory: Inventory, limit: str) -> str:
    """Return a limit in which names of units and bodies have become names of groups.

    Groups, hosts and patterns of Ansible's stand as they are, so that what a limit means there it
    means here; a name is looked for where it is neither, alone or between commas, and a `!` or `&`
    before it stays.

    Args:
        inventory: Where to look.
        limit: What a person typed after `-l`.

    Raises:
        InventoryError: A name has words or marks that no group has, and is no unit's and no
            body's, or is that of several units.
    """
    whole = [limit.strip()]
    parts = whole if _is_known(inventory, limit) else [part.strip() for part in limit.split(",")]
    if all(_is_known(inventory, part) or not _is_name(part) for part in parts):
        return limit
    names = _Names(inventory)
    if names.groups(limit):
        parts = whole
    return ",".join(_in_groups(inventory, names, part) for part in parts if part)


def _in_groups(inventory: Inventory, names: "_Names", part: str) -> str:
    sign = part[0] if part[0] in "!&" else ""
    name = part.removeprefix(sign).strip()
    if _is_known(inventory, name) or not _is_name(name):
        return part
    groups = names.groups(name)
    if not groups and not _needs_a_name(name):
        return part
    if len(groups) == 1 or (groups and sign != "&"):
        return ",".join(f"{sign}{group}" for group in groups)
    raise InventoryError.one(say("pattern.unknown", pattern=name), names.mend(name, groups))


def _is_known(inventory: Inventory, text: str) -> bool:
    name = text.strip().lstrip("!&")
    return name in inventory.groups or name in inventory.hosts


def _is_name(text: str) -> bool:
    return bool(text) and not _SIGNS.intersection(text)


def _needs_a_name(text: str) -> bool:
    """Whether a text can be no group's of a sound inventory: then its fault is told as a name's."""
    return not text.isascii() or " " in text


class _Names:
    """The groups of units and bodies, by what those may be called."""

    def __init__(self, inventory: Inventory) -> None:
        units = known_units(inventory)
        self._units: dict[str, list[str]] = defaultdict(list)
        for code, unit in units.items():
            self._units[unit_key(unit.name)].append(code)
        self._bodies: dict[str, list[str]] = defaultdict(list)
        levels = levels_of(inventory, Problems())
        bodies = Areas.of(inventory, levels, Problems()).by_group
        for group, area in bodies.items():
            self._bodies[ward_key(area.name)].append(group)
        self._known: Mapping[str, str] = {
            **{ward_key(area.name): area.name for area in bodies.values()},
            **{unit_key(unit.name): unit.name for unit in units.values()},
        }

    def groups(self, name: str) -> list[str]:
        """Return the groups of one unit, or of one body; none for several units of one name."""
        units = self._units.get(unit_key(name), [])
        if len(units) > 1:
            return []
        return units or self._bodies.get(ward_key(name), [])

    def mend(self, name: str, groups: list[str]) -> str:
        """Return what to write instead of a name that is nobody's, or that of several."""
        several = groups or self._units.get(unit_key(name), [])
        if several:
            return say("mend.one_of", words=", ".join(several))
        meant = did_you_mean(unit_key(name), self._known)
        return say("mend.did_you_mean", meant=self._known[meant]) if meant else say("mend.graph")

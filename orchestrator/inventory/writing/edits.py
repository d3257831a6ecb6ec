"""What can be changed in an inventory file."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct, field


class WardEdit(Struct, frozen=True, kw_only=True):
    """A new group at the top of a file that carries `ward:`."""

    key: str
    ward: str


class UnitEdit(Struct, frozen=True, kw_only=True):
    """A new unit, under a group that the file holds.

    Attributes:
        parent: The ward's group, or another one that holds units.
        code: The new group.
        unit: Its `unit:`: `name`, `type` and what else there is.
    """

    parent: str
    code: str
    unit: Mapping[str, str]


class HostEdit(Struct, frozen=True, kw_only=True):
    """A host of a group, new or not, and the variables that it shall have there.

    Variables that are not named stay. A host that only a range gives gets a line of its own after
    the range, where it wins.
    """

    group: str
    name: str
    fields: Mapping[str, str] = field(default_factory=dict)


Edit: TypeAlias = WardEdit | UnitEdit | HostEdit

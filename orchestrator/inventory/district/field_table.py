"""What may stand in an inventory on top of Ansible's own: every field, its kind and its meaning.

The strict reader takes its names from here and the schema for editors is made of it.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

from orchestrator.model.district import Role, UnitType
from orchestrator.text.pair import Pair


class FieldKind(Enum):
    """What a field holds, where it is no closed list and no mapping."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    FLAG = "flag"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field; `needed` if its mapping is refused without it."""

    name: str
    kind: "FieldKind | type[StrEnum] | FieldTable"
    meaning: Pair
    needed: bool = False


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of one mapping, in the order in which people are told of them."""

    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(field.name for field in self.fields)


_Kind: TypeAlias = FieldKind | type[StrEnum] | FieldTable


def _field(name: str, kind: _Kind, vi: str, en: str, *, needed: bool = False) -> Field:
    return Field(name=name, kind=kind, meaning=Pair(vi, en), needed=needed)


EXCLUSION = FieldTable(
    (
        _field("reason", FieldKind.TEXT, "Lý do", "Why", needed=True),
        _field("approver", FieldKind.TEXT, "Người duyệt", "Who approved it", needed=True),
        _field("date", FieldKind.DATE, "Ngày duyệt", "When it was approved", needed=True),
    )
)
MACHINE = FieldTable(
    (
        _field("label", FieldKind.TEXT, "Tên hiển thị của máy", "The machine's display name"),
        _field("room", FieldKind.TEXT, "Phòng đặt máy", "The room where it stands"),
        _field("role", Role, "Vai trò của máy; mặc định pc", "What it is for; pc if left out"),
        _field("os", FieldKind.TEXT, "Hệ điều hành", "Its operating system"),
        _field(
            "excluded",
            EXCLUSION,
            "Máy không rà soát: lý do, người duyệt, ngày duyệt",
            "Out of scope: why, approved by whom and when",
        ),
    )
)
UNIT = FieldTable(
    (
        _field(
            "name", FieldKind.TEXT, "Tên đầy đủ của đơn vị", "The unit's full name", needed=True
        ),
        _field("type", UnitType, "Loại đơn vị", "The kind of unit", needed=True),
        _field("contact", FieldKind.TEXT, "Đầu mối liên hệ", "Whom to ask"),
    )
)
ANNEX = FieldTable(
    (
        _field("scope", FieldKind.TEXT, "Phạm vi rà soát", "What was swept"),
        _field(
            "people", FieldKind.COUNT, "Số người được tuyên truyền", "How many people were told"
        ),
        _field(
            "org_scope", FieldKind.TEXT, "Phạm vi ở các tổ chức", "Which organisations were told"
        ),
        _field("org_people", FieldKind.COUNT, "Số người ở các tổ chức", "How many people there"),
        _field(
            "evaluation",
            FieldKind.TEXT,
            "Mục 3 của phụ lục; chỉ UBND phường",
            "Section 3 of the annex; ward committees alone",
        ),
        _field("proposals", FieldKind.TEXT, "Kiến nghị, đề xuất", "Proposals and remarks"),
    )
)
LETTER = FieldTable(
    (
        _field("number", FieldKind.TEXT, "Số công văn", "The letter's number"),
        _field("date", FieldKind.TEXT, "Ngày công văn, như sẽ in ra", "Its date, as it is printed"),
    )
)
DISTRICT = FieldTable(
    (
        _field("name", FieldKind.TEXT, "Tên quận", "The district's name", needed=True),
        _field("committee", FieldKind.TEXT, "Tên UBND quận", "Its committee's name", needed=True),
        _field("campaign", FieldKind.TEXT, "Tên chiến dịch", "The campaign's name", needed=True),
        _field("deadline", FieldKind.DATE, "Hạn báo cáo", "When reports are due"),
        _field("letter", LETTER, "Công văn chỉ đạo", "The letter that ordered it"),
        _field("demo", FieldKind.FLAG, "Danh mục chỉ để trình diễn", "A demonstration only"),
    )
)
GROUP = FieldTable(
    (
        *MACHINE.fields,
        _field("unit", UNIT, "Nhóm này là một đơn vị", "This group is a unit"),
        _field("ward", FieldKind.TEXT, "Nhóm này là phường có tên", "This group is the ward named"),
        _field("district", DISTRICT, "Thông tin của quận", "The district's own words"),
        _field("annex", ANNEX, "Số liệu đơn vị tự khai", "What the unit declares itself"),
        _field("own_networks", FieldKind.TEXTS, "Mạng của quận", "The district's own networks"),
        _field("own_domains", FieldKind.TEXTS, "Tên miền của quận", "The district's own domains"),
    )
)

"""What may stand in an inventory on top of Ansible's own: every field, its kind and its meaning.

The strict reader takes its names from here and the schema for editors is made of it.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

from orchestrator.model.district import Role, UnitType
from orchestrator.text.pair import Pair


class Kind(Enum):
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
    kind: "Kind | type[StrEnum] | Table"
    meaning: Pair
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The fields of one mapping, in the order in which people are told of them."""

    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(field.name for field in self.fields)


_Kind: TypeAlias = Kind | type[StrEnum] | Table


def _field(name: str, kind: _Kind, vi: str, en: str, *, needed: bool = False) -> Field:
    return Field(name=name, kind=kind, meaning=Pair(vi, en), needed=needed)


EXCLUSION = Table(
    (
        _field("reason", Kind.TEXT, "Lý do", "Why", needed=True),
        _field("approver", Kind.TEXT, "Người duyệt", "Who approved it", needed=True),
        _field("date", Kind.DATE, "Ngày duyệt", "When it was approved", needed=True),
    )
)
MACHINE = Table(
    (
        _field("label", Kind.TEXT, "Tên hiển thị của máy", "The machine's display name"),
        _field("room", Kind.TEXT, "Phòng đặt máy", "The room where it stands"),
        _field("role", Role, "Vai trò của máy; mặc định pc", "What it is for; pc if left out"),
        _field("os", Kind.TEXT, "Hệ điều hành", "Its operating system"),
        _field(
            "excluded",
            EXCLUSION,
            "Máy không rà soát: lý do, người duyệt, ngày duyệt",
            "Out of scope: why, approved by whom and when",
        ),
    )
)
UNIT = Table(
    (
        _field("name", Kind.TEXT, "Tên đầy đủ của đơn vị", "The unit's full name", needed=True),
        _field("type", UnitType, "Loại đơn vị", "The kind of unit", needed=True),
        _field("contact", Kind.TEXT, "Đầu mối liên hệ", "Whom to ask"),
    )
)
ANNEX = Table(
    (
        _field("scope", Kind.TEXT, "Phạm vi rà soát", "What was swept"),
        _field("people", Kind.COUNT, "Số người được tuyên truyền", "How many people were told"),
        _field("org_scope", Kind.TEXT, "Phạm vi ở các tổ chức", "Which organisations were told"),
        _field("org_people", Kind.COUNT, "Số người ở các tổ chức", "How many people there"),
        _field(
            "evaluation",
            Kind.TEXT,
            "Mục 3 của phụ lục; chỉ UBND phường",
            "Section 3 of the annex; ward committees alone",
        ),
        _field("proposals", Kind.TEXT, "Kiến nghị, đề xuất", "Proposals and remarks"),
    )
)
LETTER = Table(
    (
        _field("number", Kind.TEXT, "Số công văn", "The letter's number"),
        _field("date", Kind.TEXT, "Ngày công văn, như sẽ in ra", "Its date, as it is printed"),
    )
)
DISTRICT = Table(
    (
        _field("name", Kind.TEXT, "Tên quận", "The district's name", needed=True),
        _field("committee", Kind.TEXT, "Tên UBND quận", "Its committee's name", needed=True),
        _field("campaign", Kind.TEXT, "Tên chiến dịch", "The campaign's name", needed=True),
        _field("deadline", Kind.DATE, "Hạn báo cáo", "When reports are due"),
        _field("letter", LETTER, "Công văn chỉ đạo", "The letter that ordered it"),
        _field("demo", Kind.FLAG, "Danh mục chỉ để trình diễn", "A demonstration only"),
    )
)
GROUP = Table(
    (
        *MACHINE.fields,
        _field("unit", UNIT, "Nhóm này là một đơn vị", "This group is a unit"),
        _field("ward", Kind.TEXT, "Nhóm này là phường có tên", "This group is the ward named"),
        _field("district", DISTRICT, "Thông tin của quận", "The district's own words"),
        _field("annex", ANNEX, "Số liệu đơn vị tự khai", "What the unit declares itself"),
        _field("own_networks", Kind.TEXTS, "Mạng của quận", "The district's own networks"),
        _field("own_domains", Kind.TEXTS, "Tên miền của quận", "The district's own domains"),
    )
)

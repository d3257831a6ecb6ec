"""What may stand in an inventory on top of Ansible's own: every field, its kind and its meaning.

The strict reader takes its names from here and the schema for editors is made of it.
"""

import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

from orchestrator.model.district import Role
from orchestrator.text.pair import Pair


class FieldKind(Enum):
    """What a field holds, where it is no closed list and no mapping."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    FLAG = "flag"
    TEXTS = "texts"
    CODE = "code"  # of a closed list that an inventory may add to: no single file knows it whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field; `needed` if its mapping is refused without it."""

    name: str
    kind: "FieldKind | type[StrEnum] | FieldTable | Rows | Codes"
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


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of mappings."""

    of: FieldTable


@dataclass(frozen=True, slots=True)
class Codes:
    """A mapping of codes to mappings."""

    of: FieldTable


# Of a level or a unit type: what an inventory adds must look like the program's own.
CODE = re.compile("[a-z][a-z0-9_]{0,63}")

_Kind: TypeAlias = FieldKind | type[StrEnum] | FieldTable | Rows | Codes


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
        _field("type", FieldKind.CODE, "Loại đơn vị", "The kind of unit", needed=True),
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
            "Mục 3 của phụ lục; chỉ loại đơn vị có `evaluates`",
            "Section 3 of the annex; types that `evaluates` alone",
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
DUTY = FieldTable(
    (
        _field("to", FieldKind.TEXT, "Nơi nhận báo cáo", "Who receives the report", needed=True),
        _field("law", FieldKind.TEXT, "Văn bản quy định", "What orders it"),
        _field("form", FieldKind.TEXT, "Mẫu báo cáo", "The form that is asked for"),
        _field("valid_from", FieldKind.DATE, "Hiệu lực từ ngày", "In force from"),
        _field("valid_until", FieldKind.DATE, "Hiệu lực đến hết ngày", "In force to the end of"),
        _field("source", FieldKind.TEXT, "Nguồn tra cứu", "Where that can be read", needed=True),
        _field(
            "verified",
            FieldKind.FLAG,
            "Đã có người đối chiếu với nguồn; nếu không, báo cáo không in dòng này",
            "A person has read it there; otherwise no report prints it",
        ),
    )
)
AUTHORITY = FieldTable(
    (
        _field("name", FieldKind.TEXT, "Tên địa bàn", "The body's name", needed=True),
        _field(
            "committee",
            FieldKind.TEXT,
            "Tên UBND hoặc cơ quan",
            "Its committee's name",
            needed=True,
        ),
        _field("campaign", FieldKind.TEXT, "Tên chiến dịch", "The campaign's name", needed=True),
        _field(
            "level",
            FieldKind.CODE,
            "Cấp, khi tên không bắt đầu bằng cấp",
            "Its level, where its name does not begin with it",
        ),
        _field("deadline", FieldKind.DATE, "Hạn báo cáo", "When reports are due"),
        _field("letter", LETTER, "Công văn chỉ đạo", "The letter that ordered it"),
        _field("reports_to", Rows(DUTY), "Nơi nhận báo cáo tổng hợp", "To whom it reports"),
        _field("demo", FieldKind.FLAG, "Danh mục chỉ để trình diễn", "A demonstration only"),
    )
)
AREA = FieldTable(
    (
        _field("name", FieldKind.TEXT, "Tên riêng", "Its own name", needed=True),
        _field("level", FieldKind.CODE, "Cấp", "Its level", needed=True),
    )
)
LEVEL = FieldTable(
    (
        _field("vi", FieldKind.TEXT, "Tên tiếng Việt", "Its Vietnamese word", needed=True),
        _field("en", FieldKind.TEXT, "Tên tiếng Anh", "Its English word", needed=True),
        _field("en_many", FieldKind.TEXT, "Số nhiều tiếng Anh", "Its English plural"),
        _field("vi_form", FieldKind.TEXT, "Cách gọi tên, {name} là tên riêng", "How one is named"),
        _field("en_form", FieldKind.TEXT, "Cách gọi tên tiếng Anh", "How one is named in English"),
    )
)
UNIT_TYPE = FieldTable(
    (
        _field("vi", FieldKind.TEXT, "Tên tiếng Việt", "Its Vietnamese name", needed=True),
        _field("en", FieldKind.TEXT, "Tên tiếng Anh", "Its English name", needed=True),
        _field(
            "evaluates",
            FieldKind.FLAG,
            "Loại đơn vị này điền mục 3 của phụ lục",
            "Such units fill in section 3 of the annex",
        ),
    )
)
GROUP = FieldTable(
    (
        *MACHINE.fields,
        _field("unit", UNIT, "Nhóm này là một đơn vị", "This group is a unit"),
        _field("ward", FieldKind.TEXT, "Nhóm này là phường có tên", "This group is the ward named"),
        _field("area", AREA, "Nhóm này là một địa bàn", "This group is a body above its units"),
        _field("authority", AUTHORITY, "Nơi tổng hợp báo cáo", "Who consolidates"),
        _field("district", AUTHORITY, "Tên cũ của `authority`", "The older name of `authority`"),
        _field("body_levels", Codes(LEVEL), "Các cấp bổ sung", "Levels that are added"),
        _field("unit_types", Codes(UNIT_TYPE), "Các loại đơn vị bổ sung", "Unit types added"),
        _field("annex", ANNEX, "Số liệu đơn vị tự khai", "What the unit declares itself"),
        _field("own_networks", FieldKind.TEXTS, "Mạng của chính mình", "Networks of its own"),
        _field("own_domains", FieldKind.TEXTS, "Tên miền của chính mình", "Domains of its own"),
    )
)

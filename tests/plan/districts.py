"""Small districts for the tests of this room."""

from orchestrator.bodies import level, unit_type
from orchestrator.errors import Place
from orchestrator.model.district import (
    Authority,
    District,
    Exclusion,
    Machine,
    Unit,
)

LOGON = {"ansible_user": "audit", "ansible_password": "mật khẩu"}
WINRM = {**LOGON, "ansible_connection": "winrm"}


def machine(
    name: str, *, os: str | None = None, excluded: bool = False, **variables: object
) -> Machine:
    reason = Exclusion(reason="máy thi", approver="Trưởng phòng", date="2026-01-05")
    return Machine(
        name=name,
        unit="hs",
        os=os,
        excluded=reason if excluded else None,
        variables=variables,
        place=Place(file="hs.yml", line=3, column=5),
    )


def district(*machines: Machine) -> District:
    unit = Unit(code="hs", name="Trường Tiểu học Hoa Sen", type=unit_type("primary_school"))
    authority = Authority(name="Quận", committee="UBND", campaign="Đợt 1", level=level("district"))
    return District(authority=authority, units=(unit,), machines=machines)

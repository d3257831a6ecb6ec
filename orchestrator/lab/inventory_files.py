"""Writes the pretend district as an inventory: one file per ward, group_vars beside them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import yaml
from msgspec.structs import asdict

from orchestrator.lab.scenes import Login
from orchestrator.lab.sockets import LOOPBACK
from orchestrator.lab.troupe import LOCAL_MACHINE, LOCAL_UNIT, TROUPES, Player, Troupe
from orchestrator.model.district import Role
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.plan import Via
from orchestrator.text.viet import fold

Yaml = dict[str, object]

_PASSWORD_BYTES = 12
_DISTRICT: Yaml = {
    "name": "Quận Mẫu",
    "demo": True,
    "committee": "Ủy ban nhân dân quận Mẫu",
    "campaign": "Chiến dịch rà quét, xử lý mã độc (trình diễn, ngày giờ giả định)",
    "contact": "Tổ công nghệ thông tin quận Mẫu, máy lẻ 000",
    "cleaning_tool": {
        "name": "công cụ làm sạch trình diễn",
        "where": "thư mục chung của quận Mẫu, hoặc hỏi đầu mối",
    },
}
_LETTER = "01/UBND-MAU"
_RESOLVERS = ("192.168.10.1",)
_EXCLUDED: Yaml = {
    "reason": "Máy đã thanh lý, chờ tiêu hủy ổ đĩa",
    "approver": "Trưởng phòng Kế hoạch Mẫu",
    "date": "2022-08-22",
}
_LOCAL: Yaml = {
    "may_nay": {
        "children": {
            LOCAL_UNIT: {
                "vars": {"unit": {"name": "Máy chạy bản trình diễn", "type": "department"}},
                "hosts": {
                    LOCAL_MACHINE: {
                        "ansible_connection": "local",
                        "label": "Máy đang chạy chương trình này",
                    }
                },
            }
        }
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A machine's account: what the machine accepts, and what the inventory says."""

    user: str
    password: str = field(repr=False)
    told: str = field(repr=False)


def make_accounts() -> Mapping[str, Account]:
    """Return a new account for each machine; machines of one unit share theirs.

    A machine whose password in the inventory is wrong has a user of its own, so that a rejection
    says nothing of the unit's account; those that share a wrong one share the user as well.
    """
    accounts: dict[str, Account] = {}
    for troupe in TROUPES:
        right, wrong = _password(), _password()
        for player in troupe.players:
            accounts[player.name] = _account(troupe, player, right, wrong)
    return accounts


def _account(troupe: Troupe, player: Player, right: str, wrong: str) -> Account:
    match player.scene.login:
        case Login.WRONG:
            user = f"kiemtra-{player.name}"
            return Account(user=user, password=_password(), told=_password())
        case Login.SHARED_WRONG:
            return Account(user=_user(troupe), password=right, told=wrong)
        case _:
            return Account(user=_user(troupe), password=right, told=right)


def _user(troupe: Troupe) -> str:
    return "kiemtra-" + troupe.code.replace("_", "-")


def _password() -> str:
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def write_inventory(
    folder: Path,
    ports: Mapping[str, int],
    accounts: Mapping[str, Account],
    key_file: Path,
    deadline: date,
    letter: date | None,
) -> None:
    """Write the inventory's files.

    Args:
        folder: A new folder.
        ports: Each machine's port on 127.0.0.1.
        accounts: Each machine's account.
        key_file: The private key of the machines that are opened by one.
        deadline: The campaign's last day.
        letter: The day of the letter that begins it, None if it has none.
    """
    for troupe in TROUPES:
        unit = _unit(troupe, ports, accounts, key_file)
        ward = {"vars": {"ward": troupe.ward}, "children": {troupe.code: unit}}
        group = fold(troupe.ward).replace(" ", "_")
        _write(folder / f"{group.replace('_', '-')}.yml", {group: ward})
        if troupe.annex is not None:
            declared = {key: value for key, value in asdict(troupe.annex).items() if value}
            _write(folder / "group_vars" / troupe.code / "annex.yml", {"annex": declared})
    _write(folder / "may-nay.yml", _LOCAL)
    district = _DISTRICT | {"deadline": deadline.isoformat()}
    if letter is not None:
        district |= {"letter": {"number": _LETTER, "date": letter.isoformat()}}
    everywhere: Yaml = {"district": district, "approved_resolvers": [*_RESOLVERS]}
    _write(folder / "group_vars" / "all.yml", everywhere)


def write_campaign(path: Path, opens: datetime, deadline: date) -> Path:
    """Write the campaign file into the folder of the playbooks, and return it."""
    day = opens.astimezone(VIETNAM).date()
    content: Yaml = {
        "campaign": "quan-mau",
        "name": _DISTRICT["campaign"],
        "letters": [{"number": _LETTER, "date": day}],
        "opens": day,
        "deadline": deadline,
        "inventory": ["../inventory"],
        "ask": [{"playbook": "ioc-sweep.yml"}],
    }
    _write(path, content)
    return path


def _unit(
    troupe: Troupe, ports: Mapping[str, int], accounts: Mapping[str, Account], key_file: Path
) -> Yaml:
    unit = {"name": troupe.name, "type": troupe.type, "contact": troupe.contact}
    hosts = {
        player.name: _host(player, ports[player.name], accounts[player.name], key_file)
        for player in troupe.players
    }
    said = {key: value for key, value in unit.items() if value}
    return {"vars": {"unit": said, "ansible_host": LOOPBACK}, "hosts": hosts}


def _host(player: Player, port: int, account: Account, key_file: Path) -> Yaml:
    host: Yaml = {"label": player.label, "room": player.room, "ansible_port": port}
    host["ansible_connection"] = str(player.scene.via)
    if player.role is not Role.PC:
        host["role"] = str(player.role)
    if player.scene.os:
        host["os"] = player.scene.os
    if player.scene.excluded:
        host["excluded"] = _EXCLUDED
    if player.scene.via is Via.WINRM:
        host |= {"ansible_winrm_scheme": "http", "ansible_winrm_transport": "ntlm"}
    match player.scene.login:
        case Login.NONE:
            return host
        case Login.KEY:
            opens: Yaml = {"ansible_ssh_private_key_file": str(key_file)}
        case _:
            opens = {"ansible_password": account.told}
    return host | {"ansible_user": account.user} | opens


def _write(path: Path, content: Yaml) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    path.chmod(0o600)

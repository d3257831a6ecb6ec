from pathlib import Path

import pytest

from orchestrator.model.district import Machine
from orchestrator.model.outcome import Why
from orchestrator.model.plan import (
    Agent,
    Family,
    KeyFile,
    Nobody,
    Password,
    Ticket,
    Via,
    WinrmOptions,
)
from orchestrator.model.secret import Secret
from orchestrator.plan.connection import Defaults, Way, way_to
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.templating import MachineVariables, Templar
from tests.plan.districts import LOGON, WINRM


def way(
    variables: dict[str, object], *, os: str | None = None, defaults: Defaults | None = None
) -> Way | Why:
    machine = Machine(name="hs-01", unit="hs", os=os, variables=variables)
    scope = MachineVariables(Templar(), ({"inventory_hostname": "hs-01"}, variables))
    return way_to(machine, scope, defaults or Defaults())


def reached(variables: dict[str, object], **more: Defaults) -> Way:
    found = way(variables, **more)
    assert isinstance(found, Way)
    return found


def test_ssh_is_the_default() -> None:
    found = reached(LOGON)
    target = found.target
    assert (target.machine, target.via, target.address, target.port) == (
        "hs-01", Via.SSH, "hs-01", 22,
    )  # fmt: skip
    assert target.credential == Password(user="audit", secret=Secret("mật khẩu"))
    assert found.family is Family.POSIX


@pytest.mark.parametrize("word", ["ssh", "ansible.builtin.ssh", "paramiko", "smart"])
def test_ansibles_words_for_ssh_are_known(word: str) -> None:
    assert reached({**LOGON, "ansible_connection": word}).target.via is Via.SSH


@pytest.mark.parametrize(
    ("more", "port", "https"),
    [
        ({}, 5986, True),
        ({"ansible_port": 5985}, 5985, False),
        ({"ansible_winrm_scheme": "http"}, 5985, False),
        ({"ansible_port": 5985, "ansible_winrm_scheme": "https"}, 5985, True),
        ({"ansible_port": "15986"}, 15986, True),
        ({"ansible_port": 1, "ansible_winrm_port": 2}, 2, True),
    ],
)
def test_winrm_finds_its_port_and_scheme(
    more: dict[str, object], port: int, *, https: bool
) -> None:
    found = reached({**LOGON, "ansible_connection": "winrm", **more})
    assert (found.target.port, found.target.winrm.https) == (port, https)
    assert (found.target.via, found.family) == (Via.WINRM, Family.WINDOWS)
    assert found.target.winrm.auth == "ntlm"


def test_winrm_options_are_read(tmp_path: Path) -> None:
    found = reached({
        **LOGON,
        "ansible_connection": "winrm",
        "ansible_winrm_transport": ["credssp", "basic"],
        "ansible_winrm_ca_trust_path": str(tmp_path / "ca.pem"),
        "ansible_winrm_server_cert_validation": "ignore",
        "ansible_winrm_path": "/x",
    })  # fmt: skip
    assert found.target.winrm == WinrmOptions(
        https=True, auth="basic", ca_path=str(tmp_path / "ca.pem"), verify=False, path="/x"
    )


def test_kerberos_takes_a_ticket_and_no_password() -> None:
    variables = {
        "ansible_connection": "winrm",
        "ansible_winrm_transport": "kerberos",
        "ansible_winrm_scheme": "http",
        "ansible_winrm_kerberos_hostname_override": "pc-01.ba-dinh.test",
    }
    found = reached(variables | {"ansible_user": "kiemtra@BA-DINH.TEST"}).target
    assert found.credential == Ticket(user="kiemtra@BA-DINH.TEST")
    assert (found.port, found.winrm.kerberos_host) == (5985, "pc-01.ba-dinh.test")
    assert reached(variables).target.credential == Ticket()


def test_a_certificate_and_its_key_lie_in_one_file() -> None:
    variables = {
        "ansible_connection": "winrm",
        "ansible_winrm_transport": "certificate",
        "ansible_winrm_cert_pem": "/c.pem",
    }
    assert way(variables | {"ansible_winrm_cert_pem": ""}) is Why.NO_CREDENTIAL
    assert reached(variables).target.credential == KeyFile(user="certificate", path="/c.pem")
    with pytest.raises(BadValueError, match="another file"):
        way(variables | {"ansible_winrm_cert_key_pem": "/k.pem"})


def test_a_key_goes_before_a_password() -> None:
    key = {"ansible_ssh_private_key_file": "~/.ssh/id", "ansible_private_key_passphrase": "p"}
    assert reached({**LOGON, **key}).target.credential == KeyFile(
        user="audit", path=str(Path("~/.ssh/id").expanduser()), passphrase=Secret("p")
    )


def test_defaults_fill_in_and_never_win() -> None:
    defaults = Defaults(user="d", password=Secret("dp"), private_key="/k")
    assert reached({}, defaults=defaults).target.credential == Password(
        user="d", secret=Secret("dp")
    )
    assert reached(
        {"ansible_user": "u"}, defaults=Defaults(private_key="/k")
    ).target.credential == (KeyFile(user="u", path="/k"))
    assert reached(LOGON, defaults=defaults).target.credential == Password(
        user="audit", secret=Secret("mật khẩu")
    )


def test_the_local_machine_needs_no_logon() -> None:
    found = reached({"ansible_connection": "local"}, defaults=Defaults(local_family=Family.WINDOWS))
    assert (found.target.via, found.target.credential) == (Via.LOCAL, Nobody())
    assert found.family is Family.WINDOWS


def test_variables_may_be_templated() -> None:
    found = reached({
        **LOGON,
        "ansible_host": "{{ inventory_hostname }}.example", "ansible_port": "{{ base + 1 }}",
        "base": 2200, "ansible_password": "{{ word }}", "word": Secret("kín"),
    })  # fmt: skip
    assert (found.target.address, found.target.port) == ("hs-01.example", 2201)
    assert found.target.credential == Password(user="audit", secret=Secret("kín"))


@pytest.mark.parametrize(
    ("variables", "os", "why"),
    [
        ({}, None, Why.NO_CREDENTIAL),
        ({"ansible_user": "u"}, None, Why.NO_CREDENTIAL),
        ({"ansible_user": "u", "ansible_password": ""}, None, Why.NO_CREDENTIAL),
        ({"ansible_connection": "winrm", "ansible_user": "u"}, None, Why.NO_CREDENTIAL),
        (LOGON, "routeros", Why.UNSUPPORTED),
        (LOGON, "IOS-XE 17", Why.UNSUPPORTED),
        ({**LOGON, "ansible_connection": "ansible.netcommon.network_cli"}, None, Why.UNSUPPORTED),
        ({**LOGON, "ansible_connection": "psrp"}, None, Why.UNSUPPORTED),
    ],
)
def test_who_cannot_be_asked_has_a_reason(
    variables: dict[str, object], os: str | None, why: Why
) -> None:
    assert way(variables, os=os) is why


@pytest.mark.parametrize(
    ("more", "os"),
    [
        ({}, "windows"),
        ({}, "Win11"),
        ({"ansible_shell_type": "powershell"}, None),
        ({"ansible_shell_type": "cmd"}, None),
    ],
)
def test_windows_is_asked_in_its_own_language_over_ssh_too(
    more: dict[str, object], os: str | None
) -> None:
    found = way({**LOGON, **more}, os=os)
    assert isinstance(found, Way)
    assert (found.target.via, found.family) == (Via.SSH, Family.WINDOWS)


@pytest.mark.parametrize("os", ["linux", "Debian 12", "ioslike-linux", None])
def test_everything_else_over_ssh_is_tried(os: str | None) -> None:
    assert isinstance(way(LOGON, os=os), Way)


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"ansible_connection": "winmr"}, "did you mean `winrm`?"),
        ({"ansible_connection": ["ssh"]}, "must be a text"),
        ({"ansible_port": "22x"}, "is no port"),
        ({"ansible_port": 0}, "is no port"),
        ({"ansible_port": 70000}, "is no port"),
        ({"ansible_port": True}, "is no port"),
        ({"ansible_host": "a b"}, "is no address"),
        ({"ansible_host": "u@h"}, "is no address"),
        ({"ansible_password": ["x"]}, "must be a text"),
        ({"ansible_user": "{{ nobody }}"}, "the variable `nobody` is not defined"),
        ({"ansible_connection": "winrm", "ansible_winrm_transport": "credssp"}, "does not know"),
        ({"ansible_connection": "winrm", "ansible_winrm_scheme": "htps"}, "did you mean `https`?"),
        (
            {**WINRM, "ansible_port": 5985, "ansible_winrm_transport": "basic"},
            "needs https",
        ),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_said(variables: dict[str, object], says: str) -> None:
    with pytest.raises(BadValueError) as caught:
        way({**LOGON, **variables})
    assert says in f"{caught.value.what} {caught.value.mend}"


def test_no_message_holds_a_password() -> None:
    with pytest.raises(BadValueError) as caught:
        way({"ansible_user": "u", "ansible_password": ["bí mật"]})
    assert "bí mật" not in f"{caught.value.what} {caught.value.mend}"


def test_ipv6_addresses_lose_their_brackets() -> None:
    assert reached({**LOGON, "ansible_host": "[2001:db8::1]"}).target.address == "2001:db8::1"


def test_a_passphrase_that_was_asked_for_opens_keys_without_one_of_their_own() -> None:
    asked = Defaults(passphrase=Secret("asked"))
    key = {"ansible_user": "audit", "ansible_ssh_private_key_file": "/keys/a"}
    assert reached(key, defaults=asked).target.credential == KeyFile(
        user="audit", path="/keys/a", passphrase=Secret("asked")
    )
    own = {**key, "ansible_ssh_private_key_passphrase": "own"}
    assert reached(own, defaults=asked).target.credential == KeyFile(
        user="audit", path="/keys/a", passphrase=Secret("own")
    )


def test_the_agent_is_asked_where_there_is_neither_password_nor_key() -> None:
    held = Defaults(agent=True)
    assert reached({"ansible_user": "audit"}, defaults=held).target.credential == Agent(
        user="audit"
    )
    assert isinstance(reached(LOGON, defaults=held).target.credential, Password)
    assert way({}, defaults=held) is Why.NO_CREDENTIAL
    assert way({**WINRM, "ansible_password": ""}, defaults=held) is Why.NO_CREDENTIAL


@pytest.mark.parametrize("word", ["community.somewhere.ssh", "lab.winrm", "chroot"])
def test_a_connection_of_another_home_is_another_one(word: str) -> None:
    with pytest.raises(BadValueError):
        way({**LOGON, "ansible_connection": word})

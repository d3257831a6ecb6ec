from pathlib import Path

import pytest

from orchestrator.errors import InventoryError
from orchestrator.inventory import district, load
from orchestrator.inventory.reading.machine_address import (
    AddressFault,
    FaultyAddress,
    is_hostname,
    machine_address,
)
from tests.inventory.trees import HEAD, write

UNIT = "unit: {name: Trường Tiểu học X, type: primary_school}"


def _problems(tmp_path: Path, hosts: str, variables: str = "") -> list[str]:
    text = f"th_x:\n  vars:\n    {UNIT}\n{variables}  hosts:\n{hosts}"
    source = write(tmp_path, {"group_vars/all.yml": HEAD, "a.yml": text})
    try:
        district(load([source]))
    except InventoryError as error:
        return [str(one).removeprefix(f"{tmp_path}/") for one in error.problems]
    return []


def _of_one(tmp_path: Path, variables: str) -> list[str]:
    return _problems(tmp_path, f"    x-1: {{{variables}}}\n")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("10.12.3.999", "neither an IP address"),
        ("10.12", "neither an IP address"),
        ("010.012.003.022", 'Write "10.12.3.22"'),
        ('"10,12,3,22"', 'Write "10.12.3.22"'),
        ("10.12.3.8/24", "two addresses"),
        ('"10.12.3.8, 10.12.3.9"', "two addresses"),
        ("http://10.12.3.8", "neither an IP address"),
        ("'::'", "no single machine's address"),
        ("224.0.0.251", "no single machine's address"),
        ("169.254.7.7", "no single machine's address"),
        ('"fe80::1"', "no single machine's address"),
        ("PC VĂN THƯ", "neither an IP address"),
    ],
)
def test_an_address_is_judged_as_in_a_workbook(tmp_path: Path, address: str, said: str):
    (problem,) = _of_one(tmp_path, f"ansible_host: {address}")
    assert problem.startswith("a.yml:5:25: ")
    assert said in problem


@pytest.mark.parametrize(
    "address",
    ["10.12.3.22", "127.0.0.1", "PC-01", "pc_01.truong.example", '"2001:db8::7"',
     '"[2001:db8::7]"', '"fe80::1%eth0"', "x.example.",
     '"{{ inventory_hostname }}.truong.example"'],
)  # fmt: skip
def test_addresses_and_names_that_lead_to_one_machine_pass(tmp_path: Path, address: str):
    assert _of_one(tmp_path, f"ansible_host: {address}") == []


@pytest.mark.parametrize("variable", ["ansible_ssh_host", "ansible_winrm_host"])
def test_the_other_spellings_of_an_address_are_judged_too(tmp_path: Path, variable: str):
    (problem,) = _of_one(tmp_path, f"{variable}: 10.12.3.999")
    assert "10.12.3.999" in problem


def test_a_name_with_spaces_is_offered_as_a_label(tmp_path: Path):
    (problem,) = _problems(tmp_path, "    PC VĂN THƯ: {ansible_host: 10.12.3.4}\n")
    assert problem.startswith("a.yml:5:5: ")
    assert "`PC-VAN-THU`" in problem
    assert "label: PC VĂN THƯ" in problem


@pytest.mark.parametrize("name", ["'12'", "'--'"])
def test_a_name_of_which_no_host_name_can_be_made(tmp_path: Path, name: str):
    (problem,) = _problems(tmp_path, f"    {name}: {{ansible_host: 10.12.3.4}}\n")
    assert "one letter at least" in problem


def test_a_name_may_be_an_address_and_is_judged_as_one(tmp_path: Path):
    assert _problems(tmp_path, "    10.12.3.4:\n    127.0.0.9:\n") == []
    (problem,) = _problems(tmp_path / "b", "    010.12.3.4:\n")
    assert "10.12.3.4" in problem


def test_the_controller_itself_may_be_called_anything(tmp_path: Path):
    assert _problems(tmp_path, "    Máy này: {ansible_connection: local}\n") == []


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ("ansible_winrm_transport: basci", "`basic`"),
        ("ansible_winrm_transport: [basci, ntlm]", "`basic`"),
        ("ansible_winrm_transport: credssp", "ntlm"),
        ("ansible_winrm_scheme: htps", "`https`"),
        ("ansible_winrm_server_cert_validation: ignor", "`ignore`"),
        (
            "ansible_connection: winrm, ansible_port: 5985, ansible_winrm_transport: basic",
            "needs https",
        ),
        (
            "ansible_connection: winrm, ansible_winrm_scheme: http, ansible_winrm_transport: ssl",
            "needs https",
        ),
    ],
)
def test_words_of_winrm_are_judged_where_they_stand(tmp_path: Path, variables: str, said: str):
    (problem,) = _of_one(tmp_path, variables)
    assert said in problem


@pytest.mark.parametrize(
    "variables",
    [
        "ansible_winrm_transport: [credssp, ntlm]",
        'ansible_winrm_transport: "kerberos, ntlm"',
        'ansible_winrm_transport: "{{ way }}"',
        "ansible_winrm_scheme: ''",
        "ansible_connection: winrm, ansible_winrm_transport: basic",
        'ansible_connection: winrm, ansible_winrm_transport: basic, ansible_port: "{{ gate }}"',
        "ansible_connection: winrm, ansible_winrm_transport: certificate, ansible_port: '5986'",
        "ansible_winrm_transport: basic, ansible_port: 5985",
    ],
)
def test_words_that_ansible_takes_pass(tmp_path: Path, variables: str):
    assert _of_one(tmp_path, variables) == []


def test_all_faults_of_all_stages_are_said_at_once(tmp_path: Path):
    hosts = (
        "    x-1: {ansible_host: 10.12.3.999, ansible_port: 0}\n"
        "    x-2: {ansible_connection: sssh, ansible_winrm_transport: basci}\n"
    )
    variables = "    roomm: 1\n"
    places = [one.split(": ")[0] for one in _problems(tmp_path, hosts, variables)]
    assert places == ["a.yml:4:5", "a.yml:6:25", "a.yml:6:52", "a.yml:7:31", "a.yml:7:62"]


def test_a_setting_of_a_group_is_told_once(tmp_path: Path):
    hosts = "    x-[1:9]: {}\n"
    (problem,) = _problems(tmp_path, hosts, "    ansible_winrm_transport: basci\n")
    assert problem.startswith("a.yml:4:30")


def test_all_that_an_authority_lacks_is_said_at_once(tmp_path: Path):
    source = write(
        tmp_path,
        {
            "group_vars/all.yml": "district: {name: Quận Thử}\n",
            "a.yml": f"th_x:\n  vars: {{{UNIT}}}\n  hosts: {{x-1: }}\n",
        },
    )
    with pytest.raises(InventoryError) as caught:
        district(load([source]))
    said = [str(problem) for problem in caught.value.problems]
    assert [("committee" in one, "campaign" in one) for one in said] == [
        (True, False),
        (False, True),
    ]


def test_what_is_offered_for_an_address_is_one():
    found = machine_address("010.012.003.022")
    assert found == FaultyAddress(fault=AddressFault.OCTAL, offer="10.12.3.22")
    assert machine_address("10.12.3.22") == "10.12.3.22"
    assert machine_address("2001:DB8::7") == "2001:db8::7"


@pytest.mark.parametrize("text", ["", ".", "1.2", "-x", "x-", "x..y", "máy-1", "a b", "x" * 64])
def test_no_host_name(text: str):
    assert not is_hostname(text)

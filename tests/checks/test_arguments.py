"""What a playbook gives a check is checked before anything is sent."""

import pytest

from orchestrator.checks import ALL, campaign_tool, resolvers
from orchestrator.checks.campaign_tool.profiles import PROFILES


@pytest.mark.parametrize(
    "approved",
    [
        [],
        "",
        ["192.0.2.1", "198.51.100.0/28", "2001:db8::53"],
        ("192.0.2.1", " 192.0.2.2 "),
        "192.0.2.1, 192.0.2.2;192.0.2.3\n2001:db8::/64",
        "192.0.2.1/24",
    ],
)
def test_approved_resolvers_are_addresses_and_ranges(approved: object):
    expected = {"approved": "'' is neither an address nor a range"} if approved == "" else {}
    assert resolvers.CHECK.wrong_arguments({"approved": approved}) == expected


@pytest.mark.parametrize(
    ("approved", "wrong"),
    [
        (None, "it takes a list of addresses"),
        ({"a": 1}, "it takes a list of addresses"),
        (1, "it takes a list of addresses"),
        (["192.0.2.1", "dns.test"], "'dns.test' is neither an address nor a range"),
        (["192.0.2.1", 1], "1 is neither an address nor a range"),
        ([True], "True is neither an address nor a range"),
        ("192.0.2.1 192.0.2.256", "'192.0.2.256' is neither an address nor a range"),
        (["192.0.2.1, 192.0.2.2"], "'192.0.2.1, 192.0.2.2' is neither an address nor a range"),
    ],
)
def test_what_is_no_resolver_is_named(approved: object, wrong: str):
    assert resolvers.CHECK.wrong_arguments({"approved": approved}) == {"approved": wrong}


def test_tools_are_those_of_the_profiles():
    every = [tool.id for tool in PROFILES]
    for tools in ([], (), every, tuple(every)):
        assert campaign_tool.CHECK.wrong_arguments({"tools": tools}) == {}
    near = campaign_tool.CHECK.wrong_arguments({"tools": [every[0], "msrtt"]})
    assert near == {"tools": "there is no tool `msrtt`: did you mean `msrt`?"}
    far = campaign_tool.CHECK.wrong_arguments({"tools": [7]})
    assert far == {"tools": f"there is no tool `7`: use one of: {', '.join(every)}"}
    for tools in ("msrt", None, 7):
        given = campaign_tool.CHECK.wrong_arguments({"tools": tools})
        assert given == {"tools": "it takes a list of tools"}


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_no_argument_is_no_wrong_one(check):
    assert check.wrong_arguments({}) == {}

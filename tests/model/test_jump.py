import pytest

from orchestrator.model.jump import (
    HopName,
    JumpWordError,
    SshArgumentError,
    hop_names,
    hops_of_arguments,
)

GATE = HopName(host="gate.example", user="ops", port=2222)


@pytest.mark.parametrize(
    "text",
    [
        "-J ops@gate.example:2222",
        "-Jops@gate.example:2222",
        "-o ProxyJump=ops@gate.example:2222",
        "-oProxyJump=ops@gate.example:2222",
        "-o 'ProxyJump ops@gate.example:2222'",
        '-o "proxyjump = ops@gate.example:2222"',
    ],
)
def test_each_form_names_the_jump_host(text: str):
    assert hops_of_arguments(text) == (GATE,)


def test_several_are_reached_in_their_order():
    assert hop_names("ops@gate.example:2222, cong,a@[2001:db8::1]:22") == (
        GATE,
        HopName(host="cong"),
        HopName(host="2001:db8::1", user="a", port=22),
    )


def test_a_blank_text_names_none():
    assert hops_of_arguments("  ") == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("-o ProxyCommand='nc %h %p'", "ProxyCommand=nc %h %p"),
        ("-o StrictHostKeyChecking=no", "StrictHostKeyChecking=no"),
        ("-J a -o StrictHostKeyChecking=no", "StrictHostKeyChecking=no"),
        ("-J a -J b", "b"),
        ("-J a -vvv", "-vvv"),
        ("-o", ""),
        ("-J 'a", "-J 'a"),
        ("-o ProxyJump=", "ProxyJump="),
        ("-o ProxyJump a", "ProxyJump"),
        ("-W a:1", "-W"),
    ],
)
def test_anything_else_is_refused_by_name(text: str, word: str):
    with pytest.raises(SshArgumentError) as error:
        hops_of_arguments(text)
    assert error.value.args == (word,)


@pytest.mark.parametrize(
    "text",
    [
        "", "a,", "a b", "-oProxyCommand=x", "a@b@c", "a:0", "a:70000", "a:x", "ssh://a",
        "a@-x", "-x@a", "$(id)", "a;b", ",".join("abcdefghi"),
    ],
)  # fmt: skip
def test_what_names_no_host_is_refused(text: str):
    with pytest.raises(JumpWordError):
        hop_names(text)


def test_j_without_a_host_is_refused():
    with pytest.raises(JumpWordError):
        hops_of_arguments("-J")

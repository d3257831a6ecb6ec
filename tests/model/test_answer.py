"""What a canary's nonce may be: a name and an address are made of nothing else."""

import pytest

from orchestrator.model.answer import canary_address, canary_name


def test_a_canary_is_a_reserved_name_and_a_reserved_address():
    assert canary_name("00c0ffee00c0ffee") == "canary-00c0ffee00c0ffee.invalid"
    assert canary_address("00c0ffee00c0ffee") == "2001:db8:c0:ffee:c0:ffee:0:9"


@pytest.mark.parametrize(
    "nonce",
    [
        "",
        "0123456789abcde",
        "0123456789abcdef0",
        "0123456789ABCDEF",
        "0123456789abcdeg",
        "0123456789abcdef\n",
        "0123456789abcde.",
    ],
)
def test_no_canary_is_made_of_another_text(nonce: str):
    for made in (canary_name, canary_address):
        with pytest.raises(ValueError, match="16 lower-case hex digits"):
            made(nonce)

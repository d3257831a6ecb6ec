"""What the words of WinRM's connection variables come to."""

import pytest

from orchestrator.model.winrm_words import (
    is_https,
    needs_https,
    transport_words,
    way_of_logging_on,
)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (None, ["ntlm"]),
        ("", ["ntlm"]),
        ("kerberos, ntlm", ["kerberos", "ntlm"]),
        (["credssp", "basic"], ["credssp", "basic"]),
        (("ssl",), ["ssl"]),
    ],
)
def test_a_list_or_a_text_with_commas(written: object, words: list[str]):
    assert transport_words(written) == words


def test_the_first_way_that_is_known_counts():
    assert way_of_logging_on(["credssp", "ssl", "ntlm"]) == "basic"
    assert way_of_logging_on(["credssp"]) is None


@pytest.mark.parametrize(
    ("scheme", "port", "tls"),
    [("https", 5985, True), ("http", 5986, False), (None, 5985, False), (None, None, True)],
)
def test_the_scheme_says_it_else_the_port(scheme: str | None, port: int | None, *, tls: bool):
    assert is_https(scheme, port) is tls


@pytest.mark.parametrize(("way", "open_"), [("basic", True), ("ntlm", False), ("kerberos", False)])
def test_ways_that_seal_their_messages_need_no_tls(way: str, *, open_: bool):
    assert needs_https(way) is open_

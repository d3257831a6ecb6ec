"""The packed proxy settings of Windows: flags and three texts, or nothing at all."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.checks.proxy.windows import Packed, unpack


def packed(flags: int, *texts: str) -> bytes:
    body = b"".join(struct.pack("<I", len(text)) + text.encode("latin-1") for text in texts)
    return struct.pack("<III", 0x46, 7, flags) + body


def test_flags_tell_what_is_in_force():
    found = unpack(packed(0x0B, "192.0.2.9:3128", "<local>", "") + bytes(32))
    assert found == Packed("192.0.2.9:3128", True, "<local>", "", False)
    assert unpack(packed(0x05, "", "", "http://pac.example/"))[3:] == ("http://pac.example/", True)
    assert unpack(packed(0x01, "192.0.2.9:3128", "", ""))[1] is False


def test_winhttp_ends_after_its_own_texts():
    assert unpack(packed(1, "", "")) == Packed("", False, "", "", False)


def test_a_text_longer_than_the_value_is_another_shape():
    assert unpack(struct.pack("<IIII", 0x46, 1, 3, 2**31) + b"192.0.2.9") is None
    assert unpack(b"\x46\0\0") is None


@given(st.binary(max_size=200))
def test_any_bytes_give_settings_or_nothing(raw: bytes):
    found = unpack(raw)
    assert found is None or all(len(text) <= len(raw) for text in (found[0], found[2], found[3]))


def test_a_length_that_is_cut_is_another_shape():
    assert unpack(packed(1, "192.0.2.9:3128")) is not None
    for cut in (1, 2, 3):
        assert unpack(packed(1, "192.0.2.9:3128") + bytes(cut)) is None

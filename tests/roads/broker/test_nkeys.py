import base64
import binascii

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from orchestrator.roads.broker.nkeys import NonceError, signed_nonce, user_nkey

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def crc_by_hand(data: bytes) -> int:
    """XMODEM's CRC, bit by bit, as its definition has it."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
            crc &= 0xFFFF
    return crc


@pytest.mark.parametrize("public", [bytes(32), bytes([255] * 32), bytes(range(32))])
def test_a_key_is_its_kind_its_bytes_and_their_sum(public: bytes):
    text = user_nkey(public)
    raw = base64.b32decode(text + "=" * (-len(text) % 8))
    assert (text[0], len(text)) == ("U", 56)
    assert raw[1:33] == public
    assert int.from_bytes(raw[33:], "little") == crc_by_hand(raw[:33])


def test_known_keys_are_written_the_same_way_for_ever():
    assert [user_nkey(bytes(32)), user_nkey(bytes(range(32)))] == [
        "UAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABET7",
        "UAAACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPB63NN",
    ]


@pytest.mark.parametrize("length", [0, 31, 33])
def test_only_a_key_is_written(length: int):
    with pytest.raises(ValueError, match="32 bytes"):
        user_nkey(bytes(length))


def test_a_nonce_is_signed_as_it_stands():
    text = signed_nonce("xQ2-_abcdefghij", PRIVATE)
    assert b"=" not in text  # nats-server would read it as base64 of another alphabet
    signature = base64.urlsafe_b64decode(text + b"==")
    PRIVATE.public_key().verify(signature, b"xQ2-_abcdefghij")


@pytest.mark.parametrize(
    "nonce",
    [
        "",
        "short",
        "a" * 65,
        "orchestrator 1\n{}",  # how a message begins that the same key signs
        "abcdefghijk\n",
        "abcdefgh ijk",
        "abcdefghijk=",
        "ngôn-ngữ-abcdefgh",
    ],
)
def test_nothing_but_a_nonce_is_signed(nonce: str):
    with pytest.raises(NonceError):
        signed_nonce(nonce, PRIVATE)


def test_the_sum_is_the_one_that_the_library_counts():
    assert crc_by_hand(b"123456789") == binascii.crc_hqx(b"123456789", 0) == 0x31C3

"""Messages: what was signed comes back, and nothing else passes, whichever byte is another."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.errors import StateError
from orchestrator.roads.message_heads import (
    HelloHead,
    MessageHead,
    MessageKind,
    ReceiptHead,
    ReceiptWord,
    ResultHead,
    Speaker,
)
from orchestrator.roads.messages import (
    MOST_MESSAGE_BYTES,
    MessageFault,
    SignedMessage,
    UnprovenMessage,
    parted,
    signed_message,
)
from orchestrator.roads.signing_keys import (
    SigningKey,
    is_signed,
    kept_signing_key,
    made_signing_key,
    new_signing_key,
)

SITE = "phuc-xa"
RESULT = ResultHead(sweep="20260302-010203-abcdef", shard="3", machines=2, answers=1)
RECEIPT = ReceiptHead(message="0a" * 32, bundle="0b" * 32, word=ReceiptWord.TAKEN, taken=2)
AT = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return new_signing_key()


def hello(key: SigningKey) -> HelloHead:
    return HelloHead(key=key.public, version="1.2.0", clock=AT, backlog=4)


def read(
    raw: bytes, key: SigningKey, site: str = SITE, speaker: Speaker = Speaker.SITE
) -> SignedMessage | MessageFault:
    message = parted(raw)
    return (
        message if isinstance(message, MessageFault) else message.proven(key.public, site, speaker)
    )


@pytest.mark.parametrize(
    ("head", "speaker"), [(RESULT, Speaker.SITE), (RECEIPT, Speaker.HUB), (None, Speaker.SITE)]
)
def test_what_was_signed_comes_back(
    key: SigningKey, head: MessageHead | None, speaker: Speaker
) -> None:
    head = head or hello(key)
    body = b"\n\x00\xff any bytes \n\n"
    found = read(signed_message(SITE, head, body, key), key, speaker=speaker)
    assert found == SignedMessage(
        site=SITE, head=head, sha256=hashlib.sha256(body).hexdigest(), body=body
    )


def test_a_head_stands_as_the_form_says(key: SigningKey) -> None:
    signature, text, body = signed_message(SITE, RESULT, b"body", key).split(b"\n")
    assert json.loads(text) == {
        "kind": "result",
        "site": SITE,
        "sha256": hashlib.sha256(b"body").hexdigest(),
        "sweep": RESULT.sweep,
        "shard": "3",
        "machines": 2,
        "answers": 1,
    }
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert body == b"body"
    assert is_signed(b"orchestrator 1\n" + text, base64.b64decode(signature), key.public)


def test_every_flipped_bit_is_found(key: SigningKey) -> None:
    raw = signed_message(SITE, RESULT, b"body", key)
    for at in range(len(raw)):
        for bit in range(8):
            other = bytearray(raw)
            other[at] ^= 1 << bit
            assert isinstance(read(bytes(other), key), MessageFault), (at, bit)


def test_every_cut_is_found(key: SigningKey) -> None:
    raw = signed_message(SITE, RESULT, b"body", key)
    assert all(isinstance(read(raw[:at], key), MessageFault) for at in range(len(raw)))


def test_another_key_is_not_the_sites(key: SigningKey) -> None:
    raw = signed_message(SITE, RESULT, b"body", new_signing_key())
    assert read(raw, key) is MessageFault.SIGNATURE


def test_a_key_that_is_none_signed_nothing(key: SigningKey) -> None:
    message = parted(signed_message(SITE, RESULT, b"body", key))
    assert isinstance(message, UnprovenMessage)
    for public in ("", "00", "zz" * 32, "00" * 32, "ff" * 32):
        assert message.proven(public, SITE, Speaker.SITE) is MessageFault.SIGNATURE


def test_a_site_speaks_for_itself_only(key: SigningKey) -> None:
    raw = signed_message(SITE, RESULT, b"body", key)
    assert read(raw, key, site="truc-bach") is MessageFault.SITE


def test_the_hub_says_no_result_and_a_site_no_receipt(key: SigningKey) -> None:
    result = signed_message(SITE, RESULT, b"body", key)
    receipt = signed_message(SITE, RECEIPT, b"", key)
    assert read(result, key, speaker=Speaker.HUB) is MessageFault.SPEAKER
    assert read(receipt, key, speaker=Speaker.SITE) is MessageFault.SPEAKER


def test_a_greeting_proves_that_its_key_wrote_it(key: SigningKey) -> None:
    message = parted(signed_message(SITE, hello(key), b"", key))
    assert isinstance(message, UnprovenMessage)
    assert message.introduced() == hello(key)


def test_a_greeting_with_the_key_of_another_introduces_nobody(key: SigningKey) -> None:
    message = parted(signed_message(SITE, hello(key), b"", new_signing_key()))
    assert isinstance(message, UnprovenMessage)
    assert message.introduced() is MessageFault.SIGNATURE


def test_what_is_no_greeting_introduces_nobody(key: SigningKey) -> None:
    message = parted(signed_message(SITE, RESULT, b"", key))
    assert isinstance(message, UnprovenMessage)
    assert message.introduced() is MessageFault.KIND


def rewritten(key: SigningKey, head: str, body: bytes = b"body") -> bytes:
    signature = base64.b64encode(key.sign(b"orchestrator 1\n" + head.encode()))
    return b"\n".join((signature, head.encode(), body))


def head_text(**changes: object) -> str:
    said: dict[str, object] = {
        "kind": "result",
        "site": SITE,
        "sha256": hashlib.sha256(b"body").hexdigest(),
        "sweep": "s",
        "shard": "1",
        "machines": 1,
        "answers": 1,
        **changes,
    }
    kept = {name: value for name, value in said.items() if value is not None}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("", MessageFault.FORM),
        ("x" * 5000, MessageFault.FORM),
        ("no json", MessageFault.HEAD),
        ("[]", MessageFault.HEAD),
        ("[" * 4000, MessageFault.HEAD),
        ('{"kind":"result"}', MessageFault.HEAD),
        (" " + head_text(), MessageFault.HEAD),
        (head_text().replace('"machines":1', '"machines":1,"machines":1'), MessageFault.HEAD),
        (head_text().replace('"machines":1', '"machines":1.0'), MessageFault.HEAD),
        (head_text().replace('"machines":1', '"machines":NaN'), MessageFault.HEAD),
        (head_text().replace('"machines":1', '"machines":' + "9" * 3000), MessageFault.HEAD),
        (head_text(machines=-1), MessageFault.HEAD),
        (head_text(machines=True), MessageFault.HEAD),
        (head_text(machines=None), MessageFault.HEAD),
        (head_text(shard="../x"), MessageFault.HEAD),
        (head_text(sweep="a b"), MessageFault.HEAD),
        (head_text(more=1), MessageFault.HEAD),
        (head_text(kind="order"), MessageFault.KIND),
        (head_text(kind="task"), MessageFault.HEAD),
        (head_text(kind=["result"]), MessageFault.KIND),
        (head_text(kind={}), MessageFault.KIND),
        (head_text(sha256="00" * 32), MessageFault.DIGEST),
        (head_text(sha256=0), MessageFault.DIGEST),
        (head_text(site=""), MessageFault.SITE),
        (head_text(site=7), MessageFault.SITE),
        (head_text(site="a.b"), MessageFault.SITE),
        (head_text(site="*"), MessageFault.SITE),
        (head_text(site="a/../b"), MessageFault.SITE),
        (head_text(site="x" * 33), MessageFault.SITE),
    ],
)
def test_what_is_no_message_is_told_by_one_word(
    key: SigningKey, head: str, fault: MessageFault
) -> None:
    assert read(rewritten(key, head), key) is fault


def test_the_helper_writes_what_passes(key: SigningKey) -> None:
    assert isinstance(read(rewritten(key, head_text()), key), SignedMessage)


@pytest.mark.parametrize(
    "head",
    [
        {"word": "taken", "message": "0a" * 32, "bundle": ""},
        {"word": "taken", "message": "0A" * 32, "bundle": "0b" * 32},
        {"word": "kept", "message": "0a" * 32, "bundle": "0b" * 32},
    ],
)
def test_a_receipt_of_nothing_is_none(key: SigningKey, head: dict[str, object]) -> None:
    said = {"kind": "receipt", "site": SITE, "sha256": hashlib.sha256(b"").hexdigest(), **head}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    assert read(rewritten(key, text, b""), key, speaker=Speaker.HUB) is MessageFault.HEAD


def test_a_clock_without_a_zone_is_none(key: SigningKey) -> None:
    text = head_text(kind="hello", sweep=None, shard=None, machines=None, answers=None)
    said = {**json.loads(text), "key": key.public, "version": "1", "backlog": 0}
    for clock, passes in (("2026-03-02T01:02:03", False), ("2026-03-02T01:02:03Z", True)):
        told = json.dumps({**said, "clock": clock}, sort_keys=True, separators=(",", ":"))
        found = read(rewritten(key, told), key)
        assert isinstance(found, SignedMessage) is passes


def test_the_bound_holds_both_ways(key: SigningKey) -> None:
    assert parted(b"x" * (MOST_MESSAGE_BYTES + 1)) is MessageFault.TOO_LARGE
    raw = signed_message(SITE, RESULT, b"", key)
    most = MOST_MESSAGE_BYTES - len(raw)  # every body has a digest of the same length
    assert isinstance(read(signed_message(SITE, RESULT, bytes(most), key), key), SignedMessage)
    with pytest.raises(ValueError, match="no message"):
        signed_message(SITE, RESULT, bytes(most + 1), key)


def test_no_message_is_made_for_what_is_no_site(key: SigningKey) -> None:
    with pytest.raises(ValueError, match="no message"):
        signed_message("Phúc Xá", RESULT, b"", key)


def test_nothing_of_a_message_shows_before_it_is_proven(key: SigningKey) -> None:
    message = parted(signed_message(SITE, RESULT, b"planted", key))
    assert repr(message) == f"UnprovenMessage(kind={MessageKind.RESULT!r}, site={SITE!r})"


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "site-key.pem"
    assert kept_signing_key(path) is None
    made = made_signing_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert made_signing_key(path).public == made.public
    kept = kept_signing_key(path)
    assert kept is not None
    assert is_signed(b"x", kept.sign(b"x"), made.public)
    assert "private" not in repr(made)


@pytest.mark.parametrize("data", [b"", b"-----BEGIN PRIVATE KEY-----\n", b"\x00" * 4000])
def test_what_is_no_key_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "site-key.pem"
    path.write_bytes(data)
    with pytest.raises(StateError, match=r"site-key\.pem"):
        made_signing_key(path)
    assert path.read_bytes() == data

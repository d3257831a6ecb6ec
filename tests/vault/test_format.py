"""The format itself: what is written can be read, what is damaged is refused."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.errors import InputError, Place, VaultError
from orchestrator.files.yaml_nodes import Vaulted
from orchestrator.vault import Vault, cipher, fault
from orchestrator.vault.envelope import EnvelopeError, parse, vault_id_of, written
from tests.vault.held import identity, vault

PLACE = Place(file="all.yml", line=3, column=9)
PLAIN = "Mật khẩu của máy ở phường".encode()
HELD = vault(default="một", ward_4="bốn")
CLOSED = HELD.close(PLAIN, "ward-4")


def test_an_id_makes_it_1_2_and_none_makes_it_1_1():
    assert CLOSED.startswith(b"$ANSIBLE_VAULT;1.2;AES256;ward-4\n")
    assert HELD.close(PLAIN, "default").startswith(b"$ANSIBLE_VAULT;1.1;AES256\n")


def test_lines_are_80_columns_and_the_last_one_ends():
    lines = CLOSED.decode().split("\n")
    assert {len(line) for line in lines[1:-2]} == {80}
    assert 0 < len(lines[-2]) <= 80
    assert lines[-1] == ""
    assert re.fullmatch("[0-9a-f]+", "".join(lines[1:]))


@settings(max_examples=15, deadline=None)
@given(plain=st.binary(max_size=200))
def test_any_bytes_come_back(plain: bytes):
    assert HELD.open(HELD.close(plain, "default"), PLACE) == plain


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=300))
def test_any_bytes_behind_a_header_are_a_vault_or_a_clear_error(body: bytes):
    with suppress(EnvelopeError):
        parse(b"$ANSIBLE_VAULT;1.1;AES256\n" + body)


def test_parsing_and_writing_are_each_other_s_inverse():
    assert written(parse(CLOSED)) == CLOSED


def test_carriage_returns_are_tolerated():
    assert HELD.open(CLOSED.replace(b"\n", b"\r\n"), PLACE) == PLAIN


def test_a_label_that_was_changed_does_not_matter_as_for_ansible():
    assert HELD.open(CLOSED.replace(b"ward-4", b"ward-9"), PLACE) == PLAIN


def test_the_own_id_is_tried_first_and_the_others_only_if_it_fails():
    asked: list[str] = []

    def telling(vault_id: str, password: str):
        made = identity(vault_id, password)
        return type(made)(
            vault_id=vault_id, source="", ask=lambda: asked.append(vault_id) or made.ask()
        )

    held = Vault([telling("default", "một"), telling("ward-4", "bốn"), telling("ward-5", "năm")])
    assert held.open(CLOSED, PLACE) == PLAIN
    assert asked == ["ward-4"]
    assert held.open(vault(ward_6="năm").close(PLAIN, "ward-6"), PLACE) == PLAIN
    assert asked == ["ward-4", "default", "ward-5"]


def test_nothing_is_decrypted_that_the_mac_does_not_vouch_for():
    parts = parse(CLOSED)
    for flipped in range(0, 8 * len(parts.ciphertext), 37):
        changed = bytearray(parts.ciphertext)
        changed[flipped // 8] ^= 1 << flipped % 8
        forged = written(type(parts)(
            vault_id="ward-4", salt=parts.salt, mac=parts.mac, ciphertext=bytes(changed)
        ))  # fmt: skip
        with pytest.raises(VaultError, match="no password opens this"):
            HELD.open(forged, PLACE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"$ANSIBLE_VAULT;1.0;AES\n00\n", "format 1.0 is not known"),
        (b"$ANSIBLE_VAULT;1.1;CHACHA\n00\n", "the cipher CHACHA is not known"),
        (b"$ANSIBLE_VAULT;1.1;\x1b[2J\n00\n", "the cipher \\x1b[2J is"),
        (b"$ANSIBLE_VAULT;1.2;AES256;\x1b[2J\n00\n", "cannot be seen"),
        (b"$ANSIBLE_VAULT;1.2;AES256;\xff\n00\n", "not in UTF-8"),
        (b"$ANSIBLE_VAULT;1.1\n00\n", "no header"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n", "damaged"),
        (b"$ANSIBLE_VAULT;1.1;AES256\nxyz\n", "damaged"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n610a620a63\n", "damaged"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n\n0a0a\n", "damaged: a part"),
        (CLOSED[:-3], "damaged"),
        (CLOSED[:40], "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # salts differ from run to run
)
def test_what_no_password_can_open_is_said_with_its_place(text: bytes, said: str):
    with pytest.raises(VaultError) as caught:
        HELD.open(text, PLACE)
    assert said in str(caught.value)
    assert str(caught.value).startswith("all.yml:3:9: ")
    assert fault(Vaulted(text.decode("latin-1")))


def test_a_size_is_a_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("orchestrator.vault.envelope.MAX_TEXT_BYTES", 100)
    with pytest.raises(VaultError, match="larger than 100 bytes"):
        HELD.open(CLOSED, PLACE)


def test_a_wrong_password_names_the_id_and_what_was_tried():
    with pytest.raises(VaultError) as caught:
        vault(ward_4="năm").open(CLOSED, PLACE)
    assert "`ward-4`" in str(caught.value)
    assert "ward-4 (a test)" in str(caught.value)
    assert "năm" not in str(caught.value)


def test_an_id_that_is_not_held_is_named():
    with pytest.raises(VaultError, match="none of them is of the id `ward-4`"):
        vault(ward_5="năm").open(CLOSED, PLACE)
    with pytest.raises(VaultError, match="closed with the vault id `ward-4`"):
        Vault().open(CLOSED, PLACE)


def test_a_value_is_a_secret_opened_once():
    held = vault(ward_4="bốn")
    first = held.value(Vaulted(CLOSED.decode(), PLACE))
    assert first.reveal().encode() == PLAIN
    assert held.value(Vaulted(CLOSED.decode())) is first
    assert "Mật" not in repr(first)


def test_a_value_that_is_no_text_is_refused():
    closed = HELD.close(b"\xff\xfe", "default").decode()
    with pytest.raises(VaultError, match="no text in UTF-8"):
        HELD.value(Vaulted(closed, PLACE))


def test_equal_salts_are_derived_once(monkeypatch: pytest.MonkeyPatch):
    calls: list[bytes] = []

    def counting(password: bytes, salt: bytes) -> cipher.Keys:
        calls.append(salt)
        return cipher.derive(password, salt)

    monkeypatch.setattr("orchestrator.vault.vaulted_values.derive", counting)
    monkeypatch.setattr("os.urandom", lambda count: b"s" * count)
    held = vault(default="một")
    texts = [held.close(word, "default") for word in (b"a", b"b", b"c")]
    assert [held.open(text, None) for text in texts] == [b"a", b"b", b"c"]
    assert len(calls) == 1


def test_the_header_alone_tells_the_id():
    assert vault_id_of(CLOSED[:40]) == "ward-4"
    with pytest.raises(EnvelopeError):
        vault_id_of(b"unit: 1")


def test_nothing_can_be_closed_without_a_password():
    with pytest.raises(InputError, match="no password is held for the id `ward-7`"):
        HELD.close(b"x", "ward-7")


def test_too_much_is_not_closed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("orchestrator.vault.vaulted_values.MAX_PLAIN_BYTES", 3)
    with pytest.raises(VaultError, match="at most 3 bytes"):
        HELD.close(b"four", "default")

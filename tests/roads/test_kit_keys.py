"""The district's keys: kept locked, found again, opened by their password alone."""

import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from orchestrator.errors import Place, StateError, VaultError
from orchestrator.model.secret import Secret
from orchestrator.roads import kit_keys
from orchestrator.roads.kit_keys import (
    FOLDER,
    KeyKind,
    keep_key,
    kept_keys,
    name_of_serial,
    new_key,
    public_part,
    read_key,
    sealing_keys,
    unlocked,
)
from tests.roads.made_keys import AT, PASSPHRASE, identity, key_file, kit_key


def test_a_key_is_rsa_of_3072_bits_and_says_what_it_is():
    key = kit_key(KeyKind.BACKUP, 1)
    assert key.certificate.public_key().key_size == 3072
    assert (key.kind, key.made) == (KeyKind.BACKUP, AT.replace(minute=1))
    assert key.name == name_of_serial(key.certificate.serial_number)
    assert len(key.name) == 16
    assert key.certificate.issuer == key.certificate.subject


def test_the_private_half_is_locked():
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in key_file(KeyKind.DISTRICT)
    with pytest.raises(TypeError, match="encrypted"):
        load_pem_private_key(kit_key().locked, None)


def test_a_state_folder_keeps_keys_to_its_owner(tmp_path):
    keep_key(tmp_path, key_file(KeyKind.DISTRICT, 2))
    first = keep_key(tmp_path, key_file(KeyKind.DISTRICT))
    keep_key(tmp_path, public_part(kit_key(KeyKind.BACKUP, 1)))
    assert [key.name for key in kept_keys(tmp_path)] == [
        first.name,
        kit_key(KeyKind.BACKUP, 1).name,
        kit_key(KeyKind.DISTRICT, 2).name,
    ]
    for path in (tmp_path / FOLDER).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700


def test_a_state_folder_that_a_key_makes_is_for_its_owner_alone(tmp_path):
    keep_key(tmp_path / "state", key_file(KeyKind.DISTRICT))
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_a_folder_without_keys_has_none(tmp_path):
    assert kept_keys(tmp_path) == ()
    assert sealing_keys(()) == ()
    assert unlocked((), [identity()]) == ()


def test_kits_seal_for_the_newest_key_and_the_newest_backup():
    old, new = kit_key(), kit_key(KeyKind.DISTRICT, 2)
    backup = kit_key(KeyKind.BACKUP, 1)
    assert sealing_keys((old, backup, new)) == (new, backup)
    assert sealing_keys((old,)) == (old,)
    assert sealing_keys((backup,)) == ()


def test_a_password_opens_its_own_keys():
    keys = (kit_key(), read_key(public_part(kit_key(KeyKind.BACKUP, 1)), Place(file="x")))
    wrong = identity(Secret("sai"))
    assert [key.serial for key in unlocked(keys, [wrong, identity()])] == [
        kit_key().certificate.serial_number
    ]
    with pytest.raises(VaultError, match=kit_key().name):
        unlocked(keys, [wrong])


def test_a_private_half_under_another_certificate_is_not_opened():
    stranger = public_part(kit_key(KeyKind.DISTRICT, 2)) + kit_key().locked
    with pytest.raises(VaultError):
        unlocked([read_key(stranger, Place(file="x"))], [identity()])


@pytest.mark.parametrize("passphrase", ["", "x" * 1024])
def test_a_password_that_the_form_does_not_take(passphrase):
    with pytest.raises(VaultError):
        new_key(KeyKind.DISTRICT, Secret(passphrase), AT)


@pytest.mark.parametrize("data", [b"", b"junk", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_what_is_no_key_is_said_with_its_place(tmp_path, data):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "x.pem").write_bytes(data)
    with pytest.raises(StateError, match=r"x\.pem:1:1"):
        kept_keys(tmp_path)


@pytest.mark.parametrize("bits", [1024, None])
def test_a_certificate_of_another_kind_is_no_key(bits):
    private = (
        rsa.generate_private_key(public_exponent=65537, key_size=bits)
        if bits
        else ec.generate_private_key(ec.SECP256R1())
    )
    data = kit_keys._certificate(private, KeyKind.DISTRICT, AT).public_bytes(Encoding.PEM)
    with pytest.raises(StateError):
        read_key(data, Place(file="x"))


def test_a_key_under_anothers_name_is_refused(tmp_path):
    keep_key(tmp_path, key_file(KeyKind.DISTRICT))
    (path,) = (tmp_path / FOLDER).iterdir()
    path.rename(path.with_stem("4" * 16))
    with pytest.raises(StateError):
        kept_keys(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_key_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StateError):
        keep_key(tmp_path, key_file(KeyKind.DISTRICT))


def test_no_message_and_no_repr_shows_the_password():
    assert PASSPHRASE.reveal() not in repr(identity())
    assert "PRIVATE" not in repr(kit_key())

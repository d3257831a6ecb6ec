"""The seal: opened with its key, to the very bytes; whatever else comes is one word."""

import base64
import gzip
import os
import random
import resource
import subprocess
import tracemalloc

import pytest

from orchestrator.roads import sealing
from orchestrator.roads.answer_head import with_answer
from orchestrator.roads.envelope_recipients import EnvelopeFormError, recipients
from orchestrator.roads.kit_keys import KeyKind, OpenKey, public_part
from orchestrator.roads.sealing import SealFault, StillSealed, UnsealedAnswer, opened, seal
from tests.roads.made_keys import PASSPHRASE, head_of, key_file, kit_key, open_key

ANSWER = b"@00112233aabbccdd done 2 0 0\r\n" * 40 + bytes(range(256))
PLAIN = with_answer(head_of(ANSWER), ANSWER)
KEYS = (open_key(),)
MUTANTS = int(os.environ.get("ORCHESTRATOR_KITS", "500"))
_SEED = 20261130


def _sealed(plain: bytes = PLAIN) -> bytes:
    return seal(plain, [kit_key(), kit_key(KeyKind.BACKUP, 1)])


def _der(data: bytes) -> bytes:
    return base64.b64decode(data.partition(sealing.BEGIN)[2].partition(sealing.END)[0])


def _text(der: bytes) -> bytes:
    return b"\n".join((sealing.BEGIN, base64.b64encode(der), sealing.END))


def test_each_of_both_keys_opens_it():
    data = _sealed()
    for key in (open_key(), open_key(KeyKind.BACKUP, 1)):
        found = opened(data, [key])
        assert isinstance(found, UnsealedAnswer)
        assert (found.head, found.answer) == (head_of(ANSWER), ANSWER)


def test_nothing_of_it_can_be_read_and_no_two_are_alike():
    first, second = _sealed(), _sealed()
    assert first != second
    assert b"th_hoa_sen" not in first + _der(first)
    assert opened(first, KEYS) == opened(second, KEYS)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda _: b"", SealFault.NOT_OURS),
        (lambda _: b"MZ\x90" * 100, SealFault.NOT_OURS),
        (lambda data: data[:30], SealFault.NOT_OURS),
        (lambda data: data[:-3], SealFault.CUT),
        (lambda data: data[: len(data) // 2], SealFault.CUT),
        (lambda _: sealing.BEGIN + sealing.END, SealFault.DAMAGED),
        (lambda data: data.replace(b"\nM", b"\n\xc4", 1), SealFault.DAMAGED),
        (lambda data: data.replace(b"\n", b"*", 5), SealFault.DAMAGED),
        (lambda data: data + b"x" * sealing.MOST_FILE_BYTES, SealFault.TOO_LARGE),
        (lambda data: _text(_der(data)[:-1]), SealFault.DAMAGED),
        (lambda data: _text(_der(data) + b"\0"), SealFault.DAMAGED),
    ],
)
def test_what_cannot_be_opened_has_one_word(change, fault):
    assert opened(change(_sealed()), KEYS) == StillSealed(fault=fault)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data + b"\n\n-- \nGui tu dien thoai",
        lambda data: data.replace(b"\n", b"\n    "),
        lambda data: data.replace(b"\n", b""),
    ],
)
def test_what_mail_and_chat_do_to_lines_does_no_harm(change):
    assert isinstance(opened(change(_sealed()), KEYS), UnsealedAnswer)


def test_for_another_key_says_for_which():
    other = open_key(KeyKind.DISTRICT, 2)
    names = tuple(sorted((kit_key().name, kit_key(KeyKind.BACKUP, 1).name)))
    fault = StillSealed(fault=SealFault.OTHER_KEY, keys=names)
    assert opened(_sealed(), [other]) == fault
    assert opened(_sealed(), []) == fault


def test_a_key_of_the_same_name_that_is_another_opens_nothing():
    other = open_key(KeyKind.DISTRICT, 2)
    stranger = OpenKey(
        serial=open_key().serial, certificate=other.certificate, private=other.private
    )
    assert opened(_sealed(), [stranger]) == StillSealed(fault=SealFault.DAMAGED)


@pytest.mark.parametrize(
    ("plain", "fault"),
    [
        (b"", SealFault.DAMAGED),
        (b"no head", SealFault.DAMAGED),
        (PLAIN[:-1], SealFault.DAMAGED),
        (b"x" * (sealing.MOST_PLAIN_BYTES + 1), SealFault.TOO_LARGE),
    ],
)
def test_what_is_sealed_and_is_no_answer(plain, fault):
    assert opened(_sealed(plain), KEYS) == StillSealed(fault=fault)


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        PLAIN,
        gzip.compress(PLAIN)[:-9],
        gzip.compress(PLAIN) + b"x",
        gzip.compress(PLAIN) + gzip.compress(PLAIN),
    ],
)
def test_what_is_packed_otherwise(packed, monkeypatch):
    monkeypatch.setattr(sealing.gzip, "compress", lambda *_, **__: packed)
    data = _sealed()
    monkeypatch.undo()
    assert opened(data, KEYS) == StillSealed(fault=SealFault.DAMAGED)


def test_a_bomb_of_200_mb_stops_at_the_cap():
    data = _sealed(bytes(200 * 1024 * 1024))
    assert len(data) < 400_000
    before = resource.getrusage(resource.RUSAGE_SELF)
    tracemalloc.start()
    found = opened(data, KEYS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert found == StillSealed(fault=SealFault.TOO_LARGE)
    assert most < 70 * 1024 * 1024
    # Processor time, not the clock's: another's work does not count.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1.0


def _mutant(chance: random.Random, der: bytes) -> bytes:
    """Change what is inside the text, or the text itself."""
    raw = bytearray(der)
    match chance.randrange(4):
        case 0:
            for _ in range(chance.randint(1, 3)):
                at = chance.randrange(len(raw) * 8)
                raw[at // 8] ^= 1 << at % 8
        case 1:
            del raw[chance.randrange(len(raw)) :]
        case 2:
            at = chance.randrange(len(raw))
            raw[at : at + chance.randrange(9)] = chance.randbytes(chance.randrange(9))
        case _:
            text = bytearray(_text(der))
            text[chance.randrange(len(text))] = chance.randrange(256)
            return bytes(text)
    return _text(bytes(raw))


def test_mutated_files_open_to_the_same_content_or_to_one_word():
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    der, whole = _der(_sealed()), opened(_sealed(), KEYS)
    counts = dict.fromkeys(SealFault, 0)
    for number in range(MUTANTS):
        found = opened(_mutant(chance, der), KEYS)
        if isinstance(found, StillSealed):
            counts[found.fault] += 1
        else:
            assert found == whole, number
    assert counts[SealFault.DAMAGED] > MUTANTS // 2


def test_junk_is_no_envelope():
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    for _ in range(1000):
        with pytest.raises(EnvelopeFormError):
            recipients(chance.randbytes(chance.randrange(200)))


def test_openssl_opens_what_python_sealed(tmp_path):
    (tmp_path / "key.pem").write_bytes(key_file(KeyKind.DISTRICT))
    (tmp_path / "result.der").write_bytes(_der(_sealed()))
    packed = _openssl(
        tmp_path,
        *("cms", "-decrypt", "-binary", "-inform", "DER", "-in", "result.der"),
        *("-recip", "key.pem", "-inkey", "key.pem", "-passin", "env:PASSPHRASE"),
    )
    assert gzip.decompress(packed) == PLAIN


def test_python_opens_what_openssl_sealed(tmp_path):
    (tmp_path / "one.pem").write_bytes(public_part(kit_key()))
    (tmp_path / "two.pem").write_bytes(public_part(kit_key(KeyKind.BACKUP, 1)))
    (tmp_path / "plain.gz").write_bytes(gzip.compress(PLAIN))
    der = _openssl(
        tmp_path,
        *("cms", "-encrypt", "-binary", "-aes256", "-outform", "DER", "-in", "plain.gz"),
        *("one.pem", "two.pem"),
    )
    for key in (open_key(), open_key(KeyKind.BACKUP, 1)):
        found = opened(_text(der), [key])
        assert isinstance(found, UnsealedAnswer)
        assert found.answer == ANSWER


def _openssl(folder, *words):
    environment = {**os.environ, "PASSPHRASE": PASSPHRASE.reveal()}
    ran = subprocess.run(
        ["openssl", *words], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout

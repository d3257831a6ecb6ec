"""Keys and answers that the tests of this room share; a key costs a second, so few are made."""

import hashlib
from datetime import UTC, datetime
from functools import cache

from msgspec.structs import replace

from orchestrator.errors import Place
from orchestrator.model.plan import Family
from orchestrator.model.secret import Secret
from orchestrator.roads.answer_head import AnswerHead, KitEnding
from orchestrator.roads.kit_keys import KeyKind, KitKey, OpenKey, new_key, read_key, unlocked
from orchestrator.vault import Identity

AT = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
PASSPHRASE = Secret("một câu dài mà chỉ quận biết")
HEAD = AnswerHead(
    kit="0123456789abcdef" * 2,
    unit="th_hoa_sen",
    sweep="20260302-010203-abcdef",
    script="5a" * 32,
    family=Family.WINDOWS,
    nonce="00112233aabbccdd",
    began=AT,
    ended=AT,
    row="hs-07",
    said="Phòng Tin học, máy 7",
    name="DESKTOP-4F2",
    late=False,
    how=KitEnding.OK,
    exit=0,
    sha256=hashlib.sha256(b"").hexdigest(),
    size=0,
)


def identity(passphrase: Secret = PASSPHRASE) -> Identity:
    return Identity(vault_id="default", source="test", ask=lambda: passphrase)


def key_file(kind: KeyKind, number: int = 0) -> bytes:
    return _made(kind, number)


@cache
def _made(kind: KeyKind, number: int) -> bytes:
    return new_key(kind, PASSPHRASE, AT.replace(minute=number))


def kit_key(kind: KeyKind = KeyKind.DISTRICT, number: int = 0) -> KitKey:
    return read_key(key_file(kind, number), Place(file="key"))


def open_key(kind: KeyKind = KeyKind.DISTRICT, number: int = 0) -> OpenKey:
    return _opened(kind, number)


@cache
def _opened(kind: KeyKind, number: int) -> OpenKey:
    (opened,) = unlocked([kit_key(kind, number)], [identity()])
    return opened


def head_of(answer: bytes) -> AnswerHead:
    return replace(HEAD, sha256=hashlib.sha256(answer).hexdigest(), size=len(answer))

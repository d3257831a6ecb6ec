"""What a process of tests keeps between them: dear to make, and the same each time.

The program is imported late: what counts the lines that run must see it being imported.
"""

from collections.abc import Iterator
from functools import cache, partial

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


@pytest.fixture(scope="session", autouse=True)
def _keys_opened_once() -> Iterator[None]:
    """Let a process open each locked key once with each passphrase, and give the same key again.

    Whether the numbers of an RSA key are sound is looked at each time, for 0.2 s; the tests of
    kits, sites and hubs open the same few keys a thousand times. A wrong passphrase is never kept.
    """
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - costs 0.1 s

    with pytest.MonkeyPatch.context() as patch:
        once = cache(serialization.load_pem_private_key)
        patch.setattr(serialization, "load_pem_private_key", once)
        yield


class Compiled(BytecodeCache):
    """Templates as Jinja2 compiled them, by language: a constant in one is written by its rules."""

    def __init__(self) -> None:
        self._by_source: dict[tuple[str, str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._by_source.get(_key(bucket))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._by_source[_key(bucket)] = bucket.bytecode_to_string()


def _key(bucket: Bucket) -> tuple[str, str, str]:
    return bucket.key, bucket.checksum, bucket.environment.globals["t"].lang


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    """Let a process compile the pages' templates once: it costs each set of reports 0.4 s."""
    from orchestrator.report import pages  # noqa: PLC0415 - after coverage began

    with pytest.MonkeyPatch.context() as patch:
        keeping = partial(pages.Environment, bytecode_cache=Compiled())
        patch.setattr(pages, "Environment", keeping)
        yield


@pytest.fixture(scope="session", autouse=True)
def _guards_data_read_once() -> Iterator[None]:
    """Let a process read once what every guard of lists reads: 0.3 s for each set with a name."""
    from orchestrator.ioc.guarding import guard  # noqa: PLC0415 - after coverage began

    with pytest.MonkeyPatch.context() as patch:
        for read in ("Suffixes", "SharedAddresses", "_data"):
            patch.setattr(guard, read, cache(getattr(guard, read)))
        yield

"""The bodies of messages about tasks: machines, those left out, and what a site asks for in parts.

All of it is a stranger's bytes until its message is proven, and bounded afterwards.
"""

import zlib
from typing import Final

from orchestrator.files.typed_json import compact_json, read_json
from orchestrator.model.outcome import Why
from orchestrator.roads.message_heads import MOST_BODY_PARTS

MOST_TASK_MACHINES: Final = 100
MOST_TASK_BYTES: Final = 128 * 1024
"""Of a message that names machines."""
MOST_PART_BYTES: Final = 4 * 1024 * 1024
MOST_ASKED_BYTES: Final = 512 * 1024 * 1024
"""Of a list or a playbook, once it is unpacked."""
_MOST_NAME: Final = 255
LEFT_OUT: Final = frozenset((Why.NOT_AT_SITE, Why.NOT_SELECTED, Why.INTERRUPTED))
"""Why a site may say that no answer of a machine will come, but by a result."""

Named = tuple[str, str]
"""A machine's unit and name."""


def machines_text(machines: tuple[Named, ...]) -> bytes:
    """Return the machines of a task."""
    return compact_json(machines).encode()


def read_machines(body: bytes) -> tuple[Named, ...]:
    """Return the machines of a task, each once.

    Raises:
        ValueError: There is none, there are too many, or a name is none.
    """
    found = read_json(body, tuple[Named, ...])
    names = [text for one in found for text in one]
    if not 0 < len(found) <= MOST_TASK_MACHINES or len(set(found)) != len(found):
        msg = "no machines, too many, or one twice"
        raise ValueError(msg)
    _need_names(names)
    return found


def left_text(left: tuple[tuple[Named, Why], ...]) -> bytes:
    """Return the machines of a task of which no answer will come, each with the reason."""
    return compact_json([[unit, name, str(why)] for (unit, name), why in left]).encode()


def read_left(body: bytes) -> tuple[tuple[Named, Why], ...]:
    """Return the machines of which no answer will come.

    Raises:
        ValueError: There are too many, a name is none, or a reason is not a site's to give.
    """
    found = read_json(body, tuple[tuple[str, str, Why], ...])
    if len(found) > MOST_TASK_MACHINES or not {why for _, _, why in found} <= LEFT_OUT:
        msg = "too many, or a reason that is none"
        raise ValueError(msg)
    _need_names([text for unit, name, _ in found for text in (unit, name)])
    return tuple(((unit, name), why) for unit, name, why in found)


def _need_names(names: list[str]) -> None:
    if not all(0 < len(name) <= _MOST_NAME and name.isprintable() for name in names):
        msg = "a name that is none"
        raise ValueError(msg)


def in_parts(body: bytes) -> tuple[bytes, ...]:
    """Return something packed, in parts that messages take; at least one.

    Raises:
        ValueError: It takes more parts than there may be.
    """
    packed = zlib.compress(body, 6)
    parts = tuple(
        packed[at : at + MOST_PART_BYTES] for at in range(0, len(packed), MOST_PART_BYTES)
    )
    if len(parts) > MOST_BODY_PARTS:
        msg = "too large to be sent"
        raise ValueError(msg)
    return parts


def joined(parts: tuple[bytes, ...]) -> bytes:
    """Return what parts come to.

    Raises:
        ValueError: They are not all of it, or it is larger than anything that a hub sends.
    """
    unpack = zlib.decompressobj()
    try:
        body = unpack.decompress(b"".join(parts), MOST_ASKED_BYTES)
    except zlib.error as error:
        msg = "parts that do not fit together"
        raise ValueError(msg) from error
    if not unpack.eof or unpack.unused_data:
        msg = "not the whole of it, or more"
        raise ValueError(msg)
    return body

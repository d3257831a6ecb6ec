"""JSON that this program wrote itself, read back strictly into frozen data."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class QuickRow(msgspec.Struct, frozen=True, gc=False):
    """What `read_own_json` reads in thousands: rows that no search for cycles looks at.

    It holds nothing that may refer back to it, so that the collector passes it over.
    """


JsonPart = msgspec.Raw
"""A part of a text that is read later: `bytes` of it are that JSON."""
EMPTY_LIST = JsonPart(b"[]")


def read_json(text: str | bytes, kind: type[T]) -> T:
    """Return what a text says, as a value of that type.

    A lone surrogate, as the name of a file may hold it, is read as it was written.

    Args:
        text: JSON; bytes are UTF-8.
        kind: A frozen struct, a NamedTuple (written as an array), or a type made of those.

    Raises:
        ValueError: It is no JSON, or says something else; the message has the place (`$.units`).
    """
    return typed(load_json(text), kind)


def compact_json(value: object) -> str:
    """Return frozen data as JSON on one line, without what its type says by default.

    `read_json` reads it. Fields are in their order, mappings in theirs; dates, times and spans
    of time are ISO 8601. TypeError for what is no such data.
    """
    return json.dumps(value, default=_told, ensure_ascii=False, separators=(",", ":"))


def quick_json(value: object) -> bytes:
    """Return what `read_own_json` reads, tens of times as fast as `compact_json`.

    Fields that are as their type says are left out where it is one that is kept in thousands
    (`omit_defaults`); a mapping of any kind is an object.
    """
    try:
        return msgspec.json.encode(value, enc_hook=dict)
    except UnicodeEncodeError:  # half a surrogate pair, which the slow way writes, and reads
        return compact_json(value).encode("utf-8", "surrogatepass")


def indented_json(value: object, indent: int) -> str:
    """Return a value as `json.dumps` does with that indent, several times as fast.

    What Python writes on one line in C, it writes with an indent step by step.
    """
    line = json.dumps(value, ensure_ascii=False)
    try:
        return msgspec.json.format(line, indent=indent)
    except (UnicodeEncodeError, msgspec.DecodeError):  # half a surrogate pair, or no number
        return json.dumps(value, ensure_ascii=False, indent=indent)


def _told(value: object) -> object:
    fields = _fields(type(value))  # type: ignore[arg-type]  # a class, and every one can be a key
    if fields is not None:  # most of them
        return {name: told for name, default in fields if (told := getattr(value, name)) != default}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return msgspec.to_builtins(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


@cache
def _fields(kind: type) -> tuple[tuple[str, object], ...] | None:
    """Return the fields of a value, each with what it is by default; None for another class."""
    if not issubclass(kind, msgspec.Struct):
        return None
    return tuple((field.name, _default(field)) for field in msgspec.structs.fields(kind))


def _default(field: msgspec.structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default  # `NODEFAULT`, which no value is, where it must be said


def read_own_json(text: str | bytes, kind: type[T]) -> T:
    """Return what this version of the program wrote, tens of times as fast as `read_json`.

    A field that the type does not know is passed over: only for columns of a store whose version
    says that they are ours.

    Raises:
        ValueError: As `read_json`.
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError:  # half a surrogate pair, or damage: the strict way tells which
        return read_json(text, kind)


def fields_of(row: QuickRow) -> dict[str, Any]:
    """Return the fields of a row, each as it is."""
    return msgspec.structs.asdict(row)


def load_json(text: str | bytes) -> object:
    """Return what a text says, as it stands there; ValueError if it is no JSON."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogatepass")
    try:
        return json.loads(text)
    except RecursionError as error:
        msg = "nested too deeply"
        raise ValueError(msg) from error


def typed(read: object, kind: type[T]) -> T:
    """Return JSON values as a value of that type; nothing is converted, guessed or left out.

    Raises:
        ValueError: They are none, or have a field that the type does not know.
    """
    value = own_typed(read, kind)
    for place in _unknown(read, value, "$"):
        msg = f"an unknown field - at `{place}`"
        raise ValueError(msg)
    return value


def own_typed(read: object, kind: type[T]) -> T:
    """Return values that this version of the program wrote, as `typed`.

    A field that the type does not know is passed over, as by `read_own_json`.

    Raises:
        ValueError: They are none of that type.
    """
    try:
        return msgspec.convert(read, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def _unknown(read: object, value: object, place: str) -> Iterator[str]:
    """Yield the places of fields that a value does not have; msgspec skips them."""
    if isinstance(read, list) and type(value) is tuple:  # a NamedTuple holds plain values
        for number, (one, made) in enumerate(zip(read, value, strict=True)):
            yield from _unknown(one, made, f"{place}[{number}]")
    elif isinstance(read, dict) and isinstance(value, dict):
        for key, one in read.items():
            yield from _unknown(one, value[key], f"{place}.{key}")
    elif isinstance(read, dict) and isinstance(value, msgspec.Struct):
        known = value.__struct_fields__
        for key, one in read.items():
            if key in known:
                yield from _unknown(one, getattr(value, key), f"{place}.{key}")
            else:
                yield f"{place}.{key}"

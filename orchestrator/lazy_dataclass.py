"""`dataclass(frozen=True)`, made in a tenth of the time: its `__init__` is written when called.

A command imports hundreds of frozen dataclasses and uses some. The standard library writes and
compiles seven methods for each, 1.2 ms a class on Python 3.11: half of what a command costs before
it begins. Here the standard library still collects the fields and lays the slots; what compares,
shows and guards is shared by all classes. To a type checker this is the library's own decorator.

Only frozen classes: what may change is made by `dataclasses.dataclass`.
"""

import dataclasses
from collections.abc import Callable, Iterable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        *, frozen: Literal[True], slots: bool = False, kw_only: bool = False
    ) -> Callable[[type], type]:
        """Make a frozen dataclass; the arguments mean what they mean to `dataclasses.dataclass`."""
        if not frozen:
            raise TypeError("what may change is made by dataclasses.dataclass")
        return lambda cls: _made(cls, slots=slots, kw_only=kw_only)


__all__ = ["dataclass"]

T = TypeVar("T")
Key = Callable[[Any], tuple[object, ...]]
_set = object.__setattr__  # a frozen class has no other way to begin


def _made(cls: type[T], *, slots: bool, kw_only: bool) -> type[T]:
    own = frozenset(name for name, value in vars(cls).items() if value is not None)
    make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)
    made: type[T] = make(cls)
    fields = dataclasses.fields(made)  # type: ignore[arg-type]  # it has just become one
    methods: dict[str, object] = {
        "__init__": _init_of(made),
        "__repr__": _repr_of([field.name for field in fields if field.repr]),
        **_comparing([field.name for field in fields if field.compare]),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
    }
    if slots:
        methods |= {"__getstate__": _state, "__setstate__": _restore}
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _init_of(made: type) -> Callable[..., None]:
    """Return an `__init__` that puts the written one in its place, and does what that does."""

    def __init__(self: object, *args: object, **values: object) -> None:  # noqa: N807 - it is one
        written = _written(made)
        setattr(made, "__init__", written)  # noqa: B010 - to a type checker it has one already
        written(self, *args, **values)

    return __init__


def _written(made: type) -> Callable[..., None]:
    """Write the `__init__` of a class: its fields as parameters, each put where it belongs."""
    by_place, by_name = ["self"], ["*"]
    known: dict[str, object] = {"_set_": _set, "_absent_": dataclasses.MISSING}
    lines: list[str] = []
    for field in dataclasses.fields(made):
        name, value = field.name, field.name
        parameter = name
        if field.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = field.default
            parameter = f"{name}=_default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"] = field.default_factory
            parameter = f"{name}=_absent_"
            value = f"_make_{name}() if {name} is _absent_ else {name}"
        (by_name if field.kw_only else by_place).append(parameter)
        lines.append(f"_set_(self, {name!r}, {value})")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    parameters = by_place + (by_name if len(by_name) > 1 else [])
    body = "\n ".join(lines or ["pass"])
    exec(f"def __init__({', '.join(parameters)}):\n {body}", known)  # noqa: S102 - our own field names
    written: Callable[..., None] = known["__init__"]  # type: ignore[assignment]
    written.__module__ = made.__module__
    written.__qualname__ = f"{made.__qualname__}.__init__"
    return written


def _comparing(names: list[str]) -> dict[str, object]:
    key = _key_of(names)

    def __eq__(self: object, other: object) -> bool:  # noqa: N807 - it is one
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807 - it is one
        return hash(key(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _key_of(names: list[str]) -> Key:
    """Return what reads the fields that count, as a tuple."""
    match names:
        case []:
            return lambda _: ()
        case [name]:
            read = attrgetter(name)
            return lambda value: (read(value),)
        case _:
            return attrgetter(*names)


def _repr_of(names: Iterable[str]) -> Callable[[object], str]:
    @recursive_repr()
    def __repr__(self: object) -> str:  # noqa: N807 - it is one
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({shown})"

    return __repr__


def _refuse_to_set(self: object, name: str, value: object) -> None:  # noqa: ARG001 - what is called
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:  # noqa: ARG001 - what is called
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:  # noqa: ANN401 - any frozen dataclass
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[object]) -> None:  # noqa: ANN401 - any frozen dataclass
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        _set(self, field.name, value)

"""Our frozen dataclasses are the standard library's, but for when their `__init__` is written."""

import copy
import dataclasses
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

import msgspec
import pytest

from orchestrator.lazy_dataclass import dataclass

T = TypeVar("T")
ROOT = Path(__file__).parents[1]


def bodies() -> tuple[type, ...]:
    """Return plain classes, new each time: a decorator takes away what it reads."""

    class Plain:
        """It has a docstring."""

        name: str
        size: int = 3

    class Made:
        """Its list is made anew for each."""

        rows: list[int] = field(default_factory=list)
        hidden: str = field(default="s", repr=False)
        place: int | None = field(default=None, compare=False)

    class Checked:
        """It refuses what does not hold."""

        lo: int
        hi: int
        kind: ClassVar[str] = "span"

        def __post_init__(self) -> None:
            if self.lo > self.hi:
                raise ValueError(self.lo, self.hi)

    class Own:
        """It says itself what it is."""

        name: str

        def __repr__(self) -> str:
            return "<own>"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self))

        def __hash__(self) -> int:
            return 7

    class Alike:  # noqa: PLW1641 - that is the question
        """It says what is equal, and its fields what its hash is."""

        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self))

    class Empty:
        """It has no fields."""

    class Single(Generic[T]):
        """It has one."""

        value: T

    return Plain, Made, Checked, Own, Alike, Empty, Single


GIVEN: tuple[tuple[dict[str, object], ...], ...] = (
    ({"name": "a"}, {"name": "a", "size": 3}, {"name": "b"}, {}, {"other": 1}),
    ({}, {"rows": [1]}, {"hidden": "t"}, {"place": 2}, {"rows": None}),
    ({"lo": 1, "hi": 2}, {"lo": 2, "hi": 1}, {"lo": 1}),
    ({"name": "a"}, {"name": "b"}),
    ({"name": "a"}, {"name": "b"}),
    ({}, {"x": 1}),
    ({"value": 1}, {"value": (1,)}, {"value": None}),
)
Say = Callable[[], object]


def told(ask: Say) -> object:
    """Return what comes of it: a value, or the error and its words."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - which one it is, is what is compared
        return type(error), str(error)


def behaviour(cls: type, given: tuple[dict[str, object], ...]) -> list[object]:
    """Return all that can be seen of a class and of some instances of it."""
    seen: list[object] = [
        [(f.name, f.kw_only, f.default) for f in dataclasses.fields(cls)],
        getattr(cls, "__match_args__", None), getattr(cls, "__slots__", None),
        cls.__name__, cls.__qualname__, cls.__doc__, cls.__module__, cls.__hash__ is None,
    ]  # fmt: skip
    made: list[object] = []
    for values in given:
        seen.append(told(lambda values=values: repr(cls(**values))))
        seen.append(told(lambda values=values: repr(cls(*values.values()))))
        if not isinstance(told(lambda values=values: cls(**values)), tuple):
            made.append(cls(**values))
    for one in made:
        seen.append(told(lambda one=one: hash(one)))
        for name in (f.name for f in dataclasses.fields(cls)):
            seen.append(told(lambda one=one, name=name: setattr(one, name, 1)))
            seen.append(told(lambda one=one, name=name: delattr(one, name)))
        seen += [
            repr(copy.copy(one)), repr(copy.deepcopy(one)), copy.copy(one) == one,
            repr(dataclasses.replace(one)), dataclasses.replace(one) == one,
            dataclasses.asdict(one), one == 5,
            [one == other for other in made], one in made[1:],
        ]  # fmt: skip
    return seen


@pytest.mark.parametrize("number", range(len(GIVEN)))
@pytest.mark.parametrize(
    "asked", [{}, {"slots": True}, {"kw_only": True}, {"slots": True, "kw_only": True}]
)
def test_it_is_the_library_s_in_all_that_can_be_seen(number: int, asked: dict[str, bool]):
    ours = dataclass(frozen=True, **asked)(bodies()[number])
    theirs = dataclasses.dataclass(frozen=True, **asked)(bodies()[number])
    assert behaviour(ours, GIVEN[number]) == behaviour(theirs, GIVEN[number])


def test_what_may_change_is_refused():
    with pytest.raises(TypeError, match="may change"):
        dataclass(frozen=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What others begin with."""

    id: str
    kind: ClassVar = "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Base):
    """It has one more, and another kind."""

    id: str = "child"
    rows: tuple[Base, ...] = ()
    kind: ClassVar = "child"


def test_a_class_begins_with_the_fields_of_another():
    child = Child(rows=(Base(id="a"),))
    assert [f.name for f in dataclasses.fields(Child)] == ["id", "rows"]
    assert repr(child) == "Child(id='child', rows=(Base(id='a'),))"
    assert Base(id="child") != Child()
    assert Child() == Child(id="child")
    assert not hasattr(child, "__dict__")


def test_it_can_be_pickled_and_read_back_from_json():
    child = Child(rows=(Base(id="a"),))
    assert pickle.loads(pickle.dumps(child)) == child  # noqa: S301 - our own bytes
    assert msgspec.json.decode(msgspec.json.encode(child), type=Child) == child


def test_a_class_without_slots_keeps_what_it_worked_out():
    @dataclass(frozen=True, kw_only=True)
    class Counted:
        """It works something out once."""

        rows: tuple[int, ...]

        @cached_property
        def total(self) -> int:
            return sum(self.rows)

    one = Counted(rows=(1, 2))
    assert one.total == 3
    assert copy.copy(one).__dict__ == {"rows": (1, 2), "total": 3}


def test_what_holds_itself_can_be_shown():
    rows: list[object] = []
    one = Child(rows=rows)  # type: ignore[arg-type]  # what nobody should do, and is shown
    rows.append(one)
    assert repr(one) == "Child(id='child', rows=[...])"


def test_many_threads_may_call_it_first():
    wait = threading.Barrier(8)

    @dataclass(frozen=True, slots=True)
    class Raced:
        """It is made by many at once."""

        value: int

    made: list[Raced] = []

    def begin(value: int) -> None:
        wait.wait()
        made.append(Raced(value))

    threads = [threading.Thread(target=begin, args=(value,)) for value in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.value for one in made) == list(range(8))


def test_a_type_checker_takes_it_for_the_library_s(tmp_path: Path):
    path = tmp_path / "used.py"
    path.write_text(
        "from dataclasses import replace\n"
        "from orchestrator.lazy_dataclass import dataclass\n"
        "@dataclass(frozen=True, slots=True, kw_only=True)\n"
        "class Pair:\n    left: int\n"
        "one = replace(Pair(left=1), left=2)\n"
        "one.left = 3\n"
        "Pair(left='x')\n"
        "Pair()\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(path)]
    done = subprocess.run(
        [*command, "--cache-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split("error: ")[-1] for line in done.stdout.splitlines() if "error: " in line]
    assert [line.split("[")[-1] for line in lines] == ["misc]", "arg-type]", "call-arg]"], lines

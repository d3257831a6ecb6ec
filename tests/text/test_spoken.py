"""What reaches a person goes through the catalogues: no error or problem is worded in code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestrator
from orchestrator import errors

ROOT = Path(orchestrator.__file__).parent
ERRORS = {name for name, found in vars(errors).items() if isinstance(found, type)}
# What makes a problem, and what collects them.
MAKERS = {"Problem", "BadValueError", "UnfitError", "EnvelopeError", "UpdateFault"}
COLLECTORS = {"add", "error", "warn", "note", "unknown"}
# Who is not judged here, each with its reason.
APART = {"lab/child.py": "a fault of ours, with a traceback"}


def in_code(source: str) -> Iterator[int]:
    """Yield the lines where a literal or a formatted text is given to what speaks to a person."""
    tree = ast.parse(source)
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef | ast.Module):
            worded = {
                target.id
                for node in _own(scope)
                if isinstance(node, ast.Assign) and _is_text(node.value)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for node in _own(scope):
                if isinstance(node, ast.Call) and _speaks(node.func):
                    yield from (one.lineno for one in _given(node) if _is_worded(one, worded))


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope that are of no function inside it."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef):
            yield node
            yield from _own(node)


def _speaks(func: ast.expr) -> bool:
    match func:
        case ast.Attribute(attr="one", value=ast.Name(id=name)):
            return name in ERRORS
        case ast.Attribute(attr=name):
            return name in COLLECTORS
        case ast.Name(id=name):
            return name in MAKERS | ERRORS
    return False


def _given(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _is_worded(node: ast.expr, worded: set[str]) -> bool:
    return _is_text(node) or (isinstance(node, ast.Name) and node.id in worded)


def _is_text(node: ast.expr) -> bool:
    """Tell whether words are put together here; a word alone is a name or a key."""
    match node:
        case ast.Constant(value=str(text)):
            return " " in text.strip()
        case ast.JoinedStr():
            return True
        case ast.BinOp(left=left, right=right):
            return any(_is_text(one) or _is_piece(one) for one in (left, right))
        case ast.IfExp(body=one, orelse=other):
            return _is_text(one) or _is_text(other)
    return False


def _is_piece(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def judged() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name not in APART:
            yield name, path.read_text(encoding="utf-8")


def test_no_room_words_a_problem_in_code():
    found = {f"{name}:{line}" for name, source in judged() for line in in_code(source)}
    assert found == set()


@pytest.mark.parametrize(
    "source",
    [
        'raise ListError.one("this is no list")',
        'raise ListError.one(say("a.b"), f"known: {words}")',
        'def f():\n    what = f"{path}: no list"\n    raise ListError.one(what, say("a.b"))',
        'yield Problem(what=say("a.b"), mend="write " + word)',
        'problems.add(place, "the play has no tasks" if x else y)',
        'raise StateError("it is broken")',
    ],
)
def test_words_in_code_are_found(source: str):
    assert list(in_code(source))


@pytest.mark.parametrize(
    "source",
    [
        'raise ListError.one(say("a.b", path=path), say("a.c"))',
        'known.add("word")',
        'def f():\n    what = say("a.b", n=f"{x}")\n    raise ListError.one(what)',
        'raise ValueError("not an object")',
    ],
)
def test_what_the_catalogues_say_is_let_pass(source: str):
    assert list(in_code(source)) == []

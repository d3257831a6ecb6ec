"""The closed language inside `{{ ... }}` and `when`: Jinja2, sandboxed and cut to size.

Jinja2 is the parser and the evaluator; what may stand in an expression is the list of nodes,
filters, tests and methods in this file, and nothing else: no loop, no assignment, no include, no
function. So an expression cannot run long, and what it may build is measured before it is built.

This module imports Jinja2; `templating` imports it only once a text holds an expression.
"""

from collections.abc import Callable, ItemsView, Iterable, KeysView, Mapping, ValuesView
from datetime import date
from functools import partial
from types import GeneratorType

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)
from jinja2.environment import TemplateExpression
from jinja2.filters import FILTERS
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from orchestrator.model.secret import Secret
from orchestrator.plan.expression_values import BadValueError, Compiled
from orchestrator.text.message import Message, say

_Run = Callable[[Mapping[str, object]], object]

MAX_EXPRESSION_CHARS = 4096
MAX_RESULT_CHARS = 65_536

_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If,
    nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Keyword,
    nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Call, nodes.Filter, nodes.Test,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Concat,
    nodes.Neg, nodes.Pos,
)  # fmt: skip
_METHODS = frozenset((
    "endswith", "get", "items", "keys", "lower", "lstrip", "rstrip", "split", "startswith", "strip",
    "upper", "values",
))  # fmt: skip
_JINJA_FILTERS = (
    "count", "d", "default", "first", "float", "int", "last", "length", "list", "lower", "max",
    "min", "sort", "string", "trim", "unique", "upper",
)  # fmt: skip
_FILTERS = frozenset((*_JINJA_FILTERS, "bool", "join", "replace"))
_JINJA_TESTS = (
    "boolean", "defined", "divisibleby", "even", "false", "float", "in", "integer", "iterable",
    "lower", "mapping", "none", "number", "odd", "sequence", "string", "true", "undefined",
    "upper", "==", "!=", "<", "<=", ">", ">=",
)  # fmt: skip
_LISTS = (list, tuple, GeneratorType, KeysView, ValuesView, ItemsView)
_TRUE_WORDS = frozenset(("yes", "on", "1", "true"))
_FALSE_WORDS = frozenset(("no", "off", "0", "false"))


def compile_text(text: str) -> Compiled:
    """Compile a text with `{{ ... }}` in it; exactly one expression keeps its value's type.

    Raises:
        BadValueError: The syntax, or a part of Jinja2 that this language does not have.
    """
    environment = _environment()
    tree = _parsed(environment, text)
    names = frozenset(meta.find_undeclared_variables(tree))
    match tree.body:
        case [nodes.Output(nodes=[expression])] if not isinstance(expression, nodes.TemplateData):
            run = _value_of(environment, expression)
        case _:
            run = _built(environment, tree).render
    return Compiled(names=names, evaluate=partial(_evaluate, run))


def compile_condition(text: str) -> Compiled:
    """Compile a bare expression, as `when` has it.

    Raises:
        BadValueError: The syntax, braces around it, or a part that this language does not have.
    """
    if any(mark in text for mark in ("{{", "{%", "}}", "{#")):
        raise BadValueError(say("expression.bare"), say("expression.mend.no_braces"))
    return compile_text("{{ (" + text + ") }}")


def _evaluate(run: _Run, values: Mapping[str, object], missing: Mapping[str, str]) -> object:
    holes = {name: StrictUndefined(hint=why) for name, why in missing.items()}
    try:
        result = _settled(run({**values, **holes}))
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
        raise BadValueError(_why(error)) from error
    except (AttributeError, RecursionError) as error:
        raise BadValueError(say("expression.no_result")) from error
    if not isinstance(result, Secret) and any(isinstance(v, Secret) for v in values.values()):
        raise BadValueError(say("expression.secret"), say("expression.mend.name_alone"))
    return result


def _why(error: Exception) -> str:
    """Return the reason that a missing variable gave, or what Jinja2 or Python says, as it is."""
    if not isinstance(error, UndefinedError):
        return say("expression.failed", why=error)
    why = error.message
    return why if isinstance(why, Message) else say("expression.jinja", said=why)


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(("*", "%"))

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Refuse `'x' * 1000000000` and `'%1000000000d' % 1`; both work on numbers."""
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise BadValueError(say("expression.numbers", operator=operator))
        result: object = super().call_binop(context, operator, left, right)
        return result


def _environment() -> _Environment:
    environment = _Environment(
        undefined=StrictUndefined, finalize=_printable, keep_trailing_newline=True, autoescape=False
    )
    ours = {"bool": _as_bool, "join": _join, "replace": _replace}
    environment.filters = {name: FILTERS[name] for name in _JINJA_FILTERS} | ours
    environment.tests = {name: TESTS[name] for name in _JINJA_TESTS}
    environment.globals = {}
    return environment


def _parsed(environment: _Environment, text: str) -> nodes.Template:
    if len(text) > MAX_EXPRESSION_CHARS:
        raise BadValueError(say("expression.long", n=MAX_EXPRESSION_CHARS))
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        raise BadValueError(say("expression.syntax", why=error.message)) from error
    except RecursionError as error:
        raise BadValueError(say("expression.deep")) from error
    for node in tree.find_all(nodes.Node):
        _admit(node)
    return tree


def _admit(node: nodes.Node) -> None:
    if not isinstance(node, _NODES):
        raise BadValueError(
            say("expression.not_part", name=type(node).__name__.lower()),
            say("expression.mend.plain"),
        )
    match node:
        case nodes.Filter(name=name) if name not in _FILTERS:
            raise BadValueError(say("expression.no_filter", name=name), _choose(_FILTERS))
        case nodes.Test(name=name) if name not in _JINJA_TESTS:
            raise BadValueError(say("expression.no_test", name=name), _choose(_JINJA_TESTS))
        case nodes.Call(node=nodes.Getattr(attr=attr)) if attr in _METHODS:
            return
        case nodes.Call():
            raise BadValueError(say("expression.calls"), _choose(_METHODS))
        case _:
            return


def _choose(words: Iterable[str]) -> Message:
    return say("mend.one_of", words=", ".join(sorted(words)))


def _value_of(environment: _Environment, expression: nodes.Expr) -> _Run:
    # What Environment.compile_expression does, from a tree that was already admitted.
    result = nodes.Assign(nodes.Name("result", "store"), expression, lineno=1)
    template = _built(environment, nodes.Template([result], lineno=1))
    return TemplateExpression(template, undefined_to_none=False)


def _built(environment: _Environment, tree: nodes.Template) -> Template:
    """Compile a tree to Python, whose own limits (100 levels of `if`) become a sentence."""
    try:
        return environment.from_string(tree)
    except (TemplateSyntaxError, SyntaxError, RecursionError, MemoryError) as error:
        raise BadValueError(say("expression.deep")) from error


def _printable(value: object) -> object:
    """Let only words and numbers into a text: no `None`, list, mapping or method by accident."""
    if isinstance(value, str | int | float | date | Undefined):
        return value
    raise BadValueError(
        say("expression.inside_text", kind=_kind(value)), say("expression.mend.whole")
    )


def _settled(value: object) -> object:
    settled, size = _plain(value)
    _measure(size)
    return settled


def _plain(value: object) -> tuple[object, int]:
    """Return the value as plain data, and about how many characters it has."""
    if isinstance(value, Undefined):
        str(value)  # raises the error that it stands for
    if value is None or isinstance(value, int | float | date | Secret):
        return value, 1
    if isinstance(value, str):
        return str(value), len(value)
    if isinstance(value, Mapping):
        pairs = [(str(key), *_plain(item)) for key, item in value.items()]
        size = 1 + sum(len(key) + size for key, _, size in pairs)
        return {key: item for key, item, _ in pairs}, size
    if isinstance(value, _LISTS):
        items = [_plain(item) for item in value]
        return [item for item, _ in items], 1 + sum(size for _, size in items)
    raise BadValueError(say("expression.no_data", kind=_kind(value)))


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return say("expression.kind.mapping")
    return "null" if value is None else say("expression.kind.other", name=type(value).__name__)


def _as_bool(value: object) -> bool:
    """Read a yes or a no as Ansible's filter does, and refuse every other word."""
    word = str(value).strip().casefold()
    if word in _TRUE_WORDS or word in _FALSE_WORDS:
        return word in _TRUE_WORDS
    raise BadValueError(say("expression.yes_no"))


def _join(items: Iterable[object], separator: str = "") -> str:
    words = [str(_printable(item)) for item in items]
    _measure(sum(map(len, words)) + len(separator) * len(words))
    return separator.join(words)


def _replace(text: object, old: str, new: str) -> str:
    whole = str(_printable(text))
    _measure(len(whole) + whole.count(old) * len(new))
    return whole.replace(old, new)


def _measure(size: int) -> None:
    if size > MAX_RESULT_CHARS:
        raise BadValueError(say("expression.large", n=MAX_RESULT_CHARS))

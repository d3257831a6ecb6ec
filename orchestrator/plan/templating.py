"""Variables and the expressions over them: strict, lazy, and free where nothing is templated.

A sweep of thousands of machines renders the same few texts again and again: each is compiled
once, and a value without `{{` or `{%` costs a look and nothing else (Jinja2 is not even loaded).
"""

from collections.abc import Iterable, Mapping

from orchestrator.files.yaml_nodes import Unsafe, Vaulted
from orchestrator.plan.expression_values import BadValueError, Compiled
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.vault import Vault

_MAX_CHAIN = 20
_MARKS = ("{{", "{%", "{#")


def is_templated(value: object) -> bool:
    """Return whether a text in the value (at any depth) holds an expression."""
    match value:
        case Unsafe():
            return False
        case str():
            return "{" in value and any(mark in value for mark in _MARKS)
        case Mapping():
            return any(map(is_templated, value.values()))
        case list() | tuple():
            return any(map(is_templated, value))
        case _:
            return False


def holds_vaulted(value: object) -> bool:
    """Return whether a value (at any depth) is still closed."""
    match value:
        case Vaulted():
            return True
        case Mapping():
            return any(map(holds_vaulted, value.values()))
        case list() | tuple():
            return any(map(holds_vaulted, value))
        case _:
            return False


class Templar:
    """Compiles expressions and keeps what it compiled; one serves a whole plan."""

    def __init__(self) -> None:
        """Start with nothing compiled."""
        self._texts: dict[str, Compiled] = {}
        self._conditions: dict[str, Compiled] = {}

    def text(self, text: str) -> Compiled:
        """Return the compiled text; BadValueError if it cannot be understood."""
        from orchestrator.plan import expressions  # noqa: PLC0415 - Jinja2 only where it is used

        if text not in self._texts:
            self._texts[text] = expressions.compile_text(text)
        return self._texts[text]

    def condition(self, condition: str) -> Compiled:
        """Return the compiled bare expression; BadValueError if it cannot be understood."""
        from orchestrator.plan import expressions  # noqa: PLC0415 - Jinja2 only where it is used

        if condition not in self._conditions:
            self._conditions[condition] = expressions.compile_condition(condition)
        return self._conditions[condition]


class MachineVariables:
    """The variables that hold for one machine, rendered and opened when they are first asked for.

    A vaulted value becomes a `Secret`, which no expression can take apart, and is never a template.

    Args:
        templar: Shared by all scopes of a plan.
        layers: Variables; an earlier layer wins over a later one.
        vault: What opens vaulted values; None holds no password.
        own: The variables that are set for this machine alone.
    """

    def __init__(
        self,
        templar: Templar,
        layers: Iterable[Mapping[str, object]],
        vault: Vault | None = None,
        own: frozenset[str] = frozenset(),
    ) -> None:
        """Keep the layers; nothing is rendered yet."""
        self._vault = vault or Vault()
        self._own = own
        self._templar = templar
        self._layers = tuple(layers)
        self._rendered: dict[str, object] = {}
        self._open: list[str] = []

    def __contains__(self, name: str) -> bool:
        """Return whether the variable is defined."""
        return any(name in layer for layer in self._layers)

    def is_own(self, name: str) -> bool:
        """Return whether the variable is set for this machine alone, not through a group."""
        return name in self._own

    def with_item(self, item: object) -> "MachineVariables":
        """Return the scope in which `item` is one value of a loop."""
        return MachineVariables(
            self._templar, ({"item": item}, *self._layers), self._vault, self._own
        )

    def value(self, name: str) -> object:
        """Return the rendered value of a variable, None where it is not defined.

        Raises:
            BadValueError: The variable, or one that it uses, cannot be rendered.
            VaultError: A vaulted value in it cannot be opened.
        """
        if name not in self._rendered:
            raw = next((layer[name] for layer in self._layers if name in layer), None)
            rendered = self._followed(name, raw) if is_templated(raw) else raw
            self._rendered[name] = self._opened(rendered) if holds_vaulted(rendered) else rendered
        return self._rendered[name]

    def render(self, value: object) -> object:
        """Return the value with every expression in it worked out; keys stay as they are.

        Raises:
            BadValueError: One of the expressions cannot be worked out.
        """
        match value:
            case str():
                return self._worked_out(self._templar.text(value)) if is_templated(value) else value
            case Mapping():
                return {key: self.render(item) for key, item in value.items()}
            case list() | tuple():
                return [self.render(item) for item in value]
            case _:
                return value

    def holds(self, condition: str) -> bool:
        """Return whether the condition is true.

        Raises:
            BadValueError: It cannot be worked out, or is neither yes nor no.
        """
        result = self._worked_out(self._templar.condition(condition))
        if not isinstance(result, bool):
            raise BadValueError(say("expression.not_bool"), say("expression.mend.bool"))
        return result

    def _opened(self, value: object) -> object:
        match value:
            case Vaulted():
                return self._vault.value(value)
            case Mapping():
                return {key: self._opened(item) for key, item in value.items()}
            case list() | tuple():
                return [self._opened(item) for item in value]
            case _:
                return value

    def _followed(self, name: str, raw: object) -> object:
        if name in self._open:
            raise BadValueError(say("expression.circle", name=name))
        if len(self._open) >= _MAX_CHAIN:
            raise BadValueError(say("expression.chain", n=_MAX_CHAIN))
        self._open.append(name)
        try:
            return self.render(raw)
        except BadValueError as error:
            what = say("expression.of_variable", name=name, what=error.what)
            raise BadValueError(what, error.mend) from error
        finally:
            self._open.pop()

    def _worked_out(self, compiled: Compiled) -> object:
        values: dict[str, object] = {}
        missing: dict[str, str] = {}
        for name in compiled.names:
            try:
                if name in self:
                    values[name] = self.value(name)
                else:
                    missing[name] = say("expression.undefined", name=name)
            except BadValueError as error:
                missing[name] = error.what
        try:
            return compiled.evaluate(values, missing)
        except BadValueError as error:
            raise BadValueError(error.what, error.mend or self._mend(error, missing)) from error

    def _mend(self, error: BadValueError, missing: Mapping[str, str]) -> str:
        """Return which name may have been meant, or how to do without the variable."""
        lost = next((name for name, why in missing.items() if why == error.what), None)
        if lost is None or lost in self:
            return ""
        near = did_you_mean(lost, sorted({name for layer in self._layers for name in layer}))
        if near:
            return say("mend.did_you_mean", meant=near)
        return say("expression.mend.define", name=lost)

import subprocess
import sys

import pytest

from orchestrator.files.yaml_nodes import Unsafe
from orchestrator.model.secret import Secret
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.templating import MachineVariables, Templar, is_templated


def scope(**variables: object) -> MachineVariables:
    return MachineVariables(
        Templar(), ({"extra": "e", "both": "from -e"}, variables, {"both": "from the play"})
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("{{ n }}", 3),
        ("{{ n + 1 }}", 4),
        ("n is {{ n }}", "n is 3"),
        ("{{ n }}{{ n }}", "33"),
        ("{{ names }}", ["a", "b"]),
        ("{{ names[0] }}", "a"),
        ("{{ names | join(', ') }}", "a, b"),
        ("{{ unit.name }}", "Trường Tiểu học Hoa Sen"),
        ("{{ unit.get('ward', 'x') }}", "x"),
        ("{{ unit.keys() }}", ["name"]),
        ("{{ nothing | default([]) }}", []),
        ("{{ nothing | default('d') }}!", "d!"),
        ("{{ 'yes' | bool }}", True),
        ("{{ names | unique | list }}", ["a", "b"]),
        ("{{ 'a' if n > 2 else nothing }}", "a"),
        ("{% if n == 3 %}three{% else %}other{% endif %}", "three"),
        ("{{ chain }}", "3!"),
        ("{{ both }}", "from -e"),
        ("{{ lines }}\n", "x\n\n"),
        ("{{ none }}", None),
    ],
)
def test_a_value_keeps_its_type_where_the_text_is_one_expression(text: str, value: object) -> None:
    got = scope(
        n=3, names=["a", "b"], unit={"name": "Trường Tiểu học Hoa Sen"}, chain="{{ n }}!",
        lines="x\n", none=None,
    ).render(text)  # fmt: skip
    assert got == value
    assert type(got) is type(value)


def test_containers_are_rendered_deeply_and_stay_where_nothing_is_templated() -> None:
    assert scope(n=1).render({"a": ["{{ n }}", {"b": "{{ n }}"}], "c": 2}) == {
        "a": [1, {"b": 1}],
        "c": 2,
    }
    assert not is_templated({"a": ["x", {"b": "{ }"}]})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ n + }}", "Jinja2 does not understand it"),
        ("{{ n", "Jinja2 does not understand it"),
        ("{{ aproved }}", "the variable `aproved` is not defined"),
        ("x {{ aproved }}", "the variable `aproved` is not defined"),
        ("{{ approved.nothing }}", "has no attribute 'nothing'"),
        ("{{ 1 / 0 }}", "cannot be worked out"),
        ("{{ approved + 1 }}", "cannot be worked out"),
        ("{{ 'x' * 1000000000 }}", "works on numbers only"),
        ("{{ '%1000000000d' % 1 }}", "works on numbers only"),
        ("{{ 9 ** 9 ** 9 }}", "`pow` is not part"),
        ("{% for i in approved %}x{% endfor %}", "`for` is not part"),
        ("{% set x = 1 %}", "`assign` is not part"),
        ("{% include 'x' %}", "`include` is not part"),
        ("{{ approved | map('upper') }}", "there is no filter `map`"),
        ("{{ approved is matching('x') }}", "there is no test `matching`"),
        ("{{ range(5) }}", "only methods"),
        ("{{ approved.append(1) }}", "only methods"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ 'x'.upper }}", "not data"),
        ("x{{ 'x'.upper }}", "cannot stand inside a text"),
        ("x{{ approved }}", "cannot stand inside a text"),
        ("x{{ none }}", "null cannot stand inside a text"),
        ("{{ 'maybe' | bool }}", "`bool` takes"),
        ("{{ loop_a }}", "leads back to itself"),
        ("{{ wide | join(wide) }}", "larger than"),
        ("{{ wide | replace('x', wide) }}", "larger than"),
        ("{{ wide ~ wide }}", "larger than"),
        ("{{ " + "1 + " * 2000 + "1 }}", "at most 4,096 characters"),
        ("{{ " + "(" * 1500 + "1" + ")" * 1500 + " }}", "nested too deeply"),
        ("{% if n %}" * 190 + "{% endif %}" * 190, "nested too deeply"),
        ("{{ " + "not " * 1000 + "n }}", "nested too deeply"),
    ],
)
def test_what_cannot_be_worked_out_is_said_in_words(text: str, says: str) -> None:
    variables = scope(
        approved=["x"], loop_a="{{ loop_b }}", loop_b="{{ loop_a }}", wide="x" * 40_000, none=None
    )
    with pytest.raises(BadValueError) as caught:
        variables.render(text)
    assert says in f"{caught.value.what} {caught.value.mend}"


def test_an_undefined_variable_brings_the_nearest_name() -> None:
    with pytest.raises(BadValueError) as caught:
        scope(approved_resolvers=[]).render("{{ aproved_resolvers }}")
    assert caught.value.mend == "did you mean `approved_resolvers`?"


def test_a_chain_of_doubling_variables_is_stopped() -> None:
    variables: dict[str, object] = {"v0": "x" * 64}
    variables |= {f"v{n}": f"{{{{ v{n - 1} ~ v{n - 1} }}}}" for n in range(1, 15)}
    with pytest.raises(BadValueError, match="larger than"):
        scope(**variables).render("{{ v14 }}")


def test_a_secret_is_passed_on_whole_or_not_at_all() -> None:
    variables = scope(word=Secret("ẩn"), other="{{ word }}")
    assert variables.value("other") == Secret("ẩn")
    for text in (
        "x{{ word }}",
        "{{ word ~ 'x' }}",
        "{{ word | string | lower }}",
        "{{ word.reveal }}",
    ):
        with pytest.raises(BadValueError):
            variables.render(text)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [("os == 'linux'", True), ("os != 'linux'", False), ("nothing is defined", False),
     ("flag | bool and os in ['linux']", True), ("unit is mapping", False)],
)  # fmt: skip
def test_a_condition_is_yes_or_no(condition: str, *, holds: bool) -> None:
    assert scope(os="linux", flag="yes", unit=1).holds(condition) is holds


@pytest.mark.parametrize("condition", ["os", "{{ os == 'x' }}", "1", "a) }} {{ (b", "os ="])
def test_a_condition_that_is_neither_is_refused(condition: str) -> None:
    with pytest.raises(BadValueError):
        scope(os="false").holds(condition)


def test_jinja_is_not_loaded_for_plain_values() -> None:
    code = (
        "import sys\n"
        "from orchestrator.plan.templating import MachineVariables, Templar\n"
        "MachineVariables(Templar(), ({'a': 1},)).render({'x': ['plain', 1]})\n"
        "sys.exit('jinja2' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_text_that_is_never_a_template_stays_as_it_is():
    raw = Unsafe("{{ n }}")
    assert not is_templated([raw])
    assert scope(n=3, raw=raw).value("raw") == "{{ n }}"
    assert scope(n=3, raw=raw).render("<{{ raw }}>") == "<{{ n }}>"

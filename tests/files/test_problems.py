"""What one problem reads like: each sentence ends, and the one that mends begins with a capital."""

import pytest

from orchestrator.errors import Place, Problem


@pytest.mark.parametrize(
    ("mend", "told"),
    [
        ("hãy chạy lại", "Hãy chạy lại."),
        ("đã thử: a", "Đã thử: a."),
        ("known: a, b", "Known: a, b."),
        ("did you mean `a`?", "Did you mean `a`?"),
        ("chmod 600 a", "chmod 600 a."),
        ("pip install a", "pip install a."),
        ("keyring set a b", "keyring set a b."),
        ("orchestrator vault view a", "orchestrator vault view a."),
        ("`orchestrator checks` lists them", "`orchestrator checks` lists them."),
        ("a/b.yml has it", "a/b.yml has it."),
        ("a.yml has it", "a.yml has it."),
        ("hs-01 has it", "hs-01 has it."),
        ("--all takes them", "--all takes them."),
        ("'a' is known", "'a' is known."),
    ],
)
def test_what_mends_begins_with_a_capital_unless_it_is_typed_as_it_stands(
    mend: str, told: str
) -> None:
    place = Place(file="a.yml", line=2, column=3)
    problem = Problem(place=place, what="chưa có gì", mend=mend)
    assert str(problem) == f"a.yml:2:3: chưa có gì. {told}"
    assert str(Problem(what="nothing")) == "nothing."

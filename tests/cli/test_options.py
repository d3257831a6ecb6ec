import pytest

from orchestrator.cli.options import extra_vars, words
from orchestrator.errors import InputError


def test_extra_variables_in_all_three_spellings_the_last_one_winning(tmp_path):
    (tmp_path / "v.yml").write_text("a: 3\nlist: [x, y]\n")
    given = ["a=1", '{"a": 2, "b": true}', f"@{tmp_path / 'v.yml'}"]
    assert extra_vars(given) == {"a": 3, "b": True, "list": ["x", "y"]}


@pytest.mark.parametrize("text", ["a", "=1", "a b=1", '{"a": ', "@none.yml"])
def test_what_sets_nothing_is_refused(text):
    with pytest.raises(InputError):
        extra_vars([text])


def test_a_file_without_variables_is_refused(tmp_path):
    (tmp_path / "v.yml").write_text("- a\n")
    with pytest.raises(InputError, match="no variables"):
        extra_vars([f"@{tmp_path / 'v.yml'}"])


def test_tags_may_be_repeated_and_hold_commas():
    assert words(["a,b", "c"]) == ("a", "b", "c")

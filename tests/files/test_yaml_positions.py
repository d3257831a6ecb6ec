import contextlib
import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import InputError
from orchestrator.files import yaml_documents
from orchestrator.files.yaml_nodes import ListNode, MapNode, ScalarNode, Vaulted


def _value(text: str) -> object:
    root = yaml_documents.read(text, source="x.yml").root
    return None if root is None else root.value


def _refusal(data: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        yaml_documents.read(data, source="x.yml")
    return str(caught.value)


def test_every_part_knows_its_place():
    root = yaml_documents.read("a: 1\nb:\n  - x\n  - {c: y}\n", source="d/x.yml").root
    assert isinstance(root, MapNode)
    entry = root.find("b")
    assert entry is not None
    assert str(entry.key.place) == "d/x.yml:2:1"
    assert isinstance(entry.node, ListNode)
    inner = entry.node.items[1]
    assert isinstance(inner, MapNode)
    assert str(inner.entries[0].node.place) == "d/x.yml:4:9"


def test_columns_count_characters_not_bytes():
    root = yaml_documents.read("{Trường: Phúc Xá}", source="x.yml").root
    assert isinstance(root, MapNode)
    assert root.entries[0].node.column == 10


@pytest.mark.parametrize(
    "word",
    ["yes", "off", "010", "0x1F", "1_000", "12:34:56", "1.5", "1e3", "~", "", "null", "2022-09-14",
     "2022-09-14 10:00:00", ".inf", "0o7", "hs-[01:32]", "=", "10.12.3.4", "Không", "0b11", "+12"],
)  # fmt: skip
def test_words_are_typed_as_pyyaml_types_them(word: str):
    if word == "=":  # stock PyYAML crashes on it
        assert _value("k: =") == {"k": "="}
        return
    assert _value(f"k: {word}") == yaml.safe_load(f"k: {word}")


@given(st.text(alphabet="0123456789abcdefxn_:.+-~yYeEsotTfrul ", max_size=12))
def test_any_word_is_typed_as_pyyaml_types_it_or_refused(word: str):
    text = f"- {word}"
    try:
        expected = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, IndexError, KeyError, TypeError):
        return  # PyYAML has no value for it, some of them by a crash
    assert repr(_value(text)) == repr(expected)


def test_quoted_words_stay_text_and_say_so():
    root = yaml_documents.read("- '010'\n- 010\n", source="x.yml").root
    assert isinstance(root, ListNode)
    quoted, plain = root.items
    assert isinstance(quoted, ScalarNode)
    assert isinstance(plain, ScalarNode)
    assert (quoted.value, quoted.plain) == ("010", False)
    assert (plain.value, plain.text, plain.plain) == (8, "010", True)


def test_json_is_typed_as_json():
    assert _value('{"a": 1e3, "b": true, "c": [null, "yes"]}') == {
        "a": 1000.0,
        "b": True,
        "c": [None, "yes"],
    }


def test_json_may_be_indented_with_tabs():
    assert _value('{\n\t"a": 1\n}') == {"a": 1}


def test_an_empty_file_has_no_root():
    assert yaml_documents.read("# only a comment\n", source="x.yml").root is None


def test_a_duplicate_key_is_a_problem_and_the_last_counts():
    document = yaml_documents.read("a: 1\nb: 2\na: 3\n", source="x.yml")
    assert document.root is not None
    assert document.root.value == {"a": 3, "b": 2}
    (problem,) = document.problems
    assert str(problem.place) == "x.yml:3:1"
    assert problem.what == "the key `a` was already given in line 1; only the last counts"


@pytest.mark.parametrize(
    ("word", "number"),
    [("12:34:56:10:20:30", 9783973230), ("010", 8), ("1_0", 10), ("-012", -10), ("1:30.5", 90.5)],
)
def test_a_number_that_hides_another_word_is_a_problem(word: str, number: float):
    (problem,) = yaml_documents.read(f"mac: {word}", source="x.yml").problems
    assert str(problem).startswith("x.yml:1:6: ")
    assert str(number) in problem.what
    assert problem.mend == f'write "{word}"'


@pytest.mark.parametrize("word", ["0", "10", "1.50", "0x10", "-3", "yes", "2022-09-30"])
def test_an_honest_scalar_is_no_problem(word: str):
    assert yaml_documents.read(f"k: {word}", source="x.yml").problems == ()


def test_decomposed_text_is_a_problem_with_the_composed_form():
    document = yaml_documents.read(
        "name: Tru\u031bo\u031b\u0300ng\nb: Tr\u01b0\u1eddng", source="x.yml"
    )
    (problem,) = document.problems
    assert str(problem.place) == "x.yml:1:7"
    assert "Tr\u01b0\u1eddng" in problem.mend


def test_anchors_and_merge_keys_work():
    text = "base: &b {x: 1, y: 2}\nother: &o {y: 9, z: 3}\nm: {<<: [*b, *o], x: 5}\ns: *b\n"
    value = _value(text)
    assert value == yaml.safe_load(text)


def test_vault_and_unsafe_tags():
    value = _value(
        "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\nb: !unsafe '{{ x }}'\nc: !unsafe 12\n"
    )
    assert value == {
        "a": Vaulted("$ANSIBLE_VAULT;1.1;AES256\n6162\n"),
        "b": "{{ x }}",
        "c": 12,
    }


def test_explicit_yaml_tags():
    assert _value("a: !!str 12\nb: !!int '12'\nc: !!timestamp 2022-09-14\n") == {
        "a": "12",
        "b": 12,
        "c": dt.date(2022, 9, 14),
    }


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "place", "what"),
    [
        ("a:\n  b: 1\n\t\tc: 2\n", "x.yml:3:1", "a tab stands where"),
        ("a: 1\n\tb: 2\n", "x.yml:2:1", "a tab stands where"),
        ("a: [1\n", "x.yml:2:1", "no valid YAML"),
        ("[" * 100, "x.yml:1:33", "nested deeper than 32"),
        ("[" * 100_000, "x.yml:1:1001", "maximum nesting depth"),
        ("a: !!python/object:os.system {}", "x.yml:1:4", "tag"),
        ("a: !what x", "x.yml:1:4", "!what"),
        ("? [1, 2]\n: 3\n", "x.yml:1:3", "a key must be a word"),
        ("a: *nothing", "x.yml:1:4", "names no anchor"),
        ("a: &x [*x]", "x.yml:1:8", "names no anchor"),
        ("a: 1\n---\nb: 2\n", "x.yml:2:1", "second document"),
        ("a: 1\nb: \x07\n", "x.yml:2:4", "U+0007"),
        ("a: 2022-13-45", "x.yml:1:4", "looks like a number or a date"),
        ("a: {<<: 3}", "x.yml:1:9", "takes a mapping"),
        (b"a: 1\nb\xc3\xa9: \xff\n", "x.yml:2:5", "UTF-8"),
        (BOMB, "x.yml:6:", "aliases"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_place(data: str | bytes, place: str, what: str):
    said = _refusal(data)
    assert said.startswith(place)
    assert what in said


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_no_input_breaks_the_reader(data: str | bytes):
    with contextlib.suppress(InputError):
        yaml_documents.read(data, source="x.yml")


def test_load_refuses_every_doubt_at_once(tmp_path: Path):
    path = tmp_path / "x.yml"
    path.write_text("a: 010\na: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        yaml_documents.load(path)
    assert [problem.place.line for problem in caught.value.problems if problem.place] == [1, 2]


def test_the_pure_parser_says_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(yaml_documents, "LOADER", yaml.SafeLoader)
    assert _value("a: {b: [1, yes]}\n") == {"a": {"b": [1, True]}}
    assert _refusal("[" * 10_000).startswith("x.yml:1:33")

"""One strict reader for every mapping that a person writes: what it takes, and what it says."""

from enum import StrEnum

import pytest

from orchestrator.errors import Place
from orchestrator.files.mapping import Bounds, MappingReader
from orchestrator.files.problems import Problems, in_order
from orchestrator.files.yaml_documents import read


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


KNOWN = ("name", "day", "colour", "people", "limit", "shown")


def reader(text: str) -> MappingReader:
    root = read(text, source="a.yml").root
    assert root is not None
    found = MappingReader.of("thing", root, KNOWN, Problems())
    assert found is not None
    return found


def said(fields: MappingReader) -> list[str]:
    return [str(problem) for problem in fields.problems]


def test_every_kind_of_field():
    fields = reader(
        "{name: ' An ', day: 2026-11-20, colour: red, people: 0, limit: 7, shown: true}"
    )
    assert fields.needed("name") == "An"
    assert fields.needed_date("day") == "2026-11-20"
    assert fields.choice("colour", Colour) is Colour.RED
    assert fields.word("colour", ("red",)) == "red"
    assert (fields.count("people"), fields.number("limit", Bounds(1, 9, 3))) == (0, 7)
    assert fields.flag("shown")
    assert not said(fields)


@pytest.mark.parametrize("text", ["{}", "{name: , day: , colour: , people: , limit: , shown: }"])
def test_a_field_without_a_value_is_left_out(text: str):
    fields = reader(text)
    assert fields.text("name") is None
    assert fields.date("day") is None
    assert fields.choice("colour", Colour) is None
    assert fields.word("colour", ("red",)) is None
    assert (fields.count("people"), fields.number("limit", Bounds(1, 9, 3))) == (None, 3)
    assert not fields.flag("shown")
    assert not said(fields)
    assert ("name" in fields) is (text != "{}")


def test_where_leaving_out_means_another_thing_an_empty_field_is_refused():
    fields = reader("name: An\nday:\n")
    fields.refuse_empty()
    assert said(fields) == ["a.yml:2:1: `day` has no value. Give it a value, or delete it."]


@pytest.mark.parametrize(
    ("text", "name"),
    [("203", "203"), ("2026-11-20", "2026-11-20"), ("1.5", "1.5"), ("'010'", "010")],
)
def test_a_number_of_which_nothing_is_lost_is_a_text(text: str, name: str):
    fields = reader(f"name: {text}")
    assert (fields.text("name"), said(fields)) == (name, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: 010", "7: `name` must be a text, and unquoted `010` is read as 8."),
        ("name: [x]", "7: `name` must be a text. Write it in quotes."),
        ("name: ' '", "7: `name` must be a text. Write it in quotes."),
        ("name: !vault x", "7: `name` is vaulted, and this program needs it in clear."),
        ("day: 30/11/2026", '6: `day` must be a date. Write "2026-11-30".'),
        ("day: 31.2.2026", "6: `day` must be a date. Write it as 2022-09-30."),
        ("day: soon", "6: `day` must be a date. Write it as 2022-09-30."),
        ("colour: bleu", "9: `bleu` is no colour. Did you mean `blue`?"),
        ("colour: green", "9: `green` is no colour. Use one of: red, blue."),
        ("people: -1", "9: `people` is below zero."),
        ("people: true", "9: `people` must be a whole number."),
        ("limit: 10", "8: `limit` must be a whole number from 1 to 9."),
        ("limit: true", "8: `limit` must be a whole number from 1 to 9."),
        ("shown: maybe", "8: `shown` must be true or false."),
        ("nmae: x", "1: `thing` has no field `nmae`. Did you mean `name`?"),
        ("1: x", "1: `thing` has no field `1`. Use one of: name, day"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_its_mend(text: str, problem: str):
    fields = reader(text)
    values = (
        fields.text("name"),
        fields.date("day"),
        fields.choice("colour", Colour),
        fields.count("people"),
        fields.number("limit", Bounds(1, 9, 3)),
        fields.flag("shown"),
    )
    assert values == (None, None, None, None, 3, False)
    (one,) = said(fields)
    assert one.startswith(f"a.yml:1:{problem}")


@pytest.mark.parametrize(
    ("text", "place"),
    [("{day: 2026-11-20}", "1:1"), ("{ name: }", "1:3"), ("{name: ''}", "1:8")],
)
def test_what_must_be_there_is_missed_where_it_would_stand(text: str, place: str):
    fields = reader(text)
    assert fields.needed("name") is None
    assert said(fields) == [f"a.yml:{place}: `thing` lacks `name`. Add it."]


def test_what_is_no_mapping_has_no_reader():
    root = read("[x]", source="a.yml").root
    assert root is not None
    problems = Problems()
    assert MappingReader.of("thing", root, KNOWN, problems) is None
    assert MappingReader.of("thing", root, (), problems, mend="write none") is None
    assert [problem.mend for problem in problems] == ["write {name: ...}", "write none"]


def test_everything_is_said_at_once_in_the_order_of_the_file():
    fields = reader("shown: 3\nlimit: 0\nnmae: x\n")
    fields.flag("shown")
    fields.number("limit", Bounds(1, 9, 3))
    lines = [problem.place.line for problem in in_order(fields.problems) if problem.place]
    assert lines == [1, 2, 3]
    assert len(fields.problems) == 3


def test_a_place_is_that_of_the_name_or_of_the_value_or_of_the_whole():
    fields = reader("{ name: x }")
    assert fields.key_place("name") == Place(file="a.yml", line=1, column=3)
    assert fields.value_place("name") == Place(file="a.yml", line=1, column=9)
    assert fields.key_place("day") == fields.value_place("day") == fields.place

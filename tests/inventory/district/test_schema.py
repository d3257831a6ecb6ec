import datetime as dt
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import jsonschema
import pytest

import orchestrator.inventory
from orchestrator.errors import InputError
from orchestrator.files import yaml_documents
from orchestrator.inventory import district, load
from orchestrator.inventory.district.field_table import (
    GROUP,
    MACHINE,
    Field,
    FieldKind,
    FieldTable,
    ListOf,
    MapOf,
)
from orchestrator.inventory.district.json_schema import FILES, as_text
from orchestrator.text.catalogue import catalogue
from tests.inventory.trees import HEAD, write

ROOT = Path(__file__).parents[3]
BESIDE = Path(orchestrator.inventory.__file__).parent
VALIDATORS = {
    kind: jsonschema.Draft7Validator(make(), format_checker=jsonschema.FormatChecker())
    for kind, make in FILES.items()
}
DISTRICTS = sorted(path for path in (ROOT / "inventories").iterdir() if path.is_dir())

GOOD: dict[object, str] = {
    FieldKind.TEXT: "chữ", FieldKind.DATE: "2022-09-30", FieldKind.COUNT: "3",
    FieldKind.FLAG: "true", FieldKind.SITE: "phuc-xa",
    FieldKind.TEXTS: "[192.0.2.0/24]",
    FieldKind.TEXT_OR_TEXTS: "[ops@192.0.2.1, gate]",
}  # fmt: skip
BAD: dict[object, tuple[str, ...]] = {
    FieldKind.TEXT: ("[a]", "{a: b}", "''", "' '"),
    FieldKind.DATE: ("30/09/2022", "2022-13-01x", "20220930", "[a]"),
    FieldKind.COUNT: ("-1", "ba", "1.5", "[1]"),
    FieldKind.FLAG: ("có", "3", "'true'"),
    FieldKind.TEXTS: ("chữ", "{a: b}", "[[a]]"),
    FieldKind.TEXT_OR_TEXTS: ("{a: b}", "[[a]]"),
    FieldKind.SITE: ("Phúc Xá", "[px]", "a.b", "''", "-px"),
    FieldKind.CODE: ("[pc]", "Phường", "''"),
}


def says(text: str, kind: str = "inventory") -> list[str]:
    document = yaml_documents.read(text, source="a.yml")
    value = None if document.root is None else plain(document.root.value)
    return [error.message for error in VALIDATORS[kind].iter_errors(value)]


def plain(value: object) -> object:
    """Return data as a language server sees it: dates are words, keys are texts."""
    match value:
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case dt.date():
            return value.isoformat()
        case _:
            return value


def checks(folder: Path, files: dict[str, str]) -> list[str]:
    try:
        district(load([write(folder, files)]))
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


def leaves(
    table: FieldTable, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Field]]:
    for field in table.fields:
        if (inner := inner_table(field)) is not None:
            yield from leaves(inner, (*path, field.name))
        else:
            yield (*path, field.name), field


def inner_table(field: Field) -> FieldTable | None:
    match field.kind:
        case FieldTable() as inner:
            return inner
        case ListOf(of=inner) | MapOf(of=inner):
            return inner
        case _:
            return None


def held(field: Field, inner: str) -> str:
    """Return what a field holds around the mapping of its table."""
    match field.kind:
        case ListOf():
            return f"[{inner}]"
        case MapOf():
            return f"{{a_code: {inner}}}"
        case _:
            return inner


def example(table: FieldTable, path: tuple[str, ...], value: str) -> str:
    """Return a mapping of a table in one line, with a value at the end of a path."""
    parts = []
    for field in table.fields:
        if field.name == path[0]:
            inner = inner_table(field)
            deeper = len(path) > 1 and inner is not None
            text = held(field, example(inner, path[1:], value)) if deeper else value
        elif field.needed:
            text = good(field)
        else:
            continue
        parts.append(f"{field.name}: {text}")
    return f"{{{', '.join(parts)}}}"


def good(field: Field) -> str:
    if isinstance(field.kind, FieldTable):
        return example(field.kind, ("",), "")
    if field.kind is FieldKind.CODE:
        return {"type": "primary_school", "level": "commune"}[field.name]
    return GOOD.get(field.kind) or next(iter(field.kind)).value


def bad(field: Field) -> tuple[str, ...]:
    return BAD.get(field.kind) or ("pcc", "[pc]")


OF_ALL = {
    *("authority", "district", "own_networks", "own_domains"),
    *("body_levels", "unit_types"),
}
UNIT = "unit: {name: Trường X, type: ward_committee}"


def inventory_with(path: tuple[str, ...], value: str) -> dict[str, str]:
    """Return files with a value at a field: on the machine where machines have it."""
    if path[0] in MACHINE.names:
        host, group, of_all = example(MACHINE, path, value), "", HEAD
    elif path[0] in OF_ALL:
        host, group, of_all = "", "", f"{example(GROUP, path, value)}\n"
    else:
        host, group, of_all = "", example(GROUP, path, value)[1:-1], HEAD
    unit = "" if group.startswith("unit:") else f"{UNIT}{', ' if group else ''}"
    text = f"x: {{vars: {{{unit}{group}}}, hosts: {{a: {host}}}}}\n"
    return {"group_vars/all.yml": of_all, "a.yml": text}


def schema_says(files: dict[str, str]) -> list[str]:
    return says(files["a.yml"]) + says(files["group_vars/all.yml"], "variables")


FIELDS = list(leaves(GROUP))
IDS = [".".join(path) for path, _ in FIELDS]


@pytest.mark.parametrize(("path", "field"), FIELDS, ids=IDS)
def test_schema_and_check_accept_the_same_values(path, field: Field, tmp_path: Path):
    value = "[quan-x.gov.vn]" if path == ("own_domains",) else good(field)
    files = inventory_with(path, value)
    assert schema_says(files) == []
    assert checks(tmp_path, files) == []


@pytest.mark.parametrize(("path", "field"), FIELDS, ids=IDS)
def test_schema_and_check_refuse_the_same_values(path, field: Field, tmp_path: Path):
    for number, value in enumerate(bad(field)):
        files = inventory_with(path, value)
        assert schema_says(files), value
        assert checks(tmp_path / str(number), files), value


@pytest.mark.parametrize(("path", "field"), FIELDS, ids=IDS)
def test_what_may_be_left_empty_is_the_same(path, field: Field, tmp_path: Path):
    files = inventory_with(path, "")
    assert bool(schema_says(files)) == field.needed
    assert bool(checks(tmp_path, files)) == field.needed


@pytest.mark.parametrize(
    "text",
    [
        "g: {hots: {a: }}",
        "g: {hosts: [a]}",
        "g: {hosts: {a: {ansible_prot: 22}}}",
        "g: {hosts: {a: {ansible_port: 70000}}}",
        "g: {hosts: {a: {ansible_connection: wirnm}}}",
        "g: {vars: {unit: {nam: X, type: department}}}",
        "g: {vars: {unit: {type: department}}}",
        "g: {children: {h: {vars: {unit: {name: X, type: School}}}}}",
        "g: {vars: {area: {name: X, level: Commune}}}",
        "all: {vars: {unit_types: {School: {vi: Trường, en: School}}}}",
        "all: {vars: {body_levels: [cluster]}}",
    ],
)
def test_mistakes_are_refused_by_both(text: str, tmp_path: Path):
    assert says(text)
    assert checks(tmp_path, {"a.yml": text})


@pytest.mark.parametrize(
    "text",
    [
        "g: {children: {h: {vars: {unit: {name: X, type: school}}}}}",
        "g: {vars: {area: {name: X, level: wards}}}",
    ],
)
def test_which_codes_there_are_the_check_alone_knows(text: str, tmp_path: Path):
    """An editor sees one file, and the codes may be added in any of them."""
    assert says(text) == []
    assert checks(tmp_path, {"a.yml": text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "g:",
        "g: {hosts: a, children: {h: }}",
        "g: {hosts: {'a-[1:9]': , b: {own: [1], ansible_python_interpreter: auto}}}",
        "g: {vars: {ansible_port: '{{ port }}', ansible_connection: community.general.chroot}}",
        "g: {hosts: {b: {ansible_port: '22', room: 203}}}",
    ],
)
def test_what_ansible_allows_is_let_be(text: str):
    assert says(text) == []


@pytest.mark.parametrize("district_folder", DISTRICTS, ids=lambda path: path.name)
def test_the_shipped_districts_keep_to_it(district_folder: Path):
    files = [path for path in sorted(district_folder.rglob("*.yml")) if path.is_file()]
    assert files
    for path in files:
        of_vars = {"group_vars", "host_vars"}.intersection(path.parts)
        kind = "variables" if of_vars else "inventory"
        assert says(path.read_text(encoding="utf-8"), kind) == [], path


@pytest.mark.parametrize("kind", FILES)
def test_the_kept_files_are_what_the_table_makes(kind: str):
    """Made anew by `orchestrator inventory schema KIND`."""
    kept = (BESIDE / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert kept == as_text(kind)
    jsonschema.Draft7Validator.check_schema(json.loads(kept))


def test_every_field_is_described_in_both_languages():
    for _, field in FIELDS:
        assert catalogue("vi")(field.meaning) != catalogue("en")(field.meaning)
        assert isinstance(field.kind, FieldKind) or issubclass(field.kind, StrEnum)

"""`sources.yml` is read strictly, and gives every list of its folder its one use."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator import ioc
from orchestrator.errors import ListError, Problem
from orchestrator.ioc.keeping.list_paths import grouped, roles_of
from orchestrator.ioc.keeping.sources_file import (
    FileOrigin,
    FolderFile,
    FolderOrigin,
    ListRole,
    ListSource,
    UrlOrigin,
    read_sources,
    sources_of,
)
from orchestrator.ioc.keeping.version_state import read_state
from orchestrator.ioc.sets.listing import look_into
from orchestrator.model.indicator import Class

TODAY = date(2026, 11, 20)


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.yml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[tuple[int, int, str, str]]:
    with pytest.raises(ListError) as caught:
        read_sources(written(folder, text))
    return [
        (p.place.line, p.place.column, p.what, p.mend) for p in caught.value.problems if p.place
    ]


def test_everything_that_can_be_said(tmp_path: Path):
    for name in ("allow.yml", "ca.pem"):
        (tmp_path / name).write_text("x")
    text = """
sources:
  - name: ncsc
    url: https://lists.example/c2.csv?all=1
    role: sinkhole
    format: csv
    stale_after_days: 7
    max_mb: 5
    timeout_s: 9
    ca: ca.pem
    allow_private: true
    proxy: http://proxy.example:3128
  - {name: letters, folder: /srv/letters}
  - {name: one, file: ../one.txt, role: allow}
files: {allow.yml: allow}
"""
    found = read_sources(written(tmp_path, text))
    assert found.folder == tmp_path
    assert found.files == (FolderFile(name="allow.yml", role=ListRole.ALLOW),)
    assert found.sources == (
        ListSource(
            name="ncsc",
            origin=UrlOrigin(
                url="https://lists.example/c2.csv?all=1",
                ca=tmp_path / "ca.pem",
                allow_private=True,
                proxy="http://proxy.example:3128",
            ),
            role=ListRole.SINKHOLE,
            format="csv",
            stale_after_days=7,
            max_bytes=5 * 1024 * 1024,
            timeout_s=9,
        ),
        ListSource(name="letters", origin=FolderOrigin(path=Path("/srv/letters"))),
        ListSource(
            name="one", origin=FileOrigin(path=tmp_path / "../one.txt"), role=ListRole.ALLOW
        ),
    )


def test_an_empty_file_names_no_source_and_no_file_is_none(tmp_path: Path):
    assert sources_of(tmp_path) is None
    written(tmp_path, "# chưa có nguồn\nsources:\nfiles:\n")
    found = sources_of(tmp_path)
    assert found is not None
    assert (found.sources, found.files) == ((), ())


def test_all_problems_are_said_at_once_and_where(tmp_path: Path):
    (tmp_path / "allow.yml").write_text("x")
    text = """sorces: []
sources:
  - {name: a, url: "https://u:p@lists.example/x", rol: ioc}
  - {name: a, file: x, role: alow, ca: x.pem}
  - {name: Con, file: x, folder: y}
  - {name: con, url: "ftp://lists.example/x", max_mb: 0, timeout_s: true}
  - {url: "http://lists.example/", allow_private: maybe, format: cvs}
  - text
  - {name: d, file: x, format: misp-feed, timeout_s: 5}
  - {name: e, url: "http://lists.example/", ca: no.pem, proxy: "https://proxy.example"}
files:
  alow.yml: allow
  allow.yml: sinkholes
"""
    found = problems(tmp_path, text)
    assert [(line, what) for line, _, what, _ in found] == [
        (1, "`sources.yml` has no field `sorces`"),
        (3, "`source` has no field `rol`"),
        (3, "`url` holds credentials"),
        (4, "`ca` is only for a source with `url`"),
        (4, "`alow` is no role"),
        (4, "two sources are called `a`"),
        (5, "`Con` cannot be the name of a source"),
        (5, "the source has 2 origins"),
        (6, "`con` cannot be the name of a source"),
        (6, "`url` is no http or https address"),
        (6, "`max_mb` must be a whole number from 1 to 1024"),
        (6, "`timeout_s` must be a whole number from 1 to 3600"),
        (7, "the source has no `name`"),
        (7, "`allow_private` must be true or false"),
        (7, "`cvs` is no format"),
        (8, "`source` must be a mapping"),
        (9, "`timeout_s` is only for a source with `url`"),
        (9, "a MISP feed is a folder"),
        (10, "there is no file `no.pem` beside sources.yml"),
        (10, "the proxy must be spoken to by `http://`"),
        (12, "there is no file `alow.yml` here"),
        (13, "`sinkholes` is no role"),
    ]
    mends = {line: mend for line, _, _, mend in found}
    assert mends[1] == "did you mean `sources`?"
    assert mends[12] == "did you mean `allow.yml`?"
    assert "u:p" not in str(found)


@pytest.mark.parametrize("text", ["- a\n", "sources: {a: 1}\n", "files: [a]\n", "sources: [\n"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str):
    assert problems(tmp_path, text)


def test_a_file_outside_the_folder_has_no_role(tmp_path: Path):
    inner = tmp_path / "iocs"
    inner.mkdir()
    (tmp_path / "other.txt").write_text("x")
    assert problems(inner, "files: {../other.txt: allow}\n")


ALLOW = f"- {{value: good.example, owner: A, reason: B, expires: {TODAY}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("bad.example\n")
    (tmp_path / "holes.txt").write_text("192.0.2.1\n")
    (tmp_path / "allow.yml").write_text(ALLOW)
    written(tmp_path, "files: {holes.txt: sinkhole, allow.yml: allow}\n")
    return tmp_path


def test_a_folder_gives_each_file_its_role(folder: Path):
    found = grouped([folder])
    assert found.iocs == (folder / "a.txt",)
    assert found.allow == (folder / "allow.yml",)
    assert found.sinkholes == (folder / "holes.txt",)
    assert roles_of(folder) == {"holes.txt": ListRole.SINKHOLE, "allow.yml": ListRole.ALLOW}


LINKS = "Name,Link\n" + "".join(f"a{n},http://bad{n}.example/x\n" for n in range(4))


@pytest.mark.parametrize(
    "said", ["{column: Link}", "{role: ioc, format: csv, column: [Link=url, Name=reference]}"]
)
def test_a_file_that_a_person_keeps_has_columns_and_a_format(tmp_path: Path, said: str):
    (tmp_path / "letter.csv").write_text(LINKS)
    found = read_sources(written(tmp_path, f"files: {{letter.csv: {said}}}\n"))
    assert found.files[0].read_as.columns[0].name == "Link"
    (seen,) = look_into([tmp_path]).seen
    assert seen.total == 4
    assert {one.value for one in ioc.load([tmp_path / "letter.csv"], today=TODAY).indicators} > {
        f"http://bad{n}.example/x" for n in range(4)
    }


def test_what_a_file_says_that_is_not_known_is_refused(tmp_path: Path):
    (tmp_path / "letter.csv").write_text(LINKS)
    for said in (
        "{colum: Link}",
        "{column: Link=x}",
        "{column: [{a: b}]}",
        "{role: iocs}",
        "{role}",
    ):
        assert problems(tmp_path, f"files: {{letter.csv: {said}}}\n"), said


def test_the_roles_hold_when_the_set_is_made(folder: Path):
    iocs = ioc.load([folder], today=TODAY)
    classes = {one.value: one.klass for one in iocs.indicators}
    assert classes["bad.example"] is Class.MALICIOUS
    assert classes["192.0.2.1"] is Class.SINKHOLE
    assert "good.example" not in classes
    assert [one.value for one in iocs.allowed] == ["good.example"]


def test_a_file_given_by_name_keeps_its_role(folder: Path):
    iocs = ioc.load([folder / "a.txt", folder / "holes.txt", folder / "allow.yml"], today=TODAY)
    assert iocs == ioc.load([folder], today=TODAY)
    with pytest.raises(ListError, match="no list of indicators is among"):
        ioc.load([folder / "allow.yml"], today=TODAY)


def test_sources_yml_itself_is_no_list(folder: Path):
    with pytest.raises(ListError, match="is no list"):
        ioc.load([folder / "sources.yml"], today=TODAY)


def test_showing_a_folder_shows_no_allow_list(folder: Path):
    seen = look_into([folder]).seen
    assert [Path(one.path).name for one in seen] == ["a.txt", "holes.txt"]


_WORDS = st.sampled_from(
    ("sources", "files", "name", "url", "file", "role", "ioc", "http://a.example", "con", "allow")
)
_NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(("sources", "files")), _NODES))
def test_any_shape_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, tree: object):
    path = tmp_path_factory.mktemp("any") / "sources.yml"
    path.write_text(json.dumps(tree), encoding="utf-8")
    refused: tuple[Problem, ...] = ()
    try:
        read_sources(path)
    except ListError as error:
        refused = error.problems
    assert all(one.place for one in refused)


_ROWS = st.dictionaries(
    st.sampled_from(("role", "in_force", "before", "refused", "fault", "said", "checked_at")),
    _NODES,
)


@given(st.dictionaries(_WORDS, _ROWS | _NODES, max_size=3))
def test_any_state_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: object):
    folder = tmp_path_factory.mktemp("any")
    (folder / ".versions").mkdir()
    text = json.dumps({"schema": 1, "sources": rows})
    (folder / ".versions" / "state.json").write_text(text, encoding="utf-8")
    said = "damaged"
    try:
        read_state(folder)
    except ListError as error:
        said = str(error)
    assert "damaged" in said

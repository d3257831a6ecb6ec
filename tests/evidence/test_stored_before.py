"""A store that an earlier version wrote is read as that version read it, to the same verdicts.

`stores/1.sql` was dumped from a store that the program wrote before its columns were read by
type; `stores/1.json` is what it said of it then. Neither is ever made again.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator import bodies, ioc
from orchestrator.errors import StateError
from orchestrator.evidence import Store, open_store
from orchestrator.evidence.opening import FILE
from orchestrator.evidence.steps import VERSION
from orchestrator.ioc.sets.set_codec import sealed
from orchestrator.model.bodies import Area
from orchestrator.model.district import Annex, Authority, Exclusion, Letter
from orchestrator.model.ioc_table import IndicatorRecords
from orchestrator.model.result import Hit, SweepResult
from orchestrator.sweep import judge
from tests.evidence.building import RULES, UNIT, record

KEPT = Path(__file__).parent / "stores"
HEAD = replace(
    record(),
    rules=(*RULES, (replace(RULES[0][0], arguments={}, control=None, required=False),)),
    selection={"limit": "th_hoa_sen", "iocs": ["a.csv"]},
    authority=Authority(
        name="Ba Đình",
        committee="UBND quận Ba Đình",
        campaign="Chiến dịch",
        deadline="2026-12-15",
        letter=Letter(number="12/UBND", date="2026-10-10"),
        level=bodies.level_of_name("Ba Đình", bodies.levels()),
    ),
    units=(
        replace(
            UNIT,
            within=(Area(level=bodies.level("ward"), name="Phúc Xá"),),
            annex=Annex(scope="toàn trường", people=40),
        ),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(sqlite3.connect(tmp_path / FILE)) as made:
        made.executescript((KEPT / "1.sql").read_text(encoding="utf-8"))
    with closing(open_store(tmp_path, create=False)) as opened:
        yield opened


def told(result: SweepResult) -> list[object]:
    """Return what the verdicts of a sweep rest on."""
    return [
        {
            "unit": unit.unit.code,
            "verdict": unit.verdict,
            "machines": [
                {
                    "machine": one.scope.machine,
                    "verdict": one.verdict,
                    "outcome": str(one.outcome),
                    "hits": [_hit(hit) for hit in one.hits],
                    "suppressed": [_hit(hit) for hit in one.suppressed],
                }
                for one in unit.machines
            ],
        }
        for unit in result.units
    ]


def _hit(hit: Hit) -> dict[str, object]:
    one = hit.indicator
    return {
        "observed": hit.observed,
        "indicator": [one.value, one.port, one.kind, one.scope, one.klass, one.shared, one.test],
        "until": one.valid_until.isoformat() if one.valid_until else None,
        "citations": [[c.list, c.line, c.published, c.confidence] for c in one.citations],
        "status": hit.status,
        "rule": hit.rule,
        "weakness": hit.weakness,
        "allowed": hit.allowed.reason if hit.allowed else None,
    }


def test_it_gives_the_same_verdicts(store: Store):
    result = judge(store, "s1")
    expected = json.loads((KEPT / "1.json").read_text(encoding="utf-8"))
    assert told(result) == expected["units"]
    assert [result.list.indicators, result.list.domains, result.list.addresses,
            result.list.ranges] == expected["list"]  # fmt: skip
    assert {hit["weakness"] for unit in expected["units"] for one in unit["machines"]
            for hit in one["hits"]} == {None, "expired", "other_port", "url_host"}  # fmt: skip


def test_it_climbs_to_today_s_tables_once(store: Store):
    version = store._connection.execute("PRAGMA user_version").fetchone()[0]
    assert version == VERSION
    with closing(open_store(store.folder, create=False)) as again:
        rows = list(again.machines("s1"))
    assert {row.outcome.error_id for row in rows if row.outcome} == {""}


def test_every_column_is_read(store: Store):
    read = store.sweep("s1")
    assert replace(read, ioc_sha256=HEAD.ioc_sha256) == HEAD
    gone = Exclusion(reason="máy chiếu", approver="Phòng VHTT", date="2026-11-01")
    assert [one.scoped.row.excluded for one in store.machines("s1")] == [None, None, gone]


def test_the_list_in_it_has_the_same_bytes_again(store: Store):
    read = store.sweep("s1")
    body = store.kept_list(read.ioc_sha256).body
    table = ioc.from_body(body)
    again = sealed(
        indicators=IndicatorRecords(table.columns),
        files=table.files,
        refused=table.refused,
        dated=table.dated,
        warnings=table.warnings,
        allowed=table.allowed,
    )
    assert ioc.to_body(again) == body
    assert again.sha256 == table.sha256 == read.ioc_sha256


def test_the_columns_are_written_with_the_same_bytes(store: Store, tmp_path: Path):
    read = store.sweep("s1")
    scope = tuple(one.scoped for one in store.machines("s1"))
    (tmp_path / "again").mkdir()
    with closing(open_store(tmp_path / "again", create=True)) as again:
        again.begin(read, scope, (), store.kept_list(read.ioc_sha256))
        # The district's column holds the words for levels and types too, and says the same.
        assert again.sweep("s1").units == read.units
        assert again.sweep("s1").authority == read.authority
    columns = "rules, selection, nonce, started_at"
    scoped = "SELECT name, excluded, skipped, rule, type FROM scope ORDER BY name"
    for query in (f"SELECT {columns} FROM sweep", scoped):  # noqa: S608 - our own words
        old, new = (_rows(folder / FILE, query) for folder in (tmp_path, tmp_path / "again"))
        # A task's own rule came later.
        assert old == [(str(first).replace('"rule": null, ', ""), *rest) for first, *rest in new]
        assert old


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(query).fetchall()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("sweep SET district = '{'", r"sweep s1 in .* is damaged"),
        ("sweep SET district = json_set(district, '$.demo', 'no')", r"damaged: .*\$\.demo"),
        ("sweep SET district = json_set(district, '$.units[0].kind', 'x')", r"units\[0\]\.kind"),
        ("sweep SET rules = json_remove(rules, '$[0][0].required')", r"damaged: .*required"),
        ("sweep SET rules = json_set(rules, '$[0][0].severity', 'grim')", r"damaged: .*'grim'"),
        ("sweep SET state = 'asleep'", r"sweep s1 in .* is damaged"),
        ("sweep SET started_at = 'soon'", r"sweep s1 in .* is damaged"),
        ("scope SET excluded = '{\"reason\": 1}' WHERE name = 'b'", r"machine b of sweep s1 in"),
        ("scope SET skipped = 'mood' WHERE name = 'zz-out'", r"machine zz-out of sweep s1 in"),
        ("script SET checks = '[1]'", r"evidence 1 in .* is damaged"),
        ("script SET family = 'amiga'", r"evidence 1 in .* is damaged"),
        ("ioc_set SET body = x'00'", r"list [0-9a-f]{12} in .* is damaged"),
    ],
)
def test_a_damaged_or_foreign_column_is_an_error_and_never_a_verdict(
    store: Store, change: str, said: str
):
    with closing(sqlite3.connect(store.folder / FILE)) as db, db:
        db.execute(f"UPDATE {change}")
    with pytest.raises(StateError, match=said):
        judge(store, "s1")

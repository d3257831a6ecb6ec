"""From the store alone: allow list, dates and weak hits judge a sweep the same way each time."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator import ioc
from orchestrator.evidence import Store, open_store
from orchestrator.model.answer import canary_address, canary_name
from orchestrator.model.ioc_table import as_table
from orchestrator.model.result import Hit, MachineResult, Weakness
from orchestrator.report import write_reports
from orchestrator.sweep import judge
from orchestrator.sweep.judging import to_keep
from tests.evidence.building import SCRIPT, START, record, scope, trip
from tests.report.samples import STATE

NONCE = record().nonce
HOSTS = f"{canary_address(NONCE)} {canary_name(NONCE)}\n"
REDIRECTS = "192.0.2.9 bad.example\n192.0.2.9 old.example\n192.0.2.9 may.example\n"
LIST = "domain,valid_until\nbad.example,\nold.example,2020-01-31\nhttp://may.example/x,\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path / "state", create=True)) as opened:
        yield opened


def spoken(body: str) -> bytes:
    lines = (
        f"@{NONCE} open hosts_file file /etc/hosts\n{HOSTS}{body}@{NONCE} shut hosts_file file ok",
        f"@{NONCE} done\n",
    )
    return "\n".join(lines).encode()


def keep(store: Store, folder: Path, allow: str) -> None:
    """Store one sweep: a machine whose hosts file redirects listed names."""
    (folder / "a.csv").write_text(LIST, encoding="utf-8")
    (folder / "allow.yml").write_text(allow, encoding="utf-8")
    iocs = ioc.load([folder / "a.csv"], allow=[folder / "allow.yml"], today=START.date())
    script = replace(SCRIPT, checks=("hosts_file",))
    head = replace(record(), ioc_sha256=iocs.sha256)
    store.begin(head, scope("a"), (script,), to_keep(as_table(iocs)))
    (stored,) = (one for one in store.machines(head.id) if one.scoped.row.machine == "a")
    store.add(head, trip("a", spoken(REDIRECTS)), stored, script, {}, None)


def machine(store: Store) -> MachineResult:
    result = judge(store, "s1")
    (unit,) = result.units
    return next(one for one in unit.machines if one.scope.machine == "a")


def told(hits: tuple[Hit, ...]) -> dict[str, Weakness | None]:
    return {hit.observed: hit.weakness for hit in hits}


def test_each_hit_is_worth_what_list_and_time_say(store: Store, tmp_path: Path):
    keep(store, tmp_path, "")
    found = machine(store)
    assert told(found.hits) == {
        "bad.example": None,
        "old.example": Weakness.EXPIRED,
        "may.example": Weakness.URL_HOST,
    }
    assert found.suppressed == ()


def test_what_was_allowed_when_it_was_swept_stays_allowed(store: Store, tmp_path: Path):
    until = START.date() + timedelta(days=1)  # long gone when somebody makes the report again
    keep(store, tmp_path, f"- {{value: bad.example, owner: A, reason: B, expires: {until}}}\n")
    (tmp_path / "allow.yml").unlink()
    found = machine(store)
    assert "bad.example" not in told(found.hits)
    (excused,) = found.suppressed
    assert excused.allowed is not None
    assert (excused.observed, excused.allowed.expires) == ("bad.example", until.isoformat())
    once, again = (
        write_reports(judge(store, "s1"), tmp_path / name, state=STATE) for name in ("x", "y")
    )
    assert [path.read_bytes() for path in once.paths] == [path.read_bytes() for path in again.paths]

"""What a report of the pretend district must say, and where a report says something else."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from orchestrator.lab.scenes import Login, Truth
from orchestrator.lab.troupe import LOCAL_MACHINE, TROUPES
from orchestrator.model.outcome import Ended
from orchestrator.model.result import UnitVerdict, Verdict

TRUTH: Mapping[str, Truth] = {
    player.name: player.scene.truth for troupe in TROUPES for player in troupe.players
}
_ATTEMPTS = 2  # the lock-out guard pauses a credential at its second rejection


def differences(machines: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Compare the `machines` of a `report.json` with the truth, one by one.

    Returns:
        One sentence a difference; empty if the report tells the truth of every machine. Of the
        machine that runs the demo only its presence is known.
    """
    rows = {str(row["name"]): row for row in machines}
    unknown = rows.keys() - TRUTH.keys() - {LOCAL_MACHINE}
    found = [f"{name}: is not in the district" for name in sorted(unknown)]
    found += [f"{name}: is missing" for name in (*TRUTH, LOCAL_MACHINE) if name not in rows]
    for name, truth in TRUTH.items():
        if name in rows:
            found += (f"{name}: {said}" for said in _compare(rows[name], truth))
    return (*found, *_shared(rows))


def _compare(row: Mapping[str, object], truth: Truth) -> Iterator[str]:
    if row["verdict"] != truth.verdict:
        yield f"verdict {row['verdict']}, not {truth.verdict}"
    if (row["reason"], row["outcome"]) not in truth.endings:
        yield f"{row['reason']}, {row['outcome']}; not one of {sorted(map(str, truth.endings))}"
    hits = cast("list[Mapping[str, str]]", row["hits"])
    seen = frozenset((hit["indicator"], hit["status"]) for hit in hits)
    if seen != truth.hits:
        yield f"hits {sorted(seen)}, not {sorted(truth.hits)}"


def _shared(rows: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """Whichever comes first: a wrong password that machines share is tried twice, no more."""
    for troupe in TROUPES:
        names = [p.name for p in troupe.players if p.scene.login is Login.SHARED_WRONG]
        tried = [n for n in names if n in rows and rows[n]["outcome"] == Ended.AUTH_REJECTED]
        if names and len(tried) != _ATTEMPTS:
            yield f"{troupe.code}: a shared wrong password was tried on {len(tried)} machines"


def unit_verdicts() -> Mapping[str, UnitVerdict]:
    """Return what must come out for each unit, by its code."""
    return {
        troupe.code: _unit({player.scene.truth.verdict for player in troupe.players})
        for troupe in TROUPES
    }


def _unit(verdicts: set[Verdict]) -> UnitVerdict:
    if Verdict.FAIL in verdicts:
        return UnitVerdict.FAIL
    return UnitVerdict.INSUFFICIENT if Verdict.NOT_ASSESSED in verdicts else UnitVerdict.PASS

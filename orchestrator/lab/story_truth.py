"""What the reports must say when the three weeks are over, and where they say something else."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from orchestrator.lab.troupe import LOCAL_MACHINE
from orchestrator.lab.truth import TRUTH
from orchestrator.model.act import EvidenceClass
from orchestrator.model.campaign import FindingState
from orchestrator.model.result import Verdict

FoundSet = frozenset[tuple[str, EvidenceClass, FindingState]]
"""The findings of a machine: value, kind of evidence, state."""

# Of all others the verdict of the first day still holds, and how it ended.
CHANGED: Mapping[str, Verdict] = {
    "atn-02": Verdict.PASS,  # handled, and a later whole look shows it gone
    "atn-03": Verdict.PASS,  # it was off, and was asked when it was on
    "cbv-01": Verdict.PASS,  # installed anew, on the same board
    "nhd-01": Verdict.PASS,  # a false positive, with a whole look after it was recorded
    "rt-01": Verdict.PASS,  # by its own word: a kit was run on it
    "rt-02": Verdict.FAIL,  # likewise
    "pkh-01": Verdict.PASS,  # its indicator was withdrawn, and it was looked at since
    "sm-01": Verdict.FAIL,  # a new list meets what it said on the first day
}

BROUGHT = frozenset(("rt-01", "rt-02"))
"""The machines that a kit's result speaks for: what they say is declared."""

_C2, _C2_NAME = "203.0.113.9", "c2.chim-cu.example"
_SINKHOLE, _SUNK = "192.0.2.200", "da-thu-hoi.example"
_DEAD, _GATE, _ROGUE = "het-han.test", "cap-nhat-gia.example", "203.0.113.153"


def _found(state: FindingState, *found: tuple[str, EvidenceClass]) -> FoundSet:
    return frozenset((value, klass, state) for value, klass in found)


_C2_CONTACT = (_C2, EvidenceClass.CONTACT)
_C2_LOOKUPS = ((_C2, EvidenceClass.LOOKUP), (_C2_NAME, EvidenceClass.LOOKUP))
_SUNK_LOOKUPS = ((_SINKHOLE, EvidenceClass.LOOKUP), (_SUNK, EvidenceClass.LOOKUP))
_LOOKED_UP = (_DEAD, EvidenceClass.LOOKUP)
_ROGUE_SET = (_ROGUE, EvidenceClass.CONFIG)
_GATE_SET = (_GATE, EvidenceClass.CONFIG)

FINDINGS: Mapping[str, FoundSet] = {
    "atn-02": _found(FindingState.CLOSED_VERIFIED, _LOOKED_UP),
    "cbv-01": _found(
        FindingState.CLOSED_VERIFIED,
        _C2_CONTACT,
        *_C2_LOOKUPS,
        (_C2_NAME, EvidenceClass.CONFIG),
    ),
    "cbv-tep": _found(FindingState.REOPENED, _C2_CONTACT, *_C2_LOOKUPS),
    "cm-01": _found(FindingState.ASSIGNED, *_SUNK_LOOKUPS),
    "dg-02": _found(FindingState.NEW, _C2_CONTACT),
    "dl-01": _found(FindingState.HANDLED, _GATE_SET),
    "mm-02": _found(FindingState.NEW, *_SUNK_LOOKUPS),
    "nhd-01": _found(FindingState.FALSE_POSITIVE, _LOOKED_UP),
    "nhd-03": _found(FindingState.NEW, _C2_CONTACT),
    "nhd-web": _found(
        FindingState.NEW,
        ("198.51.100.64/27", EvidenceClass.CONTACT),
        ("2001:db8:bad::17", EvidenceClass.CONTACT),
    ),
    "phl-01": _found(FindingState.NEW, _GATE_SET) | _found(FindingState.IOC_WITHDRAWN, _ROGUE_SET),
    "pkh-01": _found(FindingState.IOC_WITHDRAWN, _ROGUE_SET),
    "rt-02": _found(FindingState.NEW, _C2_CONTACT, *_C2_LOOKUPS),
    "sm-01": _found(FindingState.NEW, ("chia-se-tai-lieu.example", EvidenceClass.LOOKUP)),
}


def story_differences(machines: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Compare the `machines` of a `report.json` with the story, machine by machine.

    Returns:
        One sentence a difference, in verdict, reason, outcome or findings; empty if all is told as
        it was. Of the machine that runs the demo only its presence is known.
    """
    rows = {str(row["name"]): row for row in machines}
    unknown = rows.keys() - TRUTH.keys() - {LOCAL_MACHINE}
    found = [f"{name}: is not in the district" for name in sorted(unknown)]
    found += [f"{name}: is missing" for name in (*TRUTH, LOCAL_MACHINE) if name not in rows]
    for name in TRUTH:
        if name in rows:
            found += (f"{name}: {said}" for said in _compare(name, rows[name]))
    return tuple(found)


def _compare(name: str, row: Mapping[str, object]) -> Iterator[str]:
    first = TRUTH[name]
    verdict = CHANGED.get(name, first.verdict)
    endings = frozenset({(None, "ok")}) if name in CHANGED else first.endings
    if row["verdict"] != verdict:
        yield f"verdict {row['verdict']}, not {verdict}"
    if (row["reason"], row["outcome"]) not in endings:
        yield f"{row['reason']}, {row['outcome']}; not one of {sorted(map(str, endings))}"
    due_trust = "declared" if name in BROUGHT else "asked"
    if row.get("trust") not in (None, due_trust):
        yield f"trust {row['trust']}, not {due_trust}"
    told = cast("list[Mapping[str, str]]", row["findings"])
    seen = {(one["indicator"], one["class"], one["state"]) for one in told}
    due = {(value, str(klass), str(state)) for value, klass, state in FINDINGS.get(name, ())}
    if seen != due:
        yield f"findings {sorted(seen)}, not {sorted(due)}"

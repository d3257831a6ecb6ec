"""Write the JSON Schema of `report.json`, `orchestrator/report/report.schema.json`.

    python -m tests.report_schema

Its closed sets are those of the code; `tests/report/test_schema.py` holds it to real reports.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from orchestrator.model.act import EvidenceClass, Handling
from orchestrator.model.answer import Note, Unread
from orchestrator.model.campaign import Doubt, FindingState, JudgedKind
from orchestrator.model.district import Annex, Declaration, Submission
from orchestrator.model.indicator import Tlp
from orchestrator.model.look import Carrier, Origin, Trust
from orchestrator.model.result import (
    AnswerKind,
    ControlVerdict,
    Reason,
    Rule,
    Status,
    Subject,
    UnitVerdict,
    Verdict,
    Weakness,
)
from orchestrator.model.rules import RULES
from orchestrator.report.reading import ReportReader
from orchestrator.report.report_json import SCHEMA

FILE = Path(__file__).parents[1] / "orchestrator" / "report" / "report.schema.json"
Part = dict[str, object]

TEXT: Part = {"type": "string"}
SAID: Part = {"type": "string", "minLength": 1}
MAYBE: Part = {"type": ["string", "null"]}
BOOL: Part = {"type": "boolean"}
MAYBE_BOOL: Part = {"type": ["boolean", "null"]}
COUNT: Part = {"type": "integer", "minimum": 0}
DIGEST: Part = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
MOMENT: Part = {"type": "string", "pattern": _MOMENT}
MAYBE_MOMENT: Part = {"type": ["string", "null"], "pattern": _MOMENT}
DAY: Part = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
CONFIDENCE: Part = {"type": ["integer", "null"], "minimum": 0, "maximum": 100}


def word(of: Iterable[str], *, maybe: bool = False) -> Part:
    """Return a word of a closed set, or null too."""
    return {"enum": [*map(str, of), *([None] if maybe else [])]}


def many(of: Part) -> Part:
    """Return a list."""
    return {"type": "array", "items": of}


def ref(name: str) -> Part:
    """Return a definition by its name."""
    return {"$ref": f"#/$defs/{name}"}


def record(keys: Part, *, least: Iterable[str] | None = None, **more: object) -> Part:
    """Return an object that has these keys, all of them unless some are named, and no other."""
    needed = list(keys if least is None else least)
    return {
        "type": "object", "properties": keys, "required": needed, "additionalProperties": False,
        **more,
    }  # fmt: skip


def document() -> Part:
    """Return the schema."""
    top = record({
        "schema": {"const": SCHEMA},
        "kind": word(JudgedKind),
        "demo": BOOL,
        "at": MOMENT,
        "basis": DIGEST,
        "reading": word(ReportReader, maybe=True),
        "campaign": MAYBE,
        "sources": many(ref("source")),
        "sweep": TEXT,
        "subject": word(Subject),
        "finished": BOOL,
        "started_at": MOMENT,
        "ended_at": MOMENT,
        "list": ref("list"),
        "coverage": record({
            "machines": COUNT, "assessed": COUNT, "excluded": COUNT, "declared": COUNT,
        }),
        "units": many(ref("unit")),
        "removed": many(ref("removed")),
        "suppressed": many(ref("suppressed")),
        "machines": many(ref("machine")),
    })  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "orchestrator: report.json",
        "description": "A pass without what proves it (the digest of its list, its required checks "
        "with source, window and canary, its last valid day) is not valid.",
        **top,
        "$defs": definitions(),
    }


def definitions() -> Part:
    """Return the parts of a document."""
    return {
        "list": record({
            "sha256": DIGEST, "indicators": COUNT, "dated": TEXT, "warnings": many(SAID),
        }),
        "source": record({
            "origin": word(Origin), "id": TEXT, "from": MOMENT, "to": MOMENT, "machines": COUNT,
        }),
        "unit": record({
            "code": TEXT, "name": TEXT, "ward": MAYBE, "type": TEXT, "verdict": word(UnitVerdict),
            "machines": COUNT, "assessed": COUNT, "fail": COUNT, "not_assessed": COUNT,
            "excluded": COUNT, "declared": COUNT, "annex": annex(),
            "announced": {"anyOf": [{"type": "null"}, record({
                "at": MOMENT, "document": TEXT, "reached": MAYBE, "actor": TEXT,
                "recorded_at": MOMENT,
            })]},
        }),
        "removed": record({
            "name": TEXT, "unit": TEXT, "verdict": word(Verdict),
            "reason": word(Reason, maybe=True), "removed_at": MAYBE_MOMENT, "read_whole": BOOL,
            "findings": many(ref("finding")),
        }),
        "suppressed": record({
            "value": TEXT, "owner": TEXT, "reason": TEXT, "expires": TEXT, "list": TEXT,
            "line": COUNT, "observed": many(TEXT), "indicators": many(TEXT), "machines": COUNT,
        }),
        "finding": record({
            "number": {"type": "string", "pattern": "^F-[A-Z2-7]{6}$"},
            "state": word(FindingState), "open": BOOL, "indicator": TEXT,
            "class": word(EvidenceClass), "first": MOMENT, "last": MOMENT,
            "not_seen_since": MAYBE_MOMENT, "next_look": MAYBE_MOMENT, "owner": MAYBE,
            "due": MAYBE_MOMENT, "remedy": word(Handling, maybe=True), "until": MAYBE_MOMENT,
            "reopened": COUNT,
        }),
        "hit": record({
            "indicator": TEXT, "status": word(Status), "check": TEXT, "observed": TEXT,
            "process": MAYBE, "list": TEXT, "version": TEXT, "line": COUNT, "rule": word(Rule),
            "weak": word(Weakness, maybe=True), "confidence": CONFIDENCE,
            "context": {"anyOf": [{"type": "null"}, ref("context")]},
        }),
        "context": record({
            "family": TEXT, "tags": many(TEXT), "first_seen": TEXT, "last_seen": TEXT,
            "phases": many(TEXT), "tlp": word(Tlp), "description": TEXT, "source": TEXT,
        }, least=()),
        "check": record({
            "check": TEXT, "required": BOOL, "answer": word(AnswerKind),
            "reason": word(Unread, maybe=True), "why": MAYBE, "canary": MAYBE_BOOL, "source": MAYBE,
            "window_from": MAYBE_MOMENT, "window_to": MAYBE_MOMENT, "rows": COUNT,
            "notes": many(word(Note)), "looked_at": MAYBE_MOMENT,
            "stands": word(ControlVerdict, maybe=True),
            "traits": many({
                "type": "object", "properties": {"trait": TEXT}, "required": ["trait"],
            }),
        }, least=CHECK_KEYS, dependentRequired={"stands": ["traits"], "traits": ["stands"]}),
        "machine": machine(),
        "proof": record({"list": DIGEST, "good_until": MOMENT, "last_valid_day": DAY}),
        "proven": proven(),
    }  # fmt: skip


CHECK_KEYS = (
    "check", "required", "answer", "reason", "why", "canary", "source", "window_from",
    "window_to", "rows", "notes", "looked_at",
)  # fmt: skip


def annex() -> Part:
    """Return what a unit declares."""
    whole = {"type": ["integer", "null"], "minimum": 0}
    said = {"declared": _maybe(Declaration), "submitted": _maybe(Submission)}
    counts = dict.fromkeys(("people", "org_people"), whole)
    return record({name: {**said, **counts}.get(name, MAYBE) for name in Annex.__struct_fields__})


def _maybe(kind: type[Declaration | Submission]) -> Part:
    """Return a record of texts, or null."""
    texts = record(dict.fromkeys(kind.__struct_fields__, MAYBE))
    return {"anyOf": [{"type": "null"}, texts]}


def machine() -> Part:
    """Return one machine: what its verdict demands beside it."""
    keys: Part = {
        "name": TEXT, "unit": TEXT, "ward": MAYBE, "verdict": word(Verdict),
        "reason": word(Reason, maybe=True), "outcome": SAID, "error_id": MAYBE,
        "clock_offset_s": {"type": ["number", "null"]}, "hits": many(ref("hit")),
        "suppressed": many(ref("hit")), "checks": many(ref("check")),
        "proof": {"anyOf": [{"type": "null"}, ref("proof")]},
        "as_of": MAYBE_MOMENT, "good_until": MAYBE_MOMENT, "trust": word(Trust, maybe=True),
        "carrier": word(Carrier, maybe=True),
        "collected": {"type": ["array", "null"], "items": MOMENT, "minItems": 2, "maxItems": 2},
        "doubts": many(word(Doubt)), "findings": many(ref("finding")),
    }  # fmt: skip
    return record(
        keys,
        allOf=[
            when(
                Verdict.PASS, then=passing(), otherwise={"properties": {"proof": {"type": "null"}}}
            ),
            when(
                Verdict.NOT_ASSESSED,
                then={"properties": {"reason": word(Reason)}},
                otherwise={"properties": {"reason": {"type": "null"}}},
            ),
        ],
    )


def when(verdict: Verdict, *, then: Part, otherwise: Part) -> Part:
    """Return what holds of machines with a verdict, and of others."""
    of = {"properties": {"verdict": {"const": str(verdict)}}}
    return {"if": of, "then": then, "else": otherwise}


def passing() -> Part:
    """Return what a pass must bring: its proof, every required check, and each of them proven."""
    checks = [
        {"contains": {"properties": {"check": {"const": check}, "required": {"const": True}}}}
        for check in RULES.required
    ]
    read = {
        "contains": {
            "properties": {
                "check": {"const": RULES.indispensable},
                "answer": {"const": str(AnswerKind.ANSWERED)},
            }
        }
    }
    return {
        "properties": {
            "proof": ref("proof"),
            "checks": {"allOf": [*checks, read], "items": ref("proven")},
        }
    }


def proven() -> Part:
    """Return a check that carries a pass: read to its end and proven, or with nothing to read."""
    read = {
        "answer": {"const": str(AnswerKind.ANSWERED)},
        "source": SAID,
        "window_to": MOMENT,
        "canary": {"const": True},
    }
    nothing = {"answer": {"const": str(AnswerKind.NOT_APPLICABLE)}, "why": SAID}
    return {
        "if": {"properties": {"required": {"const": True}}},
        "then": {"anyOf": [{"properties": read}, {"properties": nothing}]},
    }


def text() -> str:
    """Return the schema as it is shipped."""
    return f"{json.dumps(document(), indent=1, ensure_ascii=False)}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

"""Where the text of an id stands: one TOML file a topic and language, read when it is needed."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

LANGUAGES = ("vi", "en")
FAMILIES: Mapping[str, str] = {
    "page": "pages",
    "banner": "pages",
    "list": "pages",
    "controls": "pages",
    "sources": "pages",
    "window": "pages",
    "scope": "pages",
    "sign": "pages",
    "unit": "units",
    "do": "units",
    "doubt": "units",
    "unread": "units",
    "district": "district",
    "declared": "district",
    "annex": "annex",
    "found": "findings",
    "allowed": "findings",
    "status": "findings",
    "says": "findings",
    "rule": "findings",
    "kind": "findings",
    "severity": "findings",
    "weak": "findings",
    "verdict": "verdicts",
    "answer": "verdicts",
    "note": "verdicts",
    "stands": "posture",
    "protection": "posture",
    "network": "posture",
    "half": "posture",
    "outcome": "posture",
    "reason": "outcomes",
    "ended": "outcomes",
    "check": "checks",
    "missed": "checks",
    "judged": "checks",
    "right": "checks",
    "checks": "checks",
    "cause": "causes",
    "mender": "causes",
    "where": "causes",
    "warning": "lists",
    "own": "lists",
    "unused": "lists",
    "unused_mend": "lists",
    "source": "lists",
    "seen_as": "lists",
    "list_column": "list_files",
    "ioc": "lists",
    "reach": "lists",
    "weakness": "lists",
    "class": "lists",
    "extracted": "lists",
    "scan": "lists",
    "scan_by": "lists",
    "known_by": "lists",
    "log_format": "lists",
    "update": "updates",
    "not_held": "updates",
    "use": "updates",
    "standing": "updates",
    "finding_state": "standings",
    "evidence_class": "standings",
    "remedy": "standings",
    "machine_doubt": "standings",
    "kept": "standings",
    "prune": "standings",
    "compared": "standings",
    "change": "standings",
    "why_not": "standings",
    "reports": "state",
    "fault": "updates",
    "machine": "inventory",
    "group": "inventory",
    "variable": "inventory",
    "host": "inventory",
    "add": "inventory",
    "fmt": "inventory",
    "range": "inventory",
    "ini": "inventory",
    "vars": "inventory",
    "pattern": "inventory",
    "edit": "inventory",
    "inventory": "inventory",
    "meaning": "meanings",
    "field": "mappings",
    "play": "mappings",
    "task": "mappings",
    "allow": "mappings",
    "row": "rows",
    "column": "sheets",
    "role": "sheets",
    "guide": "sheets",
    "sheet": "sheets",
    "excel": "sheets",
    "import": "sheets",
    "export": "sheets",
    "write": "sheets",
    "imported": "sheets",
    "passed": "sheets",
    "exported": "sheets",
    "vault": "vault",
    "laps": "vault",
    "file": "files",
    "yaml": "yaml",
    "parser": "yaml",
    "mend": "mends",
    "ping": "ping",
    "state": "ping",
    "sweep": "sweep",
    "campaign": "campaign",
    "campaign_status": "campaign_status",
    "campaign_run": "campaign_status",
    "campaign_command": "commands_campaign",
    "campaign_option": "commands_campaign",
    "expression": "playbooks",
    "connect": "playbooks",
    "question": "playbooks",
    "plan": "playbooks",
    "password": "passwords",
    "store": "state",
    "list_file": "list_files",
    "list_path": "list_files",
    "fault_of": "list_files",
    "detail": "details",
    "opening": "setup",
    "stage": "setup",
    "language": "setup",
    "command": "commands",
    "option": "commands",
    "inventory_command": "commands_inventory",
    "inventory_option": "commands_inventory",
    "ioc_command": "commands_lists",
    "ioc_option": "commands_lists",
    "usage": "usage",
    "metavar": "usage",
    "run": "door",
    "prompt": "door",
    "extra": "door",
    "log": "door",
    "prepare": "door",
    "act": "acts",
    "act_kind": "acts",
    "act_fault": "acts",
    "target": "acts",
    "finding": "acts",
    "finding_column": "acts",
    "shortfall": "acts",
    "sheet_column": "acts",
    "sheet_fault": "acts",
    "notice": "acts",
    "identity": "acts",
    "findings_command": "commands_findings",
    "findings_option": "commands_findings",
    "hunt": "hunt",
}
"""The topic of each family; the family is an id's first word."""

_HERE = Path(__file__).parent


def template(lang: str, key: str) -> str | None:
    """Return the text of an id in `vi` or `en`, its fields still open; None if there is none."""
    topic = FAMILIES.get(key.partition(".")[0])
    return texts(lang, topic).get(key) if topic else None


@cache
def texts(lang: str, topic: str) -> Mapping[str, str]:
    """Return all texts of a topic in a language, by id, in the order of their file."""
    with (_HERE / lang / f"{topic}.toml").open("rb") as file:
        return MappingProxyType(dict(_flat(tomllib.load(file), "")))


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, held in table.items():
        match held:
            case str():
                yield f"{prefix}{name}", held
            case dict():
                yield from _flat(held, f"{prefix}{name}.")
            case _:
                raise TypeError(f"{prefix}{name} is no text")

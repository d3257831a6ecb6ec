"""`stix.json`: what was met, as STIX 2.1 sightings for partners; the same input, the same ids.

It names units and no machine. What a list says must not leave those who got it (`TLP:RED`,
`TLP:AMBER+STRICT`) is not in it; a note says how many sightings that holds back.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time

from orchestrator.model.district import Unit
from orchestrator.model.indicator import Indicator, Kind, Scope, Tlp
from orchestrator.model.result import Hit, Subject
from orchestrator.report.inert import raw
from orchestrator.report.shown import Shown

Object = dict[str, object]

_OURS = uuid.UUID("5b0a4f2e-6f0d-5c52-9d0a-0d5f7e6a1c11")
_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_MARKS = {
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
}
_MARKED_AT = "2022-10-01T00:00:00.000Z"
_SIGHTED = Tlp.AMBER  # a sighting names a unit: never freer than that
_LEVELS = tuple(Tlp)
_PATHS = {
    Kind.DOMAIN: "domain-name:value",
    Kind.IPV4: "ipv4-addr:value",
    Kind.CIDR4: "ipv4-addr:value",
    Kind.IPV6: "ipv6-addr:value",
    Kind.CIDR6: "ipv6-addr:value",
    Kind.URL: "url:value",
}


def stix_bytes(shown: Shown) -> bytes:
    """Return the bundle."""
    objects = list(_objects(shown))
    bundle = {"type": "bundle", "id": _id("bundle", shown.basis), "objects": objects}
    return f"{json.dumps(bundle, ensure_ascii=False, indent=1)}\n".encode()


def _objects(shown: Shown) -> Iterator[Object]:
    at = shown.result.ended_at
    authority = _identity(shown.result.authority.name, "authority", at)
    yield authority
    yield from (_marking(level) for level in _MARKS)
    by = str(authority["id"])
    seen: dict[str, Object] = {}
    held = 0
    for unit, groups in _met(shown):
        where = _identity(unit.name, f"unit {unit.code}", at)
        free = {key: hits for key, hits in groups.items() if not hits[0].indicator.restricted}
        held += len(groups) - len(free)
        if free:
            yield where
        for hits in free.values():
            indicator = _indicator(hits[0].indicator, by, shown)
            if seen.setdefault(str(indicator["id"]), indicator) is indicator:
                yield indicator
            yield _sighting(hits, indicator, where, by, shown)
    if held:
        yield _note(held, by, at)


def _met(shown: Shown) -> Iterator[tuple[Unit, Mapping[str, list[Hit]]]]:
    """Yield units with what their machines met and what counts, by indicator."""
    if shown.result.subject is not Subject.CONTACT:
        return
    for unit in sorted(shown.result.units, key=lambda unit: unit.unit.code):
        groups: dict[str, list[Hit]] = {}
        for machine in unit.machines:
            for hit in machine.hits:
                if hit.fails:
                    groups.setdefault(_key(hit.indicator), []).append(hit)
        yield unit.unit, dict(sorted(groups.items()))


def _indicator(one: Indicator, by: str, shown: Shown) -> Object:
    context = next((cited.context for cited in one.citations if cited.context), None)
    said: Object = {
        **_head("indicator", _id("indicator", _key(one)), shown.result.ended_at, by),
        "name": raw(one.value),
        "indicator_types": ["malicious-activity"],
        "pattern": _pattern(one),
        "pattern_type": "stix",
        "valid_from": _moment(one.valid_from or _listed_at(shown)),
        "object_marking_refs": [_MARKS[_level(one)]],
    }
    if one.valid_from and one.valid_until and one.valid_until > one.valid_from:
        said["valid_until"] = _moment(one.valid_until)
    if one.confidence is not None:
        said["confidence"] = one.confidence
    if context is not None and context.family:
        said["description"] = raw(context.family)
    if one.test:
        said["labels"] = ["test"]
    return said


def _sighting(hits: list[Hit], of: Object, where: Object, by: str, shown: Shown) -> Object:
    starts = [hit.observation.sight.seen_from for hit in hits]
    ends = [hit.observation.sight.seen_to for hit in hits]
    times = sorted(moment for moment in (*starts, *ends) if moment)
    level = max(_level(hits[0].indicator), _SIGHTED, key=_LEVELS.index)
    key = f"{of['id']} {where['id']} {shown.basis}"
    said: Object = {
        **_head("sighting", _id("sighting", key), shown.result.ended_at, by),
        "sighting_of_ref": of["id"],
        "where_sighted_refs": [where["id"]],
        "count": len(hits),
        "object_marking_refs": [_MARKS[level]],
    }
    if times:
        said |= {"first_seen": _moment(times[0]), "last_seen": _moment(times[-1])}
    return said


def _note(held: int, by: str, at: datetime) -> Object:
    return {
        **_head("note", _id("note", f"{held} {_moment(at)}"), at, by),
        "content": f"{held} sightings are held back by TLP:RED or TLP:AMBER+STRICT",
        "object_refs": [by],
        "object_marking_refs": [_MARKS[_SIGHTED]],
    }


def _identity(name: str, key: str, at: datetime) -> Object:
    one = _id("identity", f"{key} {name}")
    said = _head("identity", one, at, one)
    del said["created_by_ref"]
    return {
        **said,
        "name": raw(name),
        "identity_class": "organization",
        "object_marking_refs": [_MARKS[_SIGHTED]],
    }


def _marking(level: Tlp) -> Object:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": _MARKS[level],
        "created": _MARKED_AT,
        "name": f"TLP:{level}".upper(),
        "extensions": {_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": str(level)}},
    }


def _head(kind: str, one: str, at: datetime, by: str) -> Object:
    when = _moment(at)
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": one,
        "created_by_ref": by,
        "created": when,
        "modified": when,
    }


def _level(one: Indicator) -> Tlp:
    """Return the strictest level that a list states, `TLP:CLEAR` where none does."""
    stated: Iterable[Tlp] = (
        cited.context.tlp for cited in one.citations if cited.context and cited.context.tlp
    )
    return max((Tlp.CLEAR, *stated), key=_LEVELS.index)


def _pattern(one: Indicator) -> str:
    path, value = _PATHS[one.kind], _quoted(one.value)
    match one.kind:
        case Kind.CIDR4 | Kind.CIDR6:
            said = f"{path} ISSUBSET {value}"
        case Kind.DOMAIN if one.scope is Scope.TREE:
            said = f"{path} = {value} OR {path} LIKE {_quoted(f'%.{one.value}')}"
        case Kind.IPV4 | Kind.IPV6 if one.port is not None:
            said = f"network-traffic:dst_ref.value = {value}"
            said += f" AND network-traffic:dst_port = {one.port}"
        case _:
            said = f"{path} = {value}"
    return f"[{said}]"


def _quoted(text: str) -> str:
    escaped = raw(text).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _key(one: Indicator) -> str:
    return f"{one.kind} {one.scope} {one.value} {one.port or ''}"


def _listed_at(shown: Shown) -> datetime:
    """Return since when its list is in force; a list without a date, since the sweep."""
    try:
        day = datetime.fromisoformat(shown.result.list.dated).date()
    except ValueError:
        return shown.result.started_at
    return datetime.combine(day, time(), UTC)


def _id(kind: str, key: str) -> str:
    return (
        f"{kind}--{uuid.uuid5(_OURS, f'{kind} {key}'.encode('utf-8', 'backslashreplace').decode())}"
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"

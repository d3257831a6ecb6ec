"""How values lie in the store: delta-coded ids, compressed bodies, JSON of frozen data."""

import dataclasses
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from orchestrator import bodies
from orchestrator.model.bodies import Area, Bilingual, Duty, Level, UnitType
from orchestrator.model.district import Annex, Authority, Exclusion, Letter, Unit
from orchestrator.model.plan import Question, Severity

Json = dict[str, Any]


def pack_ids(ids: Iterable[int]) -> bytes:
    """Return distinct ids as sorted deltas in base-128 groups, least significant first."""
    out = bytearray()
    last = 0
    for one in sorted(set(ids)):
        delta = one - last
        last = one
        while delta > 127:  # noqa: PLR2004  seven bits a byte, the eighth says "more"
            out.append(delta & 127 | 128)
            delta >>= 7
        out.append(delta)
    return bytes(out)


def unpack_ids(blob: bytes) -> tuple[int, ...]:
    """Return the ids of `pack_ids`, ascending."""
    ids: list[int] = []
    last = value = shift = 0
    for byte in blob:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:  # noqa: PLR2004
            last += value
            ids.append(last)
            value = shift = 0
    return tuple(ids)


def pack_body(body: bytes) -> bytes:
    """Return the compressed body; the fastest level, since the wire is slower than the disk."""
    return zlib.compress(body, 1)


def unpack_body(blob: bytes, size: int) -> bytes:
    """Return the body of `pack_body`; zlib.error or ValueError if it is not `size` bytes long."""
    inflate = zlib.decompressobj()
    body = inflate.decompress(blob, size + 1)
    if len(body) != size:
        msg = "wrong size"
        raise ValueError(msg)
    return body


def to_json(value: object) -> str:
    """Return canonical JSON of frozen dataclasses, enums, mappings and tuples."""
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> Json:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: getattr(value, field.name) for field in fields}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def stamp(moment: datetime) -> str:
    """Return an aware time as ISO UTC with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Return the time of `stamp`."""
    return datetime.fromisoformat(text)


def district_json(authority: Authority, units: tuple[Unit, ...], *, demo: bool) -> str:
    """Return the `district` column: the heads of the reports and the units with their annexes.

    Levels and types stand in it once, by code, as they were called at that sweep.
    """
    areas = (area for unit in units for area in unit.within)
    levels = {authority.level.code: authority.level} | {a.level.code: a.level for a in areas}
    return to_json(
        {
            "authority": {**_plain(authority), "level": authority.level.code},
            "units": [_unit_json(unit) for unit in units],
            "levels": levels,
            "types": {unit.type.code: unit.type for unit in units},
            "demo": demo,
        }
    )


def _unit_json(unit: Unit) -> Json:
    within = [{"level": area.level.code, "name": area.name} for area in unit.within]
    return {**_plain(unit), "type": unit.type.code, "within": within}


def district_of(text: str) -> tuple[Authority, tuple[Unit, ...], bool]:
    """Return authority, units and the demo mark of a `district` column.

    One of before levels and types were kept has codes and wards alone: the program's own words
    stand for them, and the authority is of the level that its name says.
    """
    data: Json = json.loads(text)
    levels = dict(bodies.levels()) | {
        code: Level(**_named(row)) for code, row in data.get("levels", {}).items()
    }
    types = dict(bodies.unit_types()) | {
        code: UnitType(**_named(row)) for code, row in data.get("types", {}).items()
    }
    units = tuple(_unit(unit, levels, types) for unit in data["units"])
    return _authority(data["authority"], levels), units, data["demo"]


def rules_of(text: str) -> tuple[tuple[Question, ...], ...]:
    """Return the question lists of a `rules` column."""
    return tuple(tuple(_question(q) for q in rule) for rule in json.loads(text))


def exclusion_of(text: str | None) -> Exclusion | None:
    """Return the exclusion of a scope row, None for a machine in scope."""
    return Exclusion(**json.loads(text)) if text else None


def _authority(data: Json, levels: Mapping[str, Level]) -> Authority:
    code = data.get("level")
    level = levels[code] if code else bodies.level_of_name(data["name"], levels)
    duties = tuple(Duty(**_named(duty)) for duty in data.get("duties", ()))
    letter = Letter(**data["letter"])
    return Authority(**{**data, "letter": letter, "level": level, "duties": duties})


def _unit(data: Json, levels: Mapping[str, Level], types: Mapping[str, UnitType]) -> Unit:
    rest = {key: value for key, value in data.items() if key != "ward"}
    ward = data.get("ward")
    plain = [{"level": "ward", "name": ward}] if ward else []
    within = (
        Area(level=levels[area["level"]], name=area["name"]) for area in data.get("within", plain)
    )
    annex = Annex(**data["annex"])
    return Unit(**{**rest, "type": types[data["type"]], "within": tuple(within), "annex": annex})


def _named(data: Json) -> Json:
    """Return fields with their names in both languages."""
    return {
        key: Bilingual(**value) if isinstance(value, dict) else value for key, value in data.items()
    }


def _question(data: Json) -> Question:
    return Question(**{**data, "severity": Severity(data["severity"])})

"""The tries of a site's own sweep as the parts of it carry them, and how many one part takes."""

import base64
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.model.outcome import Ended, Outcome
from orchestrator.model.plan import Script
from orchestrator.roads.shard_content import MOST_PART_BYTES, CarriedScript, CarriedTry

_MOST_PACKED: Final = 5 * 1024 * 1024
"""Bytes of one packed answer: in base64 and packed again, it still fits into a message."""
_TOO_LARGE: Final = Outcome(ended=Ended.FLOODED, detail="more rows than a machine may send")


def in_sizes(
    machine: int, tries: Sequence[evidence.KeptTry]
) -> Iterator[tuple[evidence.OutboxRow, int]]:
    """Yield the tries of a machine, together as far as one part takes them."""
    first, size = 0, 0
    for one, following in zip(tries, (*tries[1:], None), strict=False):
        first = first or one.n
        size += one.size
        if following is None or size + following.size > MOST_PART_BYTES:
            yield evidence.OutboxRow(machine=machine, first=first, last=one.n), size
            first, size = 0, 0


def carried_script(script: Script) -> CarriedScript:
    """Return a script as a part carries it."""
    return CarriedScript(
        script=script.sha256,
        family=script.family,
        checks=script.checks,
        text=script.text.decode("ascii"),
    )


def carried_try(one: evidence.KeptTry) -> CarriedTry:
    """Return a try as a part carries it; without its answer where no message takes that."""
    body = one.body or b""
    fits = len(body) <= MOST_PART_BYTES or len(zlib.compress(body, 9)) <= _MOST_PACKED
    told = bool(body) and fits
    outcome = one.outcome if fits else replace(_TOO_LARGE, error_id=one.outcome.error_id)
    return CarriedTry(
        n=one.n,
        outcome=str(outcome),
        detail=outcome.detail,
        error_id=outcome.error_id,
        phases=json.loads(one.phases),
        exit_code=one.exit_code,
        started_at=one.started_at,
        ended_at=one.ended_at,
        via=one.via,
        script=one.script if told else None,
        sha256=one.sha256 if told else None,
        offset=one.offset if told else None,
        body=base64.b64encode(body).decode("ascii") if told else "",
    )

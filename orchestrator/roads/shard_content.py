"""What is sealed in a result message: one part of a site's sweep, its machines and their answers.

A head (JSON on one line), an empty line, then one line of JSON each: first the scripts that the
answers are of, then the machines. The SHA-256 of all of it names the part: sealed again, it has
other bytes. Nothing of it is believed: whoever signs for a site may write what it wants.
"""

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct, field

from orchestrator.files.typed_json import compact_json, read_json
from orchestrator.model.outcome import Outcome, Phase, Why
from orchestrator.model.plan import Family, Question

MOST_MACHINES: Final = 100
"""Of one part."""
MOST_PART_BYTES: Final = 1024 * 1024
"""Of the answers in one part, unless one alone is larger."""

FORM: Final = 1
"""Of the text of a part: what a later version writes otherwise has another number."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NONCE: Final = re.compile(r"[0-9a-f]{16}", re.ASCII)
_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_MOST_NAME: Final = 255
_MOST_DETAIL: Final = 4096
_MOST_UNITS: Final = 5_000
_MOST_RULES: Final = 1_000
_MOST_SCRIPTS: Final = 16
_MOST_LINES: Final = MOST_MACHINES + _MOST_SCRIPTS
_MOST_TRIES: Final = 10_000
_MOST_OFFSET_S: Final = 1e10
_YEARS: Final = range(1970, 9000)
_EXIT_CODES: Final = range(-(2**31), 2**32)


class ContentError(ValueError):
    """What was sealed is no part of a sweep; the message is for a developer."""


def _need(*holds: object) -> None:
    if not all(holds):
        msg = "a value out of its bounds"
        raise ValueError(msg)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _MOST_NAME and text.isprintable()


def _is_moment(moment: datetime | None) -> bool:
    return moment is None or (moment.tzinfo is not None and moment.year in _YEARS)


class SiteSweep(Struct, frozen=True, kw_only=True):
    """The sweep that a part is of, as its site kept it.

    Attributes:
        site: The site's name.
        sweep: The sweep's id.
        shard: Which part of it.
        playbook: What the playbook calls itself.
        playbook_sha256: Its digest.
        nonce: From which the canaries of its answers are made.
        rules: What machines were asked.
        units: The codes of all units that it touched.
        started_at: When it began, by the site's clock (aware).
        ended_at: When it ended, None if it had not when the part was made.
        form: Of this text.
    """

    site: str
    sweep: str
    shard: str
    playbook: str
    playbook_sha256: str
    nonce: str
    rules: tuple[tuple[Question, ...], ...]
    units: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None = None
    form: int

    def __post_init__(self) -> None:
        """Refuse what no site writes; ValueError."""
        _need(self.form == FORM, _ID.fullmatch(self.sweep), _ID.fullmatch(self.shard))
        _need(_is_name(self.playbook), _SHA256.fullmatch(self.playbook_sha256))
        _need(_NONCE.fullmatch(self.nonce), 0 < len(self.rules) <= _MOST_RULES)
        _need(len(self.units) <= _MOST_UNITS, all(map(_is_name, self.units)))
        _need(_is_moment(self.started_at), _is_moment(self.ended_at))


class CarriedScript(Struct, frozen=True, kw_only=True):
    """A fused script that answers of a part are of."""

    script: str
    family: Family
    checks: tuple[str, ...]
    text: str

    def __post_init__(self) -> None:
        """Refuse a text that is not the one of its digest; ValueError."""
        _need(hashlib.sha256(self.text.encode("ascii")).hexdigest() == self.script)


class CarriedTry(Struct, frozen=True, kw_only=True):
    """One try to ask a machine, and what it said.

    Attributes:
        n: Which of the machine's tries in that sweep, from 1.
        outcome: As `str(Outcome)`.
        detail: What the outcome says to people.
        error_id: PowerShell's own name of the error that ended the script.
        phases: How long each took, in seconds.
        exit_code: Of the script.
        started_at: By the site's clock (aware).
        ended_at: Likewise.
        via: The way.
        script: The digest of the script that it was asked by; None where it said nothing.
        sha256: Of the answer; likewise.
        offset: How far the machine's clock was ahead of the site's, in seconds.
        body: The answer, base64.
    """

    n: int
    outcome: str
    detail: str = ""
    error_id: str = ""
    phases: Mapping[str, float] = field(default_factory=dict)
    exit_code: int | None = None
    started_at: datetime
    ended_at: datetime
    via: str
    script: str | None = None
    sha256: str | None = None
    offset: float | None = None
    body: str = ""

    def __post_init__(self) -> None:
        """Refuse what no site writes; ValueError."""
        _need(0 < self.n <= _MOST_TRIES, len(self.detail) <= _MOST_DETAIL)
        _need(Outcome.parse(self.outcome), len(self.error_id) <= _MOST_NAME)
        _need(all(Phase(phase) and _is_span(s) for phase, s in self.phases.items()))
        _need(self.exit_code is None or self.exit_code in _EXIT_CODES, _is_name(self.via))
        _need(_is_moment(self.started_at), _is_moment(self.ended_at))
        _need(self.started_at <= self.ended_at)
        _need(self.offset is None or abs(self.offset) <= _MOST_OFFSET_S)
        _need((self.script is None) == (self.sha256 is None) == (not self.body))

    @property
    def is_answered(self) -> bool:
        """Whether the machine said anything."""
        return self.sha256 is not None

    @property
    def answer(self) -> bytes:
        """The answer's bytes; empty where it said nothing.

        Raises:
            ContentError: They are not those of the digest.
        """
        try:
            answer = base64.b64decode(self.body, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ContentError("no base64") from error
        if self.sha256 is not None and hashlib.sha256(answer).hexdigest() != self.sha256:
            raise ContentError("another answer than its digest says")
        return answer


def _is_span(seconds: float) -> bool:
    return math.isfinite(seconds) and 0 <= seconds <= _MOST_OFFSET_S


class CarriedMachine(Struct, frozen=True, kw_only=True):
    """One machine of a part.

    Attributes:
        unit: The code of its unit, as the site has it.
        machine: Its name.
        rule: What it is asked: an index into the sweep's rules.
        selected: Whether the site selected it for that sweep.
        skipped: Why nothing was asked of it.
        tries: Those of this part, in their order.
    """

    unit: str
    machine: str
    rule: int = 0
    selected: bool = True
    skipped: str | None = None
    tries: tuple[CarriedTry, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no site writes; ValueError."""
        _need(_is_name(self.unit), _is_name(self.machine), self.rule >= 0)
        _need(self.skipped is None or Why(self.skipped))
        numbers = [one.n for one in self.tries]
        _need(numbers == sorted(set(numbers)))


class ShardContent(Struct, frozen=True, kw_only=True):
    """One part of a site's sweep; `sha256` is of its text, and names it."""

    sweep: SiteSweep
    scripts: tuple[CarriedScript, ...]
    machines: tuple[CarriedMachine, ...]
    sha256: str


def shard_text(
    sweep: SiteSweep, scripts: Iterable[CarriedScript], machines: Iterable[CarriedMachine]
) -> bytes:
    """Return the text of a part, which is then sealed."""
    lines = (compact_json(one) for one in (*scripts, *machines))
    body = "\n".join(lines)
    return f"{compact_json(sweep)}\n\n{body}".encode()


def read_shard(text: bytes) -> ShardContent:
    """Return what the text of a part says, its answers compared with their digests.

    Raises:
        ContentError: It is none, or one that no site writes.
    """
    head, mark, rest = text.partition(b"\n\n")
    lines = rest.split(b"\n", _MOST_LINES) if rest else []
    if not mark or len(lines) > _MOST_LINES:
        raise ContentError("no head, or more lines than a part has")
    try:
        sweep = read_json(head, SiteSweep)
        scripts = [read_json(line, CarriedScript) for line in lines if _is_script(line)]
        machines = [read_json(line, CarriedMachine) for line in lines if not _is_script(line)]
    except ValueError as error:
        raise ContentError(str(error)) from error
    found = ShardContent(
        sweep=sweep,
        scripts=tuple(scripts),
        machines=tuple(machines),
        sha256=hashlib.sha256(text).hexdigest(),
    )
    _need_whole(found)
    return found


def _is_script(line: bytes) -> bool:
    return line.startswith(b'{"script":')


def _need_whole(found: ShardContent) -> None:
    """Refuse a part that refers to what is not in it, or names something twice."""
    scripts = {one.script for one in found.scripts}
    keys = {(one.unit, one.machine) for one in found.machines}
    tries = [one for machine in found.machines for one in machine.tries]
    needed = {one.script for one in tries if one.script is not None}
    rules = len(found.sweep.rules)
    whole = len(keys) == len(found.machines) and needed <= scripts
    if not (whole and all(one.rule < rules for one in found.machines)):
        raise ContentError("it names what is not in it, or something twice")
    for one in tries:
        _ = one.answer

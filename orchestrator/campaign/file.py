"""`campaign.yml`: what a campaign asks, of whom, from when to when, and when it keeps quiet.

campaign: chien-dich-2026-11        # what folders and timers call it
name: Chiến dịch làm sạch mã độc 11/2026
letters: [{number: 123/UBND-VHTT, date: 2026-11-02}]
opens: 2026-11-02
deadline: 2026-12-15                # all of that day still counts
inventory: [../inventories/ba-dinh] # the scope: all of it; paths start beside this file
ask:
  - playbook: ioc-sweep.yml         # in every round
  - {playbook: posture.yml, every: 14d}
quiet: ["mon-sat 07:00-08:00", 2026-11-20]
attempts: {machine_a_day: 3}
reports: ../reports
prune: {observations: 90d}
rules: {good_for: 14d, verify_after: 48h, required: [proxy]}   # only ever stricter
"""

import hashlib
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from orchestrator.campaign.campaign_values import (
    ATTEMPTS_A_DAY,
    KEPT_BEYOND,
    Ask,
    Campaign,
    Tightening,
)
from orchestrator.campaign.file_fields import Spans, paths, span
from orchestrator.campaign.file_rules import read_tightening
from orchestrator.campaign.file_times import read_days, read_quiet
from orchestrator.errors import CampaignError, InputError, Place
from orchestrator.files.bounded import read_bounded
from orchestrator.files.mapping import Bounds, MappingReader
from orchestrator.files.problems import Problems, in_order
from orchestrator.files.yaml_documents import read
from orchestrator.files.yaml_nodes import ListNode, MapNode, Node
from orchestrator.model.district import Letter
from orchestrator.model.rules import RULES
from orchestrator.text.message import say

MAX_CAMPAIGN_BYTES = 256 * 1024

_KEYS = (
    *("campaign", "name", "letters", "opens", "deadline", "inventory", "ask", "quiet"),
    *("attempts", "reports", "prune", "rules"),
)
_ID = "abcdefghijklmnopqrstuvwxyz0123456789-"
_LONGEST_ID = 40
_A_DAY = Bounds(1, 24, ATTEMPTS_A_DAY)
_EVERY = Spans(timedelta(hours=1), timedelta(days=365))
_KEPT = Spans(timedelta(days=1), timedelta(days=3650))


def read_campaign(path: Path, checks: Collection[str]) -> Campaign:
    """Return the campaign in a file.

    Args:
        path: The file.
        checks: The names of the checks that it may require.

    Raises:
        CampaignError: It cannot be read, is no campaign file, or holds mistakes: all of them.
    """
    try:
        data = read_bounded(path, MAX_CAMPAIGN_BYTES)
        document = read(data, source=str(path))
    except InputError as error:
        raise CampaignError(error.problems) from error
    problems = Problems(document.problems)
    fields = _top(document.root, Place(file=str(path)), problems)
    if fields is None:
        raise CampaignError(in_order(problems))
    campaign = _campaign(fields, path.parent, checks)
    if problems:
        raise CampaignError(in_order(problems))
    return replace(campaign, sha256=hashlib.sha256(data).hexdigest())


def _top(root: Node | None, top: Place, problems: Problems) -> MappingReader | None:
    mend = say("campaign.mend.begin")
    if root is None or (isinstance(root, MapNode) and not root.entries):
        problems.add(root.place if root else top, say("campaign.empty"), mend)
        return None
    fields = MappingReader.of("campaign", root, _KEYS, problems, mend=mend)
    if fields is not None:
        fields.refuse_empty()  # `quiet:` without a value is no quiet time, and was meant to be one
    return fields


def _campaign(fields: MappingReader, folder: Path, checks: Collection[str]) -> Campaign:
    days = read_days(fields)
    tightening = _tightening(fields, checks)
    return Campaign(
        id=_id(fields),
        name=fields.needed("name") or "",
        letters=tuple(_letters(fields)),
        opens=days.opens,
        deadline=days.deadline,
        inventory=_inventory(fields, folder),
        asks=_asks(fields, folder),
        quiet=read_quiet(fields, days),
        machine_a_day=_machine_a_day(fields),
        reports=_reports(fields, folder),
        keep_observations=_kept(fields, tightening),
        tightening=tightening,
        sha256="",
    )


def _id(fields: MappingReader) -> str:
    word = fields.needed("campaign") or ""
    if set(word) <= set(_ID) and len(word) <= _LONGEST_ID and not word.startswith("-"):
        return word
    place, what = fields.value_place("campaign"), say("campaign.bad_id", word=word)
    fields.problems.add(place, what, say("campaign.mend.id", longest=_LONGEST_ID))
    return ""


def _letters(fields: MappingReader) -> Iterator[Letter]:
    for node in _items(fields, "letters", say("campaign.mend.letters")):
        one = _inner(node, "letter", ("number", "date"), fields, say("campaign.mend.letters"))
        if one is not None:
            yield Letter(number=one.needed("number"), date=one.needed_date("date"))


def _inventory(fields: MappingReader, folder: Path) -> tuple[str, ...]:
    found = paths(fields, "inventory", folder)
    if not found and fields.node("inventory") is None:
        mend = say("campaign.mend.inventory")
        fields.problems.add(fields.key_place("inventory"), say("campaign.no_inventory"), mend)
    return found


class _Written(NamedTuple):
    """One play, and where its playbook is named."""

    ask: Ask
    place: Place


def _asks(fields: MappingReader, folder: Path) -> tuple[Ask, ...]:
    mend = say("campaign.mend.ask")
    nodes = _items(fields, "ask", mend)
    written = [one for node in nodes if (one := _ask(node, folder, fields, mend)) is not None]
    _refuse_twins(written, fields.problems)
    if not nodes and fields.node("ask") is None:
        fields.problems.add(fields.key_place("ask"), say("campaign.no_plays"), mend)
    elif written and all(one.ask.every is not None for one in written):
        what = say("campaign.never_every_round")
        fields.problems.add(fields.value_place("ask"), what, say("campaign.mend.every_round"))
    return tuple(one.ask for one in written)


def _ask(node: Node, folder: Path, fields: MappingReader, mend: str) -> _Written | None:
    one = _inner(node, "ask", ("playbook", "every"), fields, mend)
    if one is None or one.needed("playbook") is None:
        return None
    found = paths(one, "playbook", folder)
    every = span(one, "every", _EVERY)
    place = one.value_place("playbook") or node.place
    return _Written(Ask(playbook=found[0], every=every), place) if found else None


def _refuse_twins(written: list[_Written], problems: Problems) -> None:
    met: dict[Path, Place] = {}
    for ask, place in written:
        first = met.setdefault(Path(ask.playbook).resolve(), place)
        if first is not place:
            what = say("campaign.play_twice", line=first.line)
            problems.add(place, what, say("mend.delete_one"))


def _machine_a_day(fields: MappingReader) -> int:
    attempts = _mapping(fields, "attempts", ("machine_a_day",))
    return attempts.number("machine_a_day", _A_DAY) if attempts else _A_DAY.usual


def _reports(fields: MappingReader, folder: Path) -> str | None:
    word = fields.text("reports")
    return None if word is None else str(folder / word)


def _kept(fields: MappingReader, tightening: Tightening) -> timedelta | None:
    prune = _mapping(fields, "prune", ("observations",))
    kept = span(prune, "observations", _KEPT) if prune else None
    least = tightening.over(RULES).good_for + KEPT_BEYOND
    if prune is not None and kept is not None and kept < least:
        place, what = prune.value_place("observations"), say("campaign.kept_short")
        fields.problems.add(place, what, say("campaign.mend.kept", days=least.days))
    return kept


def _tightening(fields: MappingReader, checks: Collection[str]) -> Tightening:
    node = fields.node("rules")
    return Tightening() if node is None else read_tightening(node, checks, fields.problems)


def _mapping(fields: MappingReader, name: str, known: tuple[str, ...]) -> MappingReader | None:
    node = fields.node(name)
    return None if node is None else _inner(node, name, known, fields)


def _inner(
    node: Node, owner: str, known: tuple[str, ...], fields: MappingReader, mend: str = ""
) -> MappingReader | None:
    inner = MappingReader.of(owner, node, known, fields.problems, mend=mend)
    if inner is not None:
        inner.refuse_empty()
    return inner


def _items(fields: MappingReader, name: str, mend: str) -> tuple[Node, ...]:
    node = fields.node(name)
    if node is None:
        return ()
    if isinstance(node, ListNode) and node.items:
        return node.items
    fields.problems.add(node.place, say("campaign.list", name=name), mend)
    return ()

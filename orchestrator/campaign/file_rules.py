"""What a campaign asks beyond the program's own rules; a value that would loosen one is refused."""

from collections.abc import Collection
from datetime import timedelta

from orchestrator.campaign.campaign_values import Tightening
from orchestrator.campaign.file_fields import Spans, span, texts, written
from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import Node
from orchestrator.model.rules import RULES
from orchestrator.text.message import say

_LONGER = ("verify_after", "old_address", "old_name")
_ACCEPTS = "accept_declared"
_KEYS = ("required", "good_for", *_LONGER, _ACCEPTS)
_ANY = Spans(timedelta(hours=1), timedelta(days=3650))


def read_tightening(node: Node, checks: Collection[str], problems: Problems) -> Tightening:
    """Return what `rules:` says.

    Args:
        node: What is written.
        checks: The names of all checks.
        problems: Where to note what is wrong; a value that loosens a rule is.
    """
    fields = MappingReader.of("rules", node, _KEYS, problems)
    if fields is None:
        return Tightening()
    fields.refuse_empty()
    return Tightening(
        required=_required(fields, checks),
        good_for=_shorter(fields, "good_for", RULES.good_for),
        verify_after=_longer(fields, "verify_after", RULES.verify_after),
        old_address=_longer(fields, "old_address", RULES.old_address),
        old_name=_longer(fields, "old_name", RULES.old_name),
        accept_declared=_ACCEPTS not in fields or fields.flag(_ACCEPTS),
    )


def _required(fields: MappingReader, checks: Collection[str]) -> tuple[str, ...]:
    more = [check for check in checks if check not in RULES.required]
    found = list[str]()
    for node in texts(fields, "required"):
        word = node.text.strip()
        if word in more:
            found.append(word)
        elif word in RULES.required:
            # Whoever lists the usual checks, or some of them, may mean "these alone".
            what = say("campaign.always_required", word=word)
            fields.problems.add(node.place, what, say("campaign.mend.always_required"))
        else:
            what = say("campaign.no_check", word=word)
            fields.problems.unknown(node.place, what, word, more)
    return tuple(dict.fromkeys(found))


def _shorter(fields: MappingReader, name: str, usual: timedelta) -> timedelta | None:
    value = span(fields, name, _ANY)
    if value is not None and value > usual:
        _refuse_loosened(fields, name, say("campaign.mend.shorter", usual=written(usual)))
        return None
    return value


def _longer(fields: MappingReader, name: str, usual: timedelta) -> timedelta | None:
    value = span(fields, name, _ANY)
    if value is not None and value < usual:
        _refuse_loosened(fields, name, say("campaign.mend.longer", usual=written(usual)))
        return None
    return value


def _refuse_loosened(fields: MappingReader, name: str, mend: str) -> None:
    fields.problems.add(fields.value_place(name), say("campaign.loosened", name=name), mend)

"""What a verdict about contact rests on, whoever wrote the playbook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from orchestrator.model.plan import ControlRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What judging rests on beside the evidence and the list.

    Attributes:
        required: The checks without which nothing is known of contact, asked or not.
        indispensable: The one of them that must have been answered: no kind of machine is
            without it.
        old_address: A dated trace of a listed address that was older when it was read is shown,
            and fails nobody.
        old_name: Likewise of a listed name, which ages slower.
        by_check: What a control that asks a check rests on where its task does not say.
    """

    required: tuple[str, ...] = ("connections", "dns_cache", "hosts_file", "resolvers")
    indispensable: str = "connections"
    old_address: timedelta = timedelta(days=90)
    old_name: timedelta = timedelta(days=365)
    by_check: Mapping[str, ControlRule] = field(default_factory=dict)


RULES = Rules()

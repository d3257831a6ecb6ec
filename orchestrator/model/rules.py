"""What a verdict about contact rests on, whoever wrote the playbook."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct, field

from orchestrator.model.plan import ControlRule


class Rules(Struct, frozen=True, kw_only=True):
    """What judging rests on beside the evidence and the list.

    Attributes:
        required: The checks without which nothing is known of contact, asked or not.
        indispensable: The one of them that must have been answered: no kind of machine is
            without it.
        old_address: A dated trace of a listed address that was older when it was read is shown,
            and fails nobody.
        old_name: Likewise of a listed name, which ages slower.
        good_for: How long a reading carries a pass. Bad news does not age.
        opens: Since when readings count: the campaign's first moment, None for all.
        verify_after: How long after a handling a look may still show what was before it; of a
            cache that keeps longer, as long as it says. A setting is state, and has no such wait.
        min_watch: How long a machine must have been remembering before a look can clear it: a
            cache ten minutes after a start is empty.
        lookup_grace: How long a look-up may be open before its own control fails; the verdict
            fails at once.
        accept_declared: Whether a machine may pass by its own word (a kit that nobody saw run).
        by_check: What a control that asks a check rests on where its task does not say.
    """

    required: tuple[str, ...] = ("connections", "dns_cache", "hosts_file", "resolvers")
    indispensable: str = "connections"
    old_address: timedelta = timedelta(days=90)
    old_name: timedelta = timedelta(days=365)
    good_for: timedelta = timedelta(days=30)
    opens: datetime | None = None
    verify_after: timedelta = timedelta(days=1)
    min_watch: timedelta = timedelta(hours=1)
    lookup_grace: timedelta = timedelta(days=7)
    accept_declared: bool = True
    by_check: Mapping[str, ControlRule] = field(default_factory=dict)


RULES = Rules()

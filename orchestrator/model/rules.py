"""What a verdict about contact rests on, whoever wrote the playbook."""

from dataclasses import dataclass
from datetime import timedelta


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
    """

    required: tuple[str, ...] = ("connections", "dns_cache", "hosts_file", "resolvers")
    indispensable: str = "connections"
    old_address: timedelta = timedelta(days=90)
    old_name: timedelta = timedelta(days=365)


RULES = Rules()

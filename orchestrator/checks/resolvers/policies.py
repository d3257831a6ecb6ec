"""Readers of what leads look-ups past the adapters' servers: NRPT rules and DNS over HTTPS."""

from dataclasses import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.resolvers.servers import servers
from orchestrator.checks.sections import answer, now, sight, tabulate
from orchestrator.checks.texts import configured
from orchestrator.model.answer import Answer, Note
from orchestrator.model.observation import ConfiguredText, ResolverSetting, SetBy, Sight

_RULE_CELLS = 3
_VALUE_CELLS = 2
# Values that send look-ups over HTTPS; others of the same sections only allow or describe it.
_ON = {
    "EnableAutoDoh": frozenset({"2"}),
    "DoHPolicy": frozenset({"3"}),
    "DohFlags": frozenset("123456789"),
    "DnsOverHttpsMode": frozenset({"automatic", "secure"}),
    "Enabled": frozenset({"1"}),
}


def read_rules(part: Part, context: Context) -> Answer:
    """Return the servers of the name resolution policy table, each for the names of its rule."""
    seen = sight(part, context)
    return answer(part, tabulate(part.body, lambda line: _rule(line, seen)), now(context))


def read_encrypted(part: Part, context: Context) -> Answer:
    """Return the settings of DNS over HTTPS; the note `encrypted_dns` says that it is on."""
    seen = sight(part, context)
    table = tabulate(part.body, lambda line: _value(line, seen))
    texts = (one for one in table.observations if isinstance(one, ConfiguredText))
    notes = (Note.ENCRYPTED_DNS,) if any(map(_is_on, texts)) else ()
    return answer(part, table, now(context), notes=notes)


def _rule(line: str, seen: Sight) -> tuple[ResolverSetting, ...] | None:
    """Read the rule's key, the names that it is for, its servers."""
    cells = line.split("\t")
    if len(cells) != _RULE_CELLS:
        return None
    return tuple(
        ResolverSetting(
            sight=seen,
            address=server,
            origin=SetBy.POLICY,
            interface=f"NRPT {cells[1]}".rstrip(),
            raw=line,
        )
        for server in servers(cells[2])
    )


def _value(line: str, seen: Sight) -> tuple[ConfiguredText, ...] | None:
    cells = line.split("\t")
    if len(cells) != _VALUE_CELLS:
        return None
    found = configured(cells[0], cells[1], seen)
    # The server's address is a key's name, not a value.
    server = tuple(servers(found.where.split("\\")[-2:][0]))
    return (replace(found, addresses=(*found.addresses, *server)),)


def _is_on(setting: ConfiguredText) -> bool:
    value = setting.where.rpartition("\\")[2]
    return setting.text.strip().lower() in _ON.get(value, ())

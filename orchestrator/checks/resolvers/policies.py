"""Readers of what leads look-ups past the adapters' servers: NRPT rules and DNS over HTTPS."""

from collections.abc import Iterator

from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.mentions import configured
from orchestrator.checks.resolvers.servers import servers
from orchestrator.checks.sections import answer, now, sight, tabulate
from orchestrator.model.answer import Answer, Note
from orchestrator.model.observation import ConfiguredText, ResolverSetting, SetBy, Sight
from orchestrator.text.host_texts import is_null

_RULE_CELLS = (3, 4, 5)  # a proxy's name and IPsec's fields came later: kept answers lack them
_VALUE_CELLS = 2
# Values that send look-ups over HTTPS; others of the same sections only allow or describe it.
_ON = {
    "EnableAutoDoh": frozenset({"2"}),
    "DoHPolicy": frozenset({"3"}),
    "DohFlags": frozenset("123456789"),
    "DnsOverHttpsMode": frozenset({"automatic", "secure"}),
    "Enabled": frozenset({"1"}),
}


_BROWSERS = {
    "chrome.exe": "SOFTWARE\\Policies\\Google\\Chrome\\BuiltInDnsClientEnabled",
    "msedge.exe": "SOFTWARE\\Policies\\Microsoft\\Edge\\BuiltInDnsClientEnabled",
    "brave.exe": "SOFTWARE\\Policies\\BraveSoftware\\Brave\\BuiltInDnsClientEnabled",
}


def read_rules(part: Part, context: Context) -> Answer:
    """Return the servers of the name resolution policy table, each for the names of its rule."""
    seen = sight(part, context)
    return answer(part, tabulate(part.body, lambda line: _rule(line, seen), seen), now(context))


def read_encrypted(part: Part, context: Context) -> Answer:
    """Return the settings of DNS over HTTPS; the note `encrypted_dns` says that it is on."""
    seen = sight(part, context)
    table = tabulate(part.body, lambda line: _value(line, seen), seen)
    texts = tuple(one for one in table.observations if isinstance(one, ConfiguredText))
    return answer(part, table, now(context), notes=tuple(_notes(texts)))


def _notes(texts: tuple[ConfiguredText, ...]) -> Iterator[Note]:
    if any(map(_is_on, texts)):
        yield Note.ENCRYPTED_DNS
    told = {one.where: one.text.strip() for one in texts}
    for browser, policy in _BROWSERS.items():
        if f"browser\\{browser}" in told and told.get(policy) != "0":
            yield Note.BROWSER_DNS
            return


def _rule(line: str, seen: Sight) -> tuple[ResolverSetting | ConfiguredText, ...] | None:
    """Read the rule's key, the names that it is for, its servers, their proxy, IPsec's fields."""
    cells = line.split("\t")
    if len(cells) not in _RULE_CELLS:
        return None
    asked = tuple(servers(cells[2]))
    settings = (
        ResolverSetting(
            sight=seen,
            address=server,
            origin=SetBy.POLICY,
            interface=f"NRPT {cells[1]}".rstrip(),
            raw=line,
        )
        for server in asked
    )
    # A rule that sends a name to this machine itself keeps it from being looked up.
    leads = not asked or any(not is_null(server) for server in asked)
    names = configured(cells[0], cells[1].replace(" .", " ").lstrip("."), seen, in_force=leads)
    more = (configured(cells[0], cell, seen) for cell in cells[3:])
    return (*settings, *(one for one in (names, *more) if one.names or one.addresses))


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

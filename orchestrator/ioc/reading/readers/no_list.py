"""Texts that name addresses and domains and are no list of indicators: each is told by its form.

Rules find behaviour, a firewall's configuration also says what it lets through, and the head of
a mail names whoever carried it: a value taken out of one of these would be a guess.
"""

import re
from collections.abc import Mapping, Sequence

from orchestrator.errors import ListError
from orchestrator.text.message import say

_SIGMA = re.compile(r"^(?:logsource|detection):", re.MULTILINE)
_YARA = re.compile(
    r"^[ \t]*+(?:(?:private|global)[ \t]+)*rule[ \t]+\w+[ \t]*(?::[\w \t]{1,200})?(?:\{|$)",
    re.MULTILINE,
)
# A report may end with rules; what begins with them is nothing else.
_BEGINS_YARA = re.compile(r"(?:import|include) \"|/\*|(?:(?:private|global) )*rule \w")
_YARA_CONDITION = re.compile(r"\bcondition\s*:")
_MAIL_FIELD = re.compile(
    r"(?:from|to|cc|subject|date|received|return-path|delivered-to|message-id|mime-version"
    r"|content-type|x-[\w-]+|dkim-signature|authentication-results): ?.*",
    re.IGNORECASE,
)
_MAIL_FIELDS = 3
_LINES: Mapping[str, re.Pattern[str]] = {
    "suricata": re.compile(r"(?:alert|drop|reject|pass|log)\s+\w+\s+\S+\s+\S+\s+(?:->|<>)\s+.*"),
    "firewall": re.compile(
        r"(?:iptables |ip6tables )?-[AI] [\w-]+ .*|[*:](?:filter|nat|mangle|raw|INPUT|OUTPUT"
        r"|FORWARD)\b.*|(?:(?:ip|ipv6) )?access-list .*"
        r"|(?:\d+ )?(?:permit|deny) (?:ip|tcp|udp|icmp|any|host) .*"
        r"|object(?:-group)? network .*|network-object .*"
        r"|(?:add )?table (?:ip6?|inet|bridge|arp|netdev) .*|(?:chain|set) \w+ \{.*"
        r"|elements = \{.*|\}",
        re.IGNORECASE,
    ),
}
_CONFIGURATION = re.compile(r"config (?:firewall|system|vdom|user|log)\b.*")  # of a FortiGate
_FIRST_LINES = 20
_WHAT = {
    "suricata": "list_file.suricata",
    "sigma": "list_file.sigma",
    "yara": "list_file.yara",
    "firewall": "list_file.firewall",
    "mail": "list_file.mail",
}
NO_LISTS = tuple(_WHAT)


def no_list_of(head: str, body: Sequence[str]) -> str | None:
    """Return a word of `NO_LISTS` for a text that is none, None for any other.

    Args:
        head: The beginning of the text.
        body: Its lines without comments and empty ones, stripped; at least one.
    """
    if "detection:" in head and len(_SIGMA.findall(head)) > 1:
        return "sigma"
    if _BEGINS_YARA.match(body[0]) and _YARA_CONDITION.search(head) and _YARA.search(head):
        return "yara"
    if any(map(_CONFIGURATION.fullmatch, body[:_FIRST_LINES])):
        return "firewall"
    first = body[:_MAIL_FIELDS]
    if len(first) == _MAIL_FIELDS and all(map(_MAIL_FIELD.fullmatch, first)):
        return "mail"
    return next(
        (
            name
            for name, line in _LINES.items()
            if sum(1 for one in body if line.fullmatch(one)) * 2 >= len(body)
        ),
        None,
    )


def refuse_no_list(name: str) -> None:
    """Refuse what `no_list_of` names; pass over any other word.

    Raises:
        ListError: It is one of `NO_LISTS`.
    """
    if name in NO_LISTS:
        what = "list_file.no_values" if name in ("firewall", "mail") else "list_file.logic"
        mend = "list_file.mend.values" if name in ("firewall", "mail") else "list_file.mend.report"
        raise ListError.one(say(what, what=say(_WHAT[name])), say(mend))

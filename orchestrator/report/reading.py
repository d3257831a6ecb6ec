"""Who reads a set of reports, and what of each field of the judged value such a reader gets.

Every field that holds text has a line in `CONTENT`. One that has none is withheld from every
reading, and a test finds it: what is new leaks nothing before somebody thought of it.
"""

from collections.abc import Mapping
from enum import StrEnum


class ReportReader(StrEnum):
    """Who reads; a set that is made for nobody is the district's own, and whole. Closed."""

    PRINCIPAL = "principal"  # who answers for a unit
    TECHNICIAN = "technician"  # who goes to the machines
    CITY = "city"  # the body above, and whoever is outside


class TextContent(StrEnum):
    """What kind of text a field holds."""

    OURS = "ours"  # words, numbers and names that are no secret: of bodies, checks, controls
    MACHINE = "machine"  # what the inventory calls a machine
    PLACE = "place"  # what people call it, where it stands, what it calls itself
    ADDRESS = "address"  # inside addresses and what else names a device
    CONTACT = "contact"  # whom to call
    PERSON = "person"  # who answered for, approved or recorded something
    REMARK = "remark"  # what such a person wrote
    ACCOUNT = "account"  # who was logged on
    SAID = "said"  # rows and settings as a machine has them
    FACT = "fact"  # what a machine tells of itself, in few words
    PATH = "path"  # of a program or a source on a machine
    OPERATOR = "operator"  # of a file on the controller
    TOLD = "told"  # what a library or a script said of an attempt
    LISTED = "listed"  # what a list names, and what was met of it


class Treatment(StrEnum):
    """What becomes of a text."""

    KEEP = "keep"
    MASK = "mask"  # whose home a path lies in is taken out
    LAST = "last"  # the last part of a path is kept
    ALIAS = "alias"  # a number of this set in its place
    MARKED = "marked"  # an alias where a list forbids it to leave, or nothing says it may
    WITHHOLD = "withhold"


_K, _W = Treatment.KEEP, Treatment.WITHHOLD
_INSIDE: Mapping[TextContent, Treatment] = {
    **dict.fromkeys(TextContent, Treatment.KEEP),
    TextContent.OPERATOR: Treatment.LAST,
    TextContent.TOLD: Treatment.MASK,
}
TREATMENTS: Mapping[ReportReader, Mapping[TextContent, Treatment]] = {
    ReportReader.PRINCIPAL: _INSIDE,
    ReportReader.TECHNICIAN: {**_INSIDE, TextContent.PERSON: _W, TextContent.REMARK: _W},
    ReportReader.CITY: {
        **dict.fromkeys(TextContent, Treatment.WITHHOLD),
        TextContent.OURS: _K,
        TextContent.FACT: _K,
        TextContent.MACHINE: Treatment.ALIAS,
        TextContent.PATH: Treatment.MASK,
        TextContent.OPERATOR: Treatment.LAST,
        TextContent.LISTED: Treatment.MARKED,
    },
}
"""What each reader gets of what; the principal's and the technician's are of the same house."""


def _fields(**contents: str) -> Mapping[str, TextContent]:
    """Return fields with their content: `ours="a b"` for fields a and b."""
    return {name: TextContent(word) for word, names in contents.items() for name in names.split()}


_RECORDED = "id unit list"
CONTENT: Mapping[str, Mapping[str, TextContent]] = {
    # acts
    "AcceptedRisk": _fields(
        ours=_RECORDED, person="actor approver", remark="reason", listed="value"
    ),
    "Announced": _fields(ours=f"{_RECORDED} document", person="actor", remark="reason reached"),
    "Assigned": _fields(ours=_RECORDED, person="actor owner", remark="reason", listed="value"),
    "Attributed": _fields(ours=_RECORDED, person="actor", remark="reason", listed="value"),
    "FalsePositive": _fields(
        ours=_RECORDED, person="actor approver", remark="reason", listed="value"
    ),
    "Handled": _fields(
        ours=f"{_RECORDED} attachment", person="actor attested", remark="reason note",
        listed="value",
    ),
    "Moved": _fields(ours=_RECORDED, person="actor approver", remark="reason"),
    "SameMachine": _fields(
        ours=_RECORDED, person="actor approver", remark="reason", address="box"
    ),
    "Triaged": _fields(ours=_RECORDED, person="actor attested", remark="reason", listed="value"),
    "Undone": _fields(ours=f"{_RECORDED} ref", person="actor approver", remark="reason"),
    "UnitDropped": _fields(ours=f"{_RECORDED} sweep", person="actor", remark="reason"),
    # answers and looks
    "Facts": _fields(place="name", fact="os shell", address="machine_id"),
    "CheckStanding": _fields(ours="check"),
    "Look": _fields(ours="unit answers", told="source", address="box installation"),
    "Met": _fields(
        listed="value observed", ours="check since_list", path="process", said="raw",
        operator="sources",
    ),
    "Said": _fields(ours="why", told="detail", path="source"),
    "Dropped": _fields(operator="list"),
    "Outcome": _fields(told="detail error_id"),
    # campaign and sweep
    "Finding": _fields(person="owner"),
    "FindingKey": _fields(ours="unit", listed="value"),
    "Judged": _fields(ours="id rules_sha scope_sha basis"),
    "JudgedSource": _fields(ours="id"),
    "MachineScope": _fields(address="cloned"),
    "UnitStanding": _fields(ours="basis"),
    "CheckResult": _fields(ours="check why", told="detail", path="source"),
    "ControlResult": _fields(ours="control title severity checks", said="seen"),
    "Evidence": _fields(ours="sha256 script_sha256"),
    "Hit": _fields(ours="check", listed="observed"),
    "ListInfo": _fields(ours="sha256 dated", operator="warnings"),
    "ScopeRow": _fields(
        machine="machine", ours="unit ward role via", place="label room", fact="os",
        address="address",
    ),
    "SweepResult": _fields(ours="sweep checks", operator="playbook"),
    # the inventory
    "Bilingual": _fields(ours="vi en"),
    "Area": _fields(ours="name"),
    "Duty": _fields(ours="valid_from valid_until source"),
    "Level": _fields(ours="code"),
    "UnitType": _fields(ours="code"),
    "Annex": _fields(ours="scope org_scope evaluation proposals"),
    "Authority": _fields(ours="name committee campaign deadline", contact="contact"),
    "CleaningTool": _fields(ours="name where"),
    "Declaration": _fields(ours="date", person="by"),
    "Submission": _fields(ours="date document recorded", person="by"),
    "Letterhead": _fields(
        ours="superior body place basis letter_symbol report_symbol to on_behalf title recipients",
        person="signer",
    ),
    "Exclusion": _fields(remark="reason", person="approver", ours="date"),
    "Letter": _fields(ours="number date"),
    "Unit": _fields(ours="code name", contact="contact", address="networks"),
    # lists
    "Allowed": _fields(
        listed="value", person="owner", remark="reason", ours="expires", operator="list"
    ),
    "Citation": _fields(operator="list", ours="version", listed="published"),
    "Indicator": _fields(listed="value", ours="shared"),
    "ListFile": _fields(operator="name", ours="sha256 dated"),
    "ListedContext": _fields(
        ours="family tags first_seen last_seen phases description source"
    ),
    "Refusal": _fields(operator="file", address="text", ours="reason"),
    # observations and traits
    "CachedName": _fields(listed="name address target", said="raw"),
    "ConfiguredText": _fields(said="where text raw", listed="names addresses"),
    "Connection": _fields(
        ours="protocol", address="local_address", listed="remote_address", said="raw"
    ),
    "HostsLine": _fields(listed="address names", said="raw"),
    "LookedUp": _fields(listed="name addresses targets", said="raw"),
    "OwnAddress": _fields(address="address", said="raw"),
    "Posture": _fields(listed="names addresses", said="raw"),
    "Process": _fields(path="path", said="command_line", account="user"),
    "ResolverSetting": _fields(listed="address", said="interface raw"),
    "Sight": _fields(path="source", address="subject"),
    "Transfer": _fields(
        said="job source target command raw", account="owner", listed="names addresses"
    ),
    "Antivirus": _fields(fact="name"),
    "Detection": _fields(fact="threat", said="resources process"),
    "FirewallProfile": _fields(fact="name"),
    "FirewallService": _fields(fact="name"),
    "Identifier": _fields(address="value", said="where"),
    "Patched": _fields(fact="update"),
    "Smb1": _fields(fact="by"),
    "System": _fields(fact="name version edition ends_source"),
    "ToolTrace": _fields(fact="tool", said="where"),
}  # fmt: skip

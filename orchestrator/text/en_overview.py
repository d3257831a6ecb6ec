"""What the overview, the annex and the method say in English: the second half of `en`."""

from collections.abc import Mapping

OVERVIEW: Mapping[str, str] = {
    # scope and method, on both kinds of page
    "scope.title": "Scope and method",
    "scope.lead": "To verify this, or to sweep again in the same way.",
    "scope.list": "List",
    "scope.list_is": (
        "of {day}: {n:indicator|indicators} ({addresses:address|addresses}, "
        "{ranges:range|ranges}, {domains:domain|domains})"
    ),
    "scope.files": "List files",
    "scope.file_is": "{name}, of {day}: {n:indicator|indicators}, sha256 {sha256}",
    "scope.refused": "Refused lines",
    "scope.refused_is": "{n:line|lines} of the list could not be used and were not compared",
    "scope.refused_row": "{file}, line {line}: {text} ({reason})",
    "scope.refused_none": "none",
    "scope.allowed": "Allow list",
    "scope.allowed_is": "{n:entry|entries} in force",
    "scope.checks": "Checks",
    "scope.check_is": (
        "read on {answered:machine|machines}, not readable on {unanswered}, no such source on "
        "{absent}"
    ),
    "scope.check_window": "reaches back to {first} (furthest) or {last} (nearest)",
    "scope.excluded": "Out of scope",
    "scope.excluded_none": "no machine",
    "scope.excluded_is": "{machine}: {reason}. Approved by {approver} on {day}",
    "scope.limits": "Limits",
    "scope.limits_are": (
        "The results show what the machines told at the time of the sweep. A connection that "
        "was closed and left no trace cannot be seen; a machine that was taken over can lie."
    ),
    "scope.playbook": "Playbook",
    "scope.sweep": "Sweep id",
    "sign.author": "PREPARED BY",
    "sign.head": "HEAD OF THE UNIT",
    "sign.chief": "APPROVED BY",
    "sign.name": "(Signature, full name)",
    "sign.name_seal": "(Signature, full name, seal)",
    # district overview
    "district.title": "Sweep overview: {name}",
    "district.eyebrow": "Overview of malicious connections",
    "district.size": "{units:unit|units}, {wards:ward|wards}",
    "district.verdicts": "Verdicts of {n:unit|units}",
    "district.bar": (
        "{passed:unit|units} compliant, {failed} non-compliant, {insufficient} with "
        "insufficient evidence"
    ),
    "district.say_fail": (
        "*{n:unit is|units are} non-compliant*, with {machines:machine|machines} that have a "
        "connection to, or a trace of, a malicious address."
    ),
    "district.say_no_fail": (
        "No non-compliant machine among the {assessed} of {scope} machines assessed."
    ),
    "district.say_insufficient": (
        "*For {n:unit|units} the evidence is insufficient*, as machines could not be assessed."
    ),
    "district.say_insufficient_list": (
        "*For {n:unit|units} the evidence is insufficient*, as the list cannot be relied on or "
        "machines could not be assessed."
    ),
    "district.say_pass": "All {n:unit was|units were} fully assessed.",
    "district.say_empty": "There is no unit in this sweep.",
    "district.deadline": "Deadline: *{day}*.",
    "district.annexes": "{n} of {units} units have declared their annex figures.",
    "district.in_scope": "Machines in scope",
    "district.in_scope_note": "out of scope: {n}",
    "district.assessed": "Assessed (coverage)",
    "district.assessed_note": "{n:machine|machines}",
    "district.failed": "Non-compliant",
    "district.failed_note": "of {n} assessed",
    "district.unread": "Not assessed",
    "district.unread_note": "does not count as compliant",
    "district.unread_selected": "of them not selected: {n}",
    "district.wards": "By ward",
    "district.wards_lead": (
        "All units in the ward. Most non-compliant machines first, then the share not assessed."
    ),
    "district.ward": "Ward",
    "district.units": "Units",
    "district.machines": "Machines",
    "district.ward_bar": "Compliant / non-compliant / not assessed",
    "district.coverage": "Coverage",
    "district.fail_short": "Non-compliant",
    "district.unread_short": "Not assessed",
    "district.met": "Indicators met",
    "district.met_lead": (
        "To be blocked in the district's firewall and DNS. Over {assessed} of {scope} machines "
        "assessed."
    ),
    "district.met_none": "No indicator was met on the {assessed} of {scope} machines assessed.",
    "district.met_more": "{n:more indicator|more indicators}: see findings.csv.",
    "district.indicator": "Indicator",
    "district.kind": "Kind",
    "district.why": "Why machines were not assessed",
    "district.why_lead": "To raise the coverage of the next sweep.",
    "district.why_none": "No machine is left that was not assessed.",
    "district.reason": "Reason",
    "district.share": "Share",
    "district.all": "All units",
    "district.all_lead": (
        "Units that need action come first. Search works without Vietnamese marks; a heading sorts."
    ),
    "district.search": "Find a unit",
    "district.types": "All types",
    "district.type_filter": "Filter by type",
    "district.all_wards": "All wards",
    "district.ward_filter": "Filter by ward",
    "district.shown": "Showing {shown}/{total} units",
    "district.annex": "Annex",
    "district.rules": "Scope and rules of counting",
    "district.rule_pass": "Compliant unit",
    "district.rule_pass_is": (
        "All required checks were read on every machine in scope, and nothing that counts matched "
        "on any of them; weak hits and allowed values are only noted."
    ),
    "district.rule_fail": "Non-compliant unit",
    "district.rule_fail_is": (
        "At least one machine has a connection, a trace of a name or a setting that leads to a "
        "malicious address, even if that machine was read in part only."
    ),
    "district.rule_insufficient": "Insufficient evidence",
    "district.rule_insufficient_is": (
        "Nothing matched, but machines were not assessed, or the inventory is empty, or the "
        "list is old or for tests only."
    ),
    "district.rule_coverage": "Coverage",
    "district.rule_coverage_is": (
        "Machines assessed divided by machines in scope, cut after one decimal: 100.0% means "
        "all of them."
    ),
    "district.rule_annex": "Annex figures",
    "district.rule_annex_is": (
        "How many people were reached is declared by the unit and never derived; what is not "
        "declared stays blank and does not count as 0."
    ),
    "district.data": "Data beside this page",
    "declared.yes": "Declared",
    "declared.partly": "Declared in part",
    "declared.no": "Not declared",
    "kind.domain": "Domain",
    "kind.ipv4": "IPv4",
    "kind.ipv6": "IPv6",
    "kind.cidr4": "IPv4 range",
    "kind.cidr6": "IPv6 range",
    "kind.url": "URL",
    # the annex: the letter's own text, translated; the Vietnamese form is the one to hand in
    "annex.title": "Annex form: {name}",
    "annex.word": "ANNEX",
    "annex.name": "Form for statistics and report on the results of the campaign",
    "annex.letter": "(Attached to Official Letter No. {number} of {day} of {issuer})",
    "annex.unit": "1. Name of the unit carrying out the campaign:",
    "annex.scope": "Scope:",
    "annex.people": (
        "Number of officials, civil servants, public employees and workers reached by the campaign:"
    ),
    "annex.others": "2. Organisations, enterprises and individuals in the area / under management:",
    "annex.org_people": (
        "Number of workers (in organisations, enterprises) reached by the campaign:"
    ),
    "annex.evaluation": "3. Evaluation of the results of the campaign at the unit:",
    "annex.proposals": "4. Proposals, recommendations (if any):",
    "annex.note": "(Section 3 is for the reports of the 14 ward committees only)",
    "annex.hint": "Hints from the sweep (not printed)",
    "annex.hint_scope": (
        "By the inventory: {machines:machine|machines} in scope, {rooms:room|rooms}."
    ),
    "annex.hint_result": (
        "{assessed} of {scope} machines assessed (coverage {percent}): {failed} non-compliant, "
        "{unread} not assessed."
    ),
    "annex.hint_people": (
        "A dotted line was not declared by the unit. Declare it in group_vars/{code}/annex.yml "
        "and make the report again, or fill it in by hand. No number of people is derived from "
        "machines."
    ),
}

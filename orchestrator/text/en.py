"""What reports say in English; ids and fields as in `vi`."""

from collections.abc import Mapping

from orchestrator.text.en_overview import OVERVIEW
from orchestrator.text.en_posture import POSTURE

TEXTS: Mapping[str, str] = {
    # the frame of every page
    "page.skip": "Skip to the content",
    "page.theme": "Light / dark",
    "page.print": "Print",
    "page.overview": "District overview",
    "page.unit": "Report of the unit",
    "page.annex": "Annex form",
    "page.footer": (
        "Made from the results of the sweep at {at}. Internal document with names of machines "
        "and network addresses: do not send it out of the office."
    ),
    "page.sweep": "Sweep {sweep}",
    "page.time_one_day": "on {day}, from {start} to {end}",
    "page.time_days": "from {start} on {first} to {end} on {last}",
    "page.ward": "{ward} ward",
    "page.district_level": "District level",
    "page.list_dated": "List of {day}",
    "page.more": "and {n} more",
    "page.more_machines": "and {n:more machine|more machines}",
    # banners
    "banner.unfinished": (
        "*NOT FINISHED.* The sweep was stopped before its end; machines that were not reached "
        "are shown as not assessed. Draw no conclusion from this report."
    ),
    "banner.demo": "Demonstration: all units, machines and addresses in this report are invented.",
    "warning.list_test_only": (
        "*The list holds test addresses only.* That nothing was found does not mean that there "
        "is no malicious connection."
    ),
    "warning.list_stale": (
        "*The list is old.* Addresses published after its date were not compared."
    ),
    "warning.list_urls_only": (
        "*The list holds nothing but URLs.* A URL is surely met in logs only, so this sweep cannot "
        "conclude that anything is compliant."
    ),
    "warning.list_shrunk": (
        "*The list is much shorter than the last one.* A file may be missing; check the source."
    ),
    "warning.allow_expired": (
        "*The allow list holds entries that have expired* and have no effect; renew or delete them."
    ),
    "own.listed": (
        "*A unit's own address or name is on the list:* {places}. These lines match nothing; "
        "look at the server behind them now."
    ),
    "own.place": "{text} ({file}, line {line})",
    "warning.list_taken_back": (
        "*An earlier version of the list is in use.* Its source still publishes the newer one, "
        "which was given up."
    ),
    "warning.list_update_failed": (
        "*The last update of the list failed.* What was published since may be missing."
    ),
    "warning.list_not_fetched": (
        "*A source of the list was never fetched.* Its addresses were not compared."
    ),
    "warning.of_source": " Source: {name}.",
    "warning.other": "*Warning about the list:* {word}.",
    # verdicts and answers
    "verdict.pass": "Compliant",
    "verdict.fail": "Non-compliant",
    "verdict.not_assessed": "Not assessed",
    "verdict.insufficient": "Insufficient evidence",
    "verdict.excluded": "Out of scope",
    "note.owners_unread": "the programs behind some connections could not be read",
    "note.adapters_unread": ("which adapters are in use could not be read, so every one counts"),
    "note.no_product": "the Security Center knows no antivirus",
    "note.moved": "the hosts file is not at its usual place",
    "note.encrypted_dns": (
        "encrypted DNS (DoH) is on: the cache and the unit's own resolver do not see every look-up"
    ),
    "answer.noted": "{n} only noted",
    "answer.nothing": "Nothing seen",
    "answer.hits": "{n:hit|hits}",
    "answer.not_run": "Not run",
    "answer.answered": "Read",
    "answer.unanswered": "Not readable",
    "answer.not_applicable": "No such source",
    # statuses of hits
    "status.CONNECTED": "Connected",
    "status.ATTEMPTED": "Connection attempted",
    "status.SINKHOLED": "Led to a sinkhole",
    "status.RESOLVED": "Name resolved",
    "status.LOOKED_UP_NOT_RESOLVED": "Name looked up, no address",
    "status.LOOKED_UP_BLOCKED": "Name looked up, blocked",
    "status.CONFIGURED": "Configured for use",
    "status.HOSTS_REDIRECT": "Redirected by the hosts file",
    "status.HOSTS_BLOCK": "Blocked by the hosts file",
    "says.CONNECTED": "is connected to {what}",
    "says.ATTEMPTED": "tries to connect to {what}",
    "says.SINKHOLED": "was led to a sinkhole: {what}",
    "says.RESOLVED": "resolved the name {what}",
    "says.LOOKED_UP_NOT_RESOLVED": "looked up the name {what}",
    "says.LOOKED_UP_BLOCKED": "looked up the name {what} and was blocked",
    "says.CONFIGURED": "is configured to use {what}",
    "says.HOSTS_REDIRECT": "has a hosts file that redirects {what}",
    "says.HOSTS_BLOCK": "blocks {what} in its hosts file",
    "says.port": "{what}, port {port}",
    "rule.exact": "the very same",
    "rule.parent": "below a listed name",
    "rule.range": "inside a listed range",
    # unit report: page 1
    "unit.title": "Sweep report: {name}",
    "unit.eyebrow": "Report of a unit on malicious connections",
    "unit.code": "Unit code {code}",
    "unit.result": "Results for {n:machine|machines} in scope",
    "unit.bar": (
        "{passed:machine|machines} compliant, {failed:machine|machines} non-compliant, "
        "{unread:machine|machines} not assessed"
    ),
    "unit.of_them_not_selected": "{n:machine|machines} of them not selected in this sweep",
    "unit.coverage": "{assessed} of {scope} machines assessed, coverage {percent}.",
    "unit.not_clean": "A machine that was not assessed does not count as compliant.",
    "unit.excluded_too": "Out of scope: {n:machine|machines}, named under Scope and method.",
    "unit.deadline": "Mend this and send in the annex *before {day}*.",
    "unit.say_fail": (
        "*{n} of {scope} machines* have a connection to, or a trace of, a listed malicious address."
    ),
    "unit.say_fail_rest": (
        "*{n:machine|machines}* could not be assessed, so nothing is concluded about them."
    ),
    "unit.say_unread": (
        "No conclusion yet: *{n} of {scope} machines* could not be assessed. On the "
        "{assessed:machine|machines} assessed, no connection to a malicious address was seen."
    ),
    "unit.say_none_read": (
        "No conclusion yet: *not one* of the {scope:machine|machines} in scope could be assessed."
    ),
    "unit.say_list": (
        "All {scope:machine|machines} were assessed and nothing matched, but *the list cannot "
        "be relied on*, so the evidence is insufficient."
    ),
    "unit.say_list_too": "*Nor can the list be relied on*; see the warning at the top.",
    "unit.say_empty": (
        "The inventory of this unit holds *no machine in scope*, so there is nothing to "
        "conclude from."
    ),
    "unit.say_pass": (
        "All *{scope:machine|machines}* were assessed. As far back as the sources reach, no "
        "connection to a malicious address was seen."
    ),
    # unit report: what to do
    "do.title": "What to do",
    "do.lead": (
        "Most urgent first. When done, ask the district for another sweep of these machines."
    ),
    "do.clean": "Unplug and clean {n:non-compliant machine|non-compliant machines}",
    "do.clean_how": (
        "Run the cleaning tool published by the Authority of Information Security, and change "
        "the passwords that were used on the machine."
    ),
    "do.verify": "Verify {n:machine|machines} with a changed host key on site",
    "do.verify_how": (
        "If the machine was reinstalled or replaced, tell the district; if not, another "
        "machine may pose as it."
    ),
    "do.open": "Make {n:remaining machine|remaining machines} accessible",
    "do.open_how": "Reasons and remedies stand under",
    "do.select": "Ask the district to sweep {n:further machine|further machines}",
    "do.select_how": "They were not selected in this sweep, so nothing is concluded about them.",
    "do.annex": "Complete the annex form",
    "do.annex_how": "The unit declares: {missing}. No number of people is derived from machines.",
    "do.annex_link": "Open the annex",
    "do.nothing": "Nothing more to do. Keep this report with the files of the campaign.",
    "annex.missing_scope": "the scope",
    "annex.missing_people": "the number of people reached by the campaign",
    "annex.missing_evaluation": "the evaluation of the results",
    # unit report: findings
    "found.title": "Findings and evidence",
    "found.lead": (
        "{hits:finding|findings} on {machines:machine|machines}, out of {assessed} of {scope} "
        "machines assessed. Malicious addresses are written with brackets so that nobody opens "
        "them by mistake."
    ),
    "found.none": "Nothing that counts matched on the {assessed} of {scope} machines assessed.",
    "found.noted": "Traces noted that do not make a machine non-compliant",
    "found.count": "{n:finding|findings}",
    "found.weak": "Weak hit: noted only",
    "found.why_weak": "Why it is only noted",
    "weak.expired": "the indicator expired on {day}, before this was seen",
    "weak.not_yet_valid": "the indicator is valid from {day} only",
    "weak.shared_address": (
        "many sites share this address ({owner}), and the machine met no listed name"
    ),
    "weak.not_in_force": "this setting is switched off",
    "weak.url_host": "only the host of a listed URL was seen, not the URL itself",
    "weak.other_port": "listed with another port ({port})",
    "allowed.title": "Matches that an allow list excuses",
    "allowed.lead": (
        "These values are listed and were seen on machines, and are allowed: they make no machine "
        "non-compliant."
    ),
    "allowed.observed": "Seen",
    "allowed.owner": "Who answers for it, and why",
    "allowed.machines": "Machines",
    "allowed.by": "{owner} ({list}, line {line})",
    "allowed.until": "in force until the end of {day}",
    "found.defence": "Defence",
    "found.partly": "This machine was read in part only: a required check is still unread.",
    "found.machine": "Machine",
    "found.account": "Administrator rights",
    "found.elevated": "yes",
    "found.not_elevated": "no",
    "found.observed": "Seen",
    "found.connection": "Connection",
    "found.connection_is": "{protocol} {local} → {remote}, {state}",
    "found.leads_to": "Leads to",
    "found.hosts_line": "Line of the hosts file",
    "found.hosts_line_is": "line {line}: {address}",
    "found.configured": "Set in",
    "found.threat": "Antivirus says",
    "found.detected": "Detected at",
    "found.looked_up": "Looked up at",
    "found.setting": "DNS setting",
    "found.setting_is": "{interface}, set by {origin}",
    "found.setting_whole": "whole machine, set by {origin}",
    "found.device": "Device behind this machine",
    "found.process": "Process",
    "found.process_unread": "the owner of the connection could not be read",
    "found.command_line": "Command line",
    "found.user": "Run by",
    "found.started": "Running since",
    "found.indicator": "Indicator (IOC)",
    "found.lists": "Listed in",
    "found.list_is": "{list}, version {version}, line {line}",
    "found.list_confidence": "{source}, confidence {confidence}/100",
    "found.seen": "Seen at",
    "found.seen_between": "from {start} to {end}",
    "found.seen_since": "since {start}",
    "found.seen_unknown": "the source does not tell; read at {at}",
    "found.seen_unknown_bare": "the source does not tell",
    "found.excerpt": "Raw excerpt from {source}",
    "found.sources": "Sources read on this machine, and how far back they reach",
    "found.evidence": "Raw evidence",
    "found.evidence_is": "sha256 {sha256}",
    "found.evidence_note": "{size:byte|bytes}; script sha256 {script}",
    "found.clock": "The machine's clock is off by {seconds:second|seconds}",
    "found.more": "{n:more finding|more findings} on this machine: see findings.csv.",
    "sources.check": "Check",
    "sources.source": "Source",
    "sources.answer": "Answer",
    "sources.window": "Reaches back",
    "sources.rows": "Rows",
    "window.unknown": "unknown",
    "window.since": "since {start}",
    "window.between": "from {start} to {end}",
    "window.moment": "the moment of the sweep",
    # unit report: not assessed
    "unread.title": "Machines not assessed",
    "unread.lead": (
        "Nothing is concluded about {n:machine|machines}. A machine is compliant only once all "
        "required checks were read."
    ),
    "unread.reason": "Reason",
    "unread.remedy": "Remedy",
    "unread.outcome": "Outcome: {outcome}",
    "unread.tried": "Tried at {at}",
    "unread.not_selected": "{n:machine|machines} not selected in this sweep",
    # unit report: all machines
    "list.title": "All machines",
    "list.lead": "All {n:machine|machines} in scope. Search works without Vietnamese marks.",
    "list.search": "Find machine, room, IP address",
    "list.rooms": "All rooms",
    "list.room_filter": "Filter by room",
    "list.verdict_filter": "Filter by verdict",
    "list.all": "All",
    "list.shown": "Showing {shown}/{total} machines",
    "list.machine": "Machine",
    "list.room": "Room",
    "list.verdict": "Verdict",
    "list.since": "since {start}",
    # unit report: controls
    "controls.title": "Results by control",
    "controls.lead": "Each control of the playbook, over {n:machine|machines} in scope.",
    "controls.control": "Control",
    "controls.pass": "Compliant",
    "controls.fail": "Non-compliant",
    "controls.not_assessed": "Not assessed",
    "controls.not_applicable": "Not applicable",
    "severity.critical": "critical",
    "severity.high": "high",
    "severity.medium": "medium",
    "severity.low": "low",
    **OVERVIEW,
    **POSTURE,
}

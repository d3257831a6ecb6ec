"""What happens to machines in a campaign, row by row, and what an honest officer would say."""

from dataclasses import replace

from orchestrator.model.act import EvidenceClass, Handling
from orchestrator.model.campaign import Doubt, Finding, MachineStanding, Shortfall
from orchestrator.model.look import DroppedBy, Origin, Trust
from orchestrator.model.result import Status
from tests.findings.campaign_made import (
    SCOPE,
    WORSE,
    Case,
    H,
    allowed,
    at,
    autorun,
    cached,
    contact,
    dropped,
    event,
    excluded,
    false_positive,
    handled,
    handled_lookup,
    listed,
    looked,
    off,
    only_finding,
    removed,
    risk,
    routed,
    router,
    same_machine,
    weak,
)

PASS, FAIL = "pass", "fail"
CONN = ("connections",)
DNS = ("dns_cache",)
CFG = EvidenceClass.CONFIG
REP = EvidenceClass.REPORTED


def wants(*shortfalls: Shortfall):
    return lambda found: only_finding(found).wanting == shortfalls


def one(test):
    """Say something of the only finding."""

    def says(found: MachineStanding) -> object:
        finding: Finding = only_finding(found)
        return test(finding)

    return says


def dated(day: float):
    return lambda found: found.as_of == at(day) and found.good_until == at(day + 30)


WITNESSED = {"origin": Origin.KIT, "trust": Trust.WITNESSED}
SCENARIOS = (
    Case("1", "whole look, nothing met", (looked(0),), PASS, says=dated(0)),
    Case("2", "never asked", (), "not_run"),
    Case("2", "off three times", (off(0), off(1), off(2)), "unreachable"),
    Case("3", "only -t connections", (looked(0, only=CONN),), "not_asked"),
    Case("4", "whole, then -t connections", (looked(0), looked(1, only=CONN)), PASS, says=dated(0)),
    Case("4", "whole, then off", (looked(0), off(1)), PASS, says=dated(0)),
    Case(
        "5",
        "connections one day, the others the next",
        (looked(0, only=CONN), looked(1, only=("dns_cache", "hosts_file", "resolvers"))),
        PASS,
        says=dated(0),
    ),
    Case("6", "last whole look 31 days ago", (looked(0),), "aged", now=31),
    Case("7", "hit in a half-read look", (looked(0, contact(), only=CONN),), FAIL, "new"),
    Case(
        "8",
        "DNS row last week, whole and empty look today",
        (looked(0, cached()), looked(7)),
        FAIL,
        "new",
        says=one(lambda f: f.not_seen_since == at(7)),
    ),
    Case("9", "hit 300 days ago, off since", (looked(0, contact()), off(299)), FAIL, "new"),
    Case("10", "handled, not asked since", (looked(0, contact()), handled(1)), FAIL, "handled"),
    Case(
        "10",
        "handled, off since",
        (looked(0, contact()), handled(1), off(2)),
        FAIL,
        "verifying",
        says=one(lambda f: f.wanting == () and f.next_look == at(2)),
    ),
    Case(
        "11",
        "handled, whole look 4 h later",
        (looked(0, contact()), handled(1), looked(1 + 4 * H)),
        FAIL,
        "verifying",
        says=wants(Shortfall.TOO_EARLY),
    ),
    Case(
        "12",
        "handled, whole look 26 h later",
        (looked(0, contact()), handled(1), looked(1 + 26 * H)),
        PASS,
        "closed_verified",
        says=one(lambda f: f.verified_by is not None and f.next_look is None),
    ),
    Case(
        "13",
        "as 12, ten minutes after boot",
        (looked(0, contact()), handled(1), looked(1 + 26 * H, up=(at(1) - at(0)) / 144)),
        FAIL,
        "verifying",
        says=wants(Shortfall.JUST_STARTED),
    ),
    Case(
        "13",
        "as 12, uptime unknown",
        (looked(0, contact()), handled(1), looked(1 + 26 * H, up=None)),
        FAIL,
        "verifying",
        says=wants(Shortfall.JUST_STARTED),
    ),
    Case(
        "13",
        "as 12, DNS cache denied",
        (looked(0, contact()), handled(1), looked(1 + 26 * H, denied=DNS)),
        FAIL,
        "verifying",
        says=wants(Shortfall.NOT_WHOLE),
    ),
    Case(
        "13",
        "as 12, only -t connections",
        (looked(0, contact()), handled(1), looked(1 + 26 * H, only=CONN)),
        FAIL,
        "verifying",
        says=wants(Shortfall.NOT_WHOLE),
    ),
    Case(
        "14",
        "handled, later seen again",
        (looked(0, contact()), handled(1), looked(3, contact())),
        FAIL,
        "reopened",
        says=one(lambda f: f.reopened == 1),
    ),
    Case(
        "14",
        "handled and verified, later seen again",
        (looked(0, contact()), handled(1), looked(3), looked(5, contact())),
        FAIL,
        "reopened",
        says=one(lambda f: f.reopened == 1 and f.verified_by is None),
    ),
    Case(
        "15",
        "2 h after handling a cache row of up to 5 h",
        (looked(0, cached()), handled_lookup(1), looked(1 + 2 * H, cached(5))),
        FAIL,
        "verifying",
        says=one(lambda f: f.next_look == at(2 + 2 * H)),
    ),
    Case(
        "15",
        "then whole and empty two days later",
        (looked(0, cached()), handled_lookup(1), looked(1 + 2 * H, cached(5)), looked(3 + 2 * H)),
        PASS,
        "closed_verified",
    ),
    Case(
        "15",
        "a cache row of after the claim, recorded later: the wait is from the recording",
        (
            looked(0, cached()),
            handled_lookup(1, recorded=3),
            looked(1 + 2 * H, cached(5)),
            looked(3 + 4 * H),
        ),
        FAIL,
        "verifying",
        says=one(lambda f: f.next_look == at(4)),
    ),
    Case("16", "event of 2022 in the log", (looked(0, weak(event(-1700))),), PASS),
    Case(
        "17",
        "event of last month, handled, still there: log read again",
        (
            looked(0, event(-30), also=("dns_events",)),
            handled_lookup(1),
            looked(3, event(-30), also=("dns_events",)),
        ),
        PASS,
        "closed_verified",
    ),
    Case(
        "17",
        "event of last month, handled: log not readable",
        (
            looked(0, event(-30), also=("dns_events",)),
            handled_lookup(1),
            looked(3, denied=("dns_events",)),
        ),
        FAIL,
        "verifying",
        says=wants(Shortfall.SOURCE_UNREAD),
    ),
    Case(
        "18",
        "autorun handled, 2 h later whole with persistence",
        (
            looked(0, autorun(), also=("persistence",)),
            handled(1, klass=CFG),
            looked(1 + 2 * H, also=("persistence",)),
        ),
        PASS,
        "closed_verified",
    ),
    Case(
        "18",
        "autorun handled, 2 h later whole without persistence",
        (looked(0, autorun(), also=("persistence",)), handled(1, klass=CFG), looked(1 + 2 * H)),
        FAIL,
        "verifying",
        says=wants(Shortfall.SOURCE_UNREAD),
    ),
    Case(
        "19",
        "cleaned Monday, looked Tuesday, recorded Wednesday",
        (looked(-1, contact()), looked(1 + 4 * H), handled(0, recorded=2)),
        FAIL,
        "handled",
    ),
    Case(
        "19",
        "and the next look",
        (looked(-1, contact()), looked(1 + 4 * H), handled(0, recorded=2), looked(4)),
        PASS,
        "closed_verified",
    ),
    Case(
        "20",
        "claimed before the last sighting",
        (looked(2, contact()), handled(1, recorded=3)),
        FAIL,
        "reopened",
    ),
    Case(
        "21",
        "false positive, no look since",
        (looked(0, cached()), false_positive(1)),
        "awaiting_look",
        "false_positive",
    ),
    Case(
        "21",
        "false positive, and a whole look that still shows it",
        (looked(0, cached()), false_positive(1), looked(2, cached())),
        PASS,
        "false_positive",
        says=lambda found: Doubt.EXCUSED_SEEN in found.doubts,
    ),
    Case(
        "22",
        "false positive of a look-up; now connected",
        (looked(0, cached()), false_positive(1), looked(2, cached(), contact())),
        FAIL,
        "new false_positive",
    ),
    Case(
        "22",
        "false positive of a look-up that is now a sinkhole's",
        (
            looked(0, cached()),
            false_positive(1, covers=(Status.LOOKED_UP_NOT_RESOLVED,)),
            looked(2, cached()),
        ),
        FAIL,
        "new",
    ),
    Case(
        "23",
        "false positive run out",
        (looked(0, cached()), false_positive(1, until=20), looked(2)),
        FAIL,
        "new",
        now=20,
    ),
    Case("24", "risk accepted", (looked(0, contact()), risk(1), looked(3)), FAIL, "accepted_risk"),
    Case(
        "25",
        "fetched source drops it, read whole",
        (looked(0, dropped(contact(), 5, DroppedBy.AUTHORITY)),),
        PASS,
        "ioc_withdrawn",
        now=6,
    ),
    Case(
        "25",
        "a list file was edited here",
        (looked(0, dropped(contact(), 5, DroppedBy.HERE)),),
        "awaiting_look",
        "ioc_withdrawn",
        now=6,
    ),
    Case(
        "25",
        "a list file was edited here, looked at since",
        (looked(0, dropped(contact(), 5, DroppedBy.HERE)), looked(6)),
        PASS,
        "ioc_withdrawn",
    ),
    Case(
        "25",
        "an allow entry was written here",
        (looked(0, allowed(contact(), 5)),),
        "awaiting_look",
        "false_positive",
        now=6,
    ),
    Case(
        "26",
        "the file of a source vanishes: its last version stays in force",
        (looked(0, contact()), looked(8)),
        FAIL,
        "new",
    ),
    Case(
        "27",
        "new list meets an old look",
        (looked(0, listed(contact(), 9)),),
        FAIL,
        "new",
        now=10,
        says=one(lambda f: f.before_listing),
    ),
    Case("28", "excluded while open", (looked(0, contact()),), FAIL, "new", scope=excluded()),
    Case("28", "removed while open", (looked(0, contact()),), FAIL, "new", scope=removed(1)),
    Case(
        "29",
        "reinstalled, not read whole since",
        (looked(0, system="I", box="A"), looked(2, system="II", box="A", denied=DNS)),
        "partial",
        says=lambda found: Doubt.REINSTALLED in found.doubts,
    ),
    Case(
        "29",
        "reinstalled, finding handled and read whole",
        (
            looked(0, contact(), system="I", box="A"),
            handled(1, remedy=Handling.REIMAGED),
            looked(3, system="II", box="A"),
        ),
        PASS,
        "closed_verified",
        says=one(lambda f: f.remedy is Handling.REIMAGED and f.remedy_shown is not None),
    ),
    Case("30", "another box answers", (looked(0, box="A"), looked(2, box="B")), "identity"),
    Case(
        "30",
        "another box answers with a hit",
        (looked(0, box="A"), looked(2, contact(), box="B")),
        FAIL,
        "new",
    ),
    Case(
        "30",
        "the hit of this box under another name",
        (looked(0, box="A"), looked(2, contact(), box="A", machine=8)),
        FAIL,
        "new",
        says=lambda found: Doubt.TWO_NAMES in found.doubts,
    ),
    Case(
        "31",
        "infected, handled, then another box clean",
        (looked(0, contact(), box="A"), handled(1), looked(3, box="B")),
        FAIL,
        "verifying",
        says=wants(Shortfall.OTHER_BOX),
    ),
    Case(
        "31",
        "even confirmed, until looked at again",
        (looked(0, contact(), box="A"), handled(1), looked(3, box="B"), same_machine(4, "B")),
        FAIL,
        "verifying",
    ),
    Case(
        "31",
        "confirmed and looked at again",
        (
            looked(0, contact(), box="A"),
            handled(1),
            looked(3, box="B"),
            same_machine(4, "B"),
            looked(5, box="B"),
        ),
        PASS,
        "closed_verified",
    ),
    Case(
        "32",
        "witnessed kit home after two weeks, surely made after handling + 24 h",
        (looked(0, contact()), handled(1), looked(16, made=3, **WITNESSED)),
        PASS,
        "closed_verified",
    ),
    Case(
        "32",
        "witnessed kit home after two weeks, perhaps made before",
        (looked(0, contact()), handled(1), looked(16, made=0.5, **WITNESSED)),
        FAIL,
        "handled",
    ),
    Case(
        "32",
        "declared kit, surely made after: it clears nothing",
        (
            looked(0, contact()),
            handled(1),
            looked(16, made=3, origin=Origin.KIT, trust=Trust.DECLARED),
        ),
        FAIL,
        "verifying",
        says=wants(Shortfall.DECLARED),
    ),
    Case(
        "33",
        "router log names it, handled, only the PC read",
        (router(0, routed(-1)), handled(1, klass=REP), looked(3)),
        FAIL,
        "verifying",
        says=wants(Shortfall.FOREIGN_UNREAD),
    ),
    Case(
        "33",
        "router log names it, handled, later router log too",
        (router(0, routed(-1)), handled(1, klass=REP), looked(3), router(4, named=False)),
        PASS,
        "closed_verified",
    ),
    Case("35", "posture playbook only", (looked(0, only=(), also=("antivirus",)),), "not_asked"),
    # what the table's rules say beside its rows
    Case(
        "§0",
        "two findings, one handled and gone",
        (looked(0, contact(), contact(WORSE)), handled(1), looked(3)),
        FAIL,
        "new closed_verified",
    ),
    Case(
        "§1",
        "a new list concerns a look that was not read again yet",
        (looked(0), looked(1)),
        "rejudging",
        scope=replace(SCOPE, concerned=frozenset(range(10_000))),
    ),
)

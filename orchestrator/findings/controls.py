"""Controls of the playbook on one machine: what each task's answer and hits say of it."""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from orchestrator.findings.canaries import Canaries
from orchestrator.findings.hosts_rule import is_doubtful, tampered
from orchestrator.findings.posture_rules import Said, judge_posture
from orchestrator.model.answer import Answer, Answered, NotApplicable, Unanswered
from orchestrator.model.observation import ResolverSetting
from orchestrator.model.plan import ControlRule, Question
from orchestrator.model.result import ControlResult, ControlVerdict, Hit, Status
from orchestrator.model.rules import Rules

_CONTACT = (Status.CONNECTED, Status.ATTEMPTED, Status.SINKHOLED, Status.CONFIGURED)
_GRAVEST = (
    ControlVerdict.FAIL,
    ControlVerdict.NOT_ASSESSED,
    ControlVerdict.PASS,
    ControlVerdict.NOT_APPLICABLE,
)
# Windows shows these site-local addresses on every adapter that has no DNS server of its own.
_PLACEHOLDERS = ("fec0:0:0:ffff::1", "fec0:0:0:ffff::2", "fec0:0:0:ffff::3")
_BETWEEN = re.compile(r"[\s,;\[\]'\"]+")

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def judge_controls(
    questions: Iterable[Question],
    answers: Mapping[str, Answer],
    hits: tuple[Hit, ...],
    canaries: Canaries,
    rules: Rules,
    at: datetime | None = None,
) -> tuple[ControlResult, ...]:
    """Return one result a control, in the playbook's order.

    Args:
        questions: The machine's tasks. One without a control has no result, nor has one that
            judges resolvers without saying which are approved.
        answers: An answer for every question's check and every required one, canaries already
            proven.
        hits: The machine's hits, canaries taken out.
        canaries: The sweep's.
        rules: Which checks are required, asked or not, and the rule of each task; a control of
            a check without one passes nobody.
        at: When the machine was asked (aware UTC), None if that is not known.
    """
    tasks = tuple(questions)
    required = tuple(answers[check] for check in rules.required if check in answers)
    carried = frozenset(task.control for task in tasks if task.check in rules.required)
    found: dict[str, ControlResult] = {}
    for task in tasks:
        read = (answers[task.check], *required)
        said = _judge(task, task.rule or rules.by_check.get(task.check), read, hits, canaries, at)
        beyond = task.check not in rules.required and task.control in carried
        if beyond and said is not None and said[0] is ControlVerdict.NOT_ASSESSED:
            continue  # the required tasks carry this control: a task beyond them blocks nothing
        if task.control is not None and said is not None:
            found[task.control] = _with(found.get(task.control), task, task.control, said)
    return tuple(found.values())


def _with(earlier: ControlResult | None, task: Question, control: str, said: Said) -> ControlResult:
    """Return the control's result with one more task: the gravest verdict holds."""
    verdict, seen = said
    checks: tuple[str, ...] = (task.check,)
    if earlier is not None:
        checks = tuple(dict.fromkeys((*earlier.checks, *checks)))
        verdict = min(earlier.verdict, verdict, key=_GRAVEST.index)
        seen = tuple(dict.fromkeys((*earlier.seen, *seen)))
    return ControlResult(
        control=control,
        title=earlier.title if earlier else task.task,
        severity=earlier.severity if earlier else task.severity,
        verdict=verdict,
        seen=seen,
        checks=checks,
    )


def _judge(
    task: Question,
    rule: ControlRule | None,
    answers: tuple[Answer, ...],
    hits: tuple[Hit, ...],
    canaries: Canaries,
    at: datetime | None,
) -> Said | None:
    """Judge one task by its check's rule; its own answer comes first, then all required ones."""
    own = tuple(hit for hit in hits if hit.check == task.check)
    match rule:
        case ControlRule.APPROVED_RESOLVERS:
            approved = _approved(task.arguments.get("approved"))
            return _of_resolvers(answers[0], approved, canaries) if approved else None
        case ControlRule.CONTACT:
            return _of_hits((hit for hit in hits if hit.status in _CONTACT), answers)
        case ControlRule.OWN_HITS:
            return _of_hits(own, answers[:1])
        case ControlRule.HOSTS_INTACT:
            return _of_hosts(own, answers[0], canaries)
        case None:
            return _of_nothing(_of_hits(own, answers[:1]))
        case (
            ControlRule.OS_SUPPORT
            | ControlRule.ANTIVIRUS
            | ControlRule.FIREWALL
            | ControlRule.SMB1
            | ControlRule.CAMPAIGN_TOOL
        ):
            return judge_posture(rule, answers[0], canaries, arguments=task.arguments, at=at)


def _of_hosts(own: tuple[Hit, ...], answer: Answer, canaries: Canaries) -> Said:
    """Return what the hits in a hosts file come to with what else it leads astray."""
    verdict, seen = _of_hits(own, (answer,))
    told = {hit.observation.raw for hit in own if hit.fails}
    lines = (line for line in tampered(answer, canaries) if line not in told)
    if found := tuple(dict.fromkeys((*seen, *lines))):
        return ControlVerdict.FAIL, found
    doubtful = verdict is ControlVerdict.PASS and is_doubtful(answer)
    return (ControlVerdict.NOT_ASSESSED if doubtful else verdict), ()


def _of_nothing(said: Said) -> Said:
    """Return what is left to say without a rule: nobody passes by it."""
    return (ControlVerdict.NOT_ASSESSED, ()) if said[0] is ControlVerdict.PASS else said


def _of_hits(hits: Iterable[Hit], answers: tuple[Answer, ...]) -> Said:
    seen = tuple(dict.fromkeys(hit.observed for hit in hits if hit.fails))
    if seen:
        return ControlVerdict.FAIL, seen
    if any(isinstance(answer, Unanswered) for answer in answers):
        return ControlVerdict.NOT_ASSESSED, ()
    if all(isinstance(answer, NotApplicable) for answer in answers):
        return ControlVerdict.NOT_APPLICABLE, ()
    return ControlVerdict.PASS, ()


def _of_resolvers(answer: Answer, approved: tuple[_Network, ...], canaries: Canaries) -> Said:
    if isinstance(answer, NotApplicable):
        return ControlVerdict.NOT_APPLICABLE, ()
    used = tuple(_used(answer, canaries))
    upstream = tuple(address for address in used if not _is_stub(address))
    foreign = tuple(dict.fromkeys(a for a in upstream if not _is_approved(a, approved)))
    if foreign:
        return ControlVerdict.FAIL, foreign
    if not isinstance(answer, Answered):
        return ControlVerdict.NOT_ASSESSED, ()
    if upstream or any(_is_approved(address, approved) for address in used):
        return ControlVerdict.PASS, ()
    return (ControlVerdict.NOT_ASSESSED if used else ControlVerdict.NOT_APPLICABLE), used


def _used(answer: Answered | Unanswered, canaries: Canaries) -> Iterator[str]:
    for seen in answer.observations:
        if not isinstance(seen, ResolverSetting) or canaries.is_made(seen):
            continue
        if seen.address not in _PLACEHOLDERS:
            yield seen.address


def _approved(argument: object) -> tuple[_Network, ...]:
    """Return the approved resolvers of a task: a list of addresses and ranges, or a text."""
    words = _BETWEEN.split(argument) if isinstance(argument, str) else argument
    if not isinstance(words, list | tuple):
        return ()
    networks = (_network(str(word)) for word in words)
    return tuple(network for network in networks if network is not None)


@lru_cache(maxsize=4096)
def _network(word: str) -> _Network | None:
    try:
        return ipaddress.ip_network(word.strip(), strict=False)
    except ValueError:
        return None


def _is_approved(address: str, approved: tuple[_Network, ...]) -> bool:
    network = _network(address)
    return network is not None and any(
        network.version == one.version and network.network_address in one for one in approved
    )


def _is_stub(address: str) -> bool:
    """Whether a resolver is a forwarder on the machine itself, which asks another one."""
    network = _network(address)
    return network is not None and network.is_loopback

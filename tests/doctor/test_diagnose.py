"""Diagnosis is pure: every ending has causes, and what looks alike is named together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.doctor import diagnose
from orchestrator.doctor.diagnose import _BY_ENDING
from orchestrator.model.answer import Facts
from orchestrator.model.diagnosis import (
    Cause,
    Door,
    Flaw,
    Http,
    HttpStatus,
    HungUp,
    Mute,
    Noise,
    OldTls,
    Reached,
    Refusal,
    Shut,
    Ssh,
    SshOffers,
    Symptoms,
    Tls,
    WsmanFault,
)
from orchestrator.model.outcome import (
    OK,
    Barrier,
    Ended,
    Outcome,
    Phase,
    ServiceFault,
    Why,
    not_attempted,
    script_blocked,
    stalled,
)
from orchestrator.model.plan import Family, KeyFile, Nobody, Target, Ticket, Via, WinrmOptions
from tests.transport.jobs import password, target

SSH = target(22)
WINRM = target(5986, via=Via.WINRM)
REJECTED = Outcome(ended=Ended.AUTH_REJECTED)
KEY = KeyFile(user="audit", path="key")
GOOD = Http(status=401, offers=("negotiate",), winrm=True)


def seen(
    outcome: Outcome,
    where: Target = WINRM,
    *,
    refusal: Refusal | None = None,
    doors: tuple[Door, ...] = (),
    **more: object,
) -> Symptoms:
    family = Family.POSIX if where.via is Via.SSH else Family.WINDOWS
    base = Symptoms(target=where, family=family, outcome=outcome, refusal=refusal, doors=doors)
    return replace(base, **more)  # type: ignore[arg-type]


def causes(*args: object, **more: object) -> tuple[Cause, ...]:
    return diagnose(seen(*args, **more)).causes  # type: ignore[arg-type]


def test_every_ending_has_its_judge():
    assert set(_BY_ENDING) == set(Ended)


SEEN = st.one_of(
    st.sampled_from(Shut),
    st.sampled_from([Mute(), HungUp(), OldTls(), Noise(start=b"220 "), Ssh(software="x")]),
    st.builds(
        Http,
        status=st.sampled_from([200, 401, 403, 404, 500, 503]),
        server=st.sampled_from(["", "nginx", "Microsoft-HTTPAPI/2.0"]),
        winrm=st.booleans(),
    ),
    st.builds(
        Tls,
        flaws=st.lists(st.sampled_from(Flaw), max_size=2, unique=True).map(tuple),
        inside=st.sampled_from([None, Mute(), HungUp(), Noise(start=b"x"), GOOD, Http(status=200)]),
    ),
)
OUTCOMES = st.one_of(
    st.sampled_from([Outcome(ended=ended) for ended in Ended if ended is not Ended.NOT_ATTEMPTED]),
    st.sampled_from([stalled(at) for at in Phase]),
    st.sampled_from([not_attempted(why) for why in Why]),
    st.sampled_from([script_blocked(barrier) for barrier in Barrier]),
)
TARGETS = st.builds(
    replace,
    st.sampled_from([SSH, WINRM, target(5985, via=Via.WINRM, winrm=WinrmOptions(https=False))]),
    credential=st.sampled_from([KEY, password(), password(user="EDU\\a"), Ticket(), Nobody()]),
)
REFUSALS = st.one_of(
    st.none(),
    st.sampled_from([5, 2150859173, 2147942402, 1]).map(lambda code: WsmanFault(code=code)),
    st.sampled_from([401, 403, 500, 503, 302]).map(lambda code: HttpStatus(code=code)),
    st.just(SshOffers(methods=("publickey",))),
)


SYMPTOMS = st.builds(
    Symptoms,
    target=TARGETS,
    family=st.sampled_from(Family),
    outcome=OUTCOMES,
    refusal=REFUSALS,
    facts=st.sampled_from([Facts(), Facts(name="x", elevated=False), Facts(elevated=True)]),
    complete=st.booleans(),
    doors=st.lists(
        st.builds(Door, port=st.sampled_from([22, 5985, 5986]), seen=SEEN), max_size=4
    ).map(tuple),
    clock_offset_s=st.sampled_from([None, 0.0, -4000.0]),
)


NEVER_HANDED_OVER = {
    *(Why.NOT_RUN, Why.EXCLUDED, Why.NOT_SELECTED, Why.INTERRUPTED),
    *(Why.AT_SITE, Why.BEHIND_SITE, Why.NOT_AT_SITE),
}


@given(SYMPTOMS)
def test_whatever_is_seen_gives_a_diagnosis_and_each_cause_once(symptoms: Symptoms):
    found = diagnose(symptoms)
    assert len(set(found.causes)) == len(found.causes)
    # No transport ends so: such machines are never handed to one.
    idle = symptoms.outcome.why in NEVER_HANDED_OVER
    assert found.causes or found.state is not Reached.FAILED or idle
    if found.state is Reached.LOGGED_ON:
        assert symptoms.complete


# Whoever is named, the other is named too.
ALIKE = (
    (Cause.WRONG_PASSWORD, Cause.LOCKED),
    (Cause.LOCKED, Cause.WRONG_PASSWORD),
    (Cause.WRONG_PASSWORD, Cause.DISABLED),
    (Cause.KEY_UNKNOWN, Cause.NOT_ALLOWED),
    (Cause.REINSTALLED, Cause.IMPOSTOR),
    (Cause.IMPOSTOR, Cause.REINSTALLED),
    (Cause.MACHINE_CLOCK, Cause.CONTROLLER_CLOCK),
    (Cause.CONTROLLER_CLOCK, Cause.MACHINE_CLOCK),
    (Cause.PUBLIC_PROFILE, Cause.OFF),
    (Cause.OFF, Cause.ADDRESS_CHANGED),
)


@given(SYMPTOMS)
def test_what_looks_alike_is_never_named_alone(symptoms: Symptoms):
    named = diagnose(symptoms).causes
    assert [pair for pair in ALIKE if pair[0] in named and pair[1] not in named] == []


# --- logons


def test_a_local_administrator_may_be_filtered_and_a_domain_account_is_not():
    local = replace(WINRM, credential=password(user="admin"))
    own = replace(WINRM, credential=password(user=f"{WINRM.machine.upper()}\\admin"))
    domain = replace(WINRM, credential=password(user="EDU\\admin"))
    upn = replace(WINRM, credential=password(user="admin@edu.example"))
    for where in (local, own):
        assert causes(REJECTED, where)[-1] is Cause.TOKEN_FILTER
    for where in (domain, upn):
        assert Cause.TOKEN_FILTER not in causes(REJECTED, where)


def test_access_denied_after_a_right_password():
    denied = WsmanFault(code=5)
    assert causes(REJECTED, refusal=denied) == (Cause.TOKEN_FILTER, Cause.NO_RIGHT)
    domain = replace(WINRM, credential=password(user="EDU\\admin"))
    assert causes(REJECTED, domain, refusal=denied) == (Cause.NO_RIGHT,)


def test_a_key_a_password_and_a_method_that_ssh_does_not_take():
    assert causes(REJECTED, SSH)[0] is Cause.WRONG_PASSWORD
    assert causes(REJECTED, replace(SSH, credential=KEY))[0] is Cause.KEY_UNKNOWN
    offers = SshOffers(methods=("publickey",))
    assert causes(REJECTED, SSH, refusal=offers) == (Cause.METHOD_OFF,)


def test_a_certificate_logon_over_winrm():
    assert causes(REJECTED, replace(WINRM, credential=KEY))[0] is Cause.CERT_UNMAPPED


def test_basic_that_is_not_offered_says_nothing_about_the_password():
    basic = replace(WINRM, winrm=WinrmOptions(auth="basic"))
    ntlm_only = (Door(port=5986, seen=tls(GOOD)),)
    both = (Door(port=5986, seen=tls(replace(GOOD, offers=("negotiate", "basic")))),)
    assert causes(REJECTED, basic, doors=ntlm_only) == (Cause.BASIC_OFF,)
    assert causes(REJECTED, basic, doors=both)[0] is Cause.WRONG_PASSWORD


def test_a_ticket_that_is_refused_may_be_a_matter_of_clocks():
    by_ticket = replace(WINRM, credential=Ticket(user="a@EDU.EXAMPLE"))
    clocks = (Cause.MACHINE_CLOCK, Cause.CONTROLLER_CLOCK)
    assert causes(REJECTED, by_ticket) == (Cause.NO_RIGHT, *clocks)
    assert causes(REJECTED, by_ticket, clock_offset_s=1.0) == (Cause.NO_RIGHT,)
    assert causes(not_attempted(Why.NO_CREDENTIAL), by_ticket) == (Cause.NO_TICKET,)
    assert causes(not_attempted(Why.UNSUPPORTED), by_ticket) == (Cause.KERBEROS_MISSING,)
    stranger = Outcome(ended=Ended.HOSTKEY_CHANGED)
    assert causes(stranger, by_ticket)[0] is Cause.WRONG_SPN


def test_a_logon_that_is_never_answered_is_no_wrong_password():
    found = causes(Outcome(ended=Ended.AUTH_STALLED), SSH, doors=(door(Ssh(software="x")),))
    assert found == (Cause.LOGON_SLOW, Cause.HUNG)


def test_a_paused_account_is_named_beside_what_is_wrong_with_the_door():
    assert causes(not_attempted(Why.CONTROLLER_BUSY)) == (Cause.CONTROLLER_BUSY,)
    paused = not_attempted(Why.CREDENTIAL_PAUSED)
    assert causes(paused, doors=(Door(port=5986, seen=tls(GOOD)),)) == (Cause.PAUSED,)
    shut = causes(paused, doors=(Door(port=5986, seen=Shut.REFUSED),))
    assert shut[0] is Cause.WINRM_STOPPED
    assert shut[-1] is Cause.PAUSED


def test_a_file_that_cannot_be_read_is_not_a_missing_account():
    none = not_attempted(Why.NO_CREDENTIAL)
    assert causes(none, replace(SSH, credential=KEY)) == (Cause.UNREADABLE,)
    assert causes(none, replace(SSH, credential=Nobody())) == (Cause.NO_CREDENTIAL,)


# --- answers


def test_powershell_that_is_not_there():
    assert causes(script_blocked(Barrier.NO_POWERSHELL)) == (Cause.POWERSHELL_MISSING,)
    told_nothing = script_blocked(Barrier.NOT_STARTED)
    assert causes(told_nothing) == (Cause.POWERSHELL_MISSING, Cause.SCRIPT_BLOCKED)


@pytest.mark.parametrize("barrier", Barrier)
def test_every_barrier_has_a_cause_and_no_two_have_the_same(barrier: Barrier):
    found = causes(script_blocked(barrier))
    assert found
    others = [causes(script_blocked(other)) for other in Barrier if other is not barrier]
    assert found not in others


def test_a_barrier_that_is_certain_is_named_alone():
    assert causes(script_blocked(Barrier.ANTIMALWARE)) == (Cause.ANTIMALWARE,)
    assert causes(script_blocked(Barrier.EMPTY_ANSWER)) == (
        Cause.EMPTY_ANSWER,
        Cause.POWERSHELL_MISSING,
        Cause.SCRIPT_BLOCKED,
    )


def test_a_shell_that_is_not_there():
    assert causes(script_blocked(Barrier.NO_SHELL), SSH) == (Cause.NO_SHELL,)
    assert causes(script_blocked(Barrier.NOT_STARTED), SSH) == (
        Cause.NO_SHELL,
        Cause.SCRIPT_BLOCKED,
    )


@pytest.mark.parametrize(
    ("ended", "fault", "cause"),
    [
        (Ended.PROTOCOL_ERROR, ServiceFault.MAX_STARTUPS, Cause.MAX_STARTUPS),
        (Ended.PROTOCOL_ERROR, ServiceFault.PENALTY, Cause.PENALTY),
        (Ended.PROTOCOL_ERROR, ServiceFault.CHANNEL_REFUSED, Cause.CHANNEL_REFUSED),
        (Ended.PROTOCOL_ERROR, ServiceFault.QUOTA, Cause.QUOTA),
        (Ended.AUTH_REJECTED, ServiceFault.PASSWORD_EXPIRED, Cause.PASSWORD_EXPIRED),
    ],
)
def test_what_a_machine_says_itself_is_the_one_cause(
    ended: Ended, fault: ServiceFault, cause: Cause
):
    assert causes(Outcome(ended=ended, fault=fault), SSH) == (cause,)


def test_an_account_that_may_run_nothing_is_no_missing_shell():
    assert causes(script_blocked(Barrier.NOLOGIN), SSH) == (Cause.NOLOGIN,)
    assert causes(script_blocked(Barrier.PASSWORD_EXPIRED), SSH) == (Cause.PASSWORD_EXPIRED,)


def test_a_session_without_a_status_is_a_cause_only_where_the_answer_is_whole():
    ended = Outcome(ended=Ended.PARTIAL, fault=ServiceFault.NO_EXIT_STATUS)
    assert causes(ended, SSH, complete=True) == (Cause.NO_EXIT_STATUS,)
    assert Cause.NO_EXIT_STATUS not in causes(ended, SSH)


def test_an_account_that_was_held_back_was_not_rejected():
    assert Cause.HELD in causes(not_attempted(Why.ACCOUNT_HELD))
    assert Cause.PAUSED not in causes(not_attempted(Why.ACCOUNT_HELD))


def test_a_script_that_began_and_did_not_end():
    began = Facts(began=True)
    assert causes(OK, facts=began) == (Cause.SLOW, Cause.SCRIPT_BLOCKED)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (WINRM, (Cause.TOKEN_FILTER, Cause.NOT_ADMIN)),
        (replace(WINRM, credential=password(user="EDU\\a")), (Cause.NOT_ADMIN,)),
        (SSH, (Cause.NOT_ROOT,)),
    ],
)
def test_who_is_not_elevated_is_let_in_with_a_note(where: Target, expected: tuple[Cause, ...]):
    found = diagnose(seen(OK, where, complete=True, facts=Facts(elevated=False)))
    assert (found.state, found.causes) == (Reached.LOGGED_ON, expected)


@pytest.mark.parametrize(("offset_s", "doubted"), [(299.0, False), (301.0, True), (-301.0, True)])
def test_five_minutes_of_clock(offset_s: float, doubted: bool):  # noqa: FBT001 - a row of the table
    found = diagnose(seen(OK, complete=True, clock_offset_s=offset_s))
    assert (Cause.MACHINE_CLOCK in found.causes) is doubted


def test_too_many_shells():
    protocol = Outcome(ended=Ended.PROTOCOL_ERROR)
    assert causes(protocol, refusal=WsmanFault(code=2150859173)) == (Cause.QUOTA,)


# --- doors


def door(what: object) -> Door:
    return Door(port=22, seen=what)  # type: ignore[arg-type]


def tls(inside: Http) -> Tls:
    return Tls(inside=inside)


def test_windows_over_ssh_is_told_by_its_banner():
    unsupported = not_attempted(Why.UNSUPPORTED)
    windows = (door(Ssh(software="OpenSSH_for_Windows_9.5")),)
    assert causes(unsupported, SSH, doors=windows) == (Cause.WINDOWS_OVER_SSH,)
    assert causes(unsupported, SSH) == (Cause.UNSUPPORTED,)


def test_nobody_at_the_address_may_be_off_too():
    found = causes(Outcome(ended=Ended.NO_ROUTE), doors=(Door(port=5986, seen=Shut.NO_HOST),))
    assert found == (Cause.OFF, Cause.ADDRESS_CHANGED, Cause.NO_ROUTE)


def test_a_door_that_opens_a_moment_later_is_no_proof_of_a_firewall_alone():
    late = Outcome(ended=Ended.UNREACHABLE)
    found = causes(late, doors=(Door(port=5986, seen=tls(GOOD)),))
    assert found == (Cause.SLOW, Cause.FIREWALL)


def test_a_changed_host_key_is_named_three_ways():
    found = causes(Outcome(ended=Ended.HOSTKEY_CHANGED), SSH)
    assert found == (Cause.REINSTALLED, Cause.ADDRESS_CHANGED, Cause.IMPOSTOR)

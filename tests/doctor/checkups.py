"""Made checkups: what a round of `ping` may find."""

from pathlib import Path

from msgspec.structs import replace

from orchestrator.bodies import unit_type
from orchestrator.doctor import Errand
from orchestrator.model.answer import Facts
from orchestrator.model.diagnosis import Cause, Checkup, Diagnosis, Found, Reached, Symptoms
from orchestrator.model.district import Machine, Unit
from orchestrator.model.outcome import OK, Ended, Outcome
from orchestrator.model.plan import Family, Target, Via
from tests.transport.jobs import target

UNITS = tuple(
    Unit(code=code, name=f"Trường {code}", type=unit_type("primary_school"))
    for code in ("th_a", "th_b")
)
ERRAND = Errand(inventory=("inv",), state=Path("state"))
LOST = (Cause.OFF, Cause.PUBLIC_PROFILE)


def checkup(
    name: str,
    *causes: Cause,
    state: Reached = Reached.FAILED,
    unit: Unit = UNITS[0],
    where: Target | None = None,
    found: Found | None = None,
    **seen: object,
) -> Checkup:
    to = replace(where or target(5986, via=Via.WINRM), machine=name)
    family = Family.POSIX if to.via is Via.SSH else Family.WINDOWS
    symptoms = Symptoms(target=to, family=family, outcome=Outcome(ended=Ended.UNREACHABLE))
    return Checkup(
        unit=unit,
        machine=Machine(name=name, unit=unit.code),
        diagnosis=Diagnosis(state=state, causes=causes, found=found),
        symptoms=replace(symptoms, **seen),  # type: ignore[arg-type]
        principal="audit (password)",
        source="192.0.2.1",
    )


WELL = checkup(
    "w-1",
    state=Reached.LOGGED_ON,
    outcome=OK,
    facts=Facts(os="Windows 10 Pro", shell="PowerShell 5.1", elevated=True),  # noqa: S604
    clock_offset_s=2.0,
)

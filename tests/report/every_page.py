"""One folder with a page of every kind: what all of them must keep to is tried there."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from orchestrator.bodies import level, unit_type
from orchestrator.model.bodies import Area
from orchestrator.model.district import Annex, Submission, Unit
from orchestrator.model.result import Subject, Verdict
from orchestrator.report import Shown, machine_page, wanted, write_reports
from orchestrator.report.consolidation import consolidate, consolidate_areas
from orchestrator.report.form_output import form_page
from orchestrator.report.official_form import consolidated_form, unit_official_form
from orchestrator.report.pages import Pages
from orchestrator.report.reading import ReportReader
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.defang import Defanger
from tests.report import builders as made
from tests.report import samples
from tests.report.test_reading import everything

STATE = Path("state")
SUBMITTED = Submission(date="2022-09-28", document="12/BC", by="a", recorded="2022-09-28")
AGAIN = "orchestrator sweep playbooks/ioc-sweep.yml -i inventories/quan -l PC-VANPHONG-01 --state s"


def every_page(folder: Path) -> tuple[Path, ...]:
    """Write pages of every kind, one or two of each, and return them."""
    district, campaign = Shown(result=samples.district()), everything()
    controls = replace(samples.district(samples.small()), subject=Subject.CONTROLS)
    write_reports(district.result, folder / "sweep", "vi", state=STATE)
    write_reports(district.result, folder / "en", "en", state=STATE)
    write_reports(controls, folder / "controls", "vi", state=STATE)
    half = replace(samples.district(), finished=False, demo=True)
    write_reports(half, folder / "half", "vi", state=STATE)
    for reading in (None, *ReportReader):
        asked = wanted((), "plain", reading, alone=False)
        write_reports(
            campaign.result, folder / f"campaign-{reading}", "vi",
            state=STATE, judged=campaign.judged, wanted=asked,
        )  # fmt: skip
    for name, shown in (("sweep", district), ("campaign", campaign)):
        _machines(folder / f"{name}-machines", shown)
    _forms(folder / "forms", catalogue("vi"))
    chosen = _some(folder)
    assert all(path.is_file() for path in chosen)
    return chosen


def _some(folder: Path) -> tuple[Path, ...]:
    """Return pages of every kind; of units those of which most, or nothing, is to be said."""
    named = (
        "sweep/index.html", "sweep/th_ho_sen.html", "sweep/sn_trung_tam.html",
        "sweep/th_ho_sen.annex.html", "en/th_ho_sen.html", "half/index.html",
        "controls/index.html", "controls/th_ho_sen.html", "campaign-None/index.html",
        "forms/whole.html", "forms/silent.html", "sweep-machines/fail.html",
        "campaign-machines/fail.html",
    )  # fmt: skip
    area, *_ = sorted((folder / "sweep").glob("ward-*.html"))
    code = everything().result.units[0].unit.code
    readers = (folder / f"campaign-{one}/{code}.html" for one in (None, *ReportReader))
    return (*(folder / name for name in named), area, *readers)


def _machines(folder: Path, shown: Shown) -> None:
    """Write the page of one machine of each verdict."""
    folder.mkdir()
    machines = {one.verdict: one for one in shown.result.machines}
    for verdict, machine in machines.items():
        if verdict is not Verdict.EXCLUDED:
            name = f"{machine.scope.unit}/{machine.scope.machine}"
            page = machine_page(shown, name, AGAIN, catalogue("vi"))
            (folder / f"{verdict}.html").write_bytes(page)


def _forms(folder: Path, say: Catalogue) -> None:
    folder.mkdir()
    units, pages = tuple(_declaring()), Pages(say, Defanger.of(()))
    types = tuple(unit.type for unit in units)
    total, area = consolidate(units), consolidate_areas(units)[0]
    for name, form in (
        ("whole", consolidated_form(made.AUTHORITY, total, types, say)),
        ("area", consolidated_form(made.AUTHORITY, area, types, say)),
        ("unit", unit_official_form(made.AUTHORITY, units[0], types, say)),
        ("silent", unit_official_form(made.AUTHORITY, units[-1], types, say)),
    ):
        covers = say("annex_covers.unit", all=len(units), at=say.moment(made.END))
        (folder / f"{name}.html").write_bytes(form_page(form, covers, pages))


def _declaring() -> Iterator[Unit]:
    """Yield units of two types, some with all figures and long texts, some with none."""
    for at in range(24):
        whole = Annex(
            scope="Toàn bộ máy tính của các phòng làm việc và phòng thực hành", people=1_000 + at,
            org_scope="12 doanh nghiệp", org_people=at, evaluation="Tốt. " * 40,
            proposals="Cấp thêm thiết bị. " * 20,
            submitted=SUBMITTED,
        )  # fmt: skip
        kind = "ward_committee" if at % 2 else "primary_school"
        within = (Area(level=level("ward"), name="Bến Nứa"),)
        yield Unit(
            code=f"u{at}", name=f"Đơn vị Trăng Khuyết Ngã Ba Suối số {at}", type=unit_type(kind),
            within=within, annex=whole if at % 3 else Annex(),
        )  # fmt: skip

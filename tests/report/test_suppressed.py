"""What an allow list excuses stands in every report, with who answers for it, and fails nobody."""

import csv
import io
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.model.indicator import Allowed, Kind
from orchestrator.model.result import SweepResult, UnitVerdict
from orchestrator.report import as_json
from orchestrator.report.shown import Shown
from tests.report import builders as made
from tests.report import samples
from tests.report.poison import PAYLOADS, Page
from tests.report.samples import csv_bytes
from tests.report.test_pages import pages

ENTRY = Allowed(
    value="198.51.100.64",
    kind=Kind.CIDR4,
    owner="Phòng Văn hóa và Thông tin",
    reason="Trang dùng chung của quận",
    expires="2022-12-31",
    list="cho-phep.yml",
    line=3,
)


def swept(entry: Allowed = ENTRY, machines: int = 10) -> SweepResult:
    excused = replace(made.range_hit(), allowed=entry)
    rows = [made.assessed(made.row(f"PC-{n:02}", "hs"), excused) for n in range(machines)]
    busy = made.assessed(made.row("PC-90", "hs"), excused, excused, made.live_hit())
    other = made.assessed(made.row("PC-91", "sen"), excused)
    return samples.district(
        made.unit("hs", "Hồ Sen", UnitVerdict.FAIL, *rows, busy),
        made.unit("sen", "Sen Hồng", UnitVerdict.PASS, other),
    )


@pytest.mark.parametrize(("page", "machines"), [("index", 12), ("hs", 11), ("sen", 1)])
def test_every_page_tells_who_answers_and_for_how_many_machines(
    tmp_path: Path, page: str, machines: int
):
    text = Page(pages(swept(), tmp_path)[f"{page}.html"]).text
    for piece in (
        "Trùng khớp được bỏ qua theo danh sách cho phép",
        "198[.]51[.]100[.]77",
        "Phòng Văn hóa và Thông tin (cho-phep.yml, dòng 3)",
        "Trang dùng chung của quận",
        "Có hiệu lực đến hết ngày 31/12/2022",
    ):
        assert piece in text
    row = text.split("hết ngày 31/12/2022")[1]
    assert row.partition("\n")[0].endswith(str(machines))


def test_a_machine_s_row_does_not_say_that_nothing_was_seen(tmp_path: Path):
    text = Page(pages(swept(machines=1), tmp_path)["sen.html"]).text
    assert "Chỉ ghi nhận 1" in text


def test_a_sweep_without_any_says_nothing_of_it(tmp_path: Path):
    for page in pages(samples.district(samples.school()), tmp_path).values():
        assert "danh sách cho phép" not in page


def test_the_document_holds_it_apart_from_hits():
    said = json.loads(json.dumps(as_json(Shown(result=swept()))))
    assert said["suppressed"] == [
        {
            "value": "198.51.100.64",
            "owner": "Phòng Văn hóa và Thông tin",
            "reason": "Trang dùng chung của quận",
            "expires": "2022-12-31",
            "list": "cho-phep.yml",
            "line": 3,
            "observed": ["198.51.100.77"],
            "indicators": ["198.51.100.0/24"],
            "machines": 12,
        }
    ]
    by_name = {machine["name"]: machine for machine in said["machines"]}
    assert by_name["PC-00"]["hits"] == []
    assert [hit["observed"] for hit in by_name["PC-00"]["suppressed"]] == ["198.51.100.77"]
    assert [hit["observed"] for hit in by_name["PC-90"]["hits"]] == ["203.0.113.45"]


def test_the_table_names_who_allowed_it():
    text = csv_bytes(Shown(result=swept(machines=0))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    by = "Phòng Văn hóa và Thông tin: Trang dùng chung của quận (2022-12-31)"
    assert [row["allowed_by"] for row in rows] == ["", by, by, by]


@pytest.mark.parametrize("payload", PAYLOADS[:5])
def test_what_a_person_wrote_is_data(tmp_path: Path, payload: str):
    entry = replace(ENTRY, owner=payload, reason=payload, value=payload)
    page = Page(pages(swept(entry, machines=1), tmp_path)["sen.html"])
    clean = Page(pages(swept(machines=1), tmp_path / "x")["sen.html"])
    assert page.elements == clean.elements


def test_what_a_person_called_a_false_positive_stands_in_no_list(tmp_path: Path):
    text = Page(pages(swept(replace(ENTRY, list="F-CDYMI2", line=0)), tmp_path)["hs.html"]).text
    assert "Phòng Văn hóa và Thông tin (phát hiện F-CDYMI2)" in text
    assert "dòng 0" not in text

import csv
import io

import pytest
from msgspec.structs import replace

from orchestrator.model.result import Weakness
from orchestrator.report.findings_csv import COLUMNS, CONTEXT_COLUMNS
from orchestrator.report.shown import Shown
from tests.report import builders as made
from tests.report import samples
from tests.report.poison import PAYLOADS, poisoned
from tests.report.samples import csv_bytes


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_row_holds_the_hit_raw_with_its_evidence():
    data = csv_bytes(Shown(result=samples.district(samples.school())))
    assert data.startswith(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n")
    live = next(row for row in rows(data) if row["machine"] == "PC-VANPHONG-01")
    assert live == {
        "unit": "th_ho_sen",
        "unit_name": "Trường Tiểu học Hồ Sen",
        "ward": "Bến Nứa",
        "machine": "PC-VANPHONG-01",
        "indicator": "203[.]0[.]113[.]45",
        "status": "CONNECTED",
        "check": "connections",
        "observed": "203.0.113.45",
        "process": r"C:\Users\vanthu\AppData\Roaming\svch0st.exe (PID 4312)",
        "rule": "exact",
        "list": "cuc-attt.txt",
        "version": "2022-09-11",
        "line": "218",
        "seen": "2022-09-12T01:10:00Z/2022-09-12T01:10:00Z",
        "evidence_sha256": made.SHA,
        "verdict": "fail",
        "weak": "",
        "allowed_by": "",
        **dict.fromkeys(CONTEXT_COLUMNS, ""),
        "finding": "",
        "state": "",
    }


def test_an_open_window_is_half_said():
    seen = [
        row["seen"] for row in rows(csv_bytes(Shown(result=samples.district(samples.school()))))
    ]
    assert "2022-09-12T01:02:00Z/.." in seen
    assert "" in seen


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "=cmd|' /C calc'!A0"])
def test_no_cell_can_start_a_formula(start: str):
    for row in rows(
        csv_bytes(Shown(result=poisoned(samples.district(samples.small()), f"{start}1+1")))
    ):
        for column in ("unit", "unit_name", "ward", "machine", "indicator", "observed", "list"):
            assert not row[column] or row[column].startswith("'"), column


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_hidden_and_no_row_is_broken(payload: str):
    data = csv_bytes(Shown(result=poisoned(samples.district(samples.small()), payload)))
    plain = csv_bytes(Shown(result=samples.district(samples.small())))
    assert len(rows(data)) == len(rows(plain)) > 0
    for row in rows(data):
        assert all(value.isprintable() for value in row.values())


def test_no_machine_without_a_hit_has_a_row():
    clean = made.unit("a", "A", made.UnitVerdict.PASS, made.assessed(made.row("M", "a")))
    assert rows(csv_bytes(Shown(result=samples.district(clean)))) == []


def test_a_weak_hit_is_a_row_of_a_machine_that_passes():
    weak = replace(made.live_hit(), weakness=Weakness.OTHER_PORT)
    unit = made.unit("a", "A", made.UnitVerdict.PASS, made.assessed(made.row("M", "a"), weak))
    (row,) = rows(csv_bytes(Shown(result=samples.district(unit))))
    assert (row["verdict"], row["weak"]) == ("pass", "other_port")

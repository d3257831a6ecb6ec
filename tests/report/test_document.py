import json
from pathlib import Path

from msgspec import to_builtins
from msgspec.structs import replace

from orchestrator.report import as_json, write_reports
from orchestrator.report.report_json import json_bytes, json_pieces
from orchestrator.report.shown import Shown
from tests.report import builders as made
from tests.report import samples
from tests.report.poison import poisoned
from tests.report.samples import STATE


def test_the_document_has_exactly_the_agreed_form():
    unit = made.unit(
        "th_ho_sen",
        "Trường Tiểu học Hồ Sen",
        made.UnitVerdict.FAIL,
        made.assessed(made.row("PC-01", "th_ho_sen"), made.name_hit(), checks=made.ALL_READ[:1]),
        made.not_assessed(made.row("PC-02", "th_ho_sen"), *made.ENDINGS[3]),
        made.excluded(made.row("PC-03", "th_ho_sen")),
    )
    place = {"unit": "th_ho_sen", "ward": "Bến Nứa"}
    shown = Shown(result=samples.district(unit))
    alone = {
        **dict.fromkeys(("proof", "good_until", "trust", "carrier", "collected")),
        "doubts": [],
        "findings": [],
    }
    assert json.loads(json_bytes(as_json(shown))) == {
        "schema": 2,
        "kind": "sweep",
        "demo": False,
        "at": "2022-09-12T01:52:00Z",
        "basis": shown.basis,
        "reading": None,
        "campaign": None,
        "sources": [],
        "sweep": "2022-09-12-03",
        "subject": "contact",
        "finished": True,
        "started_at": "2022-09-12T01:10:00Z",
        "ended_at": "2022-09-12T01:52:00Z",
        "list": {"sha256": "ab12" * 16, "indicators": 4, "dated": "2022-09-11", "warnings": []},
        "coverage": {"machines": 3, "assessed": 1, "excluded": 1, "declared": 0},
        "units": [
            {
                "code": "th_ho_sen",
                "name": "Trường Tiểu học Hồ Sen",
                "ward": "Bến Nứa",
                "type": "primary_school",
                "verdict": "fail",
                "machines": 3,
                "assessed": 1,
                "fail": 1,
                "not_assessed": 1,
                "excluded": 1,
                "declared": 0,
                "annex": to_builtins(unit.unit.annex),
                "announced": None,
            }
        ],
        "removed": [],
        "suppressed": [],
        "machines": [
            {
                "name": "PC-01",
                **place,
                "verdict": "fail",
                "reason": None,
                "outcome": "ok",
                "error_id": None,
                "clock_offset_s": None,
                "hits": [
                    {
                        "indicator": "capnhat-trinhduyet.example",
                        "status": "RESOLVED",
                        "check": "dns_cache",
                        "observed": "www.capnhat-trinhduyet.example",
                        "process": None,
                        "list": "cuc-attt.txt",
                        "version": "2022-09-11",
                        "line": 64,
                        "rule": "parent",
                        "weak": None,
                        "confidence": None,
                        "context": None,
                    }
                ],
                "suppressed": [],
                "checks": [
                    {
                        "check": "connections",
                        "required": True,
                        "answer": "answered",
                        "reason": None,
                        "why": None,
                        "canary": True,
                        "source": "source of connections",
                        "window_from": "2022-09-12T01:10:00Z",
                        "window_to": "2022-09-12T01:10:00Z",
                        "rows": 30,
                        "notes": [],
                        "looked_at": None,
                    }
                ],
                "as_of": None,
                **alone,
            },
            {
                "name": "PC-02",
                **place,
                "verdict": "not_assessed",
                "reason": "timeout",
                "outcome": "stalled(read)",
                "error_id": None,
                "clock_offset_s": None,
                "hits": [],
                "suppressed": [],
                "checks": [],
                "as_of": None,
                **alone,
            },
            {
                "name": "PC-03",
                **place,
                "verdict": "excluded",
                "reason": None,
                "outcome": "not_attempted(excluded)",
                "error_id": None,
                "clock_offset_s": None,
                "hits": [],
                "suppressed": [],
                "checks": [],
                "as_of": None,
                **alone,
            },
        ],
    }


def test_a_process_is_path_and_number_and_the_indicator_is_raw_as_published():
    unit = made.unit(
        "a", "A", made.UnitVerdict.FAIL, made.assessed(made.row("M", "a"), made.live_hit())
    )
    hit = as_json(Shown(result=samples.district(unit)))["machines"][0]["hits"][0]  # type: ignore[index] - agreed form
    assert hit["process"] == r"C:\Users\vanthu\AppData\Roaming\svch0st.exe (PID 4312)"
    assert hit["indicator"] == "203[.]0[.]113[.]45"
    assert hit["observed"] == "203.0.113.45"


def test_units_and_machines_are_sorted_and_add_up(tmp_path: Path):
    write_reports(samples.district(), tmp_path, state=STATE)
    document = json.loads((tmp_path / "report.json").read_bytes())
    keys = [(machine["unit"], machine["name"]) for machine in document["machines"]]
    assert keys == sorted(keys)
    assert [unit["code"] for unit in document["units"]] == sorted(
        {unit for unit, _ in keys} | {"sn_trung_tam"}
    )
    for unit in document["units"]:
        assert unit["machines"] == unit["assessed"] + unit["not_assessed"] + unit["excluded"]
        assert unit["machines"] == sum(code == unit["code"] for code, _ in keys)


def test_lone_surrogates_and_controls_survive_as_json():
    text = json_bytes(
        as_json(Shown(result=poisoned(samples.district(), "\ud800\x00\x1b</script>")))
    )
    assert json.loads(text)["sweep"].startswith("\ud800\x00\x1b</script>")


def test_a_document_without_machines_is_written_whole():
    empty = samples.district(made.unit("a", "A", made.UnitVerdict.INSUFFICIENT))
    for result in (empty, replace(empty, units=())):
        shown = Shown(result=result)
        assert b"".join(json_pieces(shown)) == json_bytes(as_json(shown))


def test_a_document_is_written_machine_by_machine_as_it_would_be_whole():
    odd = poisoned(samples.district(), "\ud800\n\u2028\x1b</script>")
    for result in (samples.district(), odd, replace(odd, units=odd.units[::-1])):
        shown = Shown(result=result)
        assert b"".join(json_pieces(shown)) == json_bytes(as_json(shown))

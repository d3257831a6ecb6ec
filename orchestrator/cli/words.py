"""What the command line says to people, in both languages."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "check_counts": "{units} đơn vị, {machines} máy, {wards} phường, {excluded} máy loại trừ",
        "unit": "Đơn vị",
        "ward": "Phường",
        "machines": "Máy",
        "assessed": "Đã đánh giá",
        "fail": "Không đạt",
        "not_assessed": "Chưa đánh giá được",
        "verdict": "Kết luận",
        "verdict_pass": "Đạt",
        "verdict_fail": "Không đạt",
        "verdict_insufficient": "Chưa đủ căn cứ kết luận",
        "total": "Tổng cộng",
        "unfinished": "CHƯA HOÀN TẤT: còn máy chưa được hỏi. Chạy tiếp:",
        "district_report": "Báo cáo của quận",
        "unit_reports": "Báo cáo và phụ lục của đơn vị",
        "data": "Dữ liệu",
        "again": "Lập lại báo cáo, không chạm tới máy nào:",
    },
    "en": {
        "check_counts": "{units} units, {machines} machines, {wards} wards, {excluded} excluded",
        "unit": "Unit",
        "ward": "Ward",
        "machines": "Machines",
        "assessed": "Assessed",
        "fail": "Non-compliant",
        "not_assessed": "Not assessed",
        "verdict": "Verdict",
        "verdict_pass": "Compliant",
        "verdict_fail": "Non-compliant",
        "verdict_insufficient": "Insufficient grounds",
        "total": "Total",
        "unfinished": "NOT FINISHED: some machines were not asked. Go on with:",
        "district_report": "District report",
        "unit_reports": "Unit reports and annexes",
        "data": "Data",
        "again": "Make the reports again, touching no machine:",
    },
}

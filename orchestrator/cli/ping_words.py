"""What `ping` says to people, in both languages."""

from collections.abc import Mapping

from orchestrator.model.diagnosis import Reached

WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "unit": "Đơn vị",
        "machine": "Máy",
        "address": "Địa chỉ",
        "state": "Kết quả",
        "detail": "Chi tiết",
        "or": " hoặc ",
        "more": "… (+{n})",
        "summary": "TỔNG HỢP",
        "remedies": "CÁCH XỬ LÝ",
        "count": "{n} máy",
        "who": "Ai xử lý",
        "others": "… và {n} dòng tương tự; xem đủ bằng --json",
        "admin": "quyền quản trị",
        "not_admin": "không có quyền quản trị",
        "clock": "lệch giờ {s} giây",
        "time": "{s} giây",
        "connect": "kết nối {ms} ms",
        "doubt": "LƯU Ý: ",
    },
    "en": {
        "unit": "Unit",
        "machine": "Machine",
        "address": "Address",
        "state": "Result",
        "detail": "Detail",
        "or": " or ",
        "more": "… (+{n})",
        "summary": "SUMMARY",
        "remedies": "WHAT TO DO",
        "count": "{n} machine(s)",
        "who": "Who mends it",
        "others": "… and {n} lines like these; see all with --json",
        "admin": "administrator",
        "not_admin": "not an administrator",
        "clock": "clock {s} s",
        "time": "{s} s",
        "connect": "connected in {ms} ms",
        "doubt": "NOTE: ",
    },
}

STATES: Mapping[str, Mapping[Reached, str]] = {
    "vi": {
        Reached.LOGGED_ON: "vào được",
        Reached.DOOR_OPEN: "cổng mở",
        Reached.FAILED: "KHÔNG VÀO ĐƯỢC",
        Reached.EXCLUDED: "ngoài phạm vi",
        Reached.UNKNOWN: "chưa thử",
    },
    "en": {
        Reached.LOGGED_ON: "reached",
        Reached.DOOR_OPEN: "port open",
        Reached.FAILED: "NOT REACHED",
        Reached.EXCLUDED: "out of scope",
        Reached.UNKNOWN: "not tried",
    },
}

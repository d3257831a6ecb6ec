"""What `ping` says to people, in both languages."""

from collections.abc import Mapping

from orchestrator.model.diagnosis import State

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

STATES: Mapping[str, Mapping[State, str]] = {
    "vi": {
        State.LOGGED_ON: "vào được",
        State.DOOR_OPEN: "cổng mở",
        State.FAILED: "KHÔNG VÀO ĐƯỢC",
        State.EXCLUDED: "ngoài phạm vi",
        State.UNKNOWN: "chưa thử",
    },
    "en": {
        State.LOGGED_ON: "reached",
        State.DOOR_OPEN: "port open",
        State.FAILED: "NOT REACHED",
        State.EXCLUDED: "out of scope",
        State.UNKNOWN: "not tried",
    },
}

"""What reports say in Vietnamese of how a machine stands; ids and fields as in `en_posture`."""

from collections.abc import Mapping

POSTURE: Mapping[str, str] = {
    "stands.supported": "{name}: hỗ trợ đến {day}",
    "stands.not_in_table": "{name}: không có trong bảng ngày {day}",
    "stands.patched": "bản vá mới nhất {day}",
    "stands.no_product": "không thấy phần mềm diệt vi-rút",
    "stands.outdated": "mẫu nhận dạng đã cũ",
    "stands.detections": "{n} lần phát hiện mã độc trong lịch sử",
    "stands.service_disabled": "dịch vụ tường lửa bị vô hiệu hóa",
    "stands.no_trace": "không thấy dấu vết công cụ",
    "stands.only_there": "chỉ thấy tệp, chưa rõ đã chạy",
    "stands.partly": "mới đọc được một phần",
    "stands.on": "bật",
    "stands.off": "tắt",
    "stands.untold": "không rõ",
    "protection.on": "đang bật",
    "protection.off": "đang tắt",
    "protection.snoozed": "tạm dừng",
    "protection.expired": "hết hạn",
    "protection.unknown": "không rõ có đang bật",
    "network.domain": "mạng miền",
    "network.private": "mạng riêng",
    "network.public": "mạng công cộng",
    "half.server": "máy chủ SMB 1",
    "half.client": "máy khách SMB 1",
    "outcome.nothing_found": "đã chạy, không phát hiện",
    "outcome.left": "đã chạy, còn mã độc phải xử lý",
    "outcome.failed": "chạy bị lỗi",
    "outcome.untold": "đã chạy, không rõ kết quả",
}

"""What `inventory import` and `inventory export` say to people, in both languages."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "sheet": "Trang “{name}”: tiêu đề ở dòng {row}",
        "csv": "Tiêu đề ở dòng {row}",
        "used": "  Cột dùng: {columns}",
        "ignored": "  Cột không đưa vào danh mục: {columns}",
        "person": "thông tin cá nhân",
        "passed": "  Không phải dòng máy: {counts}",
        "total": "{n} dòng tổng",
        "header": "{n} dòng tiêu đề lặp lại",
        "title": "{n} dòng tiêu đề nhóm",
        "empty": "{n} dòng trống",
        "hidden_rows": "  {n} dòng máy đang ẩn vẫn được đọc",
        "legacy": "  Chữ gõ bằng phông cũ ({encoding})",
        "hidden": "Trang ẩn không đọc (thêm --sheet TÊN để đọc): {names}",
        "headless": "Trang không có dòng tiêu đề, không đọc: {names}",
        "counts": (
            "Đọc {read} dòng máy = {added} thêm mới + {updated} cập nhật + {same} không đổi"
            " + {refused} bị từ chối"
        ),
        "refused": "Bị từ chối:",
        "row": "dòng {row}",
        "mend": "Cách sửa",
        "written": "Đã ghi: {files}",
        "nothing": "Danh mục không đổi.",
        "dry": "Chạy thử: chưa ghi gì.",
        "refused_file": "Dòng bị từ chối: {file} (sửa ở đó rồi nhập lại tệp này)",
        "more": "... và {n} dòng nữa",
        "exported": "Đã ghi {n} máy vào {file}",
        "into": "Đợt rà soát {sweep}: đã ghi kết luận của {n} máy vào {file}",
        "unknown": "Không có trong đợt rà soát: {n} máy ({names})",
        "not_in_sweep": "Không có trong đợt rà soát",
    },
    "en": {
        "sheet": "Sheet `{name}`: header in row {row}",
        "csv": "Header in row {row}",
        "used": "  Columns used: {columns}",
        "ignored": "  Columns not taken over: {columns}",
        "person": "personal data",
        "passed": "  No machines: {counts}",
        "total": "totals {n}",
        "header": "repeated headers {n}",
        "title": "titles between rows {n}",
        "empty": "empty rows {n}",
        "hidden_rows": "  Hidden rows that were read: {n}",
        "legacy": "  Typed in an old font ({encoding})",
        "hidden": "Hidden sheets, not read (--sheet NAME reads one): {names}",
        "headless": "Sheets without a header, not read: {names}",
        "counts": (
            "{read} machines read = {added} added + {updated} updated + {same} the same"
            " + {refused} refused"
        ),
        "refused": "Refused:",
        "row": "row {row}",
        "mend": "To mend",
        "written": "Written: {files}",
        "nothing": "The inventory is as it was.",
        "dry": "A trial: nothing was written.",
        "refused_file": "Refused rows: {file} (mend them there and import that file)",
        "more": "... and {n} more",
        "exported": "{n} machines written to {file}",
        "into": "Sweep {sweep}: verdicts of {n} machines written to {file}",
        "unknown": "Not in the sweep: {n} machines ({names})",
        "not_in_sweep": "Not in the sweep",
    },
}

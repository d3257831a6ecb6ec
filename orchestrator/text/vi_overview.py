"""What the overview, the annex and the method say in Vietnamese: the second half of `vi`."""

from collections.abc import Mapping

OVERVIEW: Mapping[str, str] = {
    # scope and method, on both kinds of page
    "scope.title": "Phạm vi và cách rà soát",
    "scope.lead": "Để kiểm chứng hoặc rà soát lại với cùng điều kiện.",
    "scope.list": "Danh sách đối chiếu",
    "scope.list_is": (
        "bản {day}: {n} chỉ dấu ({addresses} địa chỉ, {ranges} dải địa chỉ, {domains} tên miền)"
    ),
    "scope.files": "Tệp danh sách",
    "scope.file_is": "{name}, bản {day}: {n} chỉ dấu, sha256 {sha256}",
    "scope.refused": "Dòng bị từ chối",
    "scope.refused_is": "{n} dòng của danh sách không dùng được nên không đối chiếu",
    "scope.refused_row": "{file}, dòng {line}: {text} ({reason})",
    "scope.refused_none": "không có",
    "scope.allowed": "Danh sách cho phép",
    "scope.allowed_is": "{n} mục đang có hiệu lực",
    "scope.checks": "Phép kiểm tra",
    "scope.check_is": (
        "đọc được {answered}, không đọc được {unanswered}, không có nguồn này {absent} máy"
    ),
    "scope.check_window": "nhìn lại từ {first} (xa nhất) đến {last} (gần nhất)",
    "scope.excluded": "Ngoài phạm vi",
    "scope.excluded_none": "không có máy nào",
    "scope.excluded_is": "{machine}: {reason}. Người duyệt: {approver}, ngày {day}",
    "scope.limits": "Giới hạn",
    "scope.limits_are": (
        "Kết quả phản ánh những gì máy cho biết vào thời điểm rà soát. Kết nối đã đóng và "
        "không còn dấu vết thì không nhìn thấy được; máy đã bị chiếm quyền có thể trả lời sai."
    ),
    "scope.playbook": "Kịch bản rà soát",
    "scope.sweep": "Mã đợt rà soát",
    "sign.author": "NGƯỜI LẬP",
    "sign.head": "THỦ TRƯỞNG ĐƠN VỊ",
    "sign.chief": "LÃNH ĐẠO PHÊ DUYỆT",
    "sign.name": "(Ký, ghi rõ họ tên)",
    "sign.name_seal": "(Ký, ghi rõ họ tên, đóng dấu)",
    # district overview
    "district.title": "Tổng quan rà soát: {name}",
    "district.eyebrow": "Tổng quan rà soát kết nối độc hại",
    "district.size": "{units} đơn vị, {wards} phường",
    "district.verdicts": "Kết luận của {n} đơn vị",
    "district.bar": "Đạt {passed} đơn vị, không đạt {failed}, chưa đủ căn cứ {insufficient}",
    "district.say_fail": (
        "*{n} đơn vị không đạt*, với {machines} máy có kết nối hoặc dấu vết truy cập tới địa "
        "chỉ độc hại."
    ),
    "district.say_no_fail": (
        "Không thấy máy nào không đạt trong {assessed}/{scope} máy đã đánh giá."
    ),
    "district.say_insufficient": (
        "*{n} đơn vị chưa đủ căn cứ kết luận* vì còn máy chưa đánh giá được."
    ),
    "district.say_insufficient_list": (
        "*{n} đơn vị chưa đủ căn cứ kết luận* vì danh sách đối chiếu chưa đủ tin cậy hoặc còn "
        "máy chưa đánh giá được."
    ),
    "district.say_pass": "Cả {n} đơn vị đã được đánh giá đủ.",
    "district.say_empty": "Chưa có đơn vị nào trong đợt rà soát.",
    "district.deadline": "Hạn xử lý và tổng hợp: *{day}*.",
    "district.annexes": "{n}/{units} đơn vị đã khai số liệu phụ lục.",
    "district.in_scope": "Máy trong phạm vi",
    "district.in_scope_note": "ngoài phạm vi: {n}",
    "district.assessed": "Đã đánh giá (độ phủ)",
    "district.assessed_note": "{n} máy",
    "district.failed": "Máy không đạt",
    "district.failed_note": "trên {n} máy đã đánh giá",
    "district.unread": "Máy chưa đánh giá được",
    "district.unread_note": "không được tính là đạt",
    "district.unread_selected": "trong đó không được chọn: {n}",
    "district.wards": "Theo phường",
    "district.wards_lead": (
        "Gồm mọi đơn vị trên địa bàn phường. Xếp theo số máy không đạt, rồi tỷ lệ chưa đánh "
        "giá được."
    ),
    "district.ward": "Phường",
    "district.units": "Đơn vị",
    "district.machines": "Máy",
    "district.ward_bar": "Đạt / không đạt / chưa đánh giá",
    "district.coverage": "Độ phủ",
    "district.fail_short": "Không đạt",
    "district.unread_short": "Chưa ĐG",
    "district.met": "Chỉ dấu đã gặp",
    "district.met_lead": (
        "Để chặn trên tường lửa và DNS của quận. Tính trên {assessed}/{scope} máy đã đánh giá."
    ),
    "district.met_none": "Không gặp chỉ dấu nào trên {assessed}/{scope} máy đã đánh giá.",
    "district.met_more": "Còn {n} chỉ dấu khác: xem findings.csv.",
    "district.indicator": "Chỉ dấu",
    "district.kind": "Loại",
    "district.why": "Lý do chưa đánh giá được",
    "district.why_lead": "Để tăng độ phủ ở đợt sau.",
    "district.why_none": "Không còn máy nào chưa đánh giá được.",
    "district.reason": "Lý do",
    "district.share": "Tỷ trọng",
    "district.all": "Tất cả đơn vị",
    "district.all_lead": (
        "Đơn vị cần xử lý đứng trước. Gõ không dấu vẫn tìm được, bấm tên cột để xếp."
    ),
    "district.search": "Tìm đơn vị",
    "district.types": "Tất cả các khối",
    "district.type_filter": "Lọc theo khối",
    "district.all_wards": "Tất cả các phường",
    "district.ward_filter": "Lọc theo phường",
    "district.shown": "Đang hiện {shown}/{total} đơn vị",
    "district.annex": "Phụ lục",
    "district.rules": "Phạm vi và cách tính",
    "district.rule_pass": "Đơn vị đạt",
    "district.rule_pass_is": (
        "Mọi máy trong phạm vi đã đọc đủ các phép kiểm tra bắt buộc và không máy nào có trùng khớp "
        "bị tính; trùng khớp yếu và giá trị được cho phép chỉ được ghi nhận."
    ),
    "district.rule_fail": "Đơn vị không đạt",
    "district.rule_fail_is": (
        "Có ít nhất một máy có kết nối, dấu vết tên miền hoặc cấu hình tới địa chỉ độc hại, kể "
        "cả khi máy đó mới đọc được một phần."
    ),
    "district.rule_insufficient": "Chưa đủ căn cứ",
    "district.rule_insufficient_is": (
        "Không thấy trùng khớp, nhưng còn máy chưa đánh giá được, hoặc danh sách máy trống, "
        "hoặc danh sách đối chiếu cũ hay chỉ để thử."
    ),
    "district.rule_coverage": "Độ phủ",
    "district.rule_coverage_is": (
        "Máy đã đánh giá chia cho máy trong phạm vi, bỏ phần lẻ sau một chữ số: 100,0% là đủ "
        "tất cả."
    ),
    "district.rule_annex": "Số liệu phụ lục",
    "district.rule_annex_is": (
        "Số người được tiếp cận thông tin do đơn vị tự khai, công cụ không suy ra; chưa khai "
        "thì để trống, không tính là 0."
    ),
    "district.data": "Dữ liệu kèm theo",
    "declared.yes": "Đã khai",
    "declared.partly": "Khai một phần",
    "declared.no": "Chưa khai",
    "kind.domain": "Tên miền",
    "kind.ipv4": "IPv4",
    "kind.ipv6": "IPv6",
    "kind.cidr4": "Dải IPv4",
    "kind.cidr6": "Dải IPv6",
    "kind.url": "URL",
    # the annex: the letter's own text
    "annex.title": "Phụ lục thống kê: {name}",
    "annex.word": "PHỤ LỤC",
    "annex.name": "Mẫu thống kê, báo cáo kết quả triển khai chiến dịch",
    "annex.letter": "(Kèm theo Công văn số {number} ngày {day} của {issuer})",
    "annex.unit": "1. Tên đơn vị triển khai chiến dịch:",
    "annex.scope": "Phạm vi triển khai:",
    "annex.people": (
        "Số lượng cán bộ, công chức, viên chức, người lao động được tiếp cận thông tin chiến dịch:"
    ),
    "annex.others": "2. Đối với tổ chức, doanh nghiệp, cá nhân trên địa bàn/trong phạm vi quản lý:",
    "annex.org_people": (
        "Số lượng người lao động (trong tổ chức, doanh nghiệp) được tiếp cận thông tin chiến dịch:"
    ),
    "annex.evaluation": "3. Đánh giá kết quả thực hiện chiến dịch tại đơn vị mình:",
    "annex.proposals": "4. Đề xuất, kiến nghị (nếu có):",
    "annex.note": "(Mục 3 dành riêng cho UBND 14 phường báo cáo)",
    "annex.hint": "Gợi ý từ đợt rà soát (không in)",
    "annex.hint_scope": "Theo danh sách máy: {machines} máy trong phạm vi, {rooms} phòng.",
    "annex.hint_result": (
        "Đã rà soát {assessed}/{scope} máy (độ phủ {percent}): {failed} máy không đạt, "
        "{unread} máy chưa đánh giá được."
    ),
    "annex.hint_people": (
        "Dòng chấm là mục đơn vị chưa khai. Khai trong tệp group_vars/{code}/annex.yml rồi lập "
        "lại báo cáo, hoặc in ra và điền tay. Công cụ không suy ra số người từ số máy."
    ),
}

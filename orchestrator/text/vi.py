"""What reports say in Vietnamese: the words of official documents; ids and fields as in `en`."""

from collections.abc import Mapping

from orchestrator.text.vi_overview import OVERVIEW
from orchestrator.text.vi_posture import POSTURE

TEXTS: Mapping[str, str] = {
    # the frame of every page
    "page.skip": "Đến nội dung chính",
    "page.theme": "Sáng / tối",
    "page.print": "In báo cáo",
    "page.overview": "Tổng quan toàn quận",
    "page.unit": "Báo cáo của đơn vị",
    "page.annex": "Phụ lục thống kê",
    "page.footer": (
        "Lập tự động từ kết quả rà soát lúc {at}. Tài liệu nội bộ, chứa tên máy và địa chỉ "
        "mạng: không gửi ra ngoài cơ quan."
    ),
    "page.sweep": "Đợt rà soát {sweep}",
    "page.time_one_day": "ngày {day}, từ {start} đến {end}",
    "page.time_days": "từ {start} ngày {first} đến {end} ngày {last}",
    "page.ward": "Phường {ward}",
    "page.district_level": "Cấp quận",
    "page.list_dated": "Danh sách đối chiếu bản {day}",
    "page.more": "và {n} mục khác",
    "page.more_machines": "và {n} máy khác",
    # banners
    "banner.unfinished": (
        "*CHƯA HOÀN TẤT.* Đợt rà soát bị ngắt trước khi xong; máy chưa đến lượt được ghi là "
        "chưa đánh giá được. Không dùng báo cáo này để kết luận."
    ),
    "banner.demo": "Bản trình diễn: mọi đơn vị, máy và địa chỉ trong báo cáo này đều hư cấu.",
    "warning.list_test_only": (
        "*Danh sách đối chiếu chỉ gồm địa chỉ thử nghiệm.* Không thấy trùng khớp không có "
        "nghĩa là không có kết nối độc hại."
    ),
    "warning.list_stale": (
        "*Danh sách đối chiếu đã cũ.* Địa chỉ công bố sau ngày của danh sách chưa được đối chiếu."
    ),
    "warning.list_urls_only": (
        "*Danh sách đối chiếu chỉ có URL.* URL chỉ khớp chắc chắn trong nhật ký, nên đợt rà soát "
        "này không đủ căn cứ để kết luận đạt."
    ),
    "warning.list_shrunk": (
        "*Danh sách đối chiếu ngắn hơn hẳn lần trước.* Có thể tệp bị thiếu; cần kiểm tra lại "
        "tệp nguồn."
    ),
    "warning.allow_expired": (
        "*Danh sách cho phép có mục đã hết hạn* và không còn tác dụng; hãy gia hạn hoặc xóa mục đó."
    ),
    "own.listed": (
        "*Địa chỉ hoặc tên miền của chính đơn vị nằm trong danh sách đối chiếu:* {places}. "
        "Không đối chiếu các dòng này; hãy kiểm tra ngay máy chủ đứng sau."
    ),
    "own.place": "{text} ({file}, dòng {line})",
    "warning.list_taken_back": (
        "*Đang dùng bản danh sách trước đó.* Nguồn vẫn công bố bản mới hơn mà người quản trị đã bỏ."
    ),
    "warning.list_update_failed": (
        "*Lần cập nhật danh sách gần nhất không thành.* Bản đang dùng có thể thiếu địa chỉ mới "
        "công bố."
    ),
    "warning.list_not_fetched": (
        "*Một nguồn danh sách chưa lấy về được lần nào.* Địa chỉ của nguồn đó chưa được đối chiếu."
    ),
    "warning.of_source": " Nguồn: {name}.",
    "warning.other": "*Cảnh báo về danh sách đối chiếu:* {word}.",
    # verdicts and answers
    "verdict.pass": "Đạt",
    "verdict.fail": "Không đạt",
    "verdict.not_assessed": "Chưa đánh giá được",
    "verdict.insufficient": "Chưa đủ căn cứ kết luận",
    "verdict.excluded": "Ngoài phạm vi",
    "note.owners_unread": "Có kết nối không đọc được chương trình sở hữu",
    "note.adapters_unread": "Không đọc được cạc mạng nào đang dùng nên tính mọi cạc mạng",
    "note.no_product": "Trung tâm bảo mật không ghi nhận phần mềm diệt virus nào",
    "note.moved": "Tệp hosts không nằm ở chỗ thường lệ",
    "note.encrypted_dns": (
        "Máy có bật DNS mã hóa (DoH): bộ nhớ đệm DNS và máy chủ DNS của đơn vị "
        "không thấy hết lượt tra cứu"
    ),
    "answer.noted": "Chỉ ghi nhận {n}",
    "answer.nothing": "Không thấy",
    "answer.hits": "{n} trùng khớp",
    "answer.not_run": "Chưa chạy",
    "answer.answered": "Đã đọc",
    "answer.unanswered": "Không đọc được",
    "answer.not_applicable": "Không có nguồn này",
    # statuses of hits
    "status.CONNECTED": "Đang kết nối",
    "status.ATTEMPTED": "Đang thử kết nối",
    "status.SINKHOLED": "Dẫn tới máy chủ bẫy (sinkhole)",
    "status.RESOLVED": "Đã phân giải tên miền",
    "status.LOOKED_UP_NOT_RESOLVED": "Đã hỏi tên miền, không có địa chỉ",
    "status.LOOKED_UP_BLOCKED": "Đã hỏi tên miền, bị chặn",
    "status.CONFIGURED": "Đang được cấu hình sử dụng",
    "status.HOSTS_REDIRECT": "Tệp hosts chuyển hướng",
    "status.HOSTS_BLOCK": "Tệp hosts đã chặn",
    "says.CONNECTED": "đang kết nối tới {what}",
    "says.ATTEMPTED": "đang thử kết nối tới {what}",
    "says.SINKHOLED": "bị dẫn tới máy chủ bẫy: {what}",
    "says.RESOLVED": "đã phân giải tên miền {what}",
    "says.LOOKED_UP_NOT_RESOLVED": "đã hỏi tên miền {what}",
    "says.LOOKED_UP_BLOCKED": "đã hỏi tên miền {what} và bị chặn",
    "says.CONFIGURED": "được cấu hình dùng {what}",
    "says.HOSTS_REDIRECT": "có tệp hosts chuyển hướng {what}",
    "says.HOSTS_BLOCK": "đã chặn {what} bằng tệp hosts",
    "says.port": "{what}, cổng {port}",
    "rule.exact": "trùng nguyên văn",
    "rule.parent": "thuộc tên miền trong danh sách",
    "rule.range": "thuộc dải địa chỉ trong danh sách",
    # unit report: page 1
    "unit.title": "Báo cáo rà soát: {name}",
    "unit.eyebrow": "Báo cáo rà soát kết nối độc hại của đơn vị",
    "unit.code": "Mã đơn vị {code}",
    "unit.result": "Kết quả trên {n} máy trong phạm vi",
    "unit.bar": "Đạt {passed} máy, không đạt {failed} máy, chưa đánh giá được {unread} máy",
    "unit.of_them_not_selected": "trong đó {n} máy không được chọn trong đợt này",
    "unit.coverage": "Đã đánh giá {assessed}/{scope} máy, độ phủ {percent}.",
    "unit.not_clean": "Máy chưa đánh giá được không được tính là đạt.",
    "unit.excluded_too": "Ngoài phạm vi: {n} máy, nêu ở mục Phạm vi và cách rà soát.",
    "unit.deadline": "Cần xử lý và gửi phụ lục thống kê *trước ngày {day}*.",
    "unit.say_fail": (
        "*{n} trong {scope} máy* có kết nối hoặc dấu vết truy cập tới địa chỉ trong danh sách "
        "độc hại."
    ),
    "unit.say_fail_rest": "*{n} máy* chưa đánh giá được nên chưa thể kết luận về các máy đó.",
    "unit.say_unread": (
        "Chưa thể kết luận vì *{n} trong {scope} máy* chưa đánh giá được. Trên {assessed} máy "
        "đã đánh giá, không thấy kết nối tới địa chỉ độc hại."
    ),
    "unit.say_none_read": (
        "Chưa thể kết luận vì *chưa đánh giá được máy nào* trong {scope} máy thuộc phạm vi."
    ),
    "unit.say_list": (
        "Đã đánh giá đủ {scope} máy và không thấy trùng khớp, nhưng *danh sách đối chiếu chưa "
        "đủ tin cậy* nên chưa đủ căn cứ kết luận."
    ),
    "unit.say_list_too": "*Danh sách đối chiếu cũng chưa đủ tin cậy*, xem cảnh báo ở đầu trang.",
    "unit.say_empty": (
        "Danh sách máy của đơn vị *không có máy nào trong phạm vi* nên không có căn cứ kết luận."
    ),
    "unit.say_pass": (
        "Đã đánh giá đủ *{scope} máy*. Trong khoảng thời gian các nguồn còn lưu vết, không "
        "thấy kết nối tới địa chỉ độc hại."
    ),
    # unit report: what to do
    "do.title": "Việc cần làm",
    "do.lead": "Theo thứ tự ưu tiên. Làm xong, báo đầu mối của quận để rà soát lại các máy này.",
    "do.clean": "Ngắt mạng và xử lý {n} máy không đạt",
    "do.clean_how": (
        "Chạy công cụ làm sạch do Cục An toàn thông tin công bố, đổi mật khẩu đã dùng trên máy."
    ),
    "do.verify": "Xác minh tại chỗ {n} máy có khóa nhận dạng đã đổi",
    "do.verify_how": (
        "Máy mới cài lại hoặc mới thay thì báo đầu mối của quận; nếu không thì có thể có máy "
        "giả mạo."
    ),
    "do.open": "Tạo điều kiện để kiểm tra {n} máy còn lại",
    "do.open_how": "Lý do và cách khắc phục ở mục",
    "do.select": "Đề nghị quận rà soát bổ sung {n} máy",
    "do.select_how": "Các máy này không được chọn trong đợt này nên chưa có kết luận.",
    "do.annex": "Hoàn thiện phụ lục thống kê",
    "do.annex_how": "Đơn vị khai: {missing}. Công cụ không suy ra số người từ số máy.",
    "do.annex_link": "Mở phụ lục",
    "do.nothing": "Không có việc phải làm thêm. Lưu báo cáo này cùng hồ sơ của chiến dịch.",
    "annex.missing_scope": "phạm vi triển khai",
    "annex.missing_people": "số người được tiếp cận thông tin chiến dịch",
    "annex.missing_evaluation": "đánh giá kết quả thực hiện",
    # unit report: findings
    "found.title": "Phát hiện và bằng chứng",
    "found.lead": (
        "{hits} phát hiện trên {machines} máy, tính trên {assessed}/{scope} máy đã đánh giá. "
        "Địa chỉ độc hại được viết có ngoặc vuông để không ai bấm nhầm."
    ),
    "found.none": "Không có trùng khớp nào bị tính trên {assessed}/{scope} máy đã đánh giá.",
    "found.noted": "Dấu vết đã ghi nhận, không tính là không đạt",
    "found.count": "{n} phát hiện",
    "found.weak": "Trùng khớp yếu: chỉ ghi nhận",
    "found.why_weak": "Vì sao chỉ ghi nhận",
    "weak.expired": "chỉ dấu đã hết hiệu lực từ {day}, trước thời điểm được thấy",
    "weak.not_yet_valid": "chỉ dấu chỉ có hiệu lực từ {day}",
    "weak.shared_address": (
        "địa chỉ dùng chung cho nhiều trang ({owner}), và máy chưa gặp tên miền nào trong danh sách"
    ),
    "weak.not_in_force": "thiết lập này đang tắt",
    "weak.url_host": "mới thấy máy chủ của URL trong danh sách, chưa thấy chính URL đó",
    "weak.other_port": "danh sách ghi cổng khác ({port})",
    "allowed.title": "Trùng khớp được bỏ qua theo danh sách cho phép",
    "allowed.lead": (
        "Các giá trị này có trong danh sách đối chiếu và đã thấy trên máy, nhưng được cho phép nên "
        "không tính là không đạt."
    ),
    "allowed.observed": "Đã thấy",
    "allowed.owner": "Người chịu trách nhiệm và lý do",
    "allowed.machines": "Máy",
    "allowed.by": "{owner} ({list}, dòng {line})",
    "allowed.until": "có hiệu lực đến hết ngày {day}",
    "found.defence": "Biện pháp phòng vệ",
    "found.partly": "Máy này mới đọc được một phần: còn phép kiểm tra bắt buộc chưa đọc được.",
    "found.machine": "Máy",
    "found.account": "Quyền quản trị",
    "found.elevated": "có",
    "found.not_elevated": "không",
    "found.observed": "Đã thấy",
    "found.connection": "Kết nối",
    "found.connection_is": "{protocol} {local} → {remote}, {state}",
    "found.leads_to": "Dẫn tới",
    "found.hosts_line": "Dòng trong tệp hosts",
    "found.hosts_line_is": "dòng {line}: {address}",
    "found.configured": "Nơi khai báo",
    "found.threat": "Phần mềm diệt vi-rút báo",
    "found.detected": "Phát hiện lúc",
    "found.looked_up": "Tra cứu lúc",
    "found.setting": "Cấu hình DNS",
    "found.setting_is": "{interface}, nguồn {origin}",
    "found.setting_whole": "toàn máy, nguồn {origin}",
    "found.device": "Thiết bị phía sau máy này",
    "found.process": "Chương trình",
    "found.process_unread": "không đọc được chương trình sở hữu kết nối",
    "found.command_line": "Dòng lệnh",
    "found.user": "Tài khoản chạy",
    "found.started": "Chạy từ",
    "found.indicator": "Chỉ dấu (IOC)",
    "found.lists": "Nguồn danh sách",
    "found.list_is": "{list}, bản {version}, dòng {line}",
    "found.list_confidence": "{source}, độ tin cậy {confidence}/100",
    "found.seen": "Thấy lúc",
    "found.seen_between": "từ {start} đến {end}",
    "found.seen_since": "từ {start}",
    "found.seen_unknown": "nguồn không cho biết; đọc lúc {at}",
    "found.seen_unknown_bare": "nguồn không cho biết",
    "found.excerpt": "Trích nguyên văn từ {source}",
    "found.sources": "Nguồn đã đọc trên máy này và khoảng thời gian nhìn lại được",
    "found.evidence": "Bằng chứng gốc",
    "found.evidence_is": "sha256 {sha256}",
    "found.evidence_note": "{size} byte; kịch bản sha256 {script}",
    "found.clock": "Đồng hồ máy lệch {seconds} giây",
    "found.more": "Còn {n} phát hiện khác trên máy này: xem findings.csv.",
    "sources.check": "Phép kiểm tra",
    "sources.source": "Nguồn",
    "sources.answer": "Kết quả đọc",
    "sources.window": "Nhìn lại được",
    "sources.rows": "Số dòng",
    "window.unknown": "không rõ",
    "window.since": "từ {start}",
    "window.between": "từ {start} đến {end}",
    "window.moment": "thời điểm rà soát",
    # unit report: not assessed
    "unread.title": "Máy chưa đánh giá được",
    "unread.lead": (
        "Không có kết luận cho {n} máy này. Máy chỉ được tính là đạt sau khi đọc đủ các phép "
        "kiểm tra bắt buộc."
    ),
    "unread.reason": "Lý do",
    "unread.remedy": "Cách khắc phục",
    "unread.outcome": "Kết quả kết nối: {outcome}",
    "unread.tried": "Đã thử lúc {at}",
    "unread.not_selected": "{n} máy không được chọn trong đợt này",
    # unit report: all machines
    "list.title": "Danh sách máy",
    "list.lead": "Toàn bộ {n} máy trong phạm vi. Gõ không dấu vẫn tìm được.",
    "list.search": "Tìm máy, phòng, địa chỉ IP",
    "list.rooms": "Tất cả các phòng",
    "list.room_filter": "Lọc theo phòng",
    "list.verdict_filter": "Lọc theo kết luận",
    "list.all": "Tất cả",
    "list.shown": "Đang hiện {shown}/{total} máy",
    "list.machine": "Máy",
    "list.room": "Phòng",
    "list.verdict": "Kết luận",
    "list.since": "từ {start}",
    # unit report: controls
    "controls.title": "Kết quả theo tiêu chí",
    "controls.lead": "Mỗi tiêu chí của kịch bản rà soát, tính trên {n} máy trong phạm vi.",
    "controls.control": "Tiêu chí",
    "controls.pass": "Đạt",
    "controls.fail": "Không đạt",
    "controls.not_assessed": "Chưa đánh giá",
    "controls.not_applicable": "Không áp dụng",
    "severity.critical": "nghiêm trọng",
    "severity.high": "cao",
    "severity.medium": "trung bình",
    "severity.low": "thấp",
    **OVERVIEW,
    **POSTURE,
}

"""What reports say in Vietnamese: the words of official documents; ids and fields as in `en`."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # the frame of every page
    "page.skip": "Đến nội dung chính",
    "page.theme": "Sáng / tối",
    "page.print": "In báo cáo",
    "page.overview": "Tổng quan toàn quận",
    "page.unit": "Báo cáo của đơn vị",
    "page.annex": "Phụ lục thống kê",
    "page.footer": (
        "Lập tự động từ kết quả rà soát lúc {at}. Tài liệu nội bộ, chứa tên máy và địa chỉ mạng: "
        "không gửi ra ngoài cơ quan."
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
        "*CHƯA HOÀN TẤT.* Đợt rà soát bị ngắt trước khi xong; máy chưa đến lượt được ghi là chưa "
        "đánh giá được. Không dùng báo cáo này để kết luận."
    ),
    "banner.demo": "Bản trình diễn: mọi đơn vị, máy và địa chỉ trong báo cáo này đều hư cấu.",
    "warning.list_test_only": (
        "*Danh sách đối chiếu chỉ gồm địa chỉ thử nghiệm.* Không thấy trùng khớp không có nghĩa "
        "là không có kết nối độc hại."
    ),
    "warning.list_stale": (
        "*Danh sách đối chiếu đã cũ.* Địa chỉ công bố sau ngày của danh sách chưa được đối chiếu."
    ),
    "warning.list_shrunken": (
        "*Danh sách đối chiếu ngắn hơn hẳn lần trước.* Có thể tệp bị thiếu; cần kiểm tra lại tệp "
        "nguồn."
    ),
    "warning.other": "*Cảnh báo về danh sách đối chiếu:* {word}.",
    # verdicts and answers
    "verdict.pass": "Đạt",
    "verdict.fail": "Không đạt",
    "verdict.not_assessed": "Chưa đánh giá được",
    "verdict.insufficient": "Chưa đủ căn cứ kết luận",
    "verdict.excluded": "Ngoài phạm vi",
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
    "unit.title": "Báo cáo rà soát – {name}",
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
        "*{n} trong {scope} máy* có kết nối hoặc dấu vết truy cập tới địa chỉ trong danh sách độc hại."
    ),
    "unit.say_fail_rest": "*{n} máy* chưa đánh giá được nên chưa thể kết luận về các máy đó.",
    "unit.say_unread": (
        "Chưa thể kết luận vì *{n} trong {scope} máy* chưa đánh giá được. Trên {assessed} máy đã đánh "
        "giá, không thấy kết nối tới địa chỉ độc hại."
    ),
    "unit.say_none_read": (
        "Chưa thể kết luận vì *chưa đánh giá được máy nào* trong {scope} máy thuộc phạm vi."
    ),
    "unit.say_list": (
        "Đã đánh giá đủ {scope} máy và không thấy trùng khớp, nhưng *danh sách đối chiếu chưa đủ tin "
        "cậy* nên chưa đủ căn cứ kết luận."
    ),
    "unit.say_list_too": "*Danh sách đối chiếu cũng chưa đủ tin cậy*, xem cảnh báo ở đầu trang.",
    "unit.say_empty": (
        "Danh sách máy của đơn vị *không có máy nào trong phạm vi* nên không có căn cứ kết luận."
    ),
    "unit.say_pass": (
        "Đã đánh giá đủ *{scope} máy*. Trong khoảng thời gian các nguồn còn lưu vết, không thấy kết "
        "nối tới địa chỉ độc hại."
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
        "Máy mới cài lại hoặc mới thay thì báo đầu mối của quận; nếu không thì có thể có máy giả mạo."
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
        "{hits} phát hiện trên {machines} máy, tính trên {assessed}/{scope} máy đã đánh giá. Địa chỉ "
        "độc hại được viết có ngoặc vuông để không ai bấm nhầm."
    ),
    "found.none": "Không thấy trùng khớp nào trên {assessed}/{scope} máy đã đánh giá.",
    "found.noted": "Dấu vết đã ghi nhận, không tính là không đạt",
    "found.count": "{n} phát hiện",
    "found.weak": "Trùng khớp yếu: chỉ ghi nhận",
    "found.defence": "Biện pháp phòng vệ",
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
    "found.setting": "Cấu hình DNS",
    "found.setting_is": "{interface}, nguồn {origin}",
    "found.setting_whole": "toàn máy, nguồn {origin}",
    "found.device": "Thiết bị phía sau máy này",
    "found.process": "Chương trình",
    "found.process_unread": "không đọc được chương trình sở hữu kết nối",
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
        "Không có kết luận cho {n} máy này. Máy chỉ được tính là đạt sau khi đọc đủ các phép kiểm tra "
        "bắt buộc."
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
    # scope and method, on both kinds of page
    "scope.title": "Phạm vi và cách rà soát",
    "scope.lead": "Để kiểm chứng hoặc rà soát lại với cùng điều kiện.",
    "scope.list": "Danh sách đối chiếu",
    "scope.list_is": "bản {day}: {n} chỉ dấu ({addresses} địa chỉ, {ranges} dải địa chỉ, {domains} tên miền)",
    "scope.files": "Tệp danh sách",
    "scope.file_is": "{name}, bản {day}: {n} chỉ dấu, sha256 {sha256}",
    "scope.refused": "Dòng bị từ chối",
    "scope.refused_is": "{n} dòng của danh sách không dùng được nên không đối chiếu",
    "scope.refused_row": "{file}, dòng {line}: {text} ({reason})",
    "scope.refused_none": "không có",
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
        "Kết quả phản ánh những gì máy cho biết vào thời điểm rà soát. Kết nối đã đóng và không còn "
        "dấu vết thì không nhìn thấy được; máy đã bị chiếm quyền có thể trả lời sai."
    ),
    "scope.playbook": "Kịch bản rà soát",
    "scope.sweep": "Mã đợt rà soát",
    "sign.author": "NGƯỜI LẬP",
    "sign.head": "THỦ TRƯỞNG ĐƠN VỊ",
    "sign.chief": "LÃNH ĐẠO PHÊ DUYỆT",
    "sign.name": "(Ký, ghi rõ họ tên)",
    "sign.name_seal": "(Ký, ghi rõ họ tên, đóng dấu)",
    # district overview
    "district.title": "Tổng quan rà soát – {name}",
    "district.eyebrow": "Tổng quan rà soát kết nối độc hại",
    "district.size": "{units} đơn vị, {wards} phường",
    "district.verdicts": "Kết luận của {n} đơn vị",
    "district.bar": "Đạt {passed} đơn vị, không đạt {failed}, chưa đủ căn cứ {insufficient}",
    "district.say_fail": (
        "*{n} đơn vị không đạt*, với {machines} máy có kết nối hoặc dấu vết truy cập tới địa chỉ độc hại."
    ),
    "district.say_no_fail": "Không thấy máy nào không đạt trong {assessed}/{scope} máy đã đánh giá.",
    "district.say_insufficient": (
        "*{n} đơn vị chưa đủ căn cứ kết luận* vì còn máy chưa đánh giá được."
    ),
    "district.say_insufficient_list": (
        "*{n} đơn vị chưa đủ căn cứ kết luận* vì danh sách đối chiếu chưa đủ tin cậy hoặc còn máy chưa "
        "đánh giá được."
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
        "Gồm mọi đơn vị trên địa bàn phường. Xếp theo số máy không đạt, rồi tỷ lệ chưa đánh giá được."
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
    "district.all_lead": "Đơn vị cần xử lý đứng trước. Gõ không dấu vẫn tìm được, bấm tên cột để xếp.",
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
        "Mọi máy trong phạm vi đã đọc đủ các phép kiểm tra bắt buộc và không máy nào có trùng khớp."
    ),
    "district.rule_fail": "Đơn vị không đạt",
    "district.rule_fail_is": (
        "Có ít nhất một máy có kết nối, dấu vết tên miền hoặc cấu hình tới địa chỉ độc hại, kể cả khi "
        "máy đó mới đọc được một phần."
    ),
    "district.rule_insufficient": "Chưa đủ căn cứ",
    "district.rule_insufficient_is": (
        "Không thấy trùng khớp, nhưng còn máy chưa đánh giá được, hoặc danh sách máy trống, hoặc danh "
        "sách đối chiếu cũ hay chỉ để thử."
    ),
    "district.rule_coverage": "Độ phủ",
    "district.rule_coverage_is": (
        "Máy đã đánh giá chia cho máy trong phạm vi, bỏ phần lẻ sau một chữ số: 100,0% là đủ tất cả."
    ),
    "district.rule_annex": "Số liệu phụ lục",
    "district.rule_annex_is": (
        "Số người được tiếp cận thông tin do đơn vị tự khai, công cụ không suy ra; chưa khai thì để "
        "trống, không tính là 0."
    ),
    "district.data": "Dữ liệu kèm theo",
    "declared.yes": "Đã khai",
    "declared.partly": "Khai một phần",
    "declared.no": "Chưa khai",
    "type.department": "Phòng, ban chuyên môn",
    "type.public_service": "Đơn vị sự nghiệp",
    "type.kindergarten": "Mầm non",
    "type.primary_school": "Tiểu học",
    "type.lower_secondary_school": "Trung học cơ sở",
    "type.ward_committee": "UBND phường",
    "kind.domain": "Tên miền",
    "kind.ipv4": "IPv4",
    "kind.ipv6": "IPv6",
    "kind.cidr4": "Dải IPv4",
    "kind.cidr6": "Dải IPv6",
    "kind.url": "URL",
    # the annex: the letter's own text
    "annex.title": "Phụ lục thống kê – {name}",
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
        "Đã rà soát {assessed}/{scope} máy (độ phủ {percent}): {failed} máy không đạt, {unread} máy chưa "
        "đánh giá được."
    ),
    "annex.hint_people": (
        "Dòng chấm là mục đơn vị chưa khai. Khai trong tệp group_vars/{code}/annex.yml rồi lập lại báo cáo, "
        "hoặc in ra và điền tay. Công cụ không suy ra số người từ số máy."
    ),
}

"""Why something in a list of indicators is not used, in words: data only."""

from collections.abc import Mapping

from orchestrator.model.indicator import Unused
from orchestrator.text.reason_table import Pair

REFUSALS: Mapping[Unused, Pair] = {
    Unused.NOT_A_VALUE: Pair(
        "không phải địa chỉ, dải địa chỉ, tên miền hay URL",
        "no address, range, domain or URL",
    ),
    Unused.REMARK: Pair("chữ ghi chú bên cạnh chỉ dấu", "words beside an indicator"),
    Unused.SINGLE_LABEL: Pair(
        "tên chỉ có một nhãn, không phải tên miền đầy đủ",
        "a single label, not a full domain",
    ),
    Unused.HASH: Pair("mã băm tệp, chưa dùng ở đây", "a file hash, of no use here"),
    Unused.EMAIL: Pair("địa chỉ thư điện tử, chưa dùng ở đây", "an e-mail address, of no use here"),
    Unused.FILE_NAME: Pair("tên tệp, chưa dùng ở đây", "a file name, of no use here"),
    Unused.OTHER_TYPE: Pair(
        "loại dữ liệu khác, chưa dùng ở đây", "data of another type, of no use here"
    ),
    Unused.NO_RULE: Pair(
        "không phải dòng chặn theo định dạng của danh sách", "no blocking line of this list's form"
    ),
    Unused.EXCEPTION: Pair(
        "ngoại lệ do chính danh sách cho phép", "an exception that the list itself makes"
    ),
    Unused.REDIRECT: Pair(
        "địa chỉ chuyển hướng của tệp hosts", "where the hosts file sends its names"
    ),
    Unused.CITATION: Pair(
        "đường dẫn tham khảo, không phải chỉ dấu", "a reference of the text, no indicator"
    ),
    Unused.FORMULA: Pair("ô công thức", "a cell that computes"),
    Unused.NOT_FOR_DETECTION: Pair(
        "sự kiện MISP ghi không dùng để phát hiện (to_ids)",
        "its MISP event says that it is not for detection (to_ids)",
    ),
    Unused.PUBLIC_RESOLVER: Pair(
        "máy chủ DNS công cộng mà máy nào cũng có thể dùng",
        "a public DNS resolver that any machine may use",
    ),
    Unused.OWN: Pair("tên hoặc mạng của chính quận", "the district's own name or network"),
    Unused.DASH_RANGE: Pair(
        "dải viết dạng đầu-cuối; hãy viết dạng địa chỉ/độ dài",
        "a first-last range; write it as address/length",
    ),
    Unused.BAD_ADDRESS: Pair("địa chỉ IP viết sai", "a malformed address"),
    Unused.BAD_RANGE: Pair("dải địa chỉ viết sai", "a malformed range"),
    Unused.AMBIGUOUS: Pair(
        "không rõ là một URL hay nhiều cột; hãy viết mỗi dòng một giá trị",
        "one URL or several columns, it cannot be told; write one value a line",
    ),
    Unused.TOO_LONG: Pair("quá dài", "too long"),
    Unused.PUBLIC_SUFFIX: Pair(
        "đuôi tên miền dùng chung, sẽ trùng với mọi tên bên dưới",
        "a public suffix, it would match every name below it",
    ),
    Unused.UNKNOWN_TLD: Pair(
        "không kết thúc bằng tên miền cấp cao nào đã biết",
        "ends in no known top-level domain",
    ),
    Unused.LOCAL_NAME: Pair("tên chỉ dùng trong mạng nội bộ", "a name for local networks only"),
    Unused.PRIVATE: Pair("địa chỉ mạng nội bộ", "a private address"),
    Unused.CGNAT: Pair("địa chỉ NAT dùng chung của nhà mạng", "a carrier's shared NAT address"),
    Unused.LOOPBACK: Pair("địa chỉ của chính máy (loopback)", "a loopback address"),
    Unused.LINK_LOCAL: Pair("địa chỉ liên kết cục bộ", "a link-local address"),
    Unused.MULTICAST: Pair("địa chỉ phát nhóm (multicast)", "a multicast address"),
    Unused.RESERVED: Pair("địa chỉ dành riêng", "a reserved address"),
    Unused.ALLOW_EXPIRED: Pair(
        "mục của danh sách cho phép đã hết hạn, không còn tác dụng",
        "an entry of an allow list that has expired and has no effect",
    ),
    Unused.TOO_WIDE: Pair(
        "dải quá rộng (giới hạn /16 với IPv4, /32 với IPv6)",
        "too wide a range (at most /16 for IPv4, /32 for IPv6)",
    ),
}

"""What the YAML parser says, in both languages: its words in English are libyaml's own."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

OF_PARSER: Mapping[str, Pair] = {
    "parser.other": Pair("bộ đọc YAML báo “{said}”", "{said}"),
    "parser.colon": Pair("thiếu dấu hai chấm sau khóa", "could not find expected ':'"),
    "parser.key": Pair("chỗ này cần một khóa", "did not find expected key"),
    "parser.dash": Pair(
        "chỗ này cần dấu gạch đầu dòng của danh sách", "did not find expected '-' indicator"
    ),
    "parser.bracket": Pair("thiếu dấu phẩy hoặc dấu ]", "did not find expected ',' or ']'"),
    "parser.brace": Pair("thiếu dấu phẩy hoặc dấu }}", "did not find expected ',' or '}}'"),
    "parser.content": Pair("chỗ này cần một giá trị", "did not find expected node content"),
    "parser.document": Pair(
        "nội dung thừa ở đầu tài liệu", "did not find expected <document start>"
    ),
    "parser.value_here": Pair(
        "chỗ này không được có thêm dấu hai chấm",
        "mapping values are not allowed in this context",
    ),
    "parser.key_here": Pair(
        "chỗ này không được có khóa", "mapping keys are not allowed in this context"
    ),
    "parser.dash_here": Pair(
        "chỗ này không được có dấu gạch đầu dòng",
        "block sequence entries are not allowed in this context",
    ),
    "parser.name": Pair(
        "sau dấu & hoặc * phải là một tên", "did not find expected alphabetic or numeric character"
    ),
    "parser.token": Pair(
        "một giá trị không được bắt đầu bằng ký tự này; hãy đặt nó trong dấu ngoặc kép",
        "found character that cannot start any token",
    ),
    "parser.end": Pair("dấu ngoặc kép mở ra mà không đóng lại", "found unexpected end of stream"),
    "parser.mark": Pair(
        "có dấu ngắt tài liệu bên trong dấu ngoặc kép", "found unexpected document indicator"
    ),
    "parser.escape": Pair("sau dấu \\ là ký tự không có nghĩa", "found unknown escape character"),
    "parser.break": Pair(
        "chỗ này cần dấu cách hoặc xuống dòng", "did not find expected whitespace or line break"
    ),
    "parser.handle": Pair("nhãn dùng tiền tố chưa khai báo", "found undefined tag handle"),
    "parser.comment": Pair(
        "sau dấu | hoặc > phải xuống dòng", "did not find expected comment or line break"
    ),
}

BY_WORDS: Mapping[str, str] = {pair.en.replace("}}", "}"): key for key, pair in OF_PARSER.items()}

"""What is wrong with a file, or with YAML in it; `{{` is a brace."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

OF_FILES: Mapping[str, Pair] = {
    "file.missing": Pair(
        "không đọc được tệp: không có tệp này", "cannot read the file: No such file or directory"
    ),
    "file.denied": Pair(
        "không đọc được tệp: không có quyền đọc", "cannot read the file: Permission denied"
    ),
    "file.unreadable": Pair("không đọc được tệp: {why}", "cannot read the file: {why}"),
    "file.not_regular": Pair(
        "không đọc được tệp: đây không phải tệp thông thường",
        "cannot read the file: it is no regular file",
    ),
    "file.too_large": Pair(
        "không đọc được tệp: tệp lớn hơn {limit} byte",
        "cannot read the file: it is larger than {limit} bytes",
    ),
    "file.not_utf8": Pair("tệp không theo bảng mã UTF-8", "the file is not in UTF-8"),
    "file.endless": Pair("thư mục lồng nhau không dứt", "folders without end"),
    "yaml.control": Pair(
        "ký tự {code} không được phép có trong YAML", "the character {code} is not allowed in YAML"
    ),
    "yaml.tab": Pair("có dấu tab ở chỗ YAML cần dấu cách", "a tab stands where YAML wants spaces"),
    "yaml.invalid": Pair("đây không phải YAML hợp lệ: {why}", "this is no valid YAML: {why}"),
    "yaml.no_value": Pair(
        "`{word}` trông như số hoặc ngày tháng mà không phải",
        "`{word}` looks like a number or a date and is none",
    ),
    "yaml.documents": Pair("một tài liệu thứ hai bắt đầu ở đây", "a second document begins"),
    "yaml.deep": Pair("lồng nhau quá {limit} cấp", "this is nested deeper than {limit} levels"),
    "yaml.merge": Pair("`<<` cần các cặp khóa: giá trị", "`<<` takes a mapping"),
    "yaml.no_anchor": Pair(
        "phía trên không có neo nào tên là *{name}", "*{name} names no anchor above"
    ),
    "yaml.aliases": Pair(
        "các tham chiếu mở ra thành quá nhiều dữ liệu", "the aliases unfold into too much"
    ),
    "yaml.key": Pair("khóa phải là một từ", "a key must be a word"),
    "yaml.tag": Pair("không có nhãn {tag}", "the tag {tag} is not known"),
    "yaml.lossy_secret": Pair("giá trị này bị đọc thành số khác", "it is read as another number"),
    "yaml.lossy": Pair(
        "`{word}` không có dấu ngoặc kép bị đọc thành số {value}",
        "unquoted `{word}` is read as the number {value}",
    ),
    "yaml.nfd": Pair(
        "dấu tiếng Việt bị tách khỏi chữ cái (NFD), nên hai từ giống nhau lại bị coi là khác",
        "the accents stand apart from their letters (NFD), so equal words compare unequal",
    ),
    "yaml.duplicate": Pair(
        "khóa `{key}` đã có ở dòng {line}; chỉ giá trị cuối có hiệu lực",
        "the key `{key}` was already given in line {line}; only the last counts",
    ),
}

"""What a strict reader of mappings refuses, and what is wrong with a playbook or an allow list."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

OF_MAPPINGS: Mapping[str, Pair] = {
    # any mapping with known fields
    "field.mapping": Pair("`{name}` phải là các cặp khóa: giá trị", "`{name}` must be a mapping"),
    "field.missing": Pair("`{owner}` thiếu `{name}`", "`{owner}` lacks `{name}`"),
    "field.unknown": Pair("`{owner}` không có trường `{name}`", "`{owner}` has no field `{name}`"),
    "field.text": Pair("`{name}` phải là chữ", "`{name}` must be a text"),
    "field.lossy_text": Pair(
        "`{name}` phải là chữ, mà `{word}` không có dấu ngoặc kép bị đọc thành {value}",
        "`{name}` must be a text, and unquoted `{word}` is read as {value}",
    ),
    "field.date": Pair("`{name}` phải là ngày tháng", "`{name}` must be a date"),
    "field.choice": Pair("`{word}` không phải giá trị của {name}", "`{word}` is no {name}"),
    "field.negative": Pair("`{name}` nhỏ hơn 0", "`{name}` is below zero"),
    "field.count": Pair("`{name}` phải là số nguyên", "`{name}` must be a whole number"),
    "field.flag": Pair("`{name}` phải là true hoặc false", "`{name}` must be true or false"),
    "field.texts": Pair(
        "`{name}` phải là chữ hoặc danh sách chữ", "`{name}` must be a text or a list of texts"
    ),
    "field.empty": Pair("`{name}` để trống", "`{name}` has no value"),
    "field.number": Pair(
        "`{name}` phải là số nguyên từ {least} đến {most}",
        "`{name}` must be a whole number from {least} to {most}",
    ),
    "mend.one_of": Pair("có thể dùng: {words}", "use one of: {words}"),
    "mend.takes_none": Pair("ở đây không dùng trường nào", "it takes none"),
    "mend.fill_or_delete": Pair(
        "hãy điền giá trị, hoặc xóa dòng này", "give it a value, or delete it"
    ),
    # a playbook
    "play.empty": Pair("kịch bản rà soát để trống", "the playbook is empty"),
    "play.no_list": Pair(
        "kịch bản rà soát phải là danh sách các lượt (play)", "a playbook is a list of plays"
    ),
    "play.no_hosts": Pair("lượt (play) này không nêu máy nào", "the play names no machines"),
    "play.no_tasks": Pair("lượt (play) này không có việc (task) nào", "the play has no tasks"),
    "play.expression": Pair(
        "`{name}` không được chứa biểu thức", "`{name}` cannot hold an expression"
    ),
    "play.variable": Pair(
        "không đặt tên biến là `{name}` được", "`{name}` cannot be the name of a variable"
    ),
    "task.two_modules": Pair(
        "một việc (task) có hai phép kiểm tra: `{first}` và `{second}`",
        "two modules in one task: `{first}` and `{second}`",
    ),
    "task.no_module": Pair("việc (task) này không có phép kiểm tra nào", "the task has no module"),
    "task.unknown_module": Pair("không có phép kiểm tra `{name}`", "there is no module `{name}`"),
    "task.later": Pair(
        "phiên bản này chưa chạy được `{name}`", "this version does not run `{name}` yet"
    ),
    "task.control": Pair(
        "`{word}` không phải mã tiêu chí", "`{word}` is not the code of a control"
    ),
    "task.when": Pair(
        "`when` phải là một biểu thức hoặc danh sách biểu thức",
        "`when` is an expression or a list of expressions",
    ),
    "task.loop": Pair(
        "`loop` phải là một danh sách, hoặc biểu thức cho ra danh sách",
        "`loop` is a list, or an expression that gives one",
    ),
    "mend.begin_play": Pair("hãy bắt đầu bằng `- hosts: all`", "begin with `- hosts: all`"),
    "mend.add_hosts": Pair("hãy thêm `hosts: all`", "add `hosts: all`"),
    "mend.add_tasks": Pair(
        "hãy thêm `tasks:` với một danh sách, như `- {module}:`",
        "add `tasks:` with a list, e.g. `- {module}:`",
    ),
    "mend.write_pattern": Pair(
        "hãy viết thẳng mẫu chọn máy, rồi thu hẹp bằng -l",
        "write the pattern itself, and narrow it with -l",
    ),
    "mend.write_path": Pair(
        "hãy viết thẳng đường dẫn, tính từ thư mục của kịch bản rà soát",
        "write the path itself, from the playbook's folder",
    ),
    "mend.variable_name": Pair("hãy dùng chữ cái, chữ số và `_`", "use letters, digits and `_`"),
    "mend.write_task": Pair("hãy viết `- connections:`", "write `- connections:`"),
    "mend.two_tasks": Pair("hãy tách thành hai việc (task)", "make two tasks of it"),
    "mend.add_module": Pair("hãy thêm một trong các phép kiểm tra: {words}", "add one of {words}"),
    "mend.leave_out": Pair(
        "hãy bỏ nó, hoặc dùng một trong các phép kiểm tra: {words}",
        "leave it out, or use one of {words}",
    ),
    "mend.arguments": Pair(
        "hãy viết `{module}: {{{first}: ...}}`", "write `{module}: {{{first}: ...}}`"
    ),
    "mend.no_arguments": Pair("hãy viết `{module}:`, sau đó để trống", "write `{module}:` alone"),
    "mend.control": Pair("hãy viết như `CD-05`", "write it like `CD-05`"),
    "mend.when": Pair("hãy viết như `role == 'server'`", "write it like `role == 'server'`"),
    # an allow list
    "allow.list": Pair(
        "danh sách cho phép phải là một danh sách các mục", "an allow list is a list of entries"
    ),
    "allow.kind": Pair(
        "`{word}` không phải tên miền, địa chỉ hay dải địa chỉ",
        "`{word}` is no name, address or range",
    ),
    "allow.day": Pair("`{word}` không phải ngày tháng", "`{word}` is no day"),
    "allow.too_long": Pair(
        "mục này hết hạn sau hơn {days} ngày nữa",
        "the entry expires more than {days} days ahead",
    ),
    "allow.twice": Pair(
        "`{word}` đã được cho phép ở dòng {line}", "`{word}` was already allowed in line {line}"
    ),
    "mend.begin_value": Pair(
        "hãy bắt đầu mỗi mục bằng `- value:`", "begin each entry with `- value:`"
    ),
    "mend.allow_kind": Pair(
        "hãy viết a.example, .a.example hoặc 203.0.113.0/24",
        "write a.example, .a.example or 203.0.113.0/24",
    ),
    "mend.day": Pair("hãy viết 2026-12-31 hoặc 31/12/2026", "write 2026-12-31 or 31/12/2026"),
    "mend.earlier": Pair(
        "hãy viết {latest} hoặc sớm hơn, rồi xem xét lại",
        "write {latest} or earlier, then look again",
    ),
}

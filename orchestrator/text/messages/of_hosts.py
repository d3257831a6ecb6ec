"""What is wrong with groups, hosts, variables and patterns of an inventory."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

OF_HOSTS: Mapping[str, Pair] = {
    "machine.alone": Pair("{what} (máy {name})", "{what} (machine {name})"),
    "machine.and_others": Pair(
        "{what} (máy {name} và {n} máy khác)", "{what} (machine {name} and {n} more)"
    ),
    "source.script": Pair("tập lệnh không bao giờ được chạy", "scripts are never run"),
    "source.toml": Pair("danh mục dạng TOML không được đọc", "inventories in TOML are not read"),
    "source.plugin": Pair(
        "đây là cấu hình của một trình cắm danh mục, và trình cắm không bao giờ được chạy",
        "this configures an inventory plugin, and plugins are never run",
    ),
    "source.no_groups": Pair(
        "danh mục phải là các nhóm máy, mỗi nhóm một khóa",
        "an inventory must be a mapping of groups",
    ),
    "group.name": Pair(
        "tên nhóm phải là chữ, mà `{name}` không phải",
        "a group's name must be text, and `{name}` is none",
    ),
    "group.no_mapping": Pair(
        "`{name}` không chứa các cặp khóa: giá trị nên không phải nhóm, và bị bỏ qua",
        "`{name}` is no group, as it holds no mapping, and is left out",
    ),
    "group.section": Pair(
        "`{section}` của nhóm `{group}` phải là các cặp khóa: giá trị",
        "`{section}` of the group `{group}` must be a mapping",
    ),
    "group.unread": Pair(
        "`{section}` trong nhóm `{group}` không được đọc",
        "`{section}` in the group `{group}` is not read",
    ),
    "group.inside_itself": Pair(
        "nhóm `{group}` sẽ nằm bên trong chính nó",
        "the group `{group}` would lie inside itself",
    ),
    "group.priority": Pair(
        "`ansible_group_priority` phải là số nguyên",
        "`ansible_group_priority` must be a whole number",
    ),
    "variable.name": Pair(
        "tên biến phải là chữ, mà `{name}` không phải",
        "a variable's name must be text, and `{name}` is none",
    ),
    "host.name": Pair(
        "tên máy phải là chữ, mà `{name}` không phải",
        "a host's name must be text, and `{name}` is none",
    ),
    "add.name": Pair("`{name}` không phải tên máy", "`{name}` is no name for a machine"),
    "add.taken": Pair(
        "danh mục đã có máy `{name}`", "the inventory already has a machine `{name}`"
    ),
    "add.unit": Pair("danh mục không có đơn vị `{name}`", "the inventory has no unit `{name}`"),
    "fmt.unsafe": Pair(
        "không sắp xếp lại được tệp này mà giữ nguyên nội dung",
        "the file cannot be brought into form without changing what it says",
    ),
    "host.unknown": Pair("danh mục không có máy `{name}`", "the inventory has no machine `{name}`"),
    "host.range": Pair("không mở được `{name}`: {why}", "`{name}` cannot be expanded: {why}"),
    "host.empty_range": Pair("dải `{name}` không có máy nào", "the range `{name}` is empty"),
    "host.variables": Pair(
        "biến của máy phải là các cặp tên: giá trị", "a host's variables must be a mapping"
    ),
    "range.too_many": Pair(
        "nó đại diện cho hơn {limit} máy", "it stands for more than {limit} hosts"
    ),
    "range.brackets": Pair("dấu ngoặc vuông không đóng đúng", "its brackets do not close"),
    "range.backwards": Pair(
        "dải [{range}] kết thúc trước khi bắt đầu", "the range [{range}] ends before it begins"
    ),
    "range.kind": Pair(
        "dải [{range}] không phải của số, cũng không phải của một chữ cái",
        "the range [{range}] is neither of numbers nor of single letters",
    ),
    "range.form": Pair(
        "dải [{range}] không viết theo dạng đầu:cuối hay đầu:cuối:bước",
        "the range [{range}] is not begin:end or begin:end:step",
    ),
    "range.no_end": Pair("dải [{range}] không có điểm cuối", "the range [{range}] has no end"),
    "range.step": Pair(
        "dải [{range}] không có bước dương", "the range [{range}] has no positive step"
    ),
    "range.width": Pair(
        "hai đầu của dải có số 0 đứng trước phải dài bằng nhau",
        "the two ends of a range with leading zeros must be equally long",
    ),
    "ini.section": Pair("đây không phải tiêu đề mục", "this is no section"),
    "ini.kind": Pair("không có loại mục `{kind}`", "a section of the kind `{kind}` is not known"),
    "ini.promise": Pair(
        "nhóm `{group}` được dùng ở đây mà không có mục của nó",
        "the group `{group}` is used here and has no section",
    ),
    "ini.group": Pair("đây không phải tên nhóm", "this is no group's name"),
    "ini.variable": Pair("dòng này không đặt biến nào", "this sets no variable"),
    "ini.host": Pair("đây không phải một máy: {why}", "this is no host: {why}"),
    "ini.quotes": Pair("dấu ngoặc kép không đóng lại", "its quotes do not close"),
    "ini.word": Pair(
        "sau tên máy có từ không theo dạng tên=giá trị",
        "a word after its name is no name=value",
    ),
    "ini.colon": Pair(
        "dấu hai chấm ở cuối phải có số cổng theo sau", "a colon at its end stands before a port"
    ),
    "ini.yaml": Pair("`---` mở đầu một tệp YAML", "`---` begins a YAML file"),
    "vars.stray_group": Pair(
        "các biến này không thuộc nhóm nào, hoặc đứng sau tệp khác cùng tên",
        "these variables belong to no group or stand behind others of the same name",
    ),
    "vars.stray_host": Pair(
        "các biến này không thuộc máy nào, hoặc đứng sau tệp khác cùng tên",
        "these variables belong to no host or stand behind others of the same name",
    ),
    "vars.no_mapping": Pair(
        "tệp biến phải là các cặp tên: giá trị", "a file of variables must be a mapping"
    ),
    "pattern.unknown": Pair(
        "mẫu chọn `{pattern}` không ứng với nhóm hay máy nào trong danh mục",
        "the pattern `{pattern}` names no group and no machine of the inventory",
    ),
    "pattern.regex": Pair(
        "mẫu chọn `{pattern}` không phải biểu thức chính quy ({why})",
        "the pattern `{pattern}` is no regular expression: {why}",
    ),
    "pattern.index": Pair(
        "mẫu chọn `{pattern}` đòi nhiều hơn số máy hiện có ({count})",
        "the pattern `{pattern}` asks for more machines than the {count} there are",
    ),
}

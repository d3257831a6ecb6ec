"""What a strict reader refuses in units, machines and the district."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

OF_UNITS: Mapping[str, Pair] = {
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
    "field.list": Pair("`{name}` phải là danh sách", "`{name}` must be a list"),
    "own.no_network": Pair(
        "`{word}` không phải địa chỉ hay dải địa chỉ", "`{word}` is no address and no range"
    ),
    "own.too_wide": Pair("`{word}` rộng hơn /{widest}", "`{word}` is wider than /{widest}"),
    "own.no_domain": Pair("`{word}` không phải tên miền", "`{word}` is no domain"),
    "own.half_domain": Pair("`{word}` không phải tên miền đầy đủ", "`{word}` is no full domain"),
    "own.everybodys": Pair("`{word}` là của mọi người", "`{word}` belongs to everybody"),
    "district.place": Pair(
        "`{name}` nằm ở nhóm `{group}`", "`{name}` stands on the group `{group}`"
    ),
    "district.empty": Pair("danh mục không có máy nào", "the inventory holds no machine"),
    "unit.annex": Pair(
        "`annex` nằm ở nhóm `{group}`, mà nhóm này không phải đơn vị",
        "`annex` stands on the group `{group}`, which is no unit",
    ),
    "unit.again": Pair(
        "đơn vị `{code}` đã được khai ở {first}", "the unit `{code}` was already given at {first}"
    ),
    "unit.code": Pair(
        "`{code}` không dùng làm mã đơn vị được, vì mã là tên tệp báo cáo của đơn vị",
        "`{code}` cannot be a unit's code, as it names the unit's report file",
    ),
    "unit.wards": Pair(
        "đơn vị `{code}` nằm trong nhiều địa bàn cùng cấp: {wards}",
        "the unit `{code}` lies in several bodies of one level: {wards}",
    ),
    "unit.evaluation": Pair(
        "mục 3 của phụ lục (`evaluation`) không dành cho loại đơn vị này",
        "section 3 of the annex (`evaluation`) is not for units of this type",
    ),
    "unit.two_areas": Pair(
        "nhóm `{group}` vừa có `ward` vừa có `area`",
        "the group `{group}` carries both `ward` and `area`",
    ),
    "district.twice": Pair(
        "`authority` và `district` là một, mà cả hai đều được khai",
        "`authority` and `district` are one thing, and both are given",
    ),
    "field.code": Pair("`{word}` không dùng làm mã được", "`{word}` cannot be a code"),
    "unit.case": Pair(
        "hai mã `{first}` và `{second}` chỉ khác nhau ở chữ hoa, chữ thường",
        "the codes `{first}` and `{second}` differ in case alone",
    ),
    "unit.twin": Pair(
        "đơn vị `{name}` đã được khai với mã `{first}`",
        "the unit `{name}` was already given under the code `{first}`",
    ),
    "machine.units": Pair(
        "máy `{name}` nằm trong {count} đơn vị: {units}",
        "the machine `{name}` is in {count} units: {units}",
    ),
    "machine.no_unit": Pair(
        "máy `{name}` không thuộc đơn vị nào", "the machine `{name}` is in no unit"
    ),
    "machine.twin": Pair(
        "`{name}` và `{first}` ({place}) có cùng địa chỉ và cổng",
        "`{name}` and `{first}` ({place}) are at one address and port",
    ),
    "machine.connection": Pair(
        "không có kiểu kết nối `{word}`", "the connection `{word}` is not known"
    ),
    "machine.port": Pair("`{name}` phải là số cổng", "`{name}` must be a port"),
    "variable.ansible": Pair(
        "Ansible không có biến `{name}`", "Ansible knows no variable `{name}`"
    ),
    "variable.slip": Pair(
        "biến `{name}` có vẻ viết nhầm", "the variable `{name}` looks like a slip"
    ),
}

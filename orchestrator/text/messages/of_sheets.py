"""What is wrong with workbooks, with their import and export, and with changing inventory files."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

OF_SHEETS: Mapping[str, Pair] = {
    "sheet.csv": Pair("đây không phải CSV đúng dạng ({why})", "this is no sound CSV ({why})"),
    "sheet.encoding": Pair("tệp không đúng mã {encoding}", "the file is no sound {encoding}"),
    "sheet.none": Pair("không có trang `{name}`", "there is no sheet `{name}`"),
    "sheet.locked": Pair("sổ tính bị khóa bằng mật khẩu", "the workbook is locked with a password"),
    "sheet.xls": Pair(
        "đây là sổ tính Excel 97-2003 (.xls), không đọc được",
        "this is a workbook of Excel 97-2003 (.xls), which is not read",
    ),
    "sheet.ods": Pair(
        "đây là bảng tính OpenDocument (.ods), không đọc được",
        "this is an OpenDocument spreadsheet (.ods), which is not read",
    ),
    "sheet.html": Pair(
        "đây là trang web, chỉ mang tên của bảng tính",
        "this is a web page that only bears a spreadsheet's name",
    ),
    "sheet.no_workbook": Pair("đây không phải sổ tính Excel", "this is no Excel workbook"),
    "sheet.parts": Pair("sổ tính có quá nhiều phần", "the workbook has too many parts"),
    "sheet.part_size": Pair(
        "một phần của sổ tính lớn hơn {mib} MiB", "a part of the workbook is larger than {mib} MiB"
    ),
    "sheet.too_much": Pair(
        "sổ tính quá lớn khi giải nén", "the workbook is too large once it is unpacked"
    ),
    "sheet.rows": Pair(
        "trang `{name}` có hơn {rows} dòng", "the sheet `{name}` has more than {rows} rows"
    ),
    "sheet.damaged": Pair("sổ tính bị hỏng ({why})", "the workbook is damaged ({why})"),
    "sheet.headless": Pair(
        "không trang nào có dòng tiêu đề trong {rows} dòng đầu",
        "no header was found in the first {rows} rows of any sheet",
    ),
    "sheet.form": Pair(
        "một trang của sổ tính viết ở dạng không sửa được",
        "a sheet of the workbook is written in a form that is not changed",
    ),
    "sheet.signed": Pair(
        "sổ tính đã ký số, sửa bất cứ ô nào cũng làm hỏng chữ ký",
        "the workbook is signed, and any change would break the signature",
    ),
    "excel.missing": Pair(
        "cần gói {package}, hiện chưa cài", "this needs the package {package}, not installed yet"
    ),
    "import.outranked": Pair(
        "thiết lập `{variable}` khác mạnh hơn thiết lập sẽ ghi cho `{name}`",
        "another setting of `{variable}` wins for `{name}` over the one written",
    ),
    "import.meanwhile": Pair(
        "tệp vừa bị người khác sửa; chưa ghi gì",
        "the file was changed by someone else meanwhile; nothing was written",
    ),
    "import.new_ward": Pair("đơn vị mới cần có phường", "a new unit needs its ward"),
    "import.no_code": Pair("đơn vị mới cần có mã", "a new unit needs its code"),
    "import.half_unit": Pair(
        "tên và loại của đơn vị mới phải đi cùng nhau",
        "the name and the type of a new unit go together",
    ),
    "import.no_folder": Pair(
        "phường mới cần một thư mục danh mục để đặt vào",
        "a new ward needs a folder of inventories to be put into",
    ),
    "import.no_ward": Pair(
        "danh mục không có phường `{ward}`", "the inventory has no ward `{ward}`"
    ),
    "import.no_unit": Pair(
        "danh mục không có đơn vị `{unit}` ở đó", "the inventory has no unit `{unit}` there"
    ),
    "export.nothing": Pair(
        "biểu mẫu được lập từ danh mục máy", "a workbook is made from an inventory"
    ),
    "export.where": Pair(
        "chưa rõ ghi sổ tính có kết luận vào đâu",
        "where the workbook with the verdicts goes is not clear",
    ),
    "write.failed": Pair("không ghi được {path}: {why}", "cannot write {path}: {why}"),
    "edit.no_groups": Pair("tệp không có nhóm nào", "the file holds no groups"),
    "edit.no_group": Pair(
        "tệp không có nhóm `{name}`", "the file does not hold the group `{name}`"
    ),
    "edit.apart": Pair(
        "không sửa riêng được phần này của tệp ({why})",
        "this part of the file cannot be changed by itself ({why})",
    ),
    "edit.only_yaml": Pair(
        "chỉ sửa được danh mục viết bằng YAML, tệp này không phải",
        "only inventories in YAML are changed, and this is none",
    ),
    "edit.side_effect": Pair(
        "cách viết của tệp khiến không thể sửa mà không ảnh hưởng phần khác",
        "the file is written in a way that cannot be changed without a side effect",
    ),
    "mend.csv_quotes": Pair("hãy sửa dấu ngoặc kép của dòng này", "mend the quotes of this row"),
    "mend.csv_utf8": Pair("hãy lưu bằng Excel dạng CSV UTF-8", "save it in Excel as CSV UTF-8"),
    "mend.sheets": Pair("tệp có các trang: {names}", "the file has: {names}"),
    "mend.unlock": Pair(
        "hãy mở bằng Excel, bỏ mật khẩu (File, Info, Protect) rồi lưu lại",
        "open it in Excel, take the password off (File, Info, Protect) and save it again",
    ),
    "mend.as_xlsx": Pair(
        "hãy mở bằng Excel và lưu thành .xlsx", "open it in Excel and save it as .xlsx"
    ),
    "mend.save_again": Pair("hãy mở bằng Excel rồi lưu lại", "open it in Excel and save it again"),
    "mend.only_machines": Pair(
        "hãy xóa những gì không phải danh sách máy", "delete what is no list of machines"
    ),
    "mend.header": Pair(
        "cần một dòng nêu tên cột: Tên máy, Địa chỉ IP, Phòng (xem `inventory export`)",
        "one row must name the columns: Tên máy, Địa chỉ IP, Phòng (see `inventory export`)",
    ),
    "mend.unsigned": Pair("hãy làm trên bản sao chưa ký", "work on an unsigned copy"),
    "mend.extra": Pair(
        'hãy chạy trong thư mục của chương trình: pip install ".[excel]"',
        'run in the program\'s folder: pip install ".[excel]"',
    ),
    "mend.by_hand_first": Pair("hãy sửa tệp bằng tay trước", "mend the files by hand first"),
    "mend.again": Pair("hãy chạy lại", "run it again"),
    "mend.add_ward": Pair("hãy thêm --ward PHƯỜNG", "add --ward WARD"),
    "mend.add_unit": Pair("hãy thêm --unit MÃ", "add --unit CODE"),
    "mend.both_unit": Pair(
        "hãy ghi cả --unit-name và --unit-type", "give both --unit-name and --unit-type"
    ),
    "mend.folder": Pair("hãy chỉ ra thư mục sau -i", "give the folder with -i"),
    "mend.wards": Pair("danh mục có: {names}", "it has: {names}"),
    "mend.unit_code": Pair(
        "hãy ghi mã trong `inventory graph`, hoặc lập đơn vị bằng --unit-name và --unit-type",
        "name a code of `inventory graph`, or make it with --unit-name and --unit-type",
    ),
    "mend.to_yaml": Pair(
        "hãy sửa bằng tay, hoặc chuyển tệp sang YAML",
        "make the change by hand, or convert the file to YAML",
    ),
    "mend.export": Pair(
        "hãy ghi -i DANH_MỤC và --xlsx TỆP; --in-place đi cùng --into",
        "give -i INVENTORY and --xlsx FILE; --in-place goes with --into",
    ),
    "mend.where": Pair(
        "hãy ghi --xlsx TỆP để lập tệp mới, hoặc --in-place",
        "give either --xlsx FILE for a new one, or --in-place",
    ),
    "mend.other_file": Pair("hãy chọn tệp khác", "name another file"),
    "mend.check_rights": Pair("hãy kiểm tra quyền ghi của tệp", "check its rights"),
}

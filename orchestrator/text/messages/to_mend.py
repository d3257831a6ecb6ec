"""How to mend what is wrong; `{{` is a brace."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

TO_MEND: Mapping[str, Pair] = {
    "mend.did_you_mean": Pair("có phải ý là `{meant}`?", "did you mean `{meant}`?"),
    "mend.did_you_mean_or_rename": Pair(
        "có phải ý là `{meant}`? Nếu không, hãy đổi tên",
        "did you mean `{meant}`? If not, rename it",
    ),
    "mend.one_of": Pair("hãy dùng một trong các giá trị: {words}", "use one of: {words}"),
    "mend.known": Pair("các trường hiện có: {words}", "known are: {words}"),
    "mend.add": Pair("hãy thêm vào", "add it"),
    "mend.quote": Pair("hãy đặt trong dấu ngoặc kép", "quote it"),
    "mend.quote_text": Pair("hãy đặt trong dấu ngoặc kép nếu đó là chữ", "quote it if it is text"),
    "mend.in_quotes": Pair("hãy viết trong dấu ngoặc kép", "write it in quotes"),
    "mend.write": Pair('hãy viết "{word}"', 'write "{word}"'),
    "mend.type_again": Pair("hãy gõ lại: {word}", "type it again: {word}"),
    "mend.delete": Pair("hãy xóa nó", "delete it"),
    "mend.delete_one": Pair("hãy xóa một trong hai", "delete one of the two"),
    "mend.delete_or_code": Pair(
        "hãy xóa một trong hai, hoặc đặt mã khác",
        "delete one of the two, or give it another code",
    ),
    "mend.delete_or_name": Pair(
        "hãy xóa một trong hai, hoặc đặt tên khác nhau",
        "delete one of the two, or make their names differ",
    ),
    "mend.rename": Pair("hãy đổi tên", "rename it"),
    "mend.rename_one": Pair("hãy đổi một mã", "rename one"),
    "mend.not_ansible": Pair(
        "hãy đổi tên: tiền tố ansible_ là của riêng Ansible", "rename it: ansible_ is Ansible's own"
    ),
    "mend.name_file": Pair("hãy chỉ ra một tệp", "name a file"),
    "mend.check_path": Pair("hãy kiểm tra đường dẫn và quyền đọc", "check the path and its rights"),
    "mend.check_sources": Pair(
        "hãy kiểm tra các đường dẫn ghi sau -i", "check the paths given with -i"
    ),
    "mend.split": Pair("hãy chia nhỏ tệp", "split it"),
    "mend.save_utf8": Pair(
        "hãy lưu lại theo UTF-8 trong trình soạn thảo", "save it as UTF-8 in the editor"
    ),
    "mend.break_link": Pair("hãy gỡ liên kết vòng", "break the link"),
    "mend.spaces": Pair("hãy thụt lề bằng dấu cách", "indent with spaces"),
    "mend.look_around": Pair(
        "hãy xem lại thụt lề, dấu ngoặc kép và các dấu ngoặc ở đây và ở dòng trên",
        "look at the indentation, quotes and brackets here and on the line above",
    ),
    "mend.one_document": Pair("mỗi tệp chỉ để một tài liệu", "keep one in a file"),
    "mend.flatten": Pair("hãy bớt số cấp", "flatten it"),
    "mend.name_anchor": Pair("hãy chỉ tới một neo như vậy", "name an anchor of one"),
    "mend.quote_or_write_out": Pair(
        "hãy đặt trong dấu ngoặc kép nếu đó là chữ, nếu không hãy viết ra đầy đủ",
        "quote it if it is text, else write it out",
    ),
    "mend.write_out": Pair("hãy viết ra đầy đủ", "write it out"),
    "mend.tags": Pair(
        "hãy đặt trong dấu ngoặc kép nếu đó là chữ; chỉ có nhãn !vault và !unsafe",
        "quote it if it is text; the tags are !vault and !unsafe",
    ),
    "mend.readme": Pair("xem README", "see the README"),
    "mend.yaml_or_ini": Pair("hãy đưa danh mục dạng YAML hoặc INI", "give a YAML or INI inventory"),
    "mend.no_plugin": Pair(
        "hãy viết các nhóm ra, hoặc để Ansible xuất chúng ra",
        "write the groups out, or let Ansible export them",
    ),
    "mend.sections": Pair(
        "hãy cho nó hosts:, vars: hoặc children:", "give it hosts:, vars: or children:"
    ),
    "mend.only_sections": Pair(
        "chỉ vars:, children: và hosts: được đọc", "only vars:, children: and hosts: are"
    ),
    "mend.colons": Pair(
        "hãy kết thúc mỗi tên bằng dấu hai chấm, không để dấu gạch đầu dòng",
        "end each name with a colon, without a dash before it",
    ),
    "mend.number": Pair("hãy viết một số", "write a number"),
    "mend.digits": Pair(
        "hãy viết toàn chữ số, hoặc để trống", "write digits only, or leave it empty"
    ),
    "mend.count_again": Pair("hãy đếm lại, hoặc để trống", "count again, or leave it empty"),
    "mend.true_false": Pair("hãy viết true hoặc false", "write true or false"),
    "mend.date": Pair("hãy viết theo dạng 2022-09-30", "write it as 2022-09-30"),
    "mend.port": Pair("hãy viết số từ 1 đến 65535", "write a number from 1 to 65535"),
    "mend.mapping": Pair("hãy viết {{{first}: ...}}", "write {{{first}: ...}}"),
    "mend.variables": Pair("hãy viết {{tên: giá trị}}", "write {{name: value}}"),
    "mend.name_value": Pair("hãy viết tên: giá trị", "write name: value"),
    "mend.assign": Pair("hãy viết tên=giá_trị", "write name=value"),
    "mend.ini_host": Pair("hãy viết: tên biến=giá_trị ...", "write: name variable=value ..."),
    "mend.ini_section": Pair("hãy viết [tên], không có dấu cách", "write [name], without spaces"),
    "mend.ini_kinds": Pair(
        "hãy dùng [tên], [tên:vars] hoặc [tên:children]",
        "use [name], [name:vars] or [name:children]",
    ),
    "mend.ini_add": Pair("hãy thêm mục [{group}]", "add [{group}]"),
    "mend.one_name": Pair("hãy viết một tên", "write one name"),
    "mend.range": Pair("hãy viết theo dạng ten-[01:20]", "write it as name-[01:20]"),
    "mend.smaller_first": Pair("hãy đặt số nhỏ trước", "put the smaller number first"),
    "mend.out_of_descendants": Pair(
        "hãy đưa nó ra khỏi các nhóm con cháu của nó", "take it out of its own descendants"
    ),
    "mend.as_group": Pair(
        "hãy đặt tên theo nhóm của nó, hoặc xóa đi", "name it as its group, or delete it"
    ),
    "mend.as_host": Pair(
        "hãy đặt tên theo máy của nó, hoặc xóa đi", "name it as its host, or delete it"
    ),
    "mend.list_hosts": Pair(
        "`orchestrator inventory hosts` cho thấy tất cả",
        "`orchestrator inventory hosts` shows all",
    ),
    "mend.name": Pair(
        "hãy dùng chữ cái, chữ số, dấu chấm và gạch nối, như hs-33 hoặc hs-[33:40]",
        "use letters, digits, dots and hyphens, as in hs-33 or hs-[33:40]",
    ),
    "mend.other_name": Pair("hãy chọn tên khác", "choose another name"),
    "mend.by_hand": Pair("hãy sửa bằng tay", "mend it by hand"),
    "mend.graph": Pair(
        "`orchestrator inventory graph` cho thấy tất cả",
        "`orchestrator inventory graph` shows all",
    ),
    "mend.pattern": Pair("hãy sửa lại", "mend it"),
    "mend.smaller": Pair("hãy lấy số nhỏ hơn", "take a smaller number"),
    "mend.list": Pair("hãy viết [một, hai]", "write [one, another]"),
    "mend.network": Pair("hãy viết như 203.0.113.0/24", "write 203.0.113.0/24"),
    "mend.own_ranges": Pair(
        "hãy viết những dải thật sự là của quận", "write the ranges that are really your own"
    ),
    "mend.domain": Pair("hãy viết như quan-x.gov.vn", "write quan-x.gov.vn"),
    "mend.full_domain": Pair(
        "hãy viết như quan-x.gov.vn; địa chỉ thì ghi ở own_networks",
        "write quan-x.gov.vn; addresses go to own_networks",
    ),
    "mend.own_name": Pair(
        "hãy viết tên bên dưới nó, tên của riêng quận", "write the name below it that is your own"
    ),
    "mend.to_all": Pair("hãy chuyển vào group_vars/all.yml", "move it to group_vars/all.yml"),
    "mend.to_unit": Pair("hãy chuyển vào nhóm của chính đơn vị", "move it to the unit's own group"),
    "mend.code": Pair(
        "hãy dùng chữ cái, chữ số, _ và -, tối đa 64 ký tự, và tránh các tên mà Windows giữ riêng",
        "use letters, digits, _ and -, at most 64, and no name that Windows reserves",
    ),
    "mend.one_unit": Pair("hãy chỉ để nó ở một đơn vị", "leave it in one of them"),
    "mend.codes": Pair(
        "hãy viết mã bằng chữ thường không dấu, mỗi mã là các cặp khóa: giá trị",
        "write codes in small letters, each with a mapping",
    ),
    "mend.one_ward": Pair("hãy chỉ để nó ở một phường", "leave it under one of them"),
    "mend.under_unit": Pair(
        "hãy đặt nó dưới một nhóm có unit:", "put it under a group that carries unit:"
    ),
    "mend.own_address": Pair(
        "hãy cho mỗi máy ansible_host hoặc ansible_port riêng",
        "give each its own ansible_host or ansible_port",
    ),
    "mend.connections": Pair("hãy dùng ssh, winrm hoặc local", "use ssh, winrm or local"),
    "mend.proposals": Pair(
        "hãy xóa nó; nhận xét thì ghi ở proposals", "delete it; use proposals for remarks"
    ),
}

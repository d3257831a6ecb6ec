"""What is wrong with vaulted values and files, and with tables of passwords; `{{` is a brace."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

OF_VAULT: Mapping[str, Pair] = {
    "vault.closed": Pair(
        "chỗ này đang khóa bằng vault id `{id}`", "this is closed with the vault id `{id}`"
    ),
    "vault.not_opened": Pair(
        "không mật khẩu nào mở được chỗ này, đang khóa bằng vault id `{id}`",
        "no password opens this, which is closed with the vault id `{id}`",
    ),
    "vault.unreadable": Pair(
        "đây không phải vault mở được: {why}", "this is no vault that can be opened: {why}"
    ),
    "vault.header": Pair(
        "dòng đầu không phải đầu tệp của Ansible Vault",
        "the first line is no header of Ansible Vault",
    ),
    "vault.format": Pair(
        "không rõ định dạng {version}; chỉ đọc được 1.1 và 1.2",
        "format {version} is not known, only 1.1 and 1.2 are",
    ),
    "vault.cipher": Pair(
        "không rõ cách mã hóa {cipher}; chỉ đọc được AES256",
        "the cipher {cipher} is not known, only AES256 is",
    ),
    "vault.too_large": Pair("lớn hơn {n} byte", "it is larger than {n} bytes"),
    "vault.damaged": Pair(
        "đã hỏng: các dòng không đúng dạng Ansible ghi",
        "it is damaged: its lines are not what Ansible writes",
    ),
    "vault.cut": Pair("đã hỏng: thiếu một phần", "it is damaged: a part of it is missing"),
    "vault.padding": Pair("đã hỏng: phần đệm sai", "it is damaged: its padding is wrong"),
    "vault.id_utf8": Pair("id không phải UTF-8", "its id is not in UTF-8"),
    "vault.id_hidden": Pair(
        "id có ký tự không nhìn thấy được", "its id holds characters that cannot be seen"
    ),
    "vault.not_text": Pair(
        "giá trị vault không phải văn bản UTF-8", "the vaulted value is no text in UTF-8"
    ),
    "vault.value": Pair("giá trị vault: {why}", "the vaulted value: {why}"),
    "vault.undefined": Pair(
        "vault id `{id}` chưa được khai báo (đã khai báo: {held})",
        "the vault id `{id}` is not defined (defined: {held})",
    ),
    "vault.unjudged": Pair(
        "{n} giá trị vault chưa được xét; các id của chúng: {ids}",
        "vaulted values ({n}) were not judged; their ids: {ids}",
    ),
    "vault.clear": Pair(
        "ai đọc được inventory cũng đọc được `{name}`",
        "`{name}` can be read by whoever reads the inventory",
    ),
    "vault.clear_more": Pair(
        "ai đọc được inventory cũng đọc được `{name}` và {n} chỗ khác như vậy",
        "`{name}`, and {n} more like it, can be read by whoever reads the inventory",
    ),
    "vault.field": Pair(
        "`{name}` nằm trong vault, mà chương trình cần đọc rõ",
        "`{name}` is vaulted, and this program needs it in clear",
    ),
    "laps.ambiguous": Pair(
        "`{name}` có thể là một trong các máy: {machines}", "`{name}` could be any of {machines}"
    ),
    "laps.empty": Pair("ở đây `{name}` không có mật khẩu", "`{name}` has no password here"),
    "laps.again": Pair("`{name}` đã có ở dòng {line}", "`{name}` was already given in line {line}"),
    "laps.other": Pair(
        "`{name}` đã có ở dòng {line}, với mật khẩu hoặc tài khoản khác",
        "`{name}` was already given in line {line}, with another password or account",
    ),
    "laps.stranger": Pair(
        "`{name}` của tệp này không có trong inventory",
        "`{name}` of this file is not in the inventory",
    ),
    "laps.strangers": Pair(
        "`{name}` và {n} máy khác của tệp này không có trong inventory",
        "`{name}` and {n} more of this file are not in the inventory",
    ),
    "laps.csv": Pair("đây không phải CSV hợp lệ", "this is no valid CSV"),
    "laps.no_name": Pair("không cột nào ghi tên máy", "no column holds the computer's name"),
    "laps.no_password": Pair(
        "không cột nào ghi mật khẩu của máy", "no column holds the computer's password"
    ),
    "laps.utf16": Pair("tệp UTF-16 bị cụt", "the file is no whole UTF-16"),
    "laps.readable": Pair(
        "người khác đọc được tệp mật khẩu này", "others can read this file of passwords"
    ),
    "mend.vault_give": Pair(
        "hãy đưa mật khẩu: --vault-password-file FILE, --vault-id ID@SOURCE hoặc --ask-vault-pass",
        "give its password: --vault-password-file FILE, --vault-id ID@SOURCE or --ask-vault-pass",
    ),
    "mend.vault_wrong": Pair(
        "đã thử: {tried}; một mật khẩu sai, hoặc chỗ này đã hỏng",
        "tried: {tried}; one of them is wrong, or this was damaged",
    ),
    "mend.vault_other": Pair(
        "đã thử: {tried}; không mật khẩu nào của id `{id}`: {give}",
        "tried: {tried}; none of them is of the id `{id}`: {give}",
    ),
    "mend.vault_utf8": Pair("hãy mã hóa lại dạng UTF-8", "encrypt it again as UTF-8"),
    "mend.vault_restore": Pair(
        "hãy lấy lại từ bản sao, hoặc mã hóa lại giá trị",
        "restore it from a copy, or encrypt the value again",
    ),
    "mend.vault_define": Pair(
        "hãy thêm --vault-id {id}@SOURCE, hoặc mã hóa giá trị cho một id đã khai báo",
        "add --vault-id {id}@SOURCE, or encrypt the value for a known id",
    ),
    "mend.vault_add": Pair(
        "hãy thêm --vault-id ID@SOURCE cho mỗi id đang giữ",
        "add --vault-id ID@SOURCE for each id that you hold",
    ),
    "mend.vault_encrypt": Pair(
        "hãy chạy orchestrator vault encrypt-string --prompt -n {name}",
        "orchestrator vault encrypt-string --prompt -n {name}",
    ),
    "mend.vault_only": Pair("chỉ đưa mật khẩu vào vault", "vault passwords, and only them"),
    "mend.laps_rename": Pair(
        "hãy đổi tên máy, hoặc bỏ dòng này", "rename them, or leave the row out"
    ),
    "mend.laps_reached": Pair("LAPS đã tới máy này chưa?", "has LAPS reached it?"),
    "mend.laps_newer": Pair("hãy giữ dòng mới hơn", "keep the newer one"),
    "mend.laps_unused": Pair("mật khẩu của chúng không được dùng", "their passwords are not used"),
    "mend.laps_quotes": Pair(
        "hãy xuất lại; mỗi dấu ngoặc kép cần một dấu đóng",
        "export it again; every quote needs its partner",
    ),
    "mend.laps_head": Pair("hãy đặt tên cột là một trong: {words}", "head it with one of: {words}"),
    "mend.laps_utf8": Pair("hãy xuất lại theo UTF-8", "export it again as UTF-8"),
    "mend.laps_chmod": Pair(
        "hãy chạy chmod 600 {path}, và đưa tệp vào vault", "chmod 600 {path}, and vault it"
    ),
}

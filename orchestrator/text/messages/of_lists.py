"""What is wrong with `sources.yml` or the kept versions of lists."""

from collections.abc import Mapping

from orchestrator.text.pair import Pair

OF_LISTS: Mapping[str, Pair] = {
    # sources.yml
    "source.no_list": Pair("đây không phải danh sách nguồn", "this is no list of sources"),
    "source.list": Pair("`sources` phải là một danh sách", "`sources` must be a list"),
    "source.twice": Pair("hai nguồn cùng tên `{name}`", "two sources are called `{name}`"),
    "source.no_name": Pair("nguồn thiếu `name`", "the source has no `name`"),
    "source.bad_name": Pair(
        "không đặt tên nguồn là `{name}` được", "`{name}` cannot be the name of a source"
    ),
    "source.origins": Pair("nguồn có {count} nơi lấy", "the source has {count} origins"),
    "source.url_only": Pair(
        "`{key}` chỉ dùng cho nguồn có `url`", "`{key}` is only for a source with `url`"
    ),
    "source.feed_file": Pair("nguồn MISP là một thư mục", "a MISP feed is a folder"),
    "source.no_ca": Pair(
        "không có tệp `{name}` bên cạnh sources.yml", "there is no file `{name}` beside sources.yml"
    ),
    "source.proxy": Pair(
        "proxy phải có dạng `http://`", "the proxy must be spoken to by `http://`"
    ),
    "source.no_url": Pair(
        "`{key}` không phải địa chỉ http hoặc https", "`{key}` is no http or https address"
    ),
    "source.credentials": Pair(
        "`{key}` có ghi tên đăng nhập hoặc mật khẩu", "`{key}` holds credentials"
    ),
    "source.files": Pair("`files` phải gồm các cặp tên tệp: vai trò", "`files` must be a mapping"),
    "source.no_file": Pair("ở đây không có tệp `{name}`", "there is no file `{name}` here"),
    "source.no_role": Pair("`{word}` không phải vai trò", "`{word}` is no role"),
    # ioc update
    "update.no_sources": Pair(
        "{path}: không có tệp sources.yml", "{path}: there is no sources.yml"
    ),
    "update.check_only": Pair("--check không thay đổi gì", "--check changes nothing"),
    "update.nothing_held": Pair(
        "`{name}` không có bản nào chờ quyết định", "no version of `{name}` awaits a decision"
    ),
    "update.nothing_before": Pair(
        "không còn giữ bản nào trước đó của `{name}`", "no earlier version of `{name}` is kept"
    ),
    "update.no_such": Pair(
        "{path} không có nguồn nào tên là `{name}`", "{path} names no source `{name}`"
    ),
    "update.busy": Pair(
        "một lần cập nhật khác đang chạy trên {folder}", "another update of {folder} is at work"
    ),
    "update.no_write": Pair(
        "{folder}: không ghi được danh sách ({why})",
        "{folder}: the lists cannot be written ({why})",
    ),
    "update.damaged": Pair(
        "{path}: bản đã lưu này bị hỏng ({why})", "{path}: this kept version is damaged ({why})"
    ),
    "update.version_gone": Pair(
        "{path}: bản này của `{name}` không còn", "{path}: this version of `{name}` is gone"
    ),
    "update.list_gone": Pair(
        "{path}: danh sách đang dùng của nguồn `{name}` không còn",
        "{path}: the list in force of the source `{name}` is gone",
    ),
    "update.bad_state": Pair(
        "{path}: sổ theo dõi nguồn danh sách bị hỏng",
        "{path}: what is known of the lists' sources is damaged",
    ),
}

TO_MEND_LISTS: Mapping[str, Pair] = {
    "mend.begin_sources": Pair("hãy bắt đầu bằng `sources:`", "begin with `sources:`"),
    "mend.begin_name": Pair(
        "hãy bắt đầu mỗi nguồn bằng `- name:`", "begin each source with `- name:`"
    ),
    "mend.give_name": Pair("hãy đặt tên cho nó", "give it one"),
    "mend.file_name": Pair(
        "hãy dùng chữ thường không dấu, chữ số, - và _; tên này thành tên tệp",
        "use lower-case letters, digits, - and _; it becomes a file name",
    ),
    "mend.origin": Pair(
        "hãy ghi đúng một khóa: `file`, `folder` hoặc `url`", "give `file`, `folder` or `url`"
    ),
    "mend.give_folder": Pair("hãy dùng `folder`", "give `folder`"),
    "mend.no_credentials": Pair(
        "hãy bỏ phần đó; danh sách cần mật khẩu thì lấy bằng cách khác",
        "take the name and password out; a list behind a password is fetched by other means",
    ),
    "mend.write_role": Pair("hãy viết `sinks.txt: sinkhole`", "write `sinks.txt: sinkhole`"),
    "mend.folder_with_sources": Pair(
        "hãy chỉ ra thư mục có tệp đó", "name the folder that holds one"
    ),
    "mend.check_alone": Pair(
        "hãy bỏ nó, hoặc bỏ --accept và --back", "leave it out, or --accept and --back"
    ),
    "mend.see_check": Pair(
        "`orchestrator ioc update --check` cho biết tình trạng từng nguồn",
        "`orchestrator ioc update --check` shows how each source stands",
    ),
    "mend.wait": Pair("hãy đợi đến khi nó xong", "wait until it ends"),
    "mend.free_space": Pair(
        "hãy dọn bớt đĩa hoặc cấp quyền ghi; danh sách đang dùng vẫn nguyên vẹn",
        "free some space, or let this user write there; the lists in force are untouched",
    ),
    "mend.delete_versions": Pair(
        "hãy xóa {path} rồi cập nhật lại", "delete {path} and update again"
    ),
    "mend.put_back": Pair(
        "hãy chạy `orchestrator ioc update` để khôi phục",
        "run `orchestrator ioc update`: it puts the list back",
    ),
    "mend.delete_state": Pair(
        "hãy xóa nó rồi chạy `orchestrator ioc update`; các danh sách vẫn còn",
        "delete it and run `orchestrator ioc update`; the lists themselves stay",
    ),
}

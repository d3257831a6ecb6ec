"""What the commands of `ioc` say to people, in both languages."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "listed": "có trong danh sách",
        "not_listed": "không có trong danh sách",
        "unusable": "không kiểm tra được",
        "refused": "có ghi nhưng không dùng,",
        "host": "máy chủ của URL",
        "port": "cổng",
        "other_port": "danh sách ghi cổng khác",
        "malicious": "độc hại",
        "sinkhole": "bẫy sinkhole đã biết",
        "exact": "trùng khớp",
        "parent": "tên miền con của tên được liệt kê",
        "range": "thuộc dải được liệt kê",
        "name": "tên miền",
        "address": "địa chỉ",
        "address_port": "địa chỉ và cổng",
        "url": "URL",
    },
    "en": {
        "listed": "listed",
        "not_listed": "not listed",
        "unusable": "cannot be checked",
        "refused": "stands there and is not used,",
        "host": "host of the URL",
        "port": "port",
        "other_port": "listed with another port",
        "malicious": "malicious",
        "sinkhole": "known sinkhole",
        "exact": "the same value",
        "parent": "a subdomain of the listed name",
        "range": "inside the listed range",
        "name": "name",
        "address": "address",
        "address_port": "address and port",
        "url": "URL",
    },
}

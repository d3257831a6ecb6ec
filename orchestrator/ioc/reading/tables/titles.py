"""What the title of a column hints at; what stands below it decides."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache

from orchestrator.ioc.reading.tables.type_words import folded

JOINT = " / "  # between the titles of two header rows
_MAX_TITLE_CHARS, _MAX_TITLE_WORDS = 80, 8


class Hint(StrEnum):
    """What a title says that its column holds."""

    VALUE = "value"  # a kind of indicator by name: `Tên miền`
    ANY_VALUE = "any_value"  # indicators of any kind: `IOC`
    TYPE = "type"
    REFERENCE = "reference"  # whatever it holds, it is none of the indicators
    NAME = "name"  # what an indicator is called; often the indicator itself
    CONFIDENCE = "confidence"
    UNTIL = "until"
    SINCE = "since"
    LAST_SEEN = "last_seen"
    FIRST_SEEN = "first_seen"
    FAMILY = "family"
    TAGS = "tags"
    PHASE = "phase"
    TLP = "tlp"
    DESCRIPTION = "description"
    SOURCE = "source"
    TO_IDS = "to_ids"
    ACTION = "action"  # what is to be done with an indicator: some lists let a few through
    FILE = "file"
    OTHER = "other"  # known, and of no use
    UNKNOWN = "unknown"
    NONE = "none"  # no title at all


REFERENCES = frozenset((Hint.REFERENCE, Hint.SOURCE, Hint.DESCRIPTION))
"""Hints under which nothing is an indicator while another column holds some."""


def _pattern(text: str) -> re.Pattern[str]:
    """Return an expression that is written over several lines."""
    return re.compile("".join(line.strip() for line in text.splitlines()))


# In the order in which they are tried; a title must fit a whole one.
_HINTS: Mapping[Hint, str] = {
    Hint.TLP: """
        (?:traffic light protocol )?tlp(?: (?:label|level|marking))?
        |object ?markings?|marking
    """,
    Hint.CONFIDENCE: """
        (?:threat )?confidence(?: (?:level|score))?|x opencti score|score|do tin cay
    """,
    Hint.UNTIL: """
        (?:valid|(?:co )?hieu luc|han) ?(?:until|to|den)|(?:ngay )?het han|han dung
        |expir(?:y|es|ed|ation)(?: (?:date|time|at|on|utc))?
    """,
    Hint.SINCE: "valid ?from|(?:co )?hieu luc tu",
    Hint.LAST_SEEN: """
        (?:ioc |date )?last ?seen(?: (?:date|time|at|utc|online))?|last online
        |(?:lan )?thay lan cuoi|lan cuoi(?: (?:phat hien|ghi nhan))?
    """,
    Hint.FIRST_SEEN: """
        (?:ioc |date )?first ?seen(?: (?:date|time|at|utc|online))?|thay lan dau
        |ngay phat hien|lan dau(?: (?:phat hien|ghi nhan))?|ngay ghi nhan
        |date ?added|listing ?date
    """,
    Hint.PHASE: """
        kill ?chain(?: ?phases?)?(?: name)?|phases?(?: name)?
        |giai doan(?: tan cong)?|threat ?type
    """,
    Hint.FAMILY: """
        (?:malware|threat|ransomware|trojan|ma doc)(?: ?(?:family|name|printable|alias|actor))?
        |(?:ho|ten|loai) ma doc|ho|family(?: name)?|fk malware|signature|actor
        |campaign|chien dich|nhom(?: tan cong)?
    """,
    Hint.TAGS: "tags?|labels?|object ?labels?|the|nhan(?: dan)?|attribute tags?",
    Hint.TO_IDS: "to ids",
    Hint.ACTION: "actions?|hanh dong|disposition|verdict",
    Hint.SOURCE: """
        sources?|nguon(?: (?:tin|cung cap|cong bo))?|feeds?(?: name)?|reporters?|reported by
        |created ?by|source (?:name|list|feed|report|organi[sz]ation)|providers?|author
    """,
    Hint.DESCRIPTION: """
        (?:x opencti )?description|mo ta|comments?|remarks?|details?|chi tiet|notes?
        |ghi chu(?: \\w+){0,3}|y kien|chu thich|dien giai|context|thong tin them|binh luan
    """,
    Hint.REFERENCE: """
        (?:\\w+ ){0,3}(?:links?|references?|refs?|tham khao|lien ket|hyperlinks?)(?: \\w+){0,2}
        |(?:nguon|source) (?:urls?|uri|tham khao)|reports?(?: (?:urls?|links?))?|bao cao
        |bai viet|articles?(?: urls?)?|blogs?(?: urls?)?|permalinks?|screenshots?(?: urls?)?
        |evidence|virus ?total(?: urls?)?|vt|vt urls?|external ?references
        |(?:\\w+ )?detail urls?|more info|tai lieu|dan chung|dinh kem|http referrer|referrer
    """,
    Hint.TYPE: """
        (?:(?:ioc|indicator|entity|observable|value|data|main observable) )?types?
        |loai(?: (?:chi dau|ioc|du lieu|thong tin|chi bao))?|kieu(?: (?:chi dau|ioc|du lieu))?
        |x opencti main observable type|phan loai(?: chi dau)?
    """,
    Hint.FILE: """
        files?(?: ?(?:names?|paths?))?|ten (?:tep|tap tin|file)(?: tin)?|tep(?: tin)?|tap tin
        |attachments?|samples?
    """,
    Hint.OTHER: """
        (?:url |c2 )?status|trang thai|tinh trang|country(?: code)?|quoc gia|nuoc|city|region
        |asn?(?: (?:name|number|org))?|isp|org(?:anization)?|(?:dst |src )?ports?
        |cong(?: ket noi)?|protocol|giao thuc|(?:\\w+ )?id|uuid|stt|tt|so tt|no|count|so luong
        |(?:\\w+ )?(?:date|time|timestamp)(?: \\w+)?|ngay(?: \\w+){0,3}|thoi gian(?: \\w+){0,3}
        |created(?: at)?|modified|updated(?: at)?|registrar|name ?servers?|ns|victims?
        |targets?(?: \\w+)?|nan nhan|(?:dia chi )?(?:e ?mails?|thu dien tu)|mac(?: address)?
        |dia chi mac|category|severity|muc do|anonymous|is compromised|verified|online
        |(?:\\w+ )?versions?|phien ban(?: \\w+){0,2}
        |pattern type|sensor|honeypot|resolvers?|dns servers?|whois(?: \\w+)?
        |don vi(?: \\w+){0,3}|co quan
    """,
    Hint.ANY_VALUE: """
        iocs?|ioc ?values?|indicators?(?: (?:value|of compromise))?|values?
        |observables?(?: values?)?|chi dau(?: (?:doc hai|tan cong|ioc))?|chi bao
        |gia tri(?: chi dau)?|ioc s|noi dung chi dau|artifacts?
    """,
    Hint.NAME: "names?|ten|title|tieu de|indicator name",
}
_VALUE = _pattern(
    r"""
    \b(?:ips?|ipv[46]|ip ?addr(?:ess)?(?:es)?|cidr|domains?|hostnames?|hosts?|fqdns?|urls?|uris?
    |ten mien|dia chi(?! (?:mac|e ?mail|thu dien tu|lien he|don vi|co quan))
    |duong dan(?! tham khao)|may chu|c c|c2s?|address(?:es)?|netblock|subnet
    |dai mang|patterns?)\b
    """
)
_OF_NO_USE = re.compile(r"\b(?:md5|sha ?\d*|hash(?:es)?|ma bam)\b")
_NAMED_VALUE = re.compile(r"\b(?:domain|host) name\b|\bip port\b")
_NOT_VALUE = _pattern(
    r"""
    \b(?:count|number|so luong|status|country|type|loai|category|port|e ?mails?|asn?|registrar
    |owner|victim|nan nhan|mac|name|id|date|ngay)\b
    """
)
# What a malicious site imitates, or whose site it is: never malicious itself.
_GENUINE = _pattern(
    r"""
    \b(?:official|legit(?:imate)?|genuine|brands?|impersonated|spoofed|imitated|authentic
    |chinh (?:thuc|thong|chu)|hop phap|that$|(?:bi|duoc) gia mao|bi mao danh|nan nhan|bi hai
    |don vi|co quan|to chuc|nha truong|whitelist(?:ed)?|allow(?:ed)? ?list(?:ed)?|benign)\b
    """
)
_IMITATED = re.compile(r"\b(?:bi|duoc) gia mao\b")
_FROM = re.compile(r"\b(?:src|source|nguon)\b")
_TOWARDS = re.compile(r"\b(?:dst|dest|destination|dich)\b")
_RANGE_START = re.compile(
    r"(?:(?:ip|range|address|net) )?(?:start|from|first|begin|low|tu)(?: (?:ip|address|dia chi))?"
    r"|(?:dia chi )?(?:ip )?(?:bat dau|dau tien|dau)|tu (?:dia chi )?ip"
)
_RANGE_END = re.compile(
    r"(?:(?:ip|range|address|net) )?(?:end|to|last|high|den)(?: (?:ip|address|dia chi))?"
    r"|(?:dia chi )?(?:ip )?(?:ket thuc|cuoi cung|cuoi)|den (?:dia chi )?ip"
)
_LINK = re.compile(r"\b(?:links?|lien ket|hyperlinks?)\b")
_MALICIOUS = _pattern(
    r"""
    \b(?:malicious|phishing|malware|doc hai|lua dao|ma doc|c2|c c|download|tai(?: ve)?|dropper
    |gia mao)\b
    """
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def _hints() -> Mapping[Hint, re.Pattern[str]]:
    """Compile them when a table is met: that takes 10 ms, and most lists are none."""
    return {hint: _pattern(text) for hint, text in _HINTS.items()}


@lru_cache(maxsize=4096)
def hint_of(title: str) -> Hint:
    """Return what a title hints at; of two rows joined the lower one says more."""
    upper, joined, lower = title.rpartition(JOINT)
    if joined:
        whole, part = hint_of(upper), hint_of(lower)
        return whole if whole in REFERENCES or part is Hint.UNKNOWN else part
    name = title_words(title)
    if not name:
        return Hint.UNKNOWN if title.strip() else Hint.NONE
    if name.count(" ") >= _MAX_TITLE_WORDS:
        return Hint.UNKNOWN
    hint = _known(name) or _of_words(name)
    if hint in (Hint.VALUE, Hint.UNKNOWN) and _is_genuine(name):
        return Hint.REFERENCE
    listed = _LINK.search(name) and _MALICIOUS.search(name)  # `Link tải mã độc`
    return Hint.UNKNOWN if hint is Hint.REFERENCE and listed else hint


def _is_genuine(name: str) -> bool:
    """Whether a title names honest sites: `Tên miền bị giả mạo`, not `giả mạo cơ quan`."""
    others = _IMITATED.sub("", name)
    return _GENUINE.search(name) is not None and not _MALICIOUS.search(others)


def is_from(title: str) -> bool:
    """Whether a title says that whoever began a connection stands below it."""
    return _FROM.search(title_words(title)) is not None


def is_towards(title: str) -> bool:
    """Whether a title says that where a connection went stands below it."""
    return _TOWARDS.search(title_words(title)) is not None


def starts_range(title: str) -> bool:
    """Whether a title says that the first addresses of ranges stand below it."""
    return _RANGE_START.fullmatch(title_words(title)) is not None


def ends_range(title: str) -> bool:
    """Likewise of the last addresses."""
    return _RANGE_END.fullmatch(title_words(title)) is not None


def _known(name: str) -> Hint | None:
    return next((hint for hint, pattern in _hints().items() if pattern.fullmatch(name)), None)


def _of_words(name: str) -> Hint:
    """Return what single words of a title hint at."""
    if _OF_NO_USE.search(name) or _NAMED_VALUE.search(name):
        return Hint.VALUE
    is_value = _VALUE.search(name) is not None and not _NOT_VALUE.search(name)
    return Hint.VALUE if is_value else Hint.UNKNOWN


def title_words(title: str) -> str:
    """Return a title for comparing: its words in lower case without accents, `DstIP` as two."""
    if len(title) > _MAX_TITLE_CHARS:
        return ""
    return folded(_CAMEL.sub(" ", title))

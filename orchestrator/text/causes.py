"""What is said of a cause, with the one line to paste filled in for the machines that have it."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.model.diagnosis import Cause, Mender
from orchestrator.text import (
    causes_answer,
    causes_logon,
    causes_service,
    causes_trust,
    causes_way,
)
from orchestrator.text.cause_rows import Line, Row, Where
from orchestrator.text.reason_table import Pair
from orchestrator.text.visible import visible

CAUSES: Mapping[Cause, Row] = {
    **causes_way.ROWS,
    **causes_service.ROWS,
    **causes_trust.ROWS,
    **causes_logon.ROWS,
    **causes_answer.ROWS,
}

MENDERS: Mapping[Mender, Pair] = {
    Mender.OPERATOR: Pair("người vận hành máy rà soát", "whoever runs the controller"),
    Mender.DISTRICT: Pair("bộ phận công nghệ thông tin của quận", "the district's IT"),
    Mender.SITE: Pair("người của đơn vị, ngồi tại máy", "the unit's person, at the machine"),
    Mender.NETWORK: Pair("người quản trị mạng", "whoever keeps the network"),
}

PLACES: Mapping[Where, Pair] = {
    Where.POWERSHELL: Pair(
        "PowerShell tại máy, chạy với quyền quản trị", "PowerShell at the machine, as administrator"
    ),
    Where.CMD: Pair("cửa sổ lệnh (cmd) tại máy", "command prompt (cmd) at the machine"),
    Where.SHELL: Pair("cửa sổ lệnh tại máy", "terminal at the machine"),
    Where.CONTROLLER: Pair("cửa sổ lệnh trên máy rà soát", "terminal on the controller"),
    Where.INVENTORY: Pair(
        "danh sách máy, phần khai báo của máy", "the inventory, at the machine's variables"
    ),
}

_BLANK = re.compile(r"@([A-Z_]+)@")
# PowerShell takes every one of these for a single quote; doubled, each stands for itself.
_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """What fills the blanks of a line; field names are the blanks' words in lower case.

    A tuple stands for several words with `-i` between them.
    """

    address: str = ""
    port: str = ""
    endpoint: str = ""
    controller: str = "LocalSubnet"
    user: str = ""
    name: str = ""
    account: str = ""
    login: str = ""
    key: str = ""
    key_name: str = ""
    known_hosts: str = ""
    subject: str = ""
    san: str = ""
    pem: str = ""
    unit: str = ""
    inventory: tuple[str, ...] = ()
    machines: str = ""
    first: str = ""
    way: str = ""
    found: str = ""
    scheme: str = ""


def title(cause: Cause, lang: str) -> str:
    """Return a cause in two to five words, lower case (`lang`: `vi` or `en`)."""
    return pick(CAUSES[cause].title, lang)


def sentence(cause: Cause, lang: str) -> str:
    """Return what a cause is, and how it shows."""
    return pick(CAUSES[cause].sentence, lang)


def mender(cause: Cause, lang: str) -> str:
    """Return who can mend a cause."""
    return pick(MENDERS[CAUSES[cause].who], lang)


def place(line: Line, lang: str) -> str:
    """Return where a line is pasted."""
    return pick(PLACES[line.where], lang)


def line(cause: Cause, *, windows: bool, domain: bool) -> Line:
    """Return the line for that kind of machine and account, its blanks still open."""
    row = CAUSES[cause]
    if not windows:
        return row.posix or row.line
    return row.domain if domain and row.domain else row.line


def filled(found: Line, blanks: Blanks) -> str:
    """Return a line ready to paste: each blank one word of its shell, whatever stands in it.

    What has no picture is written out, so that the line which is read is the one that is pasted.
    """

    def fill(blank: re.Match[str]) -> str:
        value: str | tuple[str, ...] = getattr(blanks, blank[1].lower())
        words = (value,) if isinstance(value, str) else value
        return " -i ".join(_quoted(visible(word), found.where) for word in words)

    return _BLANK.sub(fill, found.text)


def _quoted(word: str, where: Where) -> str:
    match where:
        case Where.POWERSHELL:
            doubled = _QUOTES.sub(r"\1\1", word)
            return word if word.isdigit() else f"'{doubled}'"
        case Where.SHELL | Where.CONTROLLER:
            return shlex.quote(word)
        case Where.CMD | Where.INVENTORY:  # nothing but our own words and numbers
            return word


def pick(pair: Pair, lang: str) -> str:
    """Return a text in one of the languages."""
    return pair.en if lang == "en" else pair.vi

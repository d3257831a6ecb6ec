"""The catalogues are whole: the same in both languages, nothing missing, nothing unused."""

import ast
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

import orchestrator
from orchestrator import checks
from orchestrator.campaign.order import Need
from orchestrator.campaign.quiet import QuietFault
from orchestrator.campaign.rounds import Waits
from orchestrator.checks.base import Right
from orchestrator.checks.listing import PARTS
from orchestrator.cli.parser import ERRORS
from orchestrator.cli.showing import campaign_screen, findings_screen, kit_tables
from orchestrator.cli.showing.scan_screen import _COLUMNS
from orchestrator.doctor.remedies import Where
from orchestrator.evidence import SiteState, WaitKind
from orchestrator.findings.act_refusals import ActFault
from orchestrator.findings.compare import FindingChange, WhyNot
from orchestrator.findings.targets import TargetFault
from orchestrator.inventory.declaring import FigureFault, FigureField, figure_form
from orchestrator.inventory.declaring.figure_columns import FigureColumn
from orchestrator.inventory.exporting import machine_workbook
from orchestrator.inventory.reading.machine_address import AddressFault
from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.inventory.sheets.rows import NoMachine
from orchestrator.ioc.keeping.sources_file import ListRole as Use
from orchestrator.ioc.keeping.version_state import ListFault
from orchestrator.ioc.reading.entries import SeenAs
from orchestrator.ioc.updating.update_rows import UpdateStanding
from orchestrator.lab.story import Chapter, StoryPage
from orchestrator.match.logs.line_reading import LogFormat
from orchestrator.match.scan import Extracted
from orchestrator.match.weighing import ALLOWED
from orchestrator.model.act import ACTS, EvidenceClass, Handling
from orchestrator.model.answer import Note, Unread
from orchestrator.model.campaign import Doubt, FindingState, Shortfall
from orchestrator.model.diagnosis import Cause, Mender, Reached
from orchestrator.model.district import Role
from orchestrator.model.fetch import FetchFailure
from orchestrator.model.indicator import Class, Kind, ListDoubt, Scope, Unused
from orchestrator.model.logon import LogonRefusal
from orchestrator.model.look import Carrier, JoinedBy, Trust
from orchestrator.model.observation import Half, Network, Protection
from orchestrator.model.observation import ScanOutcome as ToolOutcome
from orchestrator.model.outcome import (
    Barrier,
    Ended,
    Outcome,
    Phase,
    ServiceFault,
    Why,
    script_blocked,
)
from orchestrator.model.plan import ControlRule, Severity
from orchestrator.model.result import (
    AnswerKind,
    Reason,
    Rule,
    Status,
    Subject,
    UnitVerdict,
    Verdict,
    Weakness,
)
from orchestrator.model.unfollowed import Unfollowed
from orchestrator.report import official_form
from orchestrator.report.covers_view import LookWay
from orchestrator.report.exchange import finding_table, machine_table
from orchestrator.report.owner import SetKind
from orchestrator.report.reading import ReportReader
from orchestrator.roads.broker.link import LinkFault
from orchestrator.roads.bundle_text import TextFault
from orchestrator.roads.kit_keys import KeyKind
from orchestrator.roads.messages import MessageFault
from orchestrator.roads.sealing import SealFault
from orchestrator.sweep import finding_sheet
from orchestrator.sweep.bundle_importing import SenderFault
from orchestrator.sweep.bundle_taking import TakeFault
from orchestrator.sweep.declared_figures import DeclaredIn
from orchestrator.sweep.finding_import import SheetFault
from orchestrator.sweep.kit_answers import AnswerFault
from orchestrator.sweep.kit_listing import KitStanding
from orchestrator.sweep.lists.clients import KnownBy
from orchestrator.sweep.lists.kept_again import NotHeld
from orchestrator.sweep.lists.scan_groups import GroupBy
from orchestrator.sweep.receipt_reading import ReceiptFault
from orchestrator.text.reasons import ending_of
from orchestrator.text.template import pieces
from orchestrator.text.topics import FAMILIES, LANGUAGES, texts

ROOT = Path(orchestrator.__file__).parent
TOPICS = tuple(dict.fromkeys(FAMILIES.values()))
VI = {key: text for topic in TOPICS for key, text in texts("vi", topic).items()}
EN = {key: text for topic in TOPICS for key, text in texts("en", topic).items()}
ENDINGS = {
    *(
        ending_of(Outcome(ended=ended, at=at, why=why))
        for ended, at, why in itertools.product(Ended, (None, *Phase), (None, *Why))
    ),
    *(ending_of(script_blocked(barrier)) for barrier in Barrier),
    *(ending_of(Outcome(ended=Ended.PROTOCOL_ERROR, fault=fault)) for fault in ServiceFault),
}
# Ids that code makes of a word: each family, and the closed set that its words are of.
CLOSED: Mapping[str, Iterable[str]] = {
    "bundle_fault": [*TextFault, *MessageFault, *SenderFault, *TakeFault],
    "receipt_fault": [*TextFault, *MessageFault, *ReceiptFault],
    "site_state": SiteState,
    "kit_import": [
        *(f"joined_{by}" for by in JoinedBy if by is not JoinedBy.HAND),
        *SealFault,
        *AnswerFault,
    ],
    "kit_column": kit_tables._KIT_COLUMNS,
    "kit_standing": KitStanding,
    "key_column": kit_tables._KEY_COLUMNS,
    "key_kind": KeyKind,
    "kit_kind": WaitKind,
    "kit_wait": WaitKind,
    "act_fault": [f"{fault}.{part}" for fault in ActFault for part in ("why", "mend")],
    "act_kind": ACTS,
    "address": AddressFault,
    "annex_change": ["set", "submitted", "same"],
    "annex_option": FigureField,
    "annex_status": ["passed", "deadline", "lacking_head", "unsubmitted_head", "submitted_head"],
    "consolidated": [f"column.{name}" for name in official_form._COLUMNS],
    "figure_column": FigureColumn,
    "figure_fault": [f"{fault}.{part}" for fault in FigureFault for part in ("why", "mend")],
    "figure_form": figure_form._GUIDE,
    "broker_command": [
        f"{name}{part}"
        for name in ("init", "broker_config", "start")
        for part in ("", "_about", "_codes")
    ],
    "broker_fault": [f"{fault}.{part}" for fault in LinkFault for part in ("why", "mend")],
    "banner": [f"for_{reading}" for reading in ReportReader],
    "not_held": NotHeld,
    "declared_in": DeclaredIn,
    "data_column": {*finding_table.COLUMNS, *machine_table.COLUMNS},
    "answer": AnswerKind,
    "cause": [f"{cause}.{part}" for cause in Cause for part in ("title", "sentence")],
    "campaign": [
        f"{part}.{word}"
        for part, words_of in (
            ("quiet", QuietFault),
            ("need", Need),
            ("waits", Waits),
            ("logon", LogonRefusal),
        )
        for word in words_of
    ],
    "campaign_status": [
        *(f"column_{name}" for name in campaign_screen._COLUMNS),
        *("overdue", "looks_due", "unread", "exceptions", "unannounced", "undeclared"),
        *("overdue_row", "look_row", "exception_row"),
    ],
    "campaign_option": ["file", "file_needed"],
    "chapter": Chapter,
    "unfollowed": Unfollowed,
    "check": [f"{check.id}.{part}" for check in checks.ALL for part in PARTS],
    "judged": [*ControlRule, "none"],
    "class": Class,
    "ended": [f"{ending}.sentence" for ending in ENDINGS],
    "extracted": Extracted,
    "evidence_class": EvidenceClass,
    "finding_column": [*findings_screen._COLUMNS],
    "finding_state": FindingState,
    "remedy": Handling,
    "story_page": StoryPage,
    "sheet_column": finding_sheet.SheetColumn,
    "sheet_fault": [f"{fault}.{part}" for fault in SheetFault for part in ("why", "mend")],
    "shortfall": Shortfall,
    "target": [f"{fault}.{part}" for fault in TargetFault for part in ("why", "mend")],
    "machine_doubt": Doubt,
    "change": FindingChange,
    "covers": [
        *(f"way.{way}" for way in LookWay),
        *(f"trust.{trust}" for trust in Trust if trust is not Trust.ASKED),
    ],
    "trust": Trust,
    "carrier": Carrier,
    "compared": ("change", "unit", "machine", "indicator", "finding"),
    "why_not": WhyNot,
    "prune": [f"held.{why}" for why in ("met", "cleared", "newest", "unread")],
    "fault": [*FetchFailure, *ListFault],
    "half": Half,
    "kind": Kind,
    "known_by": KnownBy,
    "log_format": set(LogFormat) - {LogFormat.PLAIN},
    "mender": Mender,
    "missed": [f"{why}.{part}" for why in Unread for part in ("title", "sentence", "remedy")],
    "network": Network,
    "note": Note,
    "option": ["iocs", "sinkholes", "allow"],
    "outcome": ToolOutcome,
    "passed": NoMachine,
    "plan": [f"why.{why.name.lower()}" for why in Why],
    "protection": Protection,
    "reach": Scope,
    "reason": Reason,
    "reports": [f"holds_{kind}" for kind in SetKind],
    "role": Role,
    "row": [f"{refusal}.{part}" for refusal in RowRefusal for part in ("why", "mend")],
    "right": Right,
    "rule": Rule,
    "says": Status,
    "scan": _COLUMNS,
    "scan_by": GroupBy,
    "seen_as": SeenAs,
    "severity": Severity,
    "standing": UpdateStanding,
    "state": Reached,
    "status": Status,
    "unused": Unused,
    "unused_mend": Unused,
    "usage": ERRORS,
    "use": Use,
    "verdict": [*Verdict, *UnitVerdict],
    "warning": ListDoubt,
    "weak": Weakness,
    "weakness": Weakness,
    "where": Where,
    "unit": [f"{part}.{subject}" for part in ("title", "eyebrow") for subject in Subject],
    "do": [f"nothing.{subject}" for subject in Subject],
    "found": [f"none.{subject}" for subject in Subject],
    "list_path": [
        f"powerless.{word}" for word in (ALLOWED, "expired", "not_yet_valid", "shared_address")
    ],
    # columns and paragraphs, by the names that their tables have
    "column": [*machine_workbook._COLUMNS, "verdict", "reason", "sweep", "day"],
    "guide": machine_workbook._GUIDE,
    "district": [
        *(f"{part}.{one}" for part in ("title", "eyebrow", "met_none") for one in Subject),
        *(f"rule_{rule}_is" for rule in ("pass", "fail", "insufficient", "coverage", "annex")),
    ],
    "sweep": [
        "control",
        "title",
        *(f"controls_{one}" for one in ("pass", "fail", "not_assessed")),
        "unit",
        "ward",
        "machines",
        "assessed",
        "fail",
        "not_assessed",
        "verdict",
    ],
    "ping": ["unit", "machine", "address", "state", "detail"],
    "update": ["name", "role", "old", "new", "added", "removed", "state"],
    "vars": ["stray_group", "stray_host", "skipped_group", "skipped_host"],
    "mend": ["as_group", "as_host"],
}
# Where Vietnamese stands in code and is no text: each with its reason.
NO_SPEECH = {
    "checks": "the letter's own words, quoted as sources",
    "lab": "names of invented units",
    "inventory/sheets/legacy_fonts.py": "letters of old fonts",
    "inventory/sheets/columns.py": "titles by which sheets are recognised",
    "inventory/sheets/rows.py": "words by which rows of totals are recognised",
    "inventory/reading/machine_address.py": "a word between two addresses, letters that are folded",
    "inventory/district/strict.py": "the letter's own names, where an inventory gives none",
    "ioc": "words by which dates and sentences of lists are recognised",
    "report/annex_view.py": "the letter's own abbreviation",
    "text/viet.py": "letters that are folded and sorted",
}
VIETNAMESE = re.compile("[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ\u1ea0-\u1ef9]", re.IGNORECASE)
BEGIN_APART = {
    *(f"role.{role}" for role in Role),  # English has the inventory's own words
    *(f"note.{note}" for note in Note),  # pages have these in the middle of a cell
    *("cause.kerberos_missing.title", "cause.windows_over_ssh.title"),  # names
    "list_file.suricata",  # likewise
}
# Words that are the same in both languages: names of things, and what is typed.
TYPED = {
    "ansible", "ansible_", "ansible_group_priority", "ansible_host", "ansible_port", "annex",
    "byte", "bytes", "children", "evaluation", "false", "graph", "group_vars/all.yml", "hosts",
    "ini", "inventory", "local", "nfd", "orchestrator", "proposals", "readme", "ssh", "toml",
    "true", "unit", "unsafe", "utf-8", "vars", "vault", "windows", "winrm", "yaml", "all", "yml",
    "csv", "excel", "web", "xlsx", "xls", "ods", "opendocument", "file", "info", "protect", "mib",
    "pip", "install", "export", "name", "type", "ward", "place", "into", "tên", "máy", "địa", "chỉ",
    "phòng", "group_vars", "utf", "tab", "own_networks", "quan", "gov", "x.gov.vn",
    "word", "example", "loop", "play", "role", "server", "tasks", "task", "value", "when",
    "viec", "via", "sites",
    "connections", "bits", "goi", "brave", "broker", "chromium", "hub", "nats", "once", "reach",
    "forcecommand", "only", "retry", "maxsessions", "maxstartups", "nologin", "persourcepenalties",
    "accept", "back", "check", "files", "folder", "http", "https", "ioc", "misp",
    "proxy", "sinkhole", "sinks", "sources", "txt", "update", "url",
    "about", "administrator", "allow_private", "allowgroups", "allowusers", "amsi",
    "ansible_winrm_ca_trust_path", "applocker", "authorized_keys", "basic", "bin", "camera", "cmd",
    "dhcp", "dns", "doh", "findings", "format", "html", "ipconfig", "ipv", "json", "kerberos",
    "known_hosts", "legacy", "localaccounttokenfilterpolicy", "loopback", "max_mb", "multicast",
    "names", "nat", "negotiate", "ntlm", "paste", "path", "permitrootlogin", "powershell", "prefix",
    "public", "resume", "root", "script", "settings", "sha", "sheet", "smb", "sweep", "system",
    "text", "timeout", "timeout_s", "tls", "to_ids", "unicode", "values", "vpn", "đơn",
    "ctrl", "edit", "editor", "keyring", "latest", "output", "printf", "rekey", "report",
    "scripts", "visual", "vvvv", "wdac", "framework", "uac", "least", "event", "log", "readers",
    "host_vars", "schema", "column", "domain", "internet", "reference", "tlp", "older", "than",
    "aes", "ask", "authority", "chmod", "encrypt", "laps", "pass", "password", "prompt", "source",
    "string",
    "chrome", "debian", "defender", "edge", "esu", "firefox", "linux", "mac", "msrt", "nrpt", "pac",
    "pid", "posix", "pro", "samba", "sysmon", "systemd", "ubuntu", "udp", "uuid", "wmi",
    "wpad",
    "account", "agent", "controller", "documents", "docx", "dtd", "gzip", "iocs", "jinja",
    "macos", "net", "nul", "off", "office", "openioc", "pdf", "proc", "set", "sigma",
    "dnscache", "resolvectl", "sing", "box", "state", "parquet", "stix", "suricata", "tcp", "xml",
    "yara",
    "yes",
    "approver", "assign", "closed", "due", "incident", "open", "orchestrator_actor", "reason",
    "show", "until", "xxxxxx",
    "document", "handled", "iso", "utc",
    "bind", "cef", "dnsmasq", "filterlog", "fortigate", "opnsense", "pfsense", "routeros", "squid",
    "unbound", "zeek",
    "letters", "nam", "noi_dung", "org", "people", "scope", "so_may_chua_danh_gia", "ten_don_vi",
}  # fmt: skip


def fields(text: str) -> dict[str, str]:
    return {piece.name: piece.spec for piece in pieces(text) if piece.name}


def words(text: str) -> set[str]:
    said = re.sub("`[^`]*`", "", "".join(piece.text for piece in pieces(text)))
    return {word.casefold() for word in re.findall(r"[^\W\d]{3,}", said)}


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted((*ROOT.rglob("*.py"), *ROOT.rglob("*.html"))):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def literals() -> set[str]:
    """Return every id that stands in code or in a page as it is."""
    said = "\n".join(text for _, text in sources())
    return {key for key in re.findall(r"[\"']([a-z_]+(?:\.\w+)+)[\"']", said) if key in VI}


def made() -> set[str]:
    return {f"{family}.{word}" for family, members in CLOSED.items() for word in members}


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Yield every call that names an id: where it stands, the id, and the fields it gives."""
    for name, text in sources():
        if name.endswith(".html"):
            for key, given in re.findall(
                r"\bt\(\"([a-z_.]+)\"((?:, \w+=[^,()]+(?:\([^()]*\))?)*)\)", text
            ):
                yield name, key, set(re.findall(r", (\w+)=", given))
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and node.args and not _spread(node):
                key = node.args[0]
                if isinstance(key, ast.Constant) and _is_id(key.value, node.func):
                    yield name, key.value, {str(keyword.arg) for keyword in node.keywords}


def _spread(call: ast.Call) -> bool:
    return any(keyword.arg is None for keyword in call.keywords)


def _is_id(value: object, func: ast.expr) -> bool:
    speaks = isinstance(func, ast.Name) and func.id in ("say", "words", "said")
    rich = isinstance(func, ast.Attribute) and func.attr in ("rich", "_words")
    at_once = isinstance(func, ast.Call) and getattr(func.func, "id", "") == "catalogue"
    return isinstance(value, str) and (speaks or rich or at_once) and "." in value


def test_every_family_stands_in_the_file_that_the_table_names():
    for lang in LANGUAGES:
        kept = {path.stem for path in (ROOT / "text" / lang).glob("*.toml")}
        assert kept == set(TOPICS)
        for topic in TOPICS:
            held = {key.partition(".")[0] for key in texts(lang, topic)}
            assert held == {family for family, where in FAMILIES.items() if where == topic}


def test_both_languages_have_the_same_ids_in_the_same_order():
    assert list(VI) == list(EN)


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_the_same_fields_and_the_same_stress(topic: str):
    for key in texts("vi", topic):
        assert fields(VI[key]).keys() == fields(EN[key]).keys(), key
        if FAMILIES[key.partition(".")[0]] != "yaml":  # where `*` is YAML's own
            assert VI[key].count("*") % 2 == EN[key].count("*") % 2 == 0, key
        digits = [
            {n for n, spec in fields(text).items() if spec == "d"} for text in (VI[key], EN[key])
        ]
        assert digits[0] == digits[1], key


@pytest.mark.parametrize("topic", TOPICS)
def test_texts_are_composed_and_tidy(topic: str):
    for lang in LANGUAGES:
        for key, text in texts(lang, topic).items():
            assert unicodedata.is_normalized("NFC", text), key
            assert "  " not in text, key
            assert not re.search("[\xa0\t\r\n]", text), key
            assert text.strip() == text or key == "warning.of_source", key


def test_both_languages_begin_a_text_alike():
    def small(text: str) -> bool | None:
        named = (
            any(letter.isupper() for letter in text.split(maxsplit=1)[0][1:])
            or not text[0].isalpha()
        )
        return None if named else text[0].islower()

    differ = {
        key
        for key in VI
        if None not in (begins := (small(VI[key]), small(EN[key]))) and begins[0] != begins[1]
    }
    assert differ == BEGIN_APART


def test_no_english_is_left_in_the_vietnamese():
    left = {
        key: found for key, text in VI.items() if (found := words(text) & words(EN[key]) - TYPED)
    }
    assert left == {}


def test_what_is_said_is_vietnamese_in_one_and_english_in_the_other():
    assert {key for key, text in EN.items() if VIETNAMESE.search(text)} == {
        *("row.unit_missing.mend", "mend.header"),  # titles of columns, as sheets have them
        "list_file.mend.date",  # a comment, as lists have it
    }


def test_every_word_of_a_closed_set_has_a_text():
    assert made() - set(VI) == set()


def test_no_text_is_unused():
    endings = {*ENDINGS, *(ending.partition(".")[0] for ending in ENDINGS)}
    inherited = {f"ended.{ending}.remedy" for ending in endings} | {"ended.stalled.sentence"}
    # What parsers and machines say; test_machine_words.py finds who says it.
    told = {key for key in VI if key.startswith(("parser.", "detail."))}
    assert set(VI) - literals() - made() - inherited - told == set()


def test_every_remedy_of_an_ending_is_found():
    for ending in ENDINGS:
        assert {f"ended.{ending}.remedy", f"ended.{ending.partition('.')[0]}.remedy"} & set(VI)


def test_every_call_names_a_text_and_all_its_fields():
    found = list(calls())
    assert len(found) > 500
    for name, key, given in found:
        assert key in VI, (name, key)
        assert given == set(fields(VI[key])), (name, key)


def test_no_vietnamese_is_left_in_code():
    speech = [
        name
        for name, text in sources()
        if VIETNAMESE.search(re.sub(r"(?s)#[^\n]*|\"\"\".*?\"\"\"", "", text))
        and not any(name == kept or name.startswith(f"{kept}/") for kept in NO_SPEECH)
    ]
    assert speech == []


def test_the_packages_carry_the_texts():
    for builder in (WheelBuilder(str(ROOT.parent)), SdistBuilder(str(ROOT.parent))):
        packed = {Path(file.distribution_path) for file in builder.recurse_included_files()}
        for lang, topic in itertools.product(LANGUAGES, TOPICS):
            assert Path("orchestrator", "text", lang, f"{topic}.toml") in packed
        for name in ("levels", "unit_types", "duties"):
            assert Path("orchestrator", "bodies", f"{name}.toml") in packed

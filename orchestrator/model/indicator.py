"""Indicators: what the authority and the feeds list; as objects."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """The kinds of value that can be matched."""

    DOMAIN = "domain"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    CIDR4 = "cidr4"
    CIDR6 = "cidr6"
    URL = "url"


class Scope(StrEnum):
    """How far a domain reaches: its subdomains too, or itself only; a URL: weakly, its host."""

    TREE = "tree"
    EXACT = "exact"
    HOST = "host"


class Class(StrEnum):
    """Malicious, or a sinkhole that malicious names lead to once they are taken over."""

    MALICIOUS = "malicious"
    SINKHOLE = "sinkhole"


class Tlp(StrEnum):
    """The traffic light protocol: who may read it, from everybody to those who got it."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"


class ListedContext(Struct, frozen=True, kw_only=True):
    """What a list says of a value beside it, as published; empty where it does not say.

    `family` is what malware it belongs to, `phases` are those of the kill chain, `source` is where
    the list itself has it from.
    """

    family: str = ""
    tags: tuple[str, ...] = ()
    first_seen: str = ""
    last_seen: str = ""
    phases: tuple[str, ...] = ()
    tlp: Tlp | None = None
    description: str = ""
    source: str = ""

    @property
    def restricted(self) -> bool:
        """Whether it must not leave those who got the list."""
        return self.tlp in (Tlp.RED, Tlp.AMBER_STRICT)


def context_as_json(context: ListedContext) -> Mapping[str, object]:
    """Return what a context says, without what it does not."""
    said = {
        "family": context.family,
        "tags": list(context.tags),
        "first_seen": context.first_seen,
        "last_seen": context.last_seen,
        "phases": list(context.phases),
        "tlp": context.tlp.value if context.tlp else None,
        "description": context.description,
        "source": context.source,
    }
    return {key: value for key, value in said.items() if value}


class Citation(Struct, frozen=True, kw_only=True):
    """One place where an indicator is published: list (file name), version, line.

    `published` is the text as it stands there. `version` is the list's date (ISO) or the first
    12 digits of its digest. `confidence` is 0-100, None where the list does not say; `context` is
    what else it says.
    """

    list: str
    version: str
    line: int
    published: str
    confidence: int | None = None
    context: ListedContext | None = None


class Indicator(Struct, frozen=True, kw_only=True):
    """One normalised value with every place that lists it.

    `value`: domain as lower-case A-labels without a final dot; address by `ipaddress`; range as
    `address/length`. `port` narrows an address. `test`: documentation address or reserved name.
    `shared` says whose address it is where many unrelated sites stand behind it (`Akamai`).
    """

    value: str
    kind: Kind
    scope: Scope = Scope.TREE
    klass: Class = Class.MALICIOUS
    port: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    test: bool = False
    shared: str | None = None
    citations: tuple[Citation, ...]

    @property
    def lists(self) -> frozenset[str]:
        """The lists that name it."""
        return frozenset(cited.list for cited in self.citations)

    @property
    def restricted(self) -> bool:
        """Whether any list says that it must not leave those who got the list."""
        contexts = (cited.context for cited in self.citations)
        return any(said is not None and said.restricted for said in contexts)

    @property
    def confidence(self) -> int | None:
        """The highest confidence that a list states, 0 to 100; lists are never averaged."""
        stated = (cited.confidence for cited in self.citations)
        return max((sure for sure in stated if sure is not None), default=None)


class Unused(StrEnum):
    """Why something in a list is not used; `text.reasons` has the sentences."""

    NOT_A_VALUE = "not_a_value"  # no address, range, name or URL
    REMARK = "remark"  # words beside a value
    NO_VALUE = "no_value"  # a line or a row that has nothing where a value would stand
    SINGLE_LABEL = "single_label"
    HASH = "hash"
    EMAIL = "email"
    FILE_NAME = "file_name"
    OTHER_TYPE = "other_type"  # typed by its list as something that no machine is asked for
    NO_RULE = "no_rule"  # a line that the list's own form does not use to block a name
    EXPRESSION = "expression"  # it stands for many names: a pattern of letters, a wildcard inside
    EXCEPTION = "exception"  # the list itself lets it through
    REDIRECT = "redirect"  # where a hosts file sends the names
    CITATION = "citation"  # a reference of the text, or the authority's own site
    DAMAGED = "damaged"  # a byte in it is no text
    BAD_ROW = "bad_row"  # a line of a table whose quotes are unsound
    FORMULA = "formula"  # a spreadsheet cell that computes
    NOT_FOR_DETECTION = "not_for_detection"  # its MISP event says so of it, and of others not
    PUBLIC_RESOLVER = "public_resolver"
    OWN = "own"  # the district's own name or network
    DASH_RANGE = "dash_range"  # first-last
    BAD_ADDRESS = "bad_address"
    BAD_RANGE = "bad_range"
    AMBIGUOUS = "ambiguous"  # a URL that may hold further columns
    TOO_LONG = "too_long"
    PUBLIC_SUFFIX = "public_suffix"
    UNKNOWN_TLD = "unknown_tld"
    LOCAL_NAME = "local_name"
    PRIVATE = "private"
    CGNAT = "cgnat"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link_local"
    MULTICAST = "multicast"
    RESERVED = "reserved"
    TOO_WIDE = "too_wide"
    ALLOW_EXPIRED = "allow_expired"  # an entry of an allow list that has run out


class ListDoubt(StrEnum):
    """What is doubtful about a list; `findings.list_bars_pass` says which bar a pass.

    A set of indicators, a report and a store hold the word alone, or the word, a space and the
    name of the source or file that it is about.
    """

    TEST_ONLY = "list_test_only"  # made-up indicators alone
    URLS_ONLY = "list_urls_only"  # which no look at a machine meets for certain
    MOSTLY_UNREAD = "list_mostly_unread"  # more of it could not be used than could
    STALE = "list_stale"
    SHRUNK = "list_shrunk"
    TAKEN_BACK = "list_taken_back"
    UPDATE_FAILED = "list_update_failed"
    NOT_FETCHED = "list_not_fetched"
    SOURCE_GONE = "list_source_gone"  # its last version counts on until a person drops it
    ALLOW_EXPIRED = "allow_expired"  # an entry of an allow list excuses nothing any more


class Refusal(Struct, frozen=True, kw_only=True):
    """One text of a list that is not used, and why; shown, never dropped in silence.

    `reason` is a word of `Unused`. Of many refusals for one reason in one file the first
    thousand stand alone; a last one, whose text is `… +<number>`, counts the rest. `column` counts
    the columns of a table from 1; None elsewhere. It is shown and not kept.
    """

    file: str
    line: int
    text: str
    reason: str
    column: int | None = None


class ListFile(Struct, frozen=True, kw_only=True):
    """One file that was read: its name, digest, date (ISO) and what it gave."""

    name: str
    sha256: str
    dated: str
    indicators: int


class Allowed(Struct, frozen=True, kw_only=True):
    """One entry of an allow list in force: what a district lets be although a list names it.

    `value` is normalised as an indicator's; `tree`: with all names below it. `owner` answers for
    the entry, `reason` says why, `expires` (ISO date) is its last day. `list` and `line` say
    where it stands; line 0: nowhere, a person said so of the finding in `list`.
    """

    value: str
    kind: Kind
    tree: bool = False
    owner: str
    reason: str
    expires: str
    list: str
    line: int


class IocSet(Struct, frozen=True, kw_only=True):
    """All indicators of a sweep; never empty.

    `sha256` is the digest of the normalised body: equal sets have equal digests, whatever
    order their files came in. `dated` is the newest file's date (ISO). `warnings` are words of
    the report catalogue (`list_test_only`, `list_stale` ...).
    """

    indicators: tuple[Indicator, ...]
    files: tuple[ListFile, ...]
    refused: tuple[Refusal, ...]
    sha256: str
    dated: str
    warnings: tuple[str, ...] = ()
    allowed: tuple[Allowed, ...] = ()

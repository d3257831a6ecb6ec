"""What the end of a name tells: top-level domains that exist, public suffixes, ends of files."""

import re
from functools import cached_property, lru_cache
from pathlib import Path

from publicsuffixlist import PSLFILE, PublicSuffixList

from orchestrator.text.host_texts import a_labels

# Roots beside the public DNS, and those that are kept for tests.
_OTHER_ROOTS = frozenset(
    (
        *("onion", "i2p", "bit", "bazar", "coin", "emc", "lib"),
        *("example", "test", "invalid", "local", "localdomain", "lan", "internal"),
    )
)
_FILE = re.compile(
    r"[^/\\]*\.(?:exe|dll|ocx|sys|scr|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|hta|lnk|docx?|docm|dotm"
    r"|xlsx?|xlsm|xlsb|pptx?|pptm|pdf|rtf|rar|7z|gz|tar|tgz|iso|img|vhdx?|msi|msix|cab|jar|apk|elf"
    r"|bin|dat|tmp|ini|cfg|conf|log|txt|csv|json|xml|html?|gif|png|jpe?g|bmp|ico|php|aspx?|jsp"
    r"|cpl|chm|url|eml|msg|key|pem|crt|db|sqlite|class|war|dmg|pkg|deb|rpm|pyc|ko|swf|plist)",
    re.IGNORECASE,
)
# Suffixes of files that are also sold as domains: only what stands around tells them apart.
_EITHER = re.compile(r"[^/\\:]*\.(?:zip|mov|one|app|py|pl|sh|ps|md|rs|so|cab|doc)", re.IGNORECASE)
_RULE = re.compile(r"^(?!//)\S+", re.MULTILINE)
_ARCHIVES = (".zip", ".mov", ".one", ".cab", ".doc")


def has_known_root(name: str) -> bool:
    """Whether a normalised name ends in a top-level domain that exists, or one beside those."""
    root = name.rpartition(".")[2]
    return root in _OTHER_ROOTS or _is_public(root)


def _is_public(root: str) -> bool:
    return root in _written_roots()[0] or (root.startswith("xn--") and root in _foreign_roots())


@lru_cache(maxsize=1)
def _foreign_roots() -> frozenset[str]:
    """Return the roots that are written in other letters, as A-labels: one in a thousand names."""
    return frozenset(filter(None, map(a_labels, _written_roots()[1])))


@lru_cache(maxsize=1)
def _written_roots() -> tuple[frozenset[str], frozenset[str]]:
    """Return every top-level domain as the public list writes it: in ASCII, and in other letters.

    A line is a comment, or begins with a rule, which ends in its root.
    """
    rules = _RULE.findall(Path(PSLFILE).read_text(encoding="utf-8").lower())
    roots = {rule[rule.rfind(".") + 1 :] for rule in rules} - {"*"}
    plain = frozenset(filter(str.isascii, roots))
    return plain, frozenset(roots - plain)


def is_file_name(text: str) -> bool:
    """Whether a text ends like a file alone and is no web address: `coreclr.dll`."""
    return "://" not in text and _FILE.fullmatch(text) is not None


def may_be_file_name(text: str) -> bool:
    """Whether a text ends like a file and like a domain: `invoice.zip`."""
    return "://" not in text and _EITHER.fullmatch(text) is not None


def is_archive_name(text: str) -> bool:
    """Whether a text ends as files do more often than domains that are sold: `invoice.zip`."""
    return may_be_file_name(text) and text.lower().endswith(_ARCHIVES)


class Suffixes:
    """The list that browsers use (`com`, `gov.vn`, `github.io`), and one look for plain names."""

    def __init__(self) -> None:
        """Read the list."""
        self._list = PublicSuffixList(accept_unknown=False)
        self._texts = _rule_texts()
        self._roots: dict[str, bool] = {}

    @cached_property
    def _icann(self) -> PublicSuffixList:
        return PublicSuffixList(accept_unknown=False, only_icann=True)

    def publicsuffix(self, name: str) -> str | None:
        """Return the suffix of a name, None where nobody knows its top-level domain."""
        return self._list.publicsuffix(name)

    def privatesuffix(self, name: str) -> str | None:
        """Return the suffix with the label before it, None where there is none."""
        return self._list.privatesuffix(name)

    def is_public(self, name: str) -> bool:
        """Whether a name is a suffix under which registries themselves sell names."""
        return self._icann.is_public(name)

    def is_below(self, name: str) -> bool:
        """Whether a name is plainly below a suffix; false also where that takes a closer look.

        A suffix is a rule's own text, or one label before a rule's text.
        """
        if name in self._texts or name.partition(".")[2] in self._wild:
            return False
        root = name.rpartition(".")[2]
        known = self._roots.get(root)
        if known is None:
            known = self._roots[root] = self._list.publicsuffix(f"a.b.c.d.e.{root}") is not None
        return known

    @cached_property
    def _wild(self) -> frozenset[str]:
        return frozenset(one.removeprefix("*.") for one in self._texts if one.startswith("*."))


def _rule_texts() -> frozenset[str]:
    """Return the texts of all rules, wildcards with and without their star, as A-labels."""
    lines = Path(PSLFILE).read_text(encoding="utf-8").lower().split("\n")
    rules = {line.split(" ")[0].strip().removeprefix("!") for line in lines if line[:2] != "//"}
    plain = {name for rule in rules if (name := a_labels(rule)) is not None}
    return frozenset((*plain, *(one.removeprefix("*.") for one in plain)))

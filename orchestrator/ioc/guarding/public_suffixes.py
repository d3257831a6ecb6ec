"""Public suffixes, with one look for the names that are plainly below one."""

from functools import cached_property
from pathlib import Path

from publicsuffixlist import PSLFILE, PublicSuffixList

from orchestrator.text.host_texts import a_labels


class Suffixes:
    """The list that browsers use: `com`, `gov.vn`, `github.io`."""

    def __init__(self) -> None:
        """Read the list."""
        self._list = PublicSuffixList(accept_unknown=False)
        self._texts = _texts()
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


def _texts() -> frozenset[str]:
    """Return the texts of all rules, wildcards with and without their star, as A-labels."""
    lines = Path(PSLFILE).read_text(encoding="utf-8").lower().split("\n")
    rules = {line.split(" ")[0].strip().removeprefix("!") for line in lines if line[:2] != "//"}
    plain = {name for rule in rules if (name := a_labels(rule)) is not None}
    return frozenset((*plain, *(one.removeprefix("*.") for one in plain)))

"""How pages, tables and sheets name the bodies that units lie in; every word comes from data."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import Level
from orchestrator.model.district import Authority, Unit
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.topics import LANGUAGES


class AreaWords(Struct, frozen=True):
    """The levels of the bodies that units lie in, the one with most bodies first; may be none."""

    counts: tuple[tuple[Level, int], ...]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> "AreaWords":
        """Return the words for the innermost bodies of some units."""
        areas = {unit.within for unit in units if unit.within}
        counted = Counter(within[-1].level for within in areas)
        return cls(tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0].code))))

    def __bool__(self) -> bool:
        return bool(self.counts)

    @property
    def word(self) -> Bilingual:
        """The levels in a row: `phường, xã`."""
        return self._joined([level.word for level, _ in self.counts], Bilingual(", ", ", "))

    @property
    def either(self) -> Bilingual:
        """One of any of the levels: `phường hoặc xã`."""
        *first, last = (level.word for level, _ in self.counts)
        if not first:
            return last
        head = self._joined(first, Bilingual(", ", ", "))
        vi, en = (Catalogue(lang)("page.or") for lang in LANGUAGES)
        return Bilingual(f"{head.vi} {vi} {last.vi}", f"{head.en} {en} {last.en}")

    @property
    def many(self) -> Bilingual:
        """All of them: `wards, communes`."""
        return self._joined([level.many for level, _ in self.counts], Bilingual(", ", ", "))

    def counted(self, say: Catalogue) -> str:
        """Return how many there are, to be put behind another count: `, 51 phường, 75 xã`."""
        return "".join(
            f", {say.number(n)} {(level.word if n == 1 else level.many).said(say.lang)}"
            for level, n in self.counts
        )

    def _joined(self, words: list[Bilingual], between: Bilingual) -> Bilingual:
        return Bilingual(
            between.vi.join(word.vi for word in words), between.en.join(word.en for word in words)
        )


def capital(text: str) -> str:
    """Return a word as it begins a heading."""
    return text[:1].upper() + text[1:]


def where_lies(unit: Unit, authority: Authority, say: Catalogue) -> str:
    """Return the bodies that a unit lies in, the innermost first; its level where it has none."""
    named = [area.level.named(area.name, say.lang) for area in reversed(unit.within)]
    return ", ".join(named) or say("page.district_level", level=authority.level.word)

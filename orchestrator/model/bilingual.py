"""A name in both languages."""

from msgspec import Struct


class Bilingual(Struct, frozen=True):
    """One thing's name in both languages."""

    vi: str
    en: str

    def said(self, lang: str) -> str:
        """Return the name in `vi` or `en`."""
        return self.vi if lang == "vi" else self.en

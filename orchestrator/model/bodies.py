"""What the bodies that govern, and the units below them, are called: values, never code."""

from msgspec import Struct

from orchestrator.model.bilingual import Bilingual


class Level(Struct, frozen=True, kw_only=True):
    """A kind of body: a ward, a commune, a special zone, a city, a district of 2022.

    Attributes:
        code: What inventories write.
        word: As it stands within a sentence: `phường`, `ward`.
        many: Several of them: `phường`, `wards`.
        form: How one is named, `{name}` standing for its name: `Phường {name}`, `{name} ward`.
        annex_note: What the letter's form says below its last line, where a letter is known;
            `{wards}` stands for how many bodies fill in section 3.
    """

    code: str
    word: Bilingual
    many: Bilingual
    form: Bilingual
    annex_note: Bilingual | None = None

    def named(self, name: str, lang: str) -> str:
        """Return a body of this level by its name, which may itself begin with the level."""
        word = f"{self.word.vi} "
        bare = name[len(word) :] if name.casefold().startswith(word.casefold()) else name
        return self.form.said(lang).replace("{name}", bare)


class UnitType(Struct, frozen=True, kw_only=True):
    """A kind of unit; one that `evaluates` fills in section 3 of the annex."""

    code: str
    name: Bilingual
    evaluates: bool = False


class Area(Struct, frozen=True, kw_only=True):
    """One body between the authority and its units: a ward of a city, a district of a province."""

    level: Level
    name: str


class Duty(Struct, frozen=True, kw_only=True):
    """To whom the authority reports, by which law and in which form, from when until when.

    Attributes:
        to: Who receives it.
        law: What orders it.
        form: The form that is asked for.
        valid_from: First day, ISO; None is open.
        valid_until: Last day, ISO; None is open.
        source: Where that can be read.
        verified: Whether a person has read it there; otherwise no report prints it.
    """

    to: Bilingual
    law: Bilingual | None = None
    form: Bilingual | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    source: str
    verified: bool = False

    def holds(self, day: str) -> bool:
        """Whether a report of an ISO day may print it as a fact."""
        begun = self.valid_from is None or self.valid_from <= day
        ended = self.valid_until is not None and self.valid_until < day
        return self.verified and begun and not ended

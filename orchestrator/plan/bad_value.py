"""What is wrong with one value, before anyone has said where it stands."""

from orchestrator.errors import Place, Problem


class BadValueError(Exception):
    """One value that cannot be used; whoever knows its place turns it into a Problem.

    Args:
        what: What is wrong, without the value of any variable (it may be a password).
        mend: What to write instead.
    """

    def __init__(self, what: str, mend: str = "") -> None:
        """Keep both sentences."""
        super().__init__(what)
        self.what = what
        self.mend = mend

    def at(self, place: Place | None, whose: str = "") -> Problem:
        """Return the problem at that place; `whose` is put before what is wrong."""
        what = f"{whose}: {self.what}" if whose else self.what
        return Problem(place=place, what=what, mend=self.mend)

"""What `-v` shows on standard error, with every known secret taken out.

-v names each machine's end, -vv its phases and details, -vvv what libraries tell, -vvvv all of
that: paramiko's and urllib3's debugging. Secrets are recognised by value, so it does not matter
which library says one, or inside which sentence.
"""

import logging
import sys
import traceback
from collections.abc import Callable, Iterable

from orchestrator.model.secret import Secret

_SHORTEST = 3  # a shorter secret would take pieces out of every word
_HIDDEN = "***"
_OURS = (logging.WARNING, logging.INFO, logging.DEBUG)
_LIBRARIES = (*(logging.WARNING,) * 3, logging.INFO, logging.DEBUG)


class Redactor:
    """Takes secrets out of texts."""

    def __init__(self) -> None:
        """Know no secret yet."""
        self._texts: tuple[str, ...] = ()  # the longest first, for one may hold another
        self._sources: list[Callable[[], Iterable[Secret]]] = []

    def hide(self, secrets: Iterable[Secret]) -> None:
        """Leave these out from now on."""
        texts = {secret.reveal() for secret in secrets}.union(self._texts)
        self._texts = tuple(sorted(filter(_is_long, texts), key=len, reverse=True))

    def hide_later(self, source: Callable[[], Iterable[Secret]]) -> None:
        """Leave out whatever `source` will have come to know."""
        self._sources.append(source)

    def clean(self, text: str) -> str:
        """Return a text without the secrets."""
        late = [secret for source in self._sources for secret in source()]
        if any(secret.reveal() not in self._texts for secret in late):
            self.hide(late)
        for secret in self._texts:
            text = text.replace(secret, _HIDDEN)
        return text


def _is_long(text: str) -> bool:
    return len(text) >= _SHORTEST


class _Formatter(logging.Formatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, its traceback with it."""
        return self._redactor.clean(super().format(record))


def start(verbosity: int) -> Redactor:
    """Send logs to standard error, as much as `-v` was given times.

    Returns:
        What to tell of secrets, as soon as they are known.
    """
    redactor = Redactor()
    if not verbosity:
        return redactor
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(redactor))
    logging.basicConfig(handlers=[handler], level=_at(_LIBRARIES, verbosity), force=True)
    logging.getLogger("orchestrator").setLevel(_at(_OURS, verbosity))
    if verbosity >= len(_OURS):
        # The SSH transport silences its library unless somebody listens on purpose.
        library = logging.getLogger("paramiko")
        library.setLevel(_at(_LIBRARIES, verbosity))
        library.addHandler(handler)
        library.propagate = False
    return redactor


def _at(levels: tuple[int, ...], verbosity: int) -> int:
    return levels[min(verbosity, len(levels) - 1)]


def fault(redactor: Redactor) -> str:
    """Return the traceback of a fault of ours without any secret."""
    return redactor.clean(traceback.format_exc())

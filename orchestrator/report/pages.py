"""Turning views into pages: the one place that knows Jinja2, and that lets markup through.

Every text that a template writes is defanged, made visible and escaped, whatever it is: a
template cannot forget it. Markup passes only as the page's own style and script, whose digests
are the whole of what the page's policy allows to run.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from msgspec import Struct

from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import Defanger
from orchestrator.text.visible import visible

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_ASSETS = _HERE / "assets"
_MADE_ONCE = ("icon", "word", "short_name", "by_label")  # of one argument each
_TEXTS_KEPT = 1 << 12  # of a set: most texts of a page stand on it many times, and on others


class Inline(Struct, frozen=True):
    """A file of this package that is written into a page, and the digest that the policy names."""

    text: str

    @property
    def source(self) -> str:
        """Return the policy's word for it: `'sha256-…'`."""
        digest = hashlib.sha256(self.text.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    def element(self, tag: str) -> Markup:
        """Return the element; the text is our own file, and holds no end tag (tested)."""
        return Markup("<{0}>{1}</{0}>").format(Markup(tag), Markup(self.text))  # noqa: S704 - own


def asset(name: str) -> Inline:
    """Return a style or script of this package."""
    return Inline((_ASSETS / name).read_text(encoding="utf-8"))


class Pages:
    """Renders the pages of one sweep in one language."""

    def __init__(self, say: Catalogue, defanger: Defanger) -> None:
        """Compile what all pages use; a template of a page is compiled at its first one."""

        @lru_cache(_TEXTS_KEPT)
        def inert(text: str) -> Markup:
            return escape(visible(defanger.text(text)))

        def shown(value: object) -> object:
            match value:
                case Markup():
                    return value
                case bool() | None:
                    raise TypeError("a page shows words, not a truth value or nothing")
                case int():
                    return say.number(value)
                case _:
                    return inert(str(value))

        self._say = say
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["t"] = say
        words = self._environment.get_template("signs_words.html").module
        for name in _MADE_ONCE:
            self._environment.globals[name] = lru_cache(_TEXTS_KEPT)(getattr(words, name))

    def render(
        self, template: str, *, styles: tuple[str, ...], view: Mapping[str, object]
    ) -> bytes:
        """Return a page as UTF-8.

        Args:
            template: File name below `templates/`.
            styles: Style files, in order.
            view: What the template may use.
        """
        style = Inline("".join(asset(name).text for name in styles))
        script = asset("page.js")
        policy = (
            f"default-src 'none'; style-src {style.source}; script-src {script.source}; "
            "base-uri 'none'; form-action 'none'"
        )
        text = self._environment.get_template(template).render(
            view,
            policy=Markup(policy),  # noqa: S704 - digests and constants, quotes wanted
            style=style.element("style"),
            script=script.element("script"),
            lang=self._say.lang,
        )
        return text.encode("utf-8")

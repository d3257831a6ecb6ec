"""The line that says that the list holds what is the district's own."""

from collections.abc import Iterator

from orchestrator.model.indicator import Unused
from orchestrator.model.result import ListInfo
from orchestrator.report.frame import Banner
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang

_MOST = 5


def own_listed(info: ListInfo, say: Catalogue) -> Iterator[Banner]:
    """Yield a warning if the list names the district's own addresses or names.

    They are matched with nothing, and yet must not vanish: a unit's own server on a list of
    command servers may be one.
    """
    own = [one for one in info.refused if one.reason == Unused.OWN]
    if not own:
        return
    places = [
        say("own.place", text=defang(one.text), file=one.file, line=str(one.line))
        for one in own[:_MOST]
    ]
    if own[_MOST:]:
        places.append(say("page.more", n=len(own[_MOST:])))
    yield Banner(kind="warn", text=say.rich("own.listed", places="; ".join(places)))

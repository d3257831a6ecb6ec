"""What may be wrong with a scalar or a key of YAML, each as a problem with its place."""

import unicodedata

from orchestrator.errors import Problem
from orchestrator.files.nodes import ScalarNode
from orchestrator.text.messages import say


def lossy(node: ScalarNode, *, shown: str) -> Problem:
    """Return that a plain scalar is read as something else than its text."""
    if shown != node.text:
        return Problem(place=node.place, what=say("yaml.lossy_secret"), mend=say("mend.quote"))
    what = say("yaml.lossy", word=node.text, value=node.value)
    return Problem(place=node.place, what=what, mend=say("mend.write", word=node.text))


def decomposed(node: ScalarNode, *, shown: str) -> Problem:
    """Return that a text is not composed (NFC)."""
    mend = say("mend.type_again", word=unicodedata.normalize("NFC", shown))
    return Problem(place=node.place, what=say("yaml.nfd"), mend=mend)


def duplicate(key: ScalarNode, first: ScalarNode) -> Problem:
    """Return that a key stands twice in one mapping."""
    what = say("yaml.duplicate", key=key.text, line=first.line)
    return Problem(place=key.place, what=what, mend=say("mend.delete_one"))

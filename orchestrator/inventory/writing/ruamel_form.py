"""Pieces of YAML to ruamel.yaml's trees and back, in this project's form."""

import io
from collections.abc import Mapping
from typing import TypeAlias

from orchestrator.errors import InventoryError, Place
from orchestrator.files.yaml_scalars import YamlTyping
from orchestrator.text.message import say

try:
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString
except ImportError as error:
    raise InventoryError.one(
        say("excel.missing", package="ruamel.yaml"), say("mend.extra")
    ) from error

Tree: TypeAlias = CommentedMap  # a mapping with its comments and its style

_NO_WRAPPING = 4096  # columns; a line is never broken for its length
_typed = YamlTyping()


def parse(text: str, source: str) -> Tree:
    """Return a piece of YAML with its comments.

    Raises:
        InventoryError: It does not stand by itself (an alias to an anchor elsewhere, say).
    """
    try:
        found = _yaml().load(text)
    except YAMLError as error:
        why = str(error).partition("\n")[0]
        what, place = say("edit.apart", why=why), Place(file=source)
        raise InventoryError.one(what, say("mend.by_hand"), place) from error
    return found if isinstance(found, Tree) else Tree()


def written(tree: Tree, step: int = 2) -> str:
    """Return a tree as YAML, `step` columns deeper a level, ending with a line's end."""
    stream = io.StringIO()
    _yaml(step).dump(tree, stream)
    return stream.getvalue()


def flow(fields: Mapping[str, str]) -> Tree:
    """Return a mapping that is written on one line: `{room: Phòng 3, os: debian}`."""
    tree = Tree()
    tree.fa.set_flow_style()
    tree.update({name: as_text(value) for name, value in fields.items()})
    return tree


def as_text(word: str) -> str:
    """Return a text that reads back as itself under YAML 1.1, as Ansible and we read it.

    ruamel.yaml follows YAML 1.2 and would leave `no`, `010` and `12:34:56` without quotes.
    """
    try:
        same = _typed(word).value == word
    except ValueError:
        same = False
    return word if same else DoubleQuotedScalarString(word)


def _yaml(step: int = 2) -> YAML:
    yaml = YAML()
    yaml.indent(mapping=step, sequence=step + 2, offset=step)
    yaml.preserve_quotes = True
    yaml.width = _NO_WRAPPING
    return yaml

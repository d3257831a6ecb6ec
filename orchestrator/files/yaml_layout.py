"""The indentation of YAML in one form: two columns a level, lists deeper than their key.

Only the white space before lines changes, so comments, quotes and the order of keys stay. What a
line moves by is worked out from the parser's tokens: a line that begins an entry moves to its
level, every other line (a text over several lines, a bracket that is still open) moves with the
line that it goes on from, and a comment moves with what it stands beside.
"""

from collections.abc import Iterator, Mapping

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.files.yaml_loader import LOADER

STEP = 2

_OPEN = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_SHUT = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_BLOCK = (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken)
_SILENT = (
    yaml.StreamStartToken,
    yaml.StreamEndToken,
    yaml.BlockEndToken,
    yaml.ValueToken,
    *_BLOCK,
)


class _Level(Struct, frozen=True, kw_only=True):
    """An open list or mapping in block style: the column of its entries, as it is and shall be.

    `bare` says that no bracket of the parser opens it: a list as deep as its key.
    """

    is_list: bool
    column: int
    wanted: int
    line: int
    bare: bool = False

    @property
    def shift(self) -> int:
        return self.wanted - self.column


class _Shifts(Struct):
    """Gathers by how many columns each line moves; lines count from 0."""

    levels: list[_Level] = field(default_factory=list)
    by_line: dict[int, int] = field(default_factory=dict)
    verbatim: set[int] = field(default_factory=set)  # inside a text: not even its end is touched
    brackets: list[int] = field(default_factory=list)

    def take(self, token: yaml.Token) -> None:
        """Go on with the next token."""
        line, column = token.start_mark.line, token.start_mark.column
        if isinstance(token, _BLOCK):
            self._open(line, column, is_list=isinstance(token, yaml.BlockSequenceStartToken))
        elif isinstance(token, yaml.BlockEndToken):
            while self.levels.pop().bare:
                pass
        elif isinstance(token, yaml.BlockEntryToken) and not self.brackets:
            self._entry(line, column)
        elif isinstance(token, yaml.KeyToken) and not self.brackets:
            while self.levels[-1].bare and self.levels[-1].column >= column:
                self.levels.pop()
        if not isinstance(token, _SILENT):
            self._place(token)

    def _open(self, line: int, column: int, *, is_list: bool, bare: bool = False) -> None:
        outer = self.levels[-1] if self.levels else None
        if outer is None:
            wanted = 0
        elif outer.is_list and line == outer.line:
            wanted = outer.wanted + column - outer.column  # `- a: 1` keeps its own gap
        else:
            wanted = outer.wanted + STEP
        level = _Level(is_list=is_list, column=column, wanted=wanted, line=line, bare=bare)
        self.levels.append(level)

    def _entry(self, line: int, column: int) -> None:
        top = self.levels[-1] if self.levels else None
        if top is None or not top.is_list or top.column != column:
            self._open(line, column, is_list=True, bare=True)
        else:
            self.levels[-1] = replace(top, line=line)

    def _place(self, token: yaml.Token) -> None:
        first, last = token.start_mark.line, _last_line(token)
        shift = self.by_line.get(self.brackets[0], 0) if self.brackets else self._shift()
        self.by_line.setdefault(first, shift)
        for line in range(first + 1, last + 1):
            self.by_line[line] = self.by_line[first]
            self.verbatim.add(line)
        if isinstance(token, _OPEN):
            self.brackets.append(first)
        elif isinstance(token, _SHUT):
            self.brackets.pop()

    def _shift(self) -> int:
        return self.levels[-1].shift if self.levels else 0


def laid_out(text: str) -> str:
    """Return YAML in the one form of indentation; its meaning is for the caller to compare.

    Spaces at the ends of lines go, blank lines are at most one in a row, the last line has an end.

    Args:
        text: YAML without tabs in its indentation, lines ended by LF.

    Raises:
        yaml.YAMLError: It is none.
    """
    shifts = _Shifts()
    for token in yaml.scan(text, Loader=LOADER):
        shifts.take(token)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in _with_single_blanks(_moved(lines, shifts)))


def _last_line(token: yaml.Token) -> int:
    """Return the last line of a token; a block text ends where the next line begins."""
    first, last = int(token.start_mark.line), int(token.end_mark.line)
    return last if token.end_mark.column or last == first else last - 1


def _moved(lines: list[str], shifts: _Shifts) -> Iterator[tuple[str, bool]]:
    """Yield each line where it shall stand, and whether it goes on with a text."""
    following = _following(lines, shifts)
    beside: dict[int, int] = {}  # how the last line of each depth moved
    latest = 0
    for number, line in enumerate(lines):
        inside, body = number in shifts.verbatim, line.lstrip(" ")
        if not body.strip():
            yield "", inside
            continue
        own, shift = len(line) - len(body), shifts.by_line.get(number)
        if shift is None:
            shift = _shift_of_comment(own, following[number], beside, latest)
        elif not inside:
            beside[own] = latest = shift
        yield f"{' ' * max(own + shift, 0)}{body if inside else body.rstrip()}", inside


def _shift_of_comment(
    own: int, after: tuple[int, int] | None, beside: Mapping[int, int], latest: int
) -> int:
    """Return the shift of the line that a comment stands beside: the next, if no less deep."""
    if after is not None:
        depth, shift = after
        return depth + shift - own if depth >= own else beside.get(own, shift)
    return beside.get(own, latest)


def _following(lines: list[str], shifts: _Shifts) -> list[tuple[int, int] | None]:
    """Return for each line the depth and the shift of the next one that is no comment."""
    found: list[tuple[int, int] | None] = []
    after = None
    for number in range(len(lines) - 1, -1, -1):
        found.append(after)
        if (shift := shifts.by_line.get(number)) is not None:
            line = lines[number]
            after = len(line) - len(line.lstrip(" ")), shift
    return found[::-1]


def _with_single_blanks(lines: Iterator[tuple[str, bool]]) -> Iterator[str]:
    waiting, begun = False, False
    for line, inside in lines:
        if not line and not inside:
            waiting = begun
            continue
        if waiting:
            yield ""
        yield line
        waiting, begun = False, True

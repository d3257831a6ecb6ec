"""The indentation of YAML in one form: two columns a level, lists deeper than their key.

Only the white space before lines changes, so comments, quotes and the order of keys stay. What a
line moves by is worked out from the parser's tokens: a line that begins an entry moves to its
level, every other line (a text over several lines, a bracket that is still open) moves with the
line that it goes on from, and a comment moves with what it stands beside.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import yaml

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
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


@dataclass(slots=True)
class _Shifts:
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
    moved = (_moved(lines, number, shifts) for number in range(len(lines)))
    return "".join(f"{line}\n" for line in _with_single_blanks(moved))


def _last_line(token: yaml.Token) -> int:
    """Return the last line of a token; a block text ends where the next line begins."""
    first, last = int(token.start_mark.line), int(token.end_mark.line)
    return last if token.end_mark.column or last == first else last - 1


def _moved(lines: list[str], number: int, shifts: _Shifts) -> tuple[str, bool]:
    """Return a line where it shall stand, and whether it belongs to a text."""
    line, inside = lines[number], number in shifts.verbatim
    shift = shifts.by_line.get(number)
    if shift is None:
        shift = _shift_of_comment(lines, number, shifts)
    body = line.lstrip(" ")
    if not body.strip():
        return "", inside
    column = max(len(line) - len(body) + shift, 0)
    return f"{' ' * column}{body if inside else body.rstrip()}", inside


def _shift_of_comment(lines: list[str], number: int, shifts: _Shifts) -> int:
    """Return the shift of the line that a comment stands beside: the next, if no less deep."""
    own = _indent(lines[number])
    known = shifts.by_line
    after = next((at for at in range(number + 1, len(lines)) if at in known), None)
    if after is not None and _indent(lines[after]) >= own:
        return _indent(lines[after]) + known[after] - own
    before = [at for at in range(number - 1, -1, -1) if at in known and at not in shifts.verbatim]
    beside = next((at for at in before if _indent(lines[at]) == own), None)
    if beside is not None:
        return known[beside]
    nearest = after if after is not None else next(iter(before), None)
    return 0 if nearest is None else known[nearest]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


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

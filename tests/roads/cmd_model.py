"""What cmd.exe does with a batch file, as far as the head of a kit uses it, by its known rules.

A line is read to its line feed; percent signs are expanded once, whatever stands in quotes; then
`& | < > ^ ( )` mean something outside of quotes alone. `goto` looks for its label from the line
behind it, then from the top. Anything else that a line might use is refused: a model that guesses
proves nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MOST_LINE = 8191
"""Characters of a line once it is expanded; cmd.exe takes no more."""

_PLACE = re.compile(r"%%|%~f0|%~1|%(\w+)%")
_SET = re.compile(r'set "(\w+)=(.*)"')
_IF_EXIST = re.compile(r'if (not )?exist "([^"]*)" (.*)')
_IF_EQUAL = re.compile(r'if (not )?"([^"]*)"=="([^"]*)" (.*)')
_PROGRAM = re.compile(r'"([^"]+)" (.*)')


class UnmodelledError(Exception):
    """A line that the model has no rule for, or that cmd.exe would not read as it is meant."""


@dataclass
class CmdRun:
    """How a batch file ended."""

    code: int | None = None
    said: list[str] = field(default_factory=list)
    pauses: int = 0
    ran: list[tuple[str, str]] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)


class Cmd:
    """Runs a batch file.

    Args:
        text: The file's bytes.
        path: Its own, as it is started.
        word: Its first argument.
        variables: Of the environment.
        exists: Tells which files there are.
        program: Returns the exit code of a program that is started.
    """

    def __init__(
        self,
        text: bytes,
        path: str,
        word: str,
        variables: Mapping[str, str],
        exists: Callable[[str], bool],
        program: Callable[[str], int],
    ) -> None:
        """Start nothing yet."""
        self._lines = [line.removesuffix(b"\r") for line in text.split(b"\n")]
        self._path, self._word = path, word
        self._exists, self._program = exists, program
        self._at = 0
        self.run = CmdRun(variables=dict(variables))

    def whole(self) -> CmdRun:
        """Run it to its end."""
        while self.run.code is None:
            raw = self._lines[self._at]
            self._at += 1
            if not raw.isascii():
                msg = f"read by the console's code page: {raw!r}"
                raise UnmodelledError(msg)
            line = raw.decode("ascii")
            if line.startswith(("@echo off", "rem ", ":", "setlocal ")):
                continue
            self._do(self._expanded(line))
        return self.run

    def _expanded(self, line: str) -> str:
        """Expand what stands between percent signs, once: a value is not looked into again."""
        found = _PLACE.sub(self._value, line)
        if "%" in _PLACE.sub("", line):
            msg = f"a percent sign that goes away: {line}"
            raise UnmodelledError(msg)
        if len(found) > MOST_LINE:
            msg = f"{len(found)} characters"
            raise UnmodelledError(msg)
        _refuse_bare(found)
        return found

    def _value(self, place: re.Match[str]) -> str:
        match place[0]:
            case "%%":
                return "%"
            case "%~f0":
                return self._path
            case "%~1":
                return self._word
        return self.run.variables.get(place[1], "")

    def _do(self, line: str) -> None:
        if found := _SET.fullmatch(line):
            self.run.variables[found[1]] = found[2]
        elif found := _IF_EXIST.fullmatch(line):
            self._if(self._exists(found[2]) is not bool(found[1]), found[3])
        elif found := _IF_EQUAL.fullmatch(line):
            self._if((found[2] == found[3]) is not bool(found[1]), found[4])
        elif found := _PROGRAM.fullmatch(line):
            self.run.ran.append((found[1], found[2]))
            self.run.variables["ERRORLEVEL"] = str(self._program(found[1]))
        else:
            self._command(line)

    def _command(self, line: str) -> None:
        if line.startswith("goto "):
            self._goto(line.removeprefix("goto "))
        elif line.startswith("echo "):
            self.run.said.append(line.removeprefix("echo "))
        elif line == "pause":
            self.run.pauses += 1
        elif line.startswith("exit /b "):
            self.run.code = int(line.removeprefix("exit /b "))
        else:
            msg = f"no rule for: {line}"
            raise UnmodelledError(msg)

    def _if(self, holds: bool, then: str) -> None:  # noqa: FBT001  what `if` found
        if holds:
            self._do(then)

    def _goto(self, label: str) -> None:
        wanted = f":{label}".encode()
        behind = (*range(self._at, len(self._lines)), *range(self._at))
        self._at = next(at for at in behind if self._lines[at] == wanted) + 1


def _refuse_bare(line: str) -> None:
    """Refuse what splits a line outside of quotes; `echo` may say parentheses."""
    bare = "".join(line.split('"')[::2])
    special = "&|<>^" if line.startswith("echo ") else "&|<>^()"
    if line.count('"') % 2 or any(sign in bare for sign in special):
        msg = f"split where nobody meant it: {line}"
        raise UnmodelledError(msg)

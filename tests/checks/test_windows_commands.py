"""What Windows scripts use, by Microsoft's own lists of commands and parameters of each version.

The lists are those by which PSScriptAnalyzer judges compatibility; they and the engine, whose own
parser says what a script calls, are kept beside the repository.
"""

import base64
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.frame import ending, prelude
from orchestrator.model.plan import Family
from orchestrator.transport.invoke import WINDOWS_BOOTSTRAP
from tests.shared import SHARED

pytestmark = [
    pytest.mark.pwsh,
    pytest.mark.skipif(SHARED is None, reason="Microsoft's lists are not beside the repository"),
]

VERSIONS = ("2.0", "3.0", "4.0", "5.1")
GUARD = "# needs 3.0"  # ends a line that is reached only where the version allows it
PARTS: Mapping[str, str] = {
    "bootstrap": base64.b64decode(WINDOWS_BOOTSTRAP).decode("utf-16-le"),
    "frame": prelude(Family.WINDOWS) + "\n" + ending(Family.WINDOWS),
    **{check.id: check.windows for check in ALL},
}
# Every command has these; the lists of later versions leave them out.
COMMON = frozenset(
    ("verbose", "debug", "erroraction", "warningaction", "errorvariable", "warningvariable",
     "outvariable", "outbuffer")
)  # fmt: skip
_LISTER = r"""
function Out-Row($words) { [Console]::Out.Write([string]::Join("`t", $words) + "`n") }
foreach ($line in [IO.File]::ReadAllLines('@PARTS@')) {
    $part, $packed = $line -split ' '
    $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($packed))
    $wrong = $null; $tokens = $null
    $tree = [Management.Automation.Language.Parser]::ParseInput($text, [ref]$tokens, [ref]$wrong)
    if ($wrong.Count) { throw [string]$wrong[0] }
    $kind = [Management.Automation.Language.FunctionDefinitionAst]
    foreach ($one in $tree.FindAll({ param($n) $n -is $kind }, $true)) {
        Out-Row @($part, 'own', $one.Name)
    }
    $kind = [Management.Automation.Language.CommandAst]
    foreach ($one in $tree.FindAll({ param($n) $n -is $kind }, $true)) {
        $row = @($part, $one.Extent.StartLineNumber, $one.GetCommandName())
        $kind = [Management.Automation.Language.CommandParameterAst]
        foreach ($word in $one.CommandElements) {
            if ($word -is $kind) { $row += $word.ParameterName }
        }
        if ($one.GetCommandName()) { Out-Row $row }
        $kind = [Management.Automation.Language.CommandAst]
    }
}
"""


@dataclass(frozen=True)
class Call:
    """One command that a script part calls, and the parameters that it names."""

    part: str
    line: int
    name: str
    parameters: tuple[str, ...]

    @property
    def guarded(self) -> bool:
        return PARTS[self.part].splitlines()[self.line - 1].rstrip().endswith(GUARD)


@cache
def listed(version: str) -> dict[str, frozenset[str]]:
    """Return the commands of a version with their parameters, in lower case."""
    assert SHARED is not None
    path = SHARED / "data" / "powershell" / f"commands-{version}.json"
    return {
        name.casefold(): frozenset(map(str.casefold, parameters))
        for name, (_, parameters) in json.loads(path.read_text("utf-8")).items()
    }


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Call, ...]:
    """What every part calls that it does not define, as the engine's own parser sees it."""
    assert SHARED is not None
    folder = tmp_path_factory.mktemp("lister")
    parts, lister = folder / "parts", folder / "lister.ps1"
    packed = ((name, base64.b64encode(text.encode()).decode()) for name, text in PARTS.items())
    parts.write_text("".join(f"{name} {text}\n" for name, text in packed), "ascii")
    lister.write_text(_LISTER.replace("@PARTS@", str(parts)), "ascii")
    done = subprocess.run(
        [SHARED / "pwsh" / "pwsh", "-NoProfile", "-File", lister],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    own = {row[2].casefold() for row in rows if row[1] == "own"}
    return tuple(
        Call(row[0], int(row[1]), row[2], tuple(row[3:]))
        for row in rows
        if row[1] != "own" and row[2].casefold() not in own
    )


def strangers(calls: tuple[Call, ...], version: str) -> Iterator[str]:
    """Yield what is called and is not in a version's list."""
    known = listed(version)
    for call in calls:
        parameters = known.get(call.name.casefold())
        if parameters is None:
            yield f"{call.part}:{call.line}: {call.name}"
            continue
        for one in call.parameters:
            if one.casefold() not in parameters | COMMON:
                yield f"{call.part}:{call.line}: {call.name} -{one}"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_command_and_parameter_exists_in_every_version(version: str, calls: tuple[Call, ...]):
    plain = tuple(call for call in calls if not call.guarded)
    assert len(plain) > 25
    assert list(strangers(plain, version)) == []


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_what_a_guard_keeps_from_version_2_exists_in_the_later_ones(
    version: str, calls: tuple[Call, ...]
):
    guarded = tuple(call for call in calls if call.guarded)
    assert guarded
    assert list(strangers(guarded, version)) == []
    assert list(strangers(guarded, "2.0")) != []


@pytest.mark.parametrize(
    "call",
    [
        Call("frame", 1, "ConvertTo-Json", ()),
        Call("frame", 1, "Get-Content", ("Raw",)),
        Call("frame", 1, "Get-Srevice", ()),
        Call("frame", 1, "Get-NetTCPConnection", ()),
    ],
)
def test_the_lists_would_find_it(call: Call):
    assert list(strangers((call,), "2.0"))


def test_a_known_place_is_told(calls: tuple[Call, ...]):
    at = [call for call in calls if call.name == "Get-CimInstance"]
    assert [(call.part, call.guarded) for call in at] == [("frame", True)]
